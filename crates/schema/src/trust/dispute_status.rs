//! `dispute_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Dispute status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "dispute_status", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum DisputeStatus {
    /// Open.
    Open,
    /// Investigating.
    Investigating,
    /// Resolved refund.
    ResolvedRefund,
    /// Resolved no refund.
    ResolvedNoRefund,
    /// Escalated.
    Escalated,
}
