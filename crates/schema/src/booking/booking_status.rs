//! `booking_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::StateMachine;

/// How far a booking has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "booking_status", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum BookingStatus {
    /// Somebody asked.
    Inquiry,
    /// An offer lies before the artist.
    Offered,
    /// Both sides look for terms.
    Negotiating,
    /// Both sides agreed.
    Confirmed,
    /// The deposit has arrived.
    PaidDeposit,
    /// Everything stands; the day is to come.
    Scheduled,
    /// Played.
    Completed,
    /// Called off.
    Cancelled,
    /// One side disagrees about what happened.
    Disputed,
    /// The money went back.
    Refunded,
}

impl StateMachine for BookingStatus {
    const TYPE: &'static str = "booking_status";

    fn next(self) -> &'static [Self] {
        match self {
            Self::Inquiry => &[Self::Offered, Self::Negotiating, Self::Cancelled],
            Self::Offered => &[Self::Negotiating, Self::Confirmed, Self::Cancelled],
            Self::Negotiating => &[Self::Offered, Self::Confirmed, Self::Cancelled],
            Self::Confirmed => &[Self::PaidDeposit, Self::Cancelled, Self::Disputed],
            Self::PaidDeposit => &[Self::Scheduled, Self::Cancelled, Self::Disputed, Self::Refunded],
            Self::Scheduled => &[Self::Completed, Self::Cancelled, Self::Disputed],
            Self::Completed => &[Self::Disputed],
            Self::Cancelled => &[Self::Refunded],
            Self::Disputed => &[Self::Completed, Self::Cancelled, Self::Refunded],
            Self::Refunded => &[],
        }
    }
}

impl BookingStatus {
    /// The statuses in which a booking holds the artist's and the stage's time: no two of them may overlap.
    pub const COMMITTED: [Self; 4] = [Self::Confirmed, Self::PaidDeposit, Self::Scheduled, Self::Completed];

    /// Whether a booking of this status holds the artist's and the stage's time.
    #[must_use]
    pub fn is_committed(self) -> bool {
        Self::COMMITTED.contains(&self)
    }
}
