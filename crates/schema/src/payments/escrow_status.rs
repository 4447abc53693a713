//! `escrow_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Escrow status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "escrow_status", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum EscrowStatus {
    /// Open.
    Open,
    /// Funded.
    Funded,
    /// Disputed.
    Disputed,
    /// Released.
    Released,
    /// Refunded.
    Refunded,
    /// Closed.
    Closed,
}
