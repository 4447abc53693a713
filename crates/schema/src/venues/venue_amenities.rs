//! `venue_amenities`: which amenities a venue offers.

use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

/// Which amenities a venue offers.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "venue_amenities")]
pub struct Model {
    /// The venue.
    #[sea_orm(primary_key, auto_increment = false)]
    pub venue_id: Uuid,
    /// The amenity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub amenity_id: Uuid,
    /// What is special here: twelve places, behind the house.
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
    /// By `venue_id`.
    #[sea_orm(
        belongs_to = "super::venues::Entity",
        from = "Column::VenueId",
        to = "super::venues::Column::Id",
        on_delete = "Cascade"
    )]
    Venue,
    /// By `amenity_id`.
    #[sea_orm(
        belongs_to = "super::amenities::Entity",
        from = "Column::AmenityId",
        to = "super::amenities::Column::Id",
        on_delete = "Restrict"
    )]
    Amenity,
}

impl Related<super::venues::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Venue.def()
    }
}

impl Related<super::amenities::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Amenity.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
