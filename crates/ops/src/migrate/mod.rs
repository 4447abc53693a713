//! The migration engine: render → compare with what is recorded → choose → apply → record.
//!
//! [`render()`] runs each migration against a connection that only writes down what it is sent. That rendering is the
//! checksum, the golden file, what is executed, and the rollback that is kept in the database.

mod adopt;
mod audit;
mod choose;
mod code;
mod control;
mod diagnose;
mod difference;
mod dynamic;
mod export;
mod failure;
mod fresh;
mod glance;
mod group;
mod index;
mod kept_rows;
mod kind;
mod lock;
mod message;
mod metrics;
pub(crate) mod nearest;
mod options;
mod ready;
mod reconcile;
mod record;
mod rename;
mod render;
mod rerun;
mod rollback;
mod run;
mod session;
mod stepwise;
mod tables;
mod transaction;
mod up;
mod usage;
mod words;

pub use adopt::{Adoption, adopt};
pub use audit::{AuditEvent, history, history_of};
pub use code::{Code, Outline};
pub use control::Blocker;
pub(crate) use control::open_transactions;
pub use diagnose::{Diagnosis, State, Status, diagnose, status};
pub use difference::{Difference, Problem};
pub use export::{Direction, Export, ExportOptions, export};
pub use fresh::fresh;
pub use kind::{Kind, dynamic, repeatable};
pub use lock::{LockOptions, MigrationLock};
pub use options::{Applied, Budgets, Event, Options, Planned, Reason, Report, Until};
pub use reconcile::Reconciled;
pub(crate) use record::host;
pub use record::{Record, RecordState, records};
pub use render::{Rendered, Rollback, fingerprint, render, render_one};
pub use rerun::Rebuilt;
pub use rollback::{Loss, RollbackOptions, RollbackPlan, RollbackStep, Selection, plan_rollback, rollback};
pub use tables::OWN_TABLES;
pub use up::up;
pub use usage::{Unsuitable, UsageError};
