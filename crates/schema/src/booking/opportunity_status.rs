//! `opportunity_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Opportunity status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "opportunity_status", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum OpportunityStatus {
    /// Draft.
    Draft,
    /// Open.
    Open,
    /// Closed.
    Closed,
    /// Filled.
    Filled,
    /// Cancelled.
    Cancelled,
    /// Expired.
    Expired,
}
