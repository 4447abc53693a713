//! Comments (`COMMENT ON`), which SeaQuery writes for another database only.

use super::{Ddl, quote};

/// A comment on a table or on one of its columns.
#[derive(Debug, Clone)]
pub struct Comment {
    target: String,
    text: String,
}

impl Comment {
    /// On a table.
    #[must_use]
    pub fn on_table(table: &str, text: &str) -> Self {
        Self { target: format!("TABLE {}", quote::identifier(table)), text: text.to_owned() }
    }

    /// On a column.
    #[must_use]
    pub fn on_column(table: &str, column: &str, text: &str) -> Self {
        let target = format!("COLUMN {}.{}", quote::identifier(table), quote::identifier(column));
        Self { target, text: text.to_owned() }
    }

    /// On a function, named with its argument types: `touch_updated_at()`.
    #[must_use]
    pub fn on_function(signature: &str, text: &str) -> Self {
        Self { target: format!("FUNCTION {signature}"), text: text.to_owned() }
    }
}

impl Ddl for Comment {
    fn sql(&self) -> String {
        format!("COMMENT ON {} IS {}", self.target, quote::literal(&self.text))
    }
}
