//! `trust_scores`: how far each artist, venue, promoter and user can be relied on, as of now.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

/// How far each artist, venue, promoter and user can be relied on, as of now.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "trust_scores")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The artist.
    pub artist_id: Option<Uuid>,
    /// The venue.
    pub venue_id: Option<Uuid>,
    /// The promoter.
    pub promoter_id: Option<Uuid>,
    /// The user.
    pub user_id: Option<Uuid>,
    /// 0 is worst, 100 is best.
    #[sea_orm(column_type = "Decimal(Some((5, 2)))")]
    pub score: Decimal,
    /// Bookings, reviews and disputes behind it.
    pub sample_size: i32,
    /// What each factor adds or takes away, in points.
    #[sea_orm(column_type = "JsonBinary")]
    pub factors: Json,
    /// When it was computed.
    pub computed_at: OffsetDateTime,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// Where its keys lead, and what leads to it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
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
    /// By `user_id`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::UserId",
        to = "crate::identity::users::Column::Id",
        on_delete = "Cascade"
    )]
    User,
    /// Its trust score history.
    #[sea_orm(has_many = "super::trust_score_history::Entity")]
    TrustScoreHistory,
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

impl Related<crate::identity::users::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::User.def()
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
