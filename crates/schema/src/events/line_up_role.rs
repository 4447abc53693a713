//! `line_up_role`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// What an artist does at an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "line_up_role", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum LineUpRole {
    /// Whom people come for.
    Headliner,
    /// Performs.
    Performer,
    /// Plays before the headliner.
    Support,
    /// Plays first.
    Opener,
    /// Teaches.
    Teacher,
    /// Leads through the evening.
    Host,
    /// Joins for a part.
    Guest,
}
