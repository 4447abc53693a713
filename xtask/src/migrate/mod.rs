//! `cargo xtask migrate`: the migrations of the database.

mod adopt;
mod budgets;
mod export;
mod format;
mod fresh;
mod history;
mod lint;
mod plan;
mod problems;
mod rollback;
mod status;
mod up;
mod verify;

use backline_migrations::Migrator;
use backline_ops::migrate::Code;
use clap::Subcommand;
use sea_orm::DatabaseConnection;

use crate::failure::Failure;
use crate::new;
use crate::place::{Place, Target};

pub use budgets::BudgetOptions;
pub use lint::settings as lint_settings;
pub use plan::{as_text as plan_as_text, plan_for};
pub use problems::explained;
pub use up::narrate;

/// What can be done.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Apply every pending migration, as one batch
    Up(Box<up::Options>),
    /// Say where every migration stands
    Status(status::Options),
    /// Undo migrations by the SQL recorded when they were applied
    Rollback(Box<rollback::Options>),
    /// Tell what was ever done: when, by whom, from where, how long, what failed
    History(history::Options),
    /// Empty the database and apply everything again
    Fresh(fresh::Options),
    /// Take over a database that was built by sea-orm-cli or by hand
    Adopt(adopt::Options),
    /// Print migrations as SQL for psql
    Export(export::Options),
    /// Tell what the pending migrations lock, rewrite and read, tried on a copy of the schema
    Plan(plan::Options),
    /// Judge the SQL of migrations by squawk's rules and ours
    Lint(lint::Options),
    /// Make a migration: its file from a template, its lines in the registry, its golden file
    Create(new::migration::Options),
    /// Prove that every migration can be undone, on a scratch database
    Verify(verify::Options),
    // the next one goes here
}

impl Verb {
    /// Whether it mostly asks what is there, in one session at a time.
    pub fn is_brief(&self) -> bool {
        matches!(self, Self::Up(_) | Self::Status(_) | Self::History(_))
    }
}

/// Runs one.
pub async fn run(verb: Verb, place: &Place) -> Result<u8, Failure> {
    match verb {
        Verb::Up(options) => up::run(&options, place).await,
        Verb::Status(options) => status::run(&options, place).await,
        Verb::Rollback(options) => rollback::run(&options, place).await,
        Verb::History(options) => history::run(&options, place).await,
        Verb::Fresh(options) => fresh::run(&options, place).await,
        Verb::Adopt(options) => adopt::run(&options, place).await,
        Verb::Export(options) => export::run(&options, place).await,
        Verb::Plan(options) => plan::run(&options, place).await,
        Verb::Lint(options) => lint::run(&options, place).await,
        Verb::Create(options) => new::migration::run(&options, place),
        Verb::Verify(options) => verify::run(&options, place).await,
        // the next one goes here
    }
}

/// How many migrations, or which batch.
fn from_one(text: &str) -> Result<u32, &'static str> {
    text.parse().ok().filter(|number| *number > 0).ok_or("not a whole number from 1 on")
}

/// Connects, and reads or renders the migrations while the server gets ready.
async fn connect(target: &Target, place: &Place) -> Result<(DatabaseConnection, Code), Failure> {
    let kept = place.kept();
    let code = async {
        // The server is asked first, and begins a session meanwhile.
        tokio::task::yield_now().await;
        Code::kept::<Migrator>(&kept).await
    };
    let (db, code) = tokio::join!(biased; target.connect_once(), code);
    Ok((db?, code?))
}
