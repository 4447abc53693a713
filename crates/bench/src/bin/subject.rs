//! What is measured as a whole process where the command line of Backline has no verb for it.

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use backline_bench::chain::Chain;
use backline_bench::pace::Pace;
use backline_bench::{insert_many, like};
use backline_ops::catalog::Snapshot;
use backline_ops::migrate::{self, Code, Status};
use backline_ops::rewrite;
use backline_seed::load::{self, Plan};
use backline_seeds::story::Settings;
use clap::Parser;
use sea_orm::{ConnectOptions, Database, DatabaseConnection};
use sea_orm_migration::MigratorTrait;

/// As in the command line of Backline.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Does one thing, as the command line of a project would.
#[derive(Debug, Parser)]
enum Subject {
    /// Apply the chain of small migrations
    ChainUp { url: String, kept: PathBuf },
    /// Say where each of the chain stands
    ChainStatus { url: String, kept: PathBuf },
    /// Apply the chain with sea-orm-migration's own loop
    ChainSeaOrm { url: String },
    /// Load the platform's reference data
    Reference { url: String },
    /// Make the rows of the stories at a scale, on one thread, and keep none; writes the rows and the milliseconds
    SeedGenerate { scale: u32 },
    /// Load five tables by the engine of the stories
    LikeLoad { url: String, hundreds: u64 },
    /// Copy the rows of tables by SeaORM's `insert_many`; writes the milliseconds of the statements
    InsertMany { from: String, to: String, tables: Vec<String> },
    /// Compare two databases
    Diff { one: String, other: String },
    /// Rewrite a table; writes the milliseconds of the first and of the last rows of the copy, so many each
    Rewrite { url: String, table: String, set: rewrite::Set, rows: u64 },
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run(Subject::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            anstream::eprintln!("error: {error}: {:?}", error.source());
            ExitCode::FAILURE
        }
    }
}

async fn run(subject: Subject) -> Result<(), Box<dyn Error>> {
    match subject {
        Subject::ChainUp { url, kept } => {
            let (db, code) = chain(&url, kept).await?;
            let report = code.up(&db, migrate::Options::default(), |_event| {}).await?;
            anstream::println!("{} applied", report.applied.len());
        }
        Subject::ChainStatus { url, kept } => {
            let (db, code) = chain(&url, kept).await?;
            let migrations = code.diagnose(&db).await?.migrations;
            let line = |status: &Status| format!("{} {}\n", status.name, status.state.as_str());
            anstream::print!("{}", migrations.iter().map(line).collect::<String>());
        }
        Subject::ChainSeaOrm { url } => Chain::up(&connect(&url).await?, None).await?,
        Subject::Reference { url } => {
            let report = backline_seeds::reference::load_reference(&connect(&url).await?).await?;
            anstream::println!("{} rows", report.rows());
        }
        Subject::SeedGenerate { scale } => {
            let plan = stories(scale)?;
            let started = (Instant::now(), on_processor());
            let rows = plan.generate();
            // What others do on the machine is no part of it, where the system tells.
            let time =
                on_processor().zip(started.1).map_or_else(|| started.0.elapsed(), |(now, then)| now - then);
            anstream::println!("{rows} {}", time.as_secs_f64() * 1000.0);
        }
        Subject::LikeLoad { url, hundreds } => {
            let db = connect(&url).await?;
            let pool = db.get_postgres_connection_pool();
            let report =
                load::run(pool, &like::plan(hundreds), &load::Options::default(), |_event| {}).await?;
            anstream::println!("{} rows", report.rows());
        }
        Subject::InsertMany { from, to, tables } => {
            let (rows, time) =
                insert_many::copy(&connect(&from).await?, &connect(&to).await?, &tables).await?;
            anstream::println!("{rows} {}", time.as_secs_f64() * 1000.0);
        }
        Subject::Diff { one, other } => {
            let (one, other) = (connect(&one).await?, connect(&other).await?);
            let (one, other) = tokio::try_join!(Snapshot::read(&one), Snapshot::read(&other))?;
            for change in one.diff(&other) {
                anstream::println!("{change}");
            }
            // They go with the process.
            std::mem::forget((one, other));
        }
        Subject::Rewrite { url, table, set, rows } => {
            let specification = rewrite::Specification { sets: vec![set], ..Default::default() };
            let options = rewrite::Options::default();
            let mut pace = Pace::default();
            let note = |event: rewrite::Event<'_>| {
                if let rewrite::Event::Copied { rows, .. } = event {
                    pace.note(rows);
                }
            };
            rewrite::start(&connect(&url).await?, &table, &specification, &options, note).await?;
            anstream::println!("{}", pace.first_and_last(rows));
        }
    }
    Ok(())
}

/// How long this thread, which is the only one, has been on a processor: the first number that Linux tells.
fn on_processor() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/self/schedstat").ok()?;
    told.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

/// The stories at a scale, on a day that does not move.
fn stories(scale: u32) -> Result<Plan, Box<dyn Error>> {
    Ok(Settings { scale, ..Settings::new(time::macros::date!(2026 - 06 - 15)) }.plan()?)
}

async fn connect(url: &str) -> Result<DatabaseConnection, sea_orm::DbErr> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(4).sqlx_logging(false);
    Database::connect(options).await
}

/// Connects, and reads or renders the chain while the server gets ready, as `cargo xtask migrate` does.
async fn chain(url: &str, kept: PathBuf) -> Result<(DatabaseConnection, Code), Box<dyn Error>> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    let (db, code) = tokio::join!(Database::connect(options), Code::kept::<Chain>(&kept));
    Ok((db?, code?))
}
