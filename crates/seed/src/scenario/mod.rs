//! Scenarios: small named situations, told in a database and removed from it again.
//!
//! ```
//! use backline_seed::scenario::{self, Check, Failure, Scenario, Stage, expect};
//! use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, Statement};
//!
//! /// A shelf with so many toys on it.
//! struct FullShelf {
//!     toys: i32,
//! }
//!
//! /// What it made.
//! struct Shelf {
//!     toys: i32,
//! }
//!
//! impl Scenario for FullShelf {
//!     type Handles = Shelf;
//!     const NAME: &'static str = "full-shelf";
//!     const TABLES: &'static [&'static str] = &["toys"];
//!
//!     async fn tell(&self, stage: &Stage) -> Result<Shelf, Failure> {
//!         for number in 0..self.toys {
//!             let name = format!("{number} of {}", stage.namespace());
//!             let insert = "INSERT INTO toys (name) VALUES ($1)";
//!             let insert = Statement::from_sql_and_values(stage.db().get_database_backend(), insert, [name.into()]);
//!             stage.db().execute_raw(insert).await?;
//!         }
//!         Ok(Shelf { toys: self.toys })
//!     }
//! }
//!
//! impl Check for Shelf {
//!     async fn check(&self, db: &DatabaseConnection) -> Result<(), Failure> {
//!         expect("toys on the shelf", count(db).await?, i64::from(self.toys))
//!     }
//! }
//!
//! async fn count(db: &DatabaseConnection) -> Result<i64, DbErr> {
//!     let statement = Statement::from_string(db.get_database_backend(), "SELECT count(*) FROM toys");
//!     let row = db.query_one_raw(statement).await?;
//!     row.ok_or(DbErr::RecordNotFound("toys".to_owned()))?.try_get_by_index(0)
//! }
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
//! # let cluster = backline_postgres::SharedCluster::join(&backline_postgres::SharedSettings::new("seed-doctest"))?;
//! # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
//! # let admin = sea_orm::Database::connect(cluster.server().socket_url("postgres")).await?;
//! # admin.execute_unprepared("DROP DATABASE IF EXISTS full_shelf").await?;
//! # admin.execute_unprepared("CREATE DATABASE full_shelf").await?;
//! # let db = sea_orm::Database::connect(cluster.server().socket_url("full_shelf")).await?;
//! db.execute_unprepared("CREATE TABLE toys (name text PRIMARY KEY)").await?;
//!
//! let shelf = FullShelf { toys: 3 }.create(&db).await?;
//! assert_eq!(shelf.toys, 3);
//! shelf.check(&db).await?;
//!
//! scenario::clean_run(&db, shelf.run).await?;
//! assert_eq!(count(&db).await?, 0);
//! # db.close().await?;
//! # admin.execute_unprepared("DROP DATABASE full_shelf WITH (FORCE)").await?;
//! # Ok(())
//! # })
//! # }
//! ```
//!
//! # What holds
//! - A scenario is told in one transaction, at the end of which the key of every row that it made is recorded: also of
//!   those that triggers made. Killed in its middle, it leaves nothing; committed, it can be removed.
//! - It only adds. One that changed a row that was there before, or deleted any, fails and leaves nothing.
//! - [`clean_run`] removes the recorded rows and no other, with triggers off; where other rows refer to them by a foreign
//!   key it says so and removes nothing.
//!
//! `docs/adr/0003-scenario-clean-up.md` says why it is done so.

mod capture;
mod clean;
mod create;
mod error;
mod expect;
mod query;
mod record;
mod registry;
mod stage;

use std::future::Future;

use sea_orm::DatabaseConnection;
use time::OffsetDateTime;

pub use clean::{Cleaned, clean_run};
pub use create::Made;
pub use error::{Error, Failure, Held};
pub use expect::{Unmet, expect, require};
pub use record::{Run, TableRows, runs};
pub use registry::{Finished, Listing};
pub use stage::Stage;

/// A small named situation.
pub trait Scenario: Send + Sync + Sized {
    /// What it gives to whoever asked for it: the rows that matter, as models.
    type Handles: Check + Send;

    /// Its name on the command line: `double-booking`.
    const NAME: &'static str;

    /// The tables that it adds rows to, those of triggers among them, in alphabetical order.
    const TABLES: &'static [&'static str];

    /// Tables of reference data that must hold rows before it can be told.
    const NEEDS: &'static [&'static str] = &[];

    /// Adds its rows through the stage, all of them new, and nothing else.
    ///
    /// # Errors
    /// Whatever went wrong; nothing is left of it then.
    fn tell(&self, stage: &Stage) -> impl Future<Output = Result<Self::Handles, Failure>> + Send;

    /// Tells it as of now, the moment of the database, and records what it made.
    ///
    /// # Errors
    /// [`Error`]; nothing is left of it then.
    ///
    /// # Panics
    /// When `db` is not a connection to PostgreSQL.
    fn create(
        &self,
        db: &DatabaseConnection,
    ) -> impl Future<Output = Result<Made<Self::Handles>, Error>> + Send {
        create::create(self, db, None)
    }

    /// [`create`](Self::create) as of another moment.
    ///
    /// # Errors
    /// [`Error`]; nothing is left of it then.
    ///
    /// # Panics
    /// When `db` is not a connection to PostgreSQL.
    fn create_as_of(
        &self,
        db: &DatabaseConnection,
        now: OffsetDateTime,
    ) -> impl Future<Output = Result<Made<Self::Handles>, Error>> + Send {
        create::create(self, db, Some(now))
    }
}

/// What must be true after a scenario.
pub trait Check {
    /// Looks at what was made, and leaves the database as it is.
    ///
    /// # Errors
    /// [`Unmet`] for what is not so, or whatever the database answers.
    fn check(&self, db: &DatabaseConnection) -> impl Future<Output = Result<(), Failure>> + Send;
}
