//! `fraud_action`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// What a fraud rule does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "fraud_action", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum FraudAction {
    /// Tells somebody.
    Flag,
    /// Holds the money.
    Hold,
    /// Refuses.
    Block,
}
