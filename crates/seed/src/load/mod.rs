//! Loading: stories told in chunks by workers, written by binary COPY, each chunk a transaction.
//!
//! What happens in a run, each step of which survives `kill -9`:
//!
//! 1. The plan is recorded in the ledger (schema `backline_seed`), or compared with what is recorded there.
//! 2. The indexes and foreign keys of tables that are empty are dropped, and recorded in the same transaction.
//! 3. Each story's tellings that are not loaded yet are made and copied, and recorded in the same transaction.
//! 4. The indexes that were dropped are built, several tables at once.
//! 5. Foreign keys are added, one after the other; meanwhile the tables are analyzed.
//! 6. Those are validated, others verified by a query; meanwhile the closing statements run.
//!
//! Triggers are off in the transactions of step 3 and of the closing statements alone, by `SET LOCAL
//! session_replication_role = replica`. `ALTER TABLE … DISABLE TRIGGER` would lock each table against the other workers,
//! and would have to be undone. The price is that the role must be allowed to set it, and that foreign keys are not
//! looked at, hence step 6.

mod copies;
mod error;
mod estimate;
mod field;
mod foreign_keys;
mod history;
mod indexes;
mod ledger;
mod model;
mod pages;
mod plan;
mod progress;
mod rehearsal;
mod relay;
mod rows;
mod run;
mod sample;
mod worker;

pub use error::{Error, Refusal};
pub use estimate::{Estimate, TableEstimate, estimate};
pub use field::{Bytes, Field, Json, TextArray};
pub use ledger::{SCHEMA, recorded};
pub use plan::{Finish, Parameter, Plan, Story};
pub use progress::{Event, Stop};
pub use rows::{Columns, Image, RowWriter, Rows, TableRows};
pub use run::{Options, Report, TableReport, run};
