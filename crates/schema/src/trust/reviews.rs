//! `reviews`: what those who took part say of an artist, a venue, a promoter or an event.

use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, Set};
use time::OffsetDateTime;

use super::ReviewStatus;

/// What those who took part say of an artist, a venue, a promoter or an event.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reviews")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Who wrote it.
    pub reviewer_id: Uuid,
    /// The ground: a booking that both were part of, or …
    pub booking_id: Option<Uuid>,
    /// … an event that the reviewer went to.
    pub event_attendance_id: Option<Uuid>,
    /// The artist.
    pub artist_id: Option<Uuid>,
    /// The venue.
    pub venue_id: Option<Uuid>,
    /// The promoter.
    pub promoter_id: Option<Uuid>,
    /// The event.
    pub event_id: Option<Uuid>,
    /// Stars, 1 to 5.
    pub rating: i16,
    /// Stars of single aspects: {"sound": 4}.
    #[sea_orm(column_type = "JsonBinary")]
    pub rating_details: Json,
    /// The headline.
    #[sea_orm(column_type = "Text")]
    pub title: Option<String>,
    /// Absent: stars alone.
    #[sea_orm(column_type = "Text")]
    pub body: Option<String>,
    /// How far it has come.
    pub status: ReviewStatus,
    /// When it was first shown.
    pub published_at: Option<OffsetDateTime>,
    /// The subject's public answer.
    #[sea_orm(column_type = "Text")]
    pub response: Option<String>,
    /// Who answered.
    pub responded_by: Option<Uuid>,
    /// When the answer came.
    pub responded_at: Option<OffsetDateTime>,
    /// The moderator who decided on it.
    pub moderated_by: Option<Uuid>,
    /// When a moderator decided on it.
    pub moderated_at: Option<OffsetDateTime>,
    /// Why it was hidden or removed; never shown.
    #[sea_orm(column_type = "Text")]
    pub moderation_note: Option<String>,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// Where its keys lead, and what leads to it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `reviewer_id`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::ReviewerId",
        to = "crate::identity::users::Column::Id",
        on_delete = "Cascade"
    )]
    Reviewer,
    /// By `booking_id`.
    #[sea_orm(
        belongs_to = "crate::booking::bookings::Entity",
        from = "Column::BookingId",
        to = "crate::booking::bookings::Column::Id",
        on_delete = "Cascade"
    )]
    Booking,
    /// By `event_attendance_id`.
    #[sea_orm(
        belongs_to = "crate::events::event_attendances::Entity",
        from = "Column::EventAttendanceId",
        to = "crate::events::event_attendances::Column::Id",
        on_delete = "Cascade"
    )]
    EventAttendance,
    /// By `artist_id`.
    #[sea_orm(
        belongs_to = "crate::talent::artists::Entity",
        from = "Column::ArtistId",
        to = "crate::talent::artists::Column::Id",
        on_delete = "Cascade"
    )]
    Artist,
    /// By `venue_id`.
    #[sea_orm(
        belongs_to = "crate::venues::venues::Entity",
        from = "Column::VenueId",
        to = "crate::venues::venues::Column::Id",
        on_delete = "Cascade"
    )]
    Venue,
    /// By `promoter_id`.
    #[sea_orm(
        belongs_to = "crate::organizations::promoters::Entity",
        from = "Column::PromoterId",
        to = "crate::organizations::promoters::Column::Id",
        on_delete = "Cascade"
    )]
    Promoter,
    /// By `event_id`.
    #[sea_orm(
        belongs_to = "crate::events::events::Entity",
        from = "Column::EventId",
        to = "crate::events::events::Column::Id",
        on_delete = "Cascade"
    )]
    Event,
    /// By `responded_by`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::RespondedBy",
        to = "crate::identity::users::Column::Id",
        on_delete = "SetNull"
    )]
    RespondedBy,
    /// By `moderated_by`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::ModeratedBy",
        to = "crate::identity::users::Column::Id",
        on_delete = "SetNull"
    )]
    ModeratedBy,
    /// Its fraud alerts.
    #[sea_orm(has_many = "super::fraud_alerts::Entity")]
    FraudAlerts,
    /// Its trust score history.
    #[sea_orm(has_many = "super::trust_score_history::Entity")]
    TrustScoreHistory,
}

impl Related<crate::booking::bookings::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Booking.def()
    }
}

impl Related<crate::events::event_attendances::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::EventAttendance.def()
    }
}

impl Related<crate::talent::artists::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Artist.def()
    }
}

impl Related<crate::venues::venues::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Venue.def()
    }
}

impl Related<crate::organizations::promoters::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Promoter.def()
    }
}

impl Related<crate::events::events::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Event.def()
    }
}

impl Related<super::fraud_alerts::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::FraudAlerts.def()
    }
}

impl Related<super::trust_score_history::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::TrustScoreHistory.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}

impl Entity {
    /// What everyone may read about an artist, the newest first; `idx_reviews_artist_id` serves it.
    pub fn published_of_artist(artist_id: Uuid) -> Select<Entity> {
        Self::published().filter(Column::ArtistId.eq(artist_id))
    }

    /// What everyone may read about a venue, the newest first; `idx_reviews_venue_id` serves it.
    pub fn published_of_venue(venue_id: Uuid) -> Select<Entity> {
        Self::published().filter(Column::VenueId.eq(venue_id))
    }

    /// What everyone may read about an event, the newest first; `idx_reviews_event_id` serves it.
    pub fn published_of_event(event_id: Uuid) -> Select<Entity> {
        Self::published().filter(Column::EventId.eq(event_id))
    }

    /// What waits for a moderator, the oldest first; `idx_reviews_status_created_at` serves it.
    pub fn awaiting_moderation() -> Select<Entity> {
        Self::find().filter(Column::Status.eq(ReviewStatus::Pending)).order_by_asc(Column::CreatedAt)
    }

    fn published() -> Select<Entity> {
        Self::find().filter(Column::Status.eq(ReviewStatus::Published)).order_by_desc(Column::PublishedAt)
    }
}
