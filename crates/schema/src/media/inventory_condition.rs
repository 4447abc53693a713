//! `inventory_condition`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// What state a piece of equipment is in, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "inventory_condition", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum InventoryCondition {
    /// As new.
    New,
    /// Used, and well.
    Good,
    /// Works.
    Fair,
    /// Works, with trouble.
    Poor,
    /// Does not work.
    OutOfOrder,
}
