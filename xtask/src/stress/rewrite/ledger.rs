//! What a writer was told is written: row by row, in its memory while it writes, in a file between two runs.

use std::collections::HashMap;
use std::path::Path;

use anyhow::Context as _;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// What one writer was told.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Ledger {
    /// The writer, from 1.
    pub owner: i32,
    /// Transactions so far.
    pub number: i64,
    /// Keys of its own so far.
    pub keys: i64,
    /// Rows that its transactions inserted, updated or deleted: what the table's trigger must have seen.
    pub audits: i64,
    /// What it has written: each row's key, and what the row is; none where it is gone. The others are as at the beginning.
    pub rows: Vec<(i64, Option<Row>)>,
}

/// What a row is: all that it holds follows from its version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Row {
    pub version: i64,
    /// How many rows of the other table refer to it.
    pub payments: i64,
}

impl Ledger {
    /// Reads it; a writer that has not written yet has none.
    pub(super) fn read(file: &Path, owner: i32) -> anyhow::Result<Self> {
        match std::fs::read(file) {
            Ok(text) => serde_json::from_slice(&text).context("failed to read a writer's ledger"),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                Ok(Self { owner, number: 0, keys: 0, audits: 0, rows: Vec::new() })
            }
            Err(error) => Err(error).context("failed to read a writer's ledger"),
        }
    }

    pub(super) fn write(&self, file: &Path) -> anyhow::Result<()> {
        let text = serde_json::to_vec(self).context("failed to write a writer's ledger")?;
        std::fs::write(file, text).context("failed to write a writer's ledger")
    }

    /// Some of its rows, as the database reads them.
    pub(super) fn json(&self, rows: &[(i64, Option<Row>)]) -> Value {
        let row = |(id, row): &(i64, Option<Row>)| {
            let (version, payments) = (row.map(|row| row.version), row.map_or(0, |row| row.payments));
            json!({ "id": id, "owner": self.owner, "version": version, "payments": payments })
        };
        rows.iter().map(row).collect()
    }
}

/// The rows of a writer at work.
#[derive(Debug)]
pub(super) struct Rows {
    owner: i64,
    /// Rows of the table at the beginning, of all writers.
    initial: i64,
    touched: HashMap<i64, Option<Row>>,
    /// Those of `touched` that are there.
    there: Vec<i64>,
    places: HashMap<i64, usize>,
}

impl Rows {
    pub(super) fn new(ledger: &Ledger, initial: i64) -> Self {
        let owner = i64::from(ledger.owner);
        let mut rows =
            Self { owner, initial, touched: HashMap::new(), there: Vec::new(), places: HashMap::new() };
        for (id, row) in &ledger.rows {
            rows.set(*id, *row);
        }
        rows
    }

    pub(super) fn get(&self, id: i64) -> Option<Row> {
        let first = || (id <= self.initial).then_some(Row { version: 0, payments: 0 });
        self.touched.get(&id).copied().unwrap_or_else(first)
    }

    pub(super) fn set(&mut self, id: i64, row: Option<Row>) {
        self.touched.insert(id, row);
        match (row, self.places.get(&id).copied()) {
            (Some(_), None) => {
                self.places.insert(id, self.there.len());
                self.there.push(id);
            }
            (None, Some(place)) => {
                self.places.remove(&id);
                self.there.swap_remove(place);
                if let Some(moved) = self.there.get(place) {
                    self.places.insert(*moved, place);
                }
            }
            _ => {}
        }
    }

    /// A row that is there, at random: as often one that was written as one of the beginning. Never one of the first four,
    /// to which the others refer.
    pub(super) fn some(&self, mut random: impl FnMut(i64) -> i64) -> Option<i64> {
        let turns = self.initial / 4 - 1;
        if random(2) == 0 && turns > 0 {
            let id = self.owner + 4 * (1 + random(turns));
            if self.get(id).is_some() {
                return Some(id);
            }
        }
        let count = i64::try_from(self.there.len()).unwrap_or(i64::MAX);
        let place = if count == 0 { return None } else { random(count) };
        usize::try_from(place).ok().and_then(|place| self.there.get(place).copied())
    }

    pub(super) fn into_list(self) -> Vec<(i64, Option<Row>)> {
        let mut list: Vec<_> = self.touched.into_iter().collect();
        list.sort_unstable_by_key(|(id, _)| *id);
        list
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROW: Option<Row> = Some(Row { version: 7, payments: 1 });

    #[test]
    fn rows_that_are_gone_are_not_picked() {
        let ledger =
            Ledger { owner: 1, number: 0, keys: 0, audits: 0, rows: vec![(5, None), (100, ROW), (101, ROW)] };
        let mut rows = Rows::new(&ledger, 8);
        assert_eq!(rows.get(1), Some(Row { version: 0, payments: 0 }));
        assert_eq!((rows.get(5), rows.get(9), rows.get(100)), (None, None, ROW));
        rows.set(100, None);
        // The only other row of the beginning is gone.
        assert_eq!(rows.some(|_| 0), Some(101));
        rows.set(101, None);
        assert_eq!(rows.some(|_| 0), None);
        assert_eq!(rows.into_list(), vec![(5, None), (100, None), (101, None)]);
    }

    #[test]
    fn a_row_that_is_gone_is_told_without_a_version() {
        let ledger = Ledger { owner: 2, number: 0, keys: 0, audits: 0, rows: vec![(5, None), (6, ROW)] };
        let told = ledger.json(&ledger.rows);
        assert_eq!(told[0], json!({ "id": 5, "owner": 2, "version": null, "payments": 0 }));
        assert_eq!(told[1]["payments"], 1);
    }
}
