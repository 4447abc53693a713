//! `negotiation_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Negotiation status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "negotiation_status", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum NegotiationStatus {
    /// Open.
    Open,
    /// Agreed.
    Agreed,
    /// Rejected.
    Rejected,
    /// Withdrawn.
    Withdrawn,
    /// Expired.
    Expired,
}
