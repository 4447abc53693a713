//! The migration engine: render → compare with what is recorded → apply → record.
//!
//! [`render()`] runs each migration against a connection that only writes down what it is sent. That rendering is the
//! checksum, the golden file, what is executed, and the rollback that is kept in the database.

mod apply;
mod history;
mod lock;
mod render;
mod status;

pub use apply::{Applied, Event, Options, Report, up};
pub use history::{Record, RecordState, records};
pub use lock::MigrationLock;
pub use render::{Rendered, Rollback, fingerprint, render, render_one};
pub use status::{Difference, State, Status, status};

/// The tables that the engine keeps for itself. Catalog snapshots leave them out.
pub const OWN_TABLES: [&str; 3] = ["migration_history", "migration_lock", "seaql_migrations"];
