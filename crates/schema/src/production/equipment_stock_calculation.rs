//! `equipment_stock_calculation`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Equipment stock calculation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(
    rs_type = "Enum",
    db_type = "Enum",
    enum_name = "equipment_stock_calculation",
    rename_all = "snake_case"
)]
#[serde(rename_all = "snake_case")]
pub enum EquipmentStockCalculation {
    /// Counted.
    Counted,
    /// Serial numbers.
    SerialNumbers,
}
