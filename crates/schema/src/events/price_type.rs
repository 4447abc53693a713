//! `price_type`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// For whom a price is, or until when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "price_type", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum PriceType {
    /// For those who come early.
    EarlyBird,
    /// For everyone.
    Regular,
    /// For those who come late.
    Late,
    /// For students.
    Student,
    /// For those who live there.
    Local,
    /// With more around it.
    Vip,
    /// As much as one likes.
    Donation,
}
