//! `favorites`: what users have marked as their favourites.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

/// What users have marked as their favourites.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "favorites")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The user.
    pub user_id: Uuid,
    /// The artist.
    pub artist_id: Option<Uuid>,
    /// The venue.
    pub venue_id: Option<Uuid>,
    /// The promoter.
    pub promoter_id: Option<Uuid>,
    /// The event.
    pub event_id: Option<Uuid>,
    /// The opportunity.
    pub opportunity_id: Option<Uuid>,
    /// For the user's own eyes.
    #[sea_orm(column_type = "Text")]
    pub note: Option<String>,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// Where its keys lead.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `user_id`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::UserId",
        to = "crate::identity::users::Column::Id",
        on_delete = "Cascade"
    )]
    User,
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
    /// By `opportunity_id`.
    #[sea_orm(
        belongs_to = "crate::booking::opportunities::Entity",
        from = "Column::OpportunityId",
        to = "crate::booking::opportunities::Column::Id",
        on_delete = "Cascade"
    )]
    Opportunity,
}

impl Related<crate::identity::users::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::User.def()
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

impl Related<crate::booking::opportunities::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Opportunity.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}
