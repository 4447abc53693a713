//! `fraud_severity`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// How bad it would be, the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "fraud_severity", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum FraudSeverity {
    /// It can wait.
    Low,
    /// It matters.
    Medium,
    /// It matters much.
    High,
    /// It cannot wait.
    Critical,
}
