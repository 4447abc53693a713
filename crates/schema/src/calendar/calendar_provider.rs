//! `calendar_provider`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Whose calendar it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "calendar_provider", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum CalendarProvider {
    /// Google Calendar.
    Google,
    /// Microsoft 365 and Outlook.
    Microsoft,
    /// iCloud.
    Apple,
    /// Any server that speaks RFC 4791.
    Caldav,
    /// An iCalendar address, read only.
    IcalFeed,
}
