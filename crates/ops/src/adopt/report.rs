//! What a take-over has come to: every row of the legacy is accounted for, table by table.

use serde::Serialize;

/// Where a take-over stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The legacy serves; its rows are, or are being, copied into the new schema beside it.
    Copying,
    /// The new schema serves; the legacy is kept beside it.
    CutOver,
}

/// The rows of one mapping.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// The mapping's name.
    pub name: String,
    /// The table that they go into.
    pub target: String,
    /// Rows of the source.
    pub source: i64,
    /// Of these, left behind by the mapping's filter.
    pub filtered: i64,
    /// Became rows of the target.
    pub moved: i64,
    /// The same as another row, which stands for them.
    pub merged: i64,
    /// Cannot be rows of the target; kept with their reasons.
    pub rejected: i64,
    /// None of all that: always 0 once a run is through, or the cut-over is refused.
    pub unaccounted: i64,
    /// Moved or merged, but their row of the target is not there.
    pub missing: i64,
    /// Gone from the source, and could not be removed from the target.
    pub left_over: i64,
}

impl Counts {
    fn is_sound(&self) -> bool {
        (self.unaccounted, self.missing, self.left_over) == (0, 0, 0)
    }
}

/// A row that cannot be a row of the target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rejected {
    /// The mapping's name.
    pub name: String,
    /// Its key in the source, the values separated by commas.
    pub key: String,
    /// The SQLSTATE.
    pub sqlstate: String,
    /// The constraint, where there is one.
    pub constraint: Option<String>,
    /// The column, where it is known.
    pub column: Option<String>,
    /// Why.
    pub reason: String,
}

/// What a take-over has come to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Where it stands.
    pub stage: Stage,
    /// Each mapping's rows, in the order in which they are copied.
    pub tables: Vec<Counts>,
    /// The first rejected rows.
    pub rejected: Vec<Rejected>,
    /// Columns of the sources that no expression reads.
    pub unread_columns: Vec<String>,
    /// How long the cut-over held writers of the legacy up, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub writers_waited_ms: Option<u64>,
}

impl Report {
    /// Whether every row of the legacy is accounted for.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.tables.iter().all(Counts::is_sound)
    }

    /// How many rows were rejected.
    #[must_use]
    pub fn rejections(&self) -> i64 {
        self.tables.iter().map(|table| table.rejected).sum()
    }

    pub(super) fn unaccounted_text(&self) -> String {
        let tables = self.tables.iter().filter(|table| !table.is_sound()).map(|table| {
            format!(
                "{}: {} rows unaccounted for, {} missing in the new table, {} left over in it",
                table.name, table.unaccounted, table.missing, table.left_over
            )
        });
        tables.collect::<Vec<_>>().join("; ")
    }
}

/// What was written to a new table since the cut-over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Written {
    /// The table.
    pub table: String,
    /// Rows inserted or updated.
    pub written: i64,
    /// Rows that had been moved there, and were deleted.
    pub deleted: i64,
}
