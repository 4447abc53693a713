//! `equipment_inventories`: equipment that an artist brings or a venue has.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

use super::{InventoryCategory, InventoryCondition};

/// Equipment that an artist brings or a venue has.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "equipment_inventories")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The artist.
    pub artist_id: Option<Uuid>,
    /// The venue.
    pub venue_id: Option<Uuid>,
    /// What it is.
    #[sea_orm(column_type = "Text")]
    pub item_name: String,
    /// The group that it belongs to.
    pub category: InventoryCategory,
    /// Who makes it.
    #[sea_orm(column_type = "Text")]
    pub brand: Option<String>,
    /// Which of theirs.
    #[sea_orm(column_type = "Text")]
    pub model: Option<String>,
    /// How many.
    pub quantity: i32,
    /// What state it is in.
    pub condition: InventoryCondition,
    /// Can be lent or hired out.
    pub is_available: bool,
    /// A day, a piece; absent: part of the deal.
    #[sea_orm(column_type = "Decimal(Some((16, 3)))")]
    pub rental_price: Option<Decimal>,
    /// ISO 4217 code of every amount in the row.
    #[sea_orm(column_type = "Char(Some(3))", save_as = "bpchar")]
    pub currency: String,
    /// Watts, inches, channels and the like.
    #[sea_orm(column_type = "JsonBinary")]
    pub specs: Json,
    /// Remarks.
    #[sea_orm(column_type = "Text")]
    pub notes: Option<String>,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// Where its keys lead.
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
    /// By `currency`.
    #[sea_orm(
        belongs_to = "crate::geography::currencies::Entity",
        from = "Column::Currency",
        to = "crate::geography::currencies::Column::CurrencyCode",
        on_delete = "Restrict"
    )]
    Currency,
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

impl Related<crate::geography::currencies::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Currency.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}
