//! `gender`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A gender, as people give it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "gender", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Gender {
    /// Male.
    Male,
    /// Female.
    Female,
    /// Neither.
    Other,
    /// Rather not said.
    PreferNotSay,
}
