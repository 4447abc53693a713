//! `events`: events and festivals that people attend.

use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, Set};
use time::OffsetDateTime;

use super::EventStatus;
use crate::condition::is_constant;

/// Events and festivals that people attend.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "events")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The promoter who puts it on.
    pub organizer_id: Option<Uuid>,
    /// Absent while it is to be announced.
    pub venue_id: Option<Uuid>,
    /// The headline.
    #[sea_orm(column_type = "Text")]
    pub title: String,
    /// The name as it stands in addresses: lower-case letters, digits, single hyphens.
    #[sea_orm(column_type = "Text")]
    pub slug: String,
    /// One line for lists.
    #[sea_orm(column_type = "String(StringLen::N(255))")]
    pub short_description: Option<String>,
    /// In plain words.
    #[sea_orm(column_type = "Text")]
    pub description: Option<String>,
    /// How far it has come.
    pub status: EventStatus,
    /// When it begins.
    pub starts_at: OffsetDateTime,
    /// When it ends.
    pub ends_at: OffsetDateTime,
    /// When the doors open.
    pub doors_at: Option<OffsetDateTime>,
    /// In which its times are shown.
    #[sea_orm(column_type = "Text")]
    pub timezone: String,
    /// In which it is accounted for; prices may be in others.
    #[sea_orm(column_type = "Char(Some(3))", save_as = "bpchar")]
    pub currency: String,
    /// People, at most; absent: as many as the venue holds.
    pub capacity: Option<i32>,
    /// No registrations after this moment.
    pub registration_deadline: Option<OffsetDateTime>,
    /// When it becomes, or became, public.
    pub publication_date: Option<OffsetDateTime>,
    /// Shown first in lists.
    pub is_featured: bool,
    /// The platform has checked that it is who it says.
    pub is_verified: bool,
    /// Address of its own site, with the scheme.
    #[sea_orm(column_type = "Text")]
    pub website: Option<String>,
    /// Where one registers, with the scheme.
    #[sea_orm(column_type = "Text")]
    pub registration_url: Option<String>,
    /// Address of the picture, with the scheme.
    #[sea_orm(column_type = "Text")]
    pub image_url: Option<String>,
    /// The page from which it was taken over.
    #[sea_orm(column_type = "Text")]
    pub source_url: Option<String>,
    /// When it was taken over; absent if entered by hand.
    pub scraped_at: Option<OffsetDateTime>,
    /// When it was called off.
    pub cancelled_at: Option<OffsetDateTime>,
    /// As told to those who had saved it.
    #[sea_orm(column_type = "Text")]
    pub cancelled_reason: Option<String>,
    /// Rows in `event_saves`. Kept by triggers.
    pub save_count: i32,
    /// Attendances interested. Kept by triggers.
    pub interested_count: i32,
    /// Attendances going. Kept by triggers.
    pub going_count: i32,
    /// Mean of the published reviews, 1 to 5; 0 without any. Kept by triggers.
    #[sea_orm(column_type = "Decimal(Some((3, 2)))")]
    pub rating_average: Decimal,
    /// Published reviews. Kept by triggers.
    pub rating_count: i32,
    /// The user who made it.
    pub created_by: Option<Uuid>,
    /// Whatever has no column of its own; a JSON object.
    #[sea_orm(column_type = "JsonBinary")]
    pub metadata: Json,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// Where its keys lead, and what leads to it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `organizer_id`.
    #[sea_orm(
        belongs_to = "crate::organizations::promoters::Entity",
        from = "Column::OrganizerId",
        to = "crate::organizations::promoters::Column::Id",
        on_delete = "SetNull"
    )]
    Organizer,
    /// By `venue_id`.
    #[sea_orm(
        belongs_to = "crate::venues::venues::Entity",
        from = "Column::VenueId",
        to = "crate::venues::venues::Column::Id",
        on_delete = "SetNull"
    )]
    Venue,
    /// By `timezone`.
    #[sea_orm(
        belongs_to = "crate::geography::timezones::Entity",
        from = "Column::Timezone",
        to = "crate::geography::timezones::Column::TzName",
        on_delete = "Restrict"
    )]
    Timezone,
    /// By `currency`.
    #[sea_orm(
        belongs_to = "crate::geography::currencies::Entity",
        from = "Column::Currency",
        to = "crate::geography::currencies::Column::CurrencyCode",
        on_delete = "Restrict"
    )]
    Currency,
    /// By `created_by`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::CreatedBy",
        to = "crate::identity::users::Column::Id",
        on_delete = "SetNull"
    )]
    CreatedBy,
    /// Its bookings.
    #[sea_orm(has_many = "crate::booking::bookings::Entity")]
    Bookings,
    /// Its calendar events.
    #[sea_orm(has_many = "crate::calendar::calendar_events::Entity")]
    CalendarEvents,
    /// Its event artists.
    #[sea_orm(has_many = "super::event_artists::Entity")]
    EventArtists,
    /// Its event attendances.
    #[sea_orm(has_many = "super::event_attendances::Entity")]
    EventAttendances,
    /// Its event prices.
    #[sea_orm(has_many = "super::event_prices::Entity")]
    EventPrices,
    /// Its event saves.
    #[sea_orm(has_many = "super::event_saves::Entity")]
    EventSaves,
    /// Its event stages.
    #[sea_orm(has_many = "super::event_stages::Entity")]
    EventStages,
    /// Its favorites.
    #[sea_orm(has_many = "crate::system::favorites::Entity")]
    Favorites,
    /// Its opportunities.
    #[sea_orm(has_many = "crate::booking::opportunities::Entity")]
    Opportunities,
    /// Its payments.
    #[sea_orm(has_many = "crate::payments::payments::Entity")]
    Payments,
    /// Its reviews.
    #[sea_orm(has_many = "crate::trust::reviews::Entity")]
    Reviews,
    /// Its ticket pools.
    #[sea_orm(has_many = "super::ticket_pools::Entity")]
    TicketPools,
}

impl Related<crate::organizations::promoters::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Organizer.def()
    }
}

impl Related<crate::venues::venues::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Venue.def()
    }
}

impl Related<crate::geography::timezones::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Timezone.def()
    }
}

impl Related<crate::geography::currencies::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Currency.def()
    }
}

impl Related<crate::identity::users::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::CreatedBy.def()
    }
}

impl Related<crate::booking::bookings::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Bookings.def()
    }
}

impl Related<crate::calendar::calendar_events::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::CalendarEvents.def()
    }
}

impl Related<super::event_artists::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::EventArtists.def()
    }
}

impl Related<super::event_attendances::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::EventAttendances.def()
    }
}

impl Related<super::event_prices::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::EventPrices.def()
    }
}

impl Related<super::event_saves::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::EventSaves.def()
    }
}

impl Related<super::event_stages::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::EventStages.def()
    }
}

impl Related<crate::system::favorites::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Favorites.def()
    }
}

impl Related<crate::booking::opportunities::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Opportunities.def()
    }
}

impl Related<crate::payments::payments::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Payments.def()
    }
}

impl Related<crate::trust::reviews::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Reviews.def()
    }
}

impl Related<super::ticket_pools::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::TicketPools.def()
    }
}

/// Through `event_artists`.
impl Related<crate::talent::artists::Entity> for Entity {
    fn to() -> RelationDef {
        super::event_artists::Relation::Artist.def()
    }

    fn via() -> Option<RelationDef> {
        Some(super::event_artists::Relation::Event.def().rev())
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}

impl Entity {
    /// The event of a public address; `uq_events_slug` serves it.
    pub fn find_by_slug(slug: &str) -> Select<Entity> {
        Self::find().filter(Column::Slug.eq(slug))
    }

    /// Published events that begin from `from` up to, not including, `until`, in order; `idx_events_upcoming` serves it.
    pub fn published_between(from: OffsetDateTime, until: OffsetDateTime) -> Select<Entity> {
        Self::find()
            .filter(is_constant(Column::Status, EventStatus::Published))
            .filter(Column::StartsAt.gte(from))
            .filter(Column::StartsAt.lt(until))
            .order_by_asc(Column::StartsAt)
    }
}
