//! Statuses walked one after another, as the schema's state machines allow.

use backline_schema::StateMachine;
use sea_orm::sea_query::Enum;
use sea_orm::{ActiveEnum, Iterable};
use time::OffsetDateTime;

/// A status as it is stored.
pub(super) fn label<E: ActiveEnum<Value = Enum>>(status: E) -> String {
    status.to_value().value.to_string()
}

/// The statuses that something has had, each with its moment.
#[derive(Debug, Clone)]
pub(super) struct Walk<S> {
    steps: Vec<(S, OffsetDateTime)>,
    until: OffsetDateTime,
}

impl<S: StateMachine + Iterable + ActiveEnum<Value = Enum> + std::fmt::Debug> Walk<S> {
    /// Begins with this status. Steps after `until` do not happen.
    pub(super) fn begin(status: S, at: OffsetDateTime, until: OffsetDateTime) -> Self {
        Self { steps: vec![(status, at)], until }
    }

    /// Goes on to this status, if its time has come; false otherwise, and for all that would follow.
    ///
    /// # Panics
    /// When the state machine does not allow it, or it would lie before the last step: the story is wrong.
    pub(super) fn go(&mut self, status: S, at: OffsetDateTime) -> bool {
        let (last, since) = self.steps[self.steps.len() - 1];
        assert!(last.can_become(status) && last != status, "{last:?} cannot become {status:?}");
        assert!(at >= since, "{status:?} at {at} lies before {last:?} at {since}");
        // What would follow a step that lies in the future lies in the future, too.
        if at > self.until || self.until < since {
            self.until = OffsetDateTime::UNIX_EPOCH;
            return false;
        }
        self.steps.push((status, at));
        true
    }

    /// Whether the last step asked for was taken.
    pub(super) fn goes_on(&self) -> bool {
        self.until != OffsetDateTime::UNIX_EPOCH
    }

    /// The status as it stands.
    pub(super) fn status(&self) -> S {
        self.steps[self.steps.len() - 1].0
    }

    /// When the last step was.
    pub(super) fn since(&self) -> OffsetDateTime {
        self.steps[self.steps.len() - 1].1
    }

    /// When it first came to this status.
    pub(super) fn at(&self, status: S) -> Option<OffsetDateTime> {
        self.steps.iter().find(|(each, _)| *each == status).map(|(_, at)| *at)
    }

    /// When it came to this status, if it is still in it.
    pub(super) fn at_last(&self, status: S) -> Option<OffsetDateTime> {
        (self.status() == status).then(|| self.since())
    }

    /// All steps.
    pub(super) fn steps(&self) -> &[(S, OffsetDateTime)] {
        &self.steps
    }
}

#[cfg(test)]
mod tests {
    use backline_schema::prelude::BookingStatus;
    use time::Duration;
    use time::macros::datetime;

    use super::*;

    #[test]
    fn the_future_does_not_happen() {
        let start = datetime!(2026-01-01 00:00 UTC);
        let mut walk = Walk::begin(BookingStatus::Inquiry, start, start + Duration::days(3));
        assert!(walk.go(BookingStatus::Offered, start + Duration::days(1)));
        assert!(!walk.go(BookingStatus::Confirmed, start + Duration::days(4)));
        assert!(!walk.goes_on());
        assert_eq!((walk.status(), walk.steps().len()), (BookingStatus::Offered, 2));
        assert_eq!(label(walk.status()), "offered");
    }

    #[test]
    #[should_panic(expected = "Inquiry cannot become Completed")]
    fn what_the_schema_refuses_is_refused() {
        let start = datetime!(2026-01-01 00:00 UTC);
        Walk::begin(BookingStatus::Inquiry, start, start).go(BookingStatus::Completed, start);
    }
}
