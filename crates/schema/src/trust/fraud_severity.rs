//! `fraud_severity`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Fraud severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "fraud_severity", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum FraudSeverity {
    /// Low.
    Low,
    /// Medium.
    Medium,
    /// High.
    High,
    /// Critical.
    Critical,
}
