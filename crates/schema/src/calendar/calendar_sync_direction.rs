//! `calendar_sync_direction`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Which side copies from which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(
    rs_type = "Enum",
    db_type = "Enum",
    enum_name = "calendar_sync_direction",
    rename_all = "snake_case"
)]
#[serde(rename_all = "snake_case")]
pub enum CalendarSyncDirection {
    /// From there to us.
    Pull,
    /// From us to there.
    Push,
    /// Both ways.
    Both,
}
