//! `device_kind`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// What somebody used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "device_kind", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum DeviceKind {
    /// A computer.
    Desktop,
    /// A phone.
    Mobile,
    /// A tablet.
    Tablet,
    /// A program.
    Server,
    /// None of these.
    Other,
}
