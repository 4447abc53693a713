//! What a database's schema consists of: a snapshot as a set of named definitions, its fingerprint, what differs
//! between two, and the SQL that mends it; beside it a description of tables for documents and checks.

mod compare;
mod data;
mod dependencies;
mod describe;
mod diff;
mod mend;
mod object;
mod partitions;
mod queries;
mod rename;
mod snapshot;

pub use compare::{Comparison, DataDifference, Difference, by_kind, compare};
pub use data::{TableDigest, digests};
pub use describe::{
    CheckDescription, ColumnDescription, EnumDescription, ForeignKeyDescription, IndexDescription,
    TableDescription, TriggerDescription, describe, enums,
};
pub use diff::{Change, Digests};
pub use mend::{Mending, Risk, Step};
pub use object::{Definition, Kind, Object};
pub use snapshot::Snapshot;
pub(crate) use snapshot::database;
