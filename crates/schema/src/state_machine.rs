//! What every status that moves along allowed paths has in common.

use sea_orm::{ActiveEnum, Iterable};

/// A status that may only change along given paths.
///
/// A trigger refuses every other change, with SQLSTATE 23514 and both states in its message; asking here first
/// saves the trip.
///
/// ```
/// use backline_schema::prelude::*;
///
/// assert!(BookingStatus::Inquiry.can_become(BookingStatus::Offered));
/// assert!(!BookingStatus::Refunded.can_become(BookingStatus::Confirmed));
/// ```
pub trait StateMachine: ActiveEnum + Iterable + Copy + PartialEq + 'static {
    /// The type's name in the database.
    const TYPE: &'static str;

    /// The states that may follow this one; none after a last one.
    fn next(self) -> &'static [Self];

    /// Whether `next` may follow. A state that stays as it is does not change, and is allowed.
    fn can_become(self, next: Self) -> bool {
        self == next || self.next().contains(&next)
    }

    /// Whether nothing can follow.
    fn is_final(self) -> bool {
        self.next().is_empty()
    }
}
