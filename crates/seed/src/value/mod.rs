//! Values: each a function of the run's seed, the table, the row's ordinal and the column, and of nothing else.
//!
//! So the data is the same however many workers make it, row *i* is the same at every scale, and a new column leaves all
//! others as they are. A [`Cell`] is a generator of `rand`, for its distributions and those of crates that build on it.

mod cell;
mod distribution;
mod philox;

pub use cell::Cell;
pub use distribution::{Weighted, Zipf};

use time::OffsetDateTime;
use uuid::Uuid;

/// What makes one run's values differ from another's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seed(u64);

impl Seed {
    /// A run's seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The number it was made of.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0
    }

    /// The row of a table.
    #[must_use]
    #[inline]
    pub fn row(self, table: &str, ordinal: u64) -> Row {
        // Two steps of Philox's own mixing: runs with neighbouring seeds have nothing in common.
        let (low, high) = philox::halves(hash(table));
        let mixed = philox::block([low, high, 0, 0], self.0);
        Row { key: u64::from(mixed[0]) | u64::from(mixed[1]) << 32, ordinal }
    }
}

/// A row of which values are asked, column by column.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    key: u64,
    ordinal: u64,
}

impl Row {
    /// The generator of a column's value. Each call begins anew.
    #[must_use]
    #[inline]
    pub fn cell(self, column: &str) -> Cell {
        Cell::new(self.key, self.ordinal, hash(column))
    }

    /// A version 7 UUID (RFC 9562) of this moment, its random part that of the row: ids sort as their rows were made.
    /// Moments before 1970 count as 1970.
    #[must_use]
    #[inline]
    pub fn id(self, created_at: OffsetDateTime) -> Uuid {
        let bits = self.cell("id").block();
        let milliseconds = u64::try_from(created_at.unix_timestamp_nanos() / 1_000_000).unwrap_or(0);
        let mut random = [0; 10];
        for (bytes, word) in random.chunks_mut(4).zip(bits) {
            bytes.copy_from_slice(&word.to_le_bytes()[..bytes.len()]);
        }
        uuid::Builder::from_unix_timestamp_millis(milliseconds, &random).into_uuid()
    }
}

/// FNV-1a of a name, 64 bits. <http://www.isthe.com/chongo/tech/comp/fnv/>
#[inline]
const fn hash(name: &str) -> u64 {
    let bytes = name.as_bytes();
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut index = 0;
    while index < bytes.len() {
        hash = (hash ^ bytes[index] as u64).wrapping_mul(0x0000_0100_0000_01b3);
        index += 1;
    }
    hash
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use time::macros::datetime;

    use super::*;

    #[test]
    fn a_value_depends_on_seed_table_ordinal_and_column() {
        let seed = Seed::new(7);
        let of = |seed: Seed, table, ordinal, column| seed.row(table, ordinal).cell(column).bits();
        let value = of(seed, "users", 1, "name");
        assert_eq!(value, of(seed, "users", 1, "name"));
        let others = [
            of(Seed::new(8), "users", 1, "name"),
            of(seed, "authors", 1, "name"),
            of(seed, "users", 2, "name"),
            of(seed, "users", 1, "email"),
        ];
        assert!(others.iter().all(|other| *other != value));
    }

    #[test]
    fn ids_are_distinct_and_sort_by_their_moments() {
        let early = datetime!(2025-03-01 10:00 UTC);
        let ids: HashSet<_> = (0..10_000).map(|ordinal| Seed::new(1).row("t", ordinal).id(early)).collect();
        assert_eq!(ids.len(), 10_000);
        let id = Seed::new(1).row("t", 0).id(early);
        assert_eq!(id.get_version_num(), 7);
        assert_eq!(
            id.get_timestamp().map(|moment| moment.to_unix().0),
            u64::try_from(early.unix_timestamp()).ok()
        );
        assert!(id < Seed::new(1).row("t", 0).id(early + time::Duration::milliseconds(1)));
    }
}
