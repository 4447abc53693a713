//! The times of the basic seed, relative to the moment that is passed in.

use time::{Date, Duration, OffsetDateTime, Time};

/// A day's offset from the moment of seeding: negative in the past.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clock {
    as_of: OffsetDateTime,
}

impl Clock {
    /// Whole seconds: PostgreSQL keeps microseconds only.
    pub(super) fn new(as_of: OffsetDateTime) -> Self {
        let as_of = as_of.to_offset(time::UtcOffset::UTC);
        Self { as_of: as_of.replace_nanosecond(0).unwrap_or(as_of) }
    }

    pub(super) fn now(self) -> OffsetDateTime {
        self.as_of
    }

    pub(super) fn date(self, day: i64) -> Date {
        (self.as_of + Duration::days(day)).date()
    }

    /// That hour of that day, in UTC.
    pub(super) fn hour(self, day: i64, hour: i64) -> OffsetDateTime {
        self.date(day).with_time(Time::MIDNIGHT).assume_utc() + Duration::hours(hour)
    }

    /// Noon of that day, in UTC.
    pub(super) fn day(self, day: i64) -> OffsetDateTime {
        self.hour(day, 12)
    }

    /// When shows begin: 20:00 in India, 14:30 in UTC.
    pub(super) fn evening(self, day: i64) -> OffsetDateTime {
        self.hour(day, 14) + Duration::minutes(30)
    }
}
