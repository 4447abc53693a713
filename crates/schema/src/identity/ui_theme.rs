//! `ui_theme`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// How the application looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "ui_theme", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum UiTheme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
    /// As the device.
    System,
}
