//! Reference data: true facts that every environment needs, kept as CSV, loaded set by set, as often as one likes.
//!
//! A [`ReferenceTable`] says what a CSV file means: which table it fills, which columns make a row the same row, and
//! which of its columns name rows of other tables. [`load`] brings the tables to what the files say.

mod error;
mod load;
mod row_id;
mod statements;
mod table;

pub use error::{Error, Refusal};
pub use load::{Report, TableReport, load};
pub use row_id::row_id;
pub use table::{Lookup, ReferenceTable, fingerprint};
