//! Scenarios by name, for a command line.

use std::pin::Pin;

use sea_orm::DatabaseConnection;
use serde::Serialize;
use time::OffsetDateTime;
use uuid::Uuid;

use super::create::create;
use super::{Check as _, Error, Scenario, TableRows};

/// A scenario as a registry has it.
#[derive(Debug, Clone, Copy)]
pub struct Listing {
    /// Its name.
    pub name: &'static str,
    /// The tables that it adds rows to.
    pub tables: &'static [&'static str],
    /// Tables of reference data that must hold rows before.
    pub needs: &'static [&'static str],
    source: &'static str,
    run: for<'a> fn(&'a DatabaseConnection, Option<OffsetDateTime>) -> Running<'a>,
}

type Running<'a> = Pin<Box<dyn Future<Output = Result<Finished, Error>> + Send + 'a>>;

/// A scenario that was told, and of which all is so that must be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finished {
    /// The scenario.
    pub scenario: &'static str,
    /// The run, by which it can be removed.
    pub run: Uuid,
    /// How many rows it made, by table.
    pub tables: Vec<TableRows>,
}

impl Listing {
    /// Lists a scenario as it is by default. `source` is its file, whose opening comment describes it:
    /// `Listing::of::<FullShelf>(include_str!("full_shelf.rs"))`.
    #[must_use]
    pub const fn of<S: Scenario + Default + 'static>(source: &'static str) -> Self {
        Self {
            name: S::NAME,
            tables: S::TABLES,
            needs: S::NEEDS,
            source,
            run: |db, now| Box::pin(run::<S>(db, now)),
        }
    }

    /// The first paragraph of the opening comment of its file, in one line.
    #[must_use]
    pub fn description(&self) -> String {
        let lines = self.source.lines().map_while(|line| line.strip_prefix("//!"));
        let paragraph: Vec<&str> = lines.map(str::trim).take_while(|line| !line.is_empty()).collect();
        paragraph.join(" ")
    }

    /// Tells it and looks whether all is so that must be.
    ///
    /// # Errors
    /// As [`Scenario::create`]; [`Error::Unmet`], where the run is there.
    ///
    /// # Panics
    /// When `db` is not a connection to PostgreSQL.
    pub async fn run(&self, db: &DatabaseConnection) -> Result<Finished, Error> {
        (self.run)(db, None).await
    }

    /// [`run`](Self::run) as of another moment than now.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    ///
    /// # Panics
    /// When `db` is not a connection to PostgreSQL.
    pub async fn run_as_of(&self, db: &DatabaseConnection, now: OffsetDateTime) -> Result<Finished, Error> {
        (self.run)(db, Some(now)).await
    }

    /// Those with these names, in their order; all where there are none.
    ///
    /// # Errors
    /// [`Error::Unknown`].
    pub fn named(all: &[Self], names: &[String]) -> Result<Vec<Self>, Error> {
        if names.is_empty() {
            return Ok(all.to_vec());
        }
        let find = |name: &String| {
            let found = all.iter().find(|listing| listing.name == name);
            found.copied().ok_or_else(|| Error::Unknown { name: name.clone() })
        };
        names.iter().map(find).collect()
    }
}

async fn run<S: Scenario + Default>(
    db: &DatabaseConnection,
    now: Option<OffsetDateTime>,
) -> Result<Finished, Error> {
    let made = create(&S::default(), db, now).await?;
    made.check(db).await.map_err(|source| Error::Unmet { scenario: S::NAME, run: made.run, source })?;
    Ok(Finished { scenario: S::NAME, run: made.run, tables: made.tables })
}
