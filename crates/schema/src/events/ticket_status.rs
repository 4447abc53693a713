//! `ticket_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::StateMachine;

/// Whether a ticket still opens the door.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "ticket_status", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum TicketStatus {
    /// Opens the door.
    Active,
    /// Opened the door.
    Redeemed,
    /// Opens it no more.
    Cancelled,
    /// The money went back.
    Refunded,
}

impl StateMachine for TicketStatus {
    const TYPE: &'static str = "ticket_status";

    fn next(self) -> &'static [Self] {
        match self {
            Self::Active => &[Self::Redeemed, Self::Cancelled, Self::Refunded],
            Self::Redeemed | Self::Cancelled => &[Self::Refunded],
            Self::Refunded => &[],
        }
    }
}
