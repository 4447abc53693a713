//! `price_type`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Price type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "price_type", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum PriceType {
    /// Early bird.
    EarlyBird,
    /// Regular.
    Regular,
    /// Late.
    Late,
    /// Student.
    Student,
    /// Local.
    Local,
    /// Vip.
    Vip,
    /// Donation.
    Donation,
}
