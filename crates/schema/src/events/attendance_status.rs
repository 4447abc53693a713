//! `attendance_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Whether somebody means to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "attendance_status", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum AttendanceStatus {
    /// May come.
    Interested,
    /// Will come.
    Going,
    /// Does not know yet.
    Maybe,
    /// Will not come.
    NotGoing,
}
