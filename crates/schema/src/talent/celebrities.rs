//! `celebrities`: what a celebrity has beside being an artist.

use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

/// What a celebrity has beside being an artist.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "celebrities")]
pub struct Model {
    /// The artist.
    #[sea_orm(primary_key, auto_increment = false)]
    pub artist_id: Uuid,
    /// What the fame rests on: actor, cricketer, host.
    #[sea_orm(column_type = "Text")]
    pub profession: Option<String>,
    /// Who represents them.
    #[sea_orm(column_type = "Text")]
    pub agency: Option<String>,
    /// Whom to ask.
    #[sea_orm(column_type = "Text")]
    pub agent_name: Option<String>,
    /// Whom to write to.
    #[sea_orm(column_type = "custom(\"citext\")", select_as = "text", save_as = "citext")]
    pub agent_email: Option<String>,
    /// Whom to call.
    #[sea_orm(column_type = "Text")]
    pub agent_phone: Option<String>,
    /// For one appearance, in currency; absent on request.
    #[sea_orm(column_type = "Decimal(Some((16, 3)))")]
    pub appearance_fee: Option<Decimal>,
    /// ISO 4217 code of every amount in the row.
    #[sea_orm(column_type = "Char(Some(3))", save_as = "bpchar")]
    pub currency: String,
    /// What their safety takes.
    #[sea_orm(column_type = "Text")]
    pub security_requirements: Option<String>,
    /// Mean of `celebrity_ratings`, 1 to 5; 0 without any. Kept by triggers.
    #[sea_orm(column_type = "Decimal(Some((3, 2)))")]
    pub average_rating: Decimal,
    /// Rows in `celebrity_ratings`. Kept by triggers.
    pub rating_count: i32,
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
        belongs_to = "super::artists::Entity",
        from = "Column::ArtistId",
        to = "super::artists::Column::Id",
        on_delete = "Cascade"
    )]
    Artist,
    /// By `currency`.
    #[sea_orm(
        belongs_to = "crate::geography::currencies::Entity",
        from = "Column::Currency",
        to = "crate::geography::currencies::Column::CurrencyCode",
        on_delete = "Restrict"
    )]
    Currency,
    /// Its celebrity ratings.
    #[sea_orm(has_many = "super::celebrity_ratings::Entity")]
    CelebrityRatings,
}

impl Related<super::artists::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Artist.def()
    }
}

impl Related<crate::geography::currencies::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Currency.def()
    }
}

impl Related<super::celebrity_ratings::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::CelebrityRatings.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
