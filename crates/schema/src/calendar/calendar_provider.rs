//! `calendar_provider`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Calendar provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "calendar_provider", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum CalendarProvider {
    /// Google.
    Google,
    /// Microsoft.
    Microsoft,
    /// Apple.
    Apple,
    /// Caldav.
    Caldav,
    /// Ical feed.
    IcalFeed,
}
