//! `negotiation_outcome`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Negotiation outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "negotiation_outcome", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum NegotiationOutcome {
    /// Pending.
    Pending,
    /// Accepted.
    Accepted,
    /// Countered.
    Countered,
    /// Rejected.
    Rejected,
    /// Withdrawn.
    Withdrawn,
    /// Expired.
    Expired,
}
