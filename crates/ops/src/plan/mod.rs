//! What the pending migrations will do to a live database, tried on a copy of its schema.
//!
//! Locks, rewrites and scans are observed, not guessed: each statement runs on a [scratch copy](crate::scratch), and
//! `pg_locks`, the tables' files and the counters of scans are read after it. Sizes are those of the live database, of
//! which nothing but that is asked, and in which nothing is changed.

mod beside;
mod error;
mod hazard;
mod live;
mod lock_mode;
mod observe;

use std::path::Path;

use sea_orm::DatabaseConnection;
use sea_orm_migration::MigratorTrait;

pub use error::PlanError;
pub use hazard::Hazard;
pub use live::Size;
pub use lock_mode::LockMode;

use crate::error::refusal;
use crate::migrate::{Difference, Kind, Rendered, Rollback, diagnose, render};
use crate::scratch::{Scratch, apply, copy_roles, copy_schema};
use crate::{Error, lint};
use observe::{Observer, Seen};

/// How to plan.
#[derive(Debug, Clone, Default)]
pub struct Options<'a> {
    /// The `pg_dump` that copies the live schema. Without one the copy is built by the migrations that are recorded, and
    /// knows nothing of what else was done to the live schema.
    pub pg_dump: Option<&'a Path>,
    /// A server of its own for the copy, of the same major version; the live one where there is none.
    pub private_server: Option<&'a DatabaseConnection>,
    /// What the project wants of the [rules](crate::lint), whose findings are hazards.
    pub lint: lint::Settings,
}

/// What the pending migrations do.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Plan {
    /// The pending migrations, in order.
    pub migrations: Vec<PlannedMigration>,
    /// How the copy was made that they were tried on.
    pub copied_by: CopiedBy,
}

/// How the copy of the live schema was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CopiedBy {
    /// By `pg_dump`: it is the live schema.
    PgDump,
    /// By the migrations that are recorded: it is the live schema as far as nobody changed that by hand.
    Migrations,
    /// Not at all: nothing is pending.
    Nothing,
}

/// A pending migration.
#[derive(Debug, Clone, serde::Serialize)]
pub struct PlannedMigration {
    /// Its name.
    pub name: String,
    /// Whether it runs in one transaction, so that its locks are held until its end.
    pub transactional: bool,
    /// What it does. Steps that are nothing but comments are left out.
    pub statements: Vec<PlannedStatement>,
    /// What undoes it, a statement each.
    pub rollback: Option<Vec<String>>,
    /// Why nothing does.
    pub irreversible: Option<String>,
}

/// A step of a pending migration.
#[derive(Debug, Clone, serde::Serialize)]
pub struct PlannedStatement {
    /// Which step of the migration, from 1.
    pub position: usize,
    /// What is sent.
    pub sql: String,
    /// What it locks of what is there now, the strongest first. A table that the pending migrations themselves make is
    /// not listed: nobody else has it.
    pub locks: Vec<TableLock>,
    /// The tables and indexes of now that it writes anew.
    pub rewrites: Vec<String>,
    /// The tables of now that it reads from end to end.
    pub scans: Vec<Scan>,
    /// What may go wrong, and the safe way.
    pub hazards: Vec<Hazard>,
    /// What PostgreSQL said, where it fails; what comes after it was not tried.
    pub failure: Option<Failure>,
}

/// A lock on a table.
#[derive(Debug, Clone, serde::Serialize)]
pub struct TableLock {
    /// The table as it is called now; with its schema unless that is `public`.
    pub table: String,
    /// The strongest mode.
    pub mode: LockMode,
    /// The step of the same migration that has taken it already.
    pub held_since: Option<usize>,
    /// How large the table is now; none where it is not there under this name.
    #[serde(flatten)]
    pub size: Option<Size>,
}

/// A table that is read from end to end.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Scan {
    /// The table.
    pub table: String,
    /// Whether it was seen. What runs outside a transaction cannot be watched; that it builds an index tells it then.
    pub observed: bool,
}

/// What PostgreSQL said of a statement.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Failure {
    /// The message.
    pub message: String,
    /// The SQLSTATE, where there is one.
    pub sqlstate: Option<String>,
}

impl Plan {
    /// The statement that fails, if one does.
    #[must_use]
    pub fn failure(&self) -> Option<(&PlannedMigration, &PlannedStatement)> {
        self.migrations.iter().find_map(|migration| {
            migration
                .statements
                .iter()
                .find(|statement| statement.failure.is_some())
                .map(|statement| (migration, statement))
        })
    }
}

/// What happens while a plan is made.
#[derive(Debug, Clone, Copy)]
pub enum Event<'a> {
    /// So many migrations are pending.
    Pending(usize),
    /// The schema is being copied.
    Copying,
    /// This migration is being tried.
    Tries(&'a str),
}

/// Plans the pending migrations of `M` for this database.
///
/// # Errors
/// [`Error::Diverged`] when history and code differ; [`Error::Scratch`] when no copy can be made; [`Error::Plan`] for a
/// migration that changes what all databases of a server share, which is tried on a private server only. That a
/// statement fails on the copy is no error: it is in the plan.
pub async fn plan<M: MigratorTrait>(
    live: &DatabaseConnection,
    options: &Options<'_>,
    mut on_event: impl FnMut(Event<'_>),
) -> Result<Plan, Error> {
    let migrations = render::<M>().await?;
    let diagnosis = diagnose::<M>(live).await?;
    if diagnosis.differences.iter().any(Difference::is_blocking) {
        return Err(Error::Diverged { differences: diagnosis.differences });
    }
    let is_pending = |migration: &&Rendered| {
        diagnosis.migrations.iter().any(|status| status.name == migration.name && status.is_pending())
    };
    let (pending, applied): (Vec<&Rendered>, Vec<&Rendered>) = migrations.iter().partition(is_pending);
    on_event(Event::Pending(pending.len()));
    if pending.is_empty() {
        return Ok(Plan { migrations: Vec::new(), copied_by: CopiedBy::Nothing });
    }
    let only = Some(pending.iter().map(|migration| migration.name.clone()).collect());
    let verdict = lint::lint(&migrations, &lint::Settings { only, ..options.lint.clone() })
        .map_err(|source| Error::Plan(PlanError::Lint(source)))?;
    on_event(Event::Copying);
    let scratch = Scratch::empty(options.private_server.unwrap_or(live)).await?;
    let outcome = rehearse::<M>(live, &scratch, &applied, &pending, options, &mut on_event).await;
    let dropped = scratch.drop().await;
    let mut plan = outcome?;
    dropped?;
    live::add_sizes(live, &mut plan).await.map_err(Error::database("failed to read the sizes of tables"))?;
    hazard::add(&mut plan, &verdict);
    Ok(plan)
}

async fn rehearse<M: MigratorTrait>(
    live: &DatabaseConnection,
    scratch: &Scratch,
    applied: &[&Rendered],
    pending: &[&Rendered],
    options: &Options<'_>,
    on_event: &mut impl FnMut(Event<'_>),
) -> Result<Plan, Error> {
    if let Some(server) = options.private_server {
        copy_roles(live, server).await?;
    }
    let copied_by = match options.pg_dump {
        Some(pg_dump) => {
            copy_schema(live, scratch, pg_dump).await?;
            CopiedBy::PgDump
        }
        None => {
            for migration in applied {
                apply::<M>(scratch.conn(), migration).await?;
            }
            CopiedBy::Migrations
        }
    };
    let mut observer = Observer::new(scratch, options.private_server.is_some()).await?;
    let mut migrations = Vec::with_capacity(pending.len());
    for migration in pending {
        on_event(Event::Tries(&migration.name));
        let planned = planned(migration, observer.watch::<M>(migration).await?);
        let fails = planned.statements.iter().any(|statement| statement.failure.is_some());
        migrations.push(planned);
        if fails {
            break;
        }
    }
    Ok(Plan { migrations, copied_by })
}

fn planned(migration: &Rendered, seen: Vec<Seen>) -> PlannedMigration {
    let (rollback, irreversible) = match &migration.down {
        Rollback::Statements(down) => (Some(down.iter().map(ToString::to_string).collect()), None),
        Rollback::Irreversible(reason) => (None, Some(reason.clone())),
    };
    let statements = seen.into_iter().map(|seen| PlannedStatement {
        position: seen.step + 1,
        sql: match &migration.kind {
            Kind::Dynamic(reason) => format!("-- known only when it runs: {reason}"),
            Kind::Versioned | Kind::Repeatable => migration.up[seen.step].to_string(),
        },
        locks: seen.locks,
        rewrites: seen.rewrites,
        scans: seen.scans,
        hazards: Vec::new(),
        failure: seen.failure.map(|failure| match refusal(&failure) {
            Some(refusal) => Failure { message: refusal.message, sqlstate: Some(refusal.sqlstate) },
            None => Failure { message: failure.to_string(), sqlstate: None },
        }),
    });
    PlannedMigration {
        name: migration.name.clone(),
        transactional: migration.transactional,
        statements: statements.collect(),
        rollback,
        irreversible,
    }
}
