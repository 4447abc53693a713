//! `amenities`: what a venue can offer: parking, green room, step-free access.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

use super::AmenityCategory;

/// What a venue can offer: parking, green room, step-free access.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "amenities")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The name as it stands in addresses: lower-case letters, digits, single hyphens.
    #[sea_orm(column_type = "Text")]
    pub slug: String,
    /// What it is called.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// The group that it belongs to.
    pub category: AmenityCategory,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// What leads to it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// Its venue amenities.
    #[sea_orm(has_many = "super::venue_amenities::Entity")]
    VenueAmenities,
}

impl Related<super::venue_amenities::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::VenueAmenities.def()
    }
}

/// Through `venue_amenities`.
impl Related<super::venues::Entity> for Entity {
    fn to() -> RelationDef {
        super::venue_amenities::Relation::Venue.def()
    }

    fn via() -> Option<RelationDef> {
        Some(super::venue_amenities::Relation::Amenity.def().rev())
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}
