//! `ticket_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Ticket status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "ticket_status", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum TicketStatus {
    /// Active.
    Active,
    /// Redeemed.
    Redeemed,
    /// Cancelled.
    Cancelled,
    /// Refunded.
    Refunded,
}
