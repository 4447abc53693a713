//! `audit_action`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// What was done to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "audit_action", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum AuditAction {
    /// Added.
    Insert,
    /// Changed.
    Update,
    /// Removed.
    Delete,
}
