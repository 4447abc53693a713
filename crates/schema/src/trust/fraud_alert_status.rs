//! `fraud_alert_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Fraud alert status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "fraud_alert_status", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum FraudAlertStatus {
    /// Open.
    Open,
    /// Investigating.
    Investigating,
    /// Confirmed.
    Confirmed,
    /// Dismissed.
    Dismissed,
}
