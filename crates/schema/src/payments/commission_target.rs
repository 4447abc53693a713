//! `commission_target`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// What a commission is taken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "commission_target", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum CommissionTarget {
    /// The fee of a booking.
    Booking,
    /// The price of a ticket.
    Ticket,
    /// What a cancellation costs.
    CancellationFee,
}
