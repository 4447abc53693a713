//! Tables that should not be there: a duplicate's rows are merged into the real table, empty leftovers are dropped.

mod drop_empty;
mod error;
mod merge;

pub use drop_empty::{Dropped, drop_empty};
pub use error::Error;
pub use merge::{Conflict, Merged, OnConflict, merge, merge_preview};
