//! `ui_theme`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Ui theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "ui_theme", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum UiTheme {
    /// Light.
    Light,
    /// Dark.
    Dark,
    /// System.
    System,
}
