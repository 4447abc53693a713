//! `fraud_alert_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::StateMachine;

/// How far a fraud alert has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "fraud_alert_status", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum FraudAlertStatus {
    /// Nobody has looked at it yet.
    Open,
    /// Somebody looks into it.
    Investigating,
    /// It is fraud.
    Confirmed,
    /// It is none.
    Dismissed,
}

impl StateMachine for FraudAlertStatus {
    const TYPE: &'static str = "fraud_alert_status";

    fn next(self) -> &'static [Self] {
        match self {
            Self::Open => &[Self::Investigating, Self::Confirmed, Self::Dismissed],
            Self::Investigating => &[Self::Confirmed, Self::Dismissed],
            Self::Confirmed | Self::Dismissed => &[Self::Investigating],
        }
    }
}
