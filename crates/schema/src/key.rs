//! Keys of new rows.

use uuid::Uuid;

/// A key for a new row: a version 7 UUID, so that rows made one after another lie beside each other in the index.
///
/// Every `ActiveModel` with an `id` starts with one. Data that has to come out the same each time sets its own.
#[must_use]
pub fn new_key() -> Uuid {
    Uuid::now_v7()
}
