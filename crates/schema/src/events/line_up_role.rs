//! `line_up_role`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Line up role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "line_up_role", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum LineUpRole {
    /// Headliner.
    Headliner,
    /// Performer.
    Performer,
    /// Support.
    Support,
    /// Opener.
    Opener,
    /// Teacher.
    Teacher,
    /// Host.
    Host,
    /// Guest.
    Guest,
}
