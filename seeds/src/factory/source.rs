//! Where unique values come from: a moment and a namespace that are passed in, no clock and no dice.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};
use time::{Date, Duration, OffsetDateTime, Time, UtcOffset};
use uuid::Uuid;

/// Ids of tables with integer keys are from here up: above every id of the reference data.
const FIRST_INTEGER: u32 = 1_500_000_000;

/// The moment at which rows are made, and values that nobody else makes.
///
/// Every value is a function of the namespace, the table and how many rows of the table were made before: the same
/// calls give the same rows. Two sources with different namespaces never make the same value, in whatever process they
/// are; two with the same namespace make the same ones, which the database then refuses. Clones share their counters.
///
/// ```
/// use backline_seeds::factory::Source;
/// use time::macros::datetime;
///
/// let source = Source::new(datetime!(2026-03-14 09:30 UTC), "run 17");
/// let again = Source::new(datetime!(2026-03-14 09:30 UTC), "run 17");
/// let other = Source::new(datetime!(2026-03-14 09:30 UTC), "run 18");
/// let first = source.next("users");
/// assert_eq!(first.email("user"), again.next("users").email("user"));
/// assert_ne!(first.email("user"), other.next("users").email("user"));
/// assert_ne!(first.id(), source.next("users").id());
/// ```
#[derive(Debug, Clone)]
pub struct Source {
    now: OffsetDateTime,
    namespace: Arc<str>,
    counters: Arc<Mutex<HashMap<&'static str, u64>>>,
}

impl Source {
    /// A source of rows made at `now`, kept to whole seconds as PostgreSQL keeps no more than microseconds.
    #[must_use]
    pub fn new(now: OffsetDateTime, namespace: &str) -> Self {
        let now = now.to_offset(UtcOffset::UTC).truncate_to_second();
        Self { now, namespace: namespace.into(), counters: Arc::default() }
    }

    /// The moment at which everything is made.
    #[must_use]
    pub fn now(&self) -> OffsetDateTime {
        self.now
    }

    /// So many days from now at the same hour, before it where negative.
    #[must_use]
    pub fn in_days(&self, days: i64) -> OffsetDateTime {
        self.now + Duration::days(days)
    }

    /// Half past one in the afternoon UTC of the day so many days from now: seven in the evening in India.
    #[must_use]
    pub fn evening(&self, days: i64) -> OffsetDateTime {
        self.date(days).with_time(Time::MIDNIGHT).assume_utc() + Duration::minutes(13 * 60 + 30)
    }

    /// The date so many days from now, in UTC.
    #[must_use]
    pub fn date(&self, days: i64) -> Date {
        self.in_days(days).date()
    }

    /// What tells the next row of this table from every other.
    #[must_use]
    pub fn next(&self, table: &'static str) -> Unique {
        let mut counters = self.counters.lock().unwrap_or_else(PoisonError::into_inner);
        let number = counters.entry(table).or_default();
        *number += 1;
        let mut digest = Sha256::new();
        // Lengths keep ("a", "bc") and ("ab", "c") apart.
        for part in [self.namespace.as_bytes(), table.as_bytes()] {
            digest.update(part.len().to_be_bytes());
            digest.update(part);
        }
        digest.update(number.to_be_bytes());
        Unique { number: *number, now: self.now, digest: digest.finalize().into() }
    }
}

/// What tells a row from every other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unique {
    number: u64,
    now: OffsetDateTime,
    digest: [u8; 32],
}

impl Unique {
    /// The how manieth row of its table it is in its source, from 1. Not unique beyond the source.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.number
    }

    /// A version 7 UUID of the source's moment.
    #[must_use]
    pub fn id(&self) -> Uuid {
        let millis = self.now.unix_timestamp_nanos() / 1_000_000;
        let mut random = [0; 10];
        random.copy_from_slice(&self.digest[..10]);
        // A moment before 1970 has no version 7 UUID; the earliest stands for it.
        uuid::Builder::from_unix_timestamp_millis(u64::try_from(millis).unwrap_or_default(), &random)
            .into_uuid()
    }

    /// A key for a table with integer keys.
    #[must_use]
    pub fn integer(&self) -> i32 {
        let bits = u32::from_be_bytes([self.digest[0], self.digest[1], self.digest[2], self.digest[3]]) >> 3;
        i32::try_from(FIRST_INTEGER + bits).unwrap_or(i32::MAX)
    }

    /// A number of days that no other row of the table has: from 30 up, so that shows do not lie on one another.
    #[must_use]
    pub fn days_apart(&self) -> i64 {
        // A century of evenings; dates have an end.
        30 + i64::try_from(self.number % 36_500).unwrap_or_default()
    }

    /// A name to read: `Artist 3`. Not unique beyond the source.
    #[must_use]
    pub fn name(&self, what: &str) -> String {
        format!("{what} {}", self.number)
    }

    /// A name that no other row has: `Stage 3 9f2c81d0a4be`.
    #[must_use]
    pub fn label(&self, what: &str) -> String {
        format!("{what} {} {}", self.number, &self.hexadecimal()[..12])
    }

    /// Lower-case letters, digits and single hyphens: `artist-3-9f2c81d0a4be`.
    #[must_use]
    pub fn slug(&self, what: &str) -> String {
        format!("{what}-{}-{}", self.number, &self.hexadecimal()[..12])
    }

    /// Lower-case letters, digits and single underscores: `metric_3_9f2c81d0a4be`.
    #[must_use]
    pub fn code(&self, what: &str) -> String {
        self.slug(what).replace('-', "_")
    }

    /// An address that reaches nobody: `user-3-9f2c81d0a4be@example.com`.
    #[must_use]
    pub fn email(&self, what: &str) -> String {
        format!("{}@example.com", self.slug(what))
    }

    /// A number in the range that the British regulator keeps for drama; a thousand of them only, so not unique.
    #[must_use]
    pub fn phone(&self) -> String {
        format!("+447700900{:03}", self.number % 1000)
    }

    /// 64 hexadecimal digits, as a SHA-256 is written.
    #[must_use]
    pub fn hexadecimal(&self) -> String {
        let mut text = String::with_capacity(64);
        for byte in self.digest {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
        text
    }

    /// So many decimal digits, at most 32.
    #[must_use]
    pub fn digits(&self, count: usize) -> String {
        self.digest.iter().rev().take(count).map(|byte| char::from(b'0' + byte % 10)).collect()
    }

    /// So many lower-case letters, at most 32.
    #[must_use]
    pub fn letters(&self, count: usize) -> String {
        self.digest.iter().take(count).map(|byte| char::from(b'a' + byte % 26)).collect()
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-03-14 09:30:00.123456789 UTC);

    #[test]
    fn a_value_depends_on_namespace_table_and_number() {
        let values = |namespace: &str, table: &'static str| {
            let source = Source::new(NOW, namespace);
            [source.next(table), source.next(table)].map(|unique| unique.hexadecimal())
        };
        let mut all =
            [values("a", "users"), values("ab", "users"), values("a", "artists"), values("", "ausers")]
                .concat();
        assert_eq!(values("a", "users"), values("a", "users"));
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 8);
    }

    #[test]
    fn ids_carry_the_moment() {
        let id = Source::new(NOW, "a").next("users").id();
        assert_eq!(id.get_version_num(), 7);
        let (seconds, nanoseconds) = id.get_timestamp().unwrap().to_unix();
        assert_eq!((seconds, nanoseconds), (u64::try_from(NOW.unix_timestamp()).unwrap(), 0));
    }

    #[test]
    fn integers_are_above_the_reference_data() {
        let source = Source::new(NOW, "a");
        assert!((0..1000).all(|_| source.next("cities").integer() >= 1_500_000_000));
    }
}
