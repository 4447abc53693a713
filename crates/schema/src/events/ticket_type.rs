//! `ticket_type`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Ticket type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "ticket_type", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum TicketType {
    /// General.
    General,
    /// Vip.
    Vip,
    /// Reserved.
    Reserved,
    /// Earlybird.
    Earlybird,
    /// Guestlist.
    Guestlist,
}
