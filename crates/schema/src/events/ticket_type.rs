//! `ticket_type`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A sort of ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "ticket_type", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum TicketType {
    /// Stand or sit anywhere.
    General,
    /// With more around it.
    Vip,
    /// One seat.
    Reserved,
    /// Cheaper, for a while.
    Earlybird,
    /// Without paying.
    Guestlist,
}
