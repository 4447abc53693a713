//! `attendance_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Attendance status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "attendance_status", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum AttendanceStatus {
    /// Interested.
    Interested,
    /// Going.
    Going,
    /// Maybe.
    Maybe,
    /// Not going.
    NotGoing,
}
