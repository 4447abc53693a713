//! `calendar_events`: entries of connected calendars: our bookings, events and project days, and what was
//! there before.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

use super::CalendarSyncStatus;

/// Entries of connected calendars: our bookings, events and project days, and what was there before.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "calendar_events")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The connection.
    pub connection_id: Uuid,
    /// The provider's id; absent until it is pushed.
    #[sea_orm(column_type = "Text")]
    pub external_id: Option<String>,
    /// The provider's version, to notice changes made there.
    #[sea_orm(column_type = "Text")]
    pub external_etag: Option<String>,
    /// The booking it shows, if it shows one.
    pub booking_id: Option<Uuid>,
    /// The event it shows, if it shows one.
    pub event_id: Option<Uuid>,
    /// The project day it shows, if it shows one.
    pub project_event_id: Option<Uuid>,
    /// The headline.
    #[sea_orm(column_type = "Text")]
    pub title: String,
    /// In plain words.
    #[sea_orm(column_type = "Text")]
    pub description: Option<String>,
    /// Where, in words.
    #[sea_orm(column_type = "Text")]
    pub location: Option<String>,
    /// When it begins.
    pub starts_at: OffsetDateTime,
    /// The first moment after it.
    pub ends_at: OffsetDateTime,
    /// Without times.
    pub is_all_day: bool,
    /// Its owner cannot be booked meanwhile.
    pub is_busy: bool,
    /// Absent: as the connected calendar's.
    #[sea_orm(column_type = "Text")]
    pub timezone: Option<String>,
    /// Whether both sides agree.
    pub sync_status: CalendarSyncStatus,
    /// When it was last brought in line.
    pub synced_at: Option<OffsetDateTime>,
    /// Of the last attempt; absent if it succeeded.
    #[sea_orm(column_type = "Text")]
    pub sync_error: Option<String>,
    /// Deleted here, to be deleted there.
    pub deleted_at: Option<OffsetDateTime>,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// Where its keys lead.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `connection_id`.
    #[sea_orm(
        belongs_to = "super::calendar_connections::Entity",
        from = "Column::ConnectionId",
        to = "super::calendar_connections::Column::Id",
        on_delete = "Cascade"
    )]
    Connection,
    /// By `booking_id`.
    #[sea_orm(
        belongs_to = "crate::booking::bookings::Entity",
        from = "Column::BookingId",
        to = "crate::booking::bookings::Column::Id",
        on_delete = "SetNull"
    )]
    Booking,
    /// By `event_id`.
    #[sea_orm(
        belongs_to = "crate::events::events::Entity",
        from = "Column::EventId",
        to = "crate::events::events::Column::Id",
        on_delete = "SetNull"
    )]
    Event,
    /// By `project_event_id`.
    #[sea_orm(
        belongs_to = "crate::production::project_events::Entity",
        from = "Column::ProjectEventId",
        to = "crate::production::project_events::Column::Id",
        on_delete = "SetNull"
    )]
    ProjectEvent,
    /// By `timezone`.
    #[sea_orm(
        belongs_to = "crate::geography::timezones::Entity",
        from = "Column::Timezone",
        to = "crate::geography::timezones::Column::TzName",
        on_delete = "Restrict"
    )]
    Timezone,
}

impl Related<super::calendar_connections::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Connection.def()
    }
}

impl Related<crate::booking::bookings::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Booking.def()
    }
}

impl Related<crate::events::events::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Event.def()
    }
}

impl Related<crate::production::project_events::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::ProjectEvent.def()
    }
}

impl Related<crate::geography::timezones::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Timezone.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}
