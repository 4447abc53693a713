//! What is measured as a whole process where the command line of Backline has no verb for it.

use std::error::Error;
use std::process::ExitCode;

use backline_bench::chain::Chain;
use backline_ops::catalog::Snapshot;
use backline_ops::migrate;
use clap::Parser;
use sea_orm::{ConnectOptions, Database, DatabaseConnection};
use sea_orm_migration::MigratorTrait;

/// Does one thing, as the command line of a project would.
#[derive(Debug, Parser)]
enum Subject {
    /// Apply the chain of small migrations
    ChainUp { url: String },
    /// Say where each of the chain stands
    ChainStatus { url: String },
    /// Apply the chain with sea-orm-migration's own loop
    ChainSeaOrm { url: String },
    /// Load the platform's reference data
    Reference { url: String },
    /// Compare two databases
    Diff { one: String, other: String },
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
        Subject::ChainUp { url } => {
            let db = connect(&url).await?;
            let report = migrate::up::<Chain>(&db, migrate::Options::default(), |_event| {}).await?;
            anstream::println!("{} applied", report.applied.len());
        }
        Subject::ChainStatus { url } => {
            for status in migrate::status::<Chain>(&connect(&url).await?).await? {
                anstream::println!("{} {:?}", status.name, status.state);
            }
        }
        Subject::ChainSeaOrm { url } => Chain::up(&connect(&url).await?, None).await?,
        Subject::Reference { url } => {
            let report = backline_seeds::reference::load_reference(&connect(&url).await?).await?;
            anstream::println!("{} rows", report.rows());
        }
        Subject::Diff { one, other } => {
            let (one, other) = (connect(&one).await?, connect(&other).await?);
            let (one, other) = tokio::try_join!(Snapshot::read(&one), Snapshot::read(&other))?;
            for change in one.diff(&other) {
                anstream::println!("{change}");
            }
        }
    }
    Ok(())
}

async fn connect(url: &str) -> Result<DatabaseConnection, sea_orm::DbErr> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(4).sqlx_logging(false);
    Database::connect(options).await
}
