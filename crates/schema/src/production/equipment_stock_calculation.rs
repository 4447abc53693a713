//! `equipment_stock_calculation`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// How stock is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(
    rs_type = "Enum",
    db_type = "Enum",
    enum_name = "equipment_stock_calculation",
    rename_all = "snake_case"
)]
#[serde(rename_all = "snake_case")]
pub enum EquipmentStockCalculation {
    /// By a number.
    Counted,
    /// Each piece by its serial number.
    SerialNumbers,
}
