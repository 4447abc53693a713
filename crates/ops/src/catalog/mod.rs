//! What a database's schema consists of: a snapshot as a set of named definitions, its fingerprint, and what differs
//! between two; beside it a description of tables for documents and checks.

mod describe;
mod snapshot;

pub use describe::{
    CheckDescription, ColumnDescription, EnumDescription, ForeignKeyDescription, IndexDescription,
    TableDescription, TriggerDescription, describe, enums,
};
pub use snapshot::{Change, Kind, Object, Snapshot};
