//! `fraud_action`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Fraud action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "fraud_action", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum FraudAction {
    /// Flag.
    Flag,
    /// Hold.
    Hold,
    /// Block.
    Block,
}
