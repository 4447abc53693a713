//! `inventory_condition`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Inventory condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "inventory_condition", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum InventoryCondition {
    /// New.
    New,
    /// Good.
    Good,
    /// Fair.
    Fair,
    /// Poor.
    Poor,
    /// Out of order.
    OutOfOrder,
}
