//! `venues`: places where shows are played.

use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, Set};
use time::{OffsetDateTime, Time};

use crate::geography::distance;

/// Places where shows are played.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "venues")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose profile it is; absent while nobody has claimed it.
    pub user_id: Option<Uuid>,
    /// The organization that runs the place.
    pub organization_id: Option<Uuid>,
    /// What it is called.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// The name as it stands in addresses: lower-case letters, digits, single hyphens.
    #[sea_orm(column_type = "Text")]
    pub slug: String,
    /// In plain words.
    #[sea_orm(column_type = "Text")]
    pub description: Option<String>,
    /// People, at most, however they are placed.
    pub capacity: Option<i32>,
    /// How many people can sit.
    pub capacity_seated: Option<i32>,
    /// How many people can stand.
    pub capacity_standing: Option<i32>,
    /// What people call it: club, theatre, stadium, beach.
    #[sea_orm(column_type = "Text")]
    pub venue_type: Option<String>,
    /// The city.
    pub city_id: Option<i32>,
    /// Lines as on an envelope, without city and postal code.
    #[sea_orm(column_type = "JsonBinary")]
    pub address: Option<Json>,
    /// As written in the country.
    #[sea_orm(column_type = "Text")]
    pub postal_code: Option<String>,
    /// Degrees north, WGS 84.
    pub lat: Option<f64>,
    /// Degrees east, WGS 84.
    pub lon: Option<f64>,
    /// IANA name of the civil time zone.
    #[sea_orm(column_type = "Text")]
    pub timezone: String,
    /// In the venue's time zone.
    pub opens_at: Option<Time>,
    /// In the venue's time zone; before `opens_at`, it is the next morning.
    pub closes_at: Option<Time>,
    /// As the owner words them; `venue_amenities` is what is searched.
    #[sea_orm(column_type = "JsonBinary")]
    pub amenities: Option<Json>,
    /// Stage, power, sound and light.
    #[sea_orm(column_type = "JsonBinary")]
    pub technical_specs: Option<Json>,
    /// Addresses of pictures, in order.
    #[sea_orm(column_type = "JsonBinary")]
    pub photos: Option<Json>,
    /// Address of its own site, with the scheme.
    #[sea_orm(column_type = "Text")]
    pub website: Option<String>,
    /// As dialled, best with country code.
    #[sea_orm(column_type = "Text")]
    pub phone: Option<String>,
    /// Compared without regard to case.
    #[sea_orm(column_type = "custom(\"citext\")", select_as = "text", save_as = "citext")]
    pub email: Option<String>,
    /// 0 to 100, from `trust_scores`.
    #[sea_orm(column_type = "Decimal(Some((5, 2)))")]
    pub trust_score: Decimal,
    /// Mean of the published reviews, 1 to 5; 0 without any. Kept by triggers.
    #[sea_orm(column_type = "Decimal(Some((3, 2)))")]
    pub rating_average: Decimal,
    /// Published reviews. Kept by triggers.
    pub rating_count: i32,
    /// The platform has checked that it is who it says.
    pub is_verified: bool,
    /// When the profile was withdrawn; its history stays.
    pub deleted_at: Option<OffsetDateTime>,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// Where its keys lead, and what leads to it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `user_id`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::UserId",
        to = "crate::identity::users::Column::Id",
        on_delete = "SetNull"
    )]
    User,
    /// By `organization_id`.
    #[sea_orm(
        belongs_to = "crate::organizations::organizations::Entity",
        from = "Column::OrganizationId",
        to = "crate::organizations::organizations::Column::Id",
        on_delete = "SetNull"
    )]
    Organization,
    /// By `city_id`.
    #[sea_orm(
        belongs_to = "crate::geography::cities::Entity",
        from = "Column::CityId",
        to = "crate::geography::cities::Column::CityId",
        on_delete = "Restrict"
    )]
    City,
    /// By `timezone`.
    #[sea_orm(
        belongs_to = "crate::geography::timezones::Entity",
        from = "Column::Timezone",
        to = "crate::geography::timezones::Column::TzName",
        on_delete = "Restrict"
    )]
    Timezone,
    /// Its bookings.
    #[sea_orm(has_many = "crate::booking::bookings::Entity")]
    Bookings,
    /// Its equipment inventories.
    #[sea_orm(has_many = "crate::media::equipment_inventories::Entity")]
    EquipmentInventories,
    /// Its events.
    #[sea_orm(has_many = "crate::events::events::Entity")]
    Events,
    /// Its favorites.
    #[sea_orm(has_many = "crate::system::favorites::Entity")]
    Favorites,
    /// Its opportunities.
    #[sea_orm(has_many = "crate::booking::opportunities::Entity")]
    Opportunities,
    /// Its project events.
    #[sea_orm(has_many = "crate::production::project_events::Entity")]
    ProjectEvents,
    /// Its reviews.
    #[sea_orm(has_many = "crate::trust::reviews::Entity")]
    Reviews,
    /// Its trust score, where there is one.
    #[sea_orm(has_one = "crate::trust::trust_scores::Entity")]
    TrustScore,
    /// Its venue amenities.
    #[sea_orm(has_many = "super::venue_amenities::Entity")]
    VenueAmenities,
}

impl Related<crate::identity::users::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::User.def()
    }
}

impl Related<crate::organizations::organizations::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Organization.def()
    }
}

impl Related<crate::geography::cities::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::City.def()
    }
}

impl Related<crate::geography::timezones::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Timezone.def()
    }
}

impl Related<crate::booking::bookings::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Bookings.def()
    }
}

impl Related<crate::media::equipment_inventories::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::EquipmentInventories.def()
    }
}

impl Related<crate::events::events::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Events.def()
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

impl Related<crate::production::project_events::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::ProjectEvents.def()
    }
}

impl Related<crate::trust::reviews::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Reviews.def()
    }
}

impl Related<crate::trust::trust_scores::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::TrustScore.def()
    }
}

impl Related<super::venue_amenities::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::VenueAmenities.def()
    }
}

/// Through `venue_amenities`.
impl Related<super::amenities::Entity> for Entity {
    fn to() -> RelationDef {
        super::venue_amenities::Relation::Amenity.def()
    }

    fn via() -> Option<RelationDef> {
        Some(super::venue_amenities::Relation::Venue.def().rev())
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}

impl Entity {
    /// The venue of a public address; `uq_venues_slug` serves it. Withdrawn profiles are left out.
    pub fn find_by_slug(slug: &str) -> Select<Entity> {
        Self::find().filter(Column::Slug.eq(slug)).filter(Column::DeletedAt.is_null())
    }

    /// The venues of a city, the most trusted first; `idx_venues_city_id` serves it. Withdrawn profiles are left out.
    pub fn in_city(city_id: i32) -> Select<Entity> {
        Self::find()
            .filter(Column::CityId.eq(city_id))
            .filter(Column::DeletedAt.is_null())
            .order_by_desc(Column::TrustScore)
    }

    /// Venues within so many kilometres of a point, the nearest first; `idx_venues_lat_lon` serves it. Withdrawn
    /// profiles are left out.
    pub fn near(latitude: f64, longitude: f64, radius_kilometres: f64) -> Select<Entity> {
        Self::find()
            .filter(distance::within(Column::Lat, Column::Lon, latitude, longitude, radius_kilometres))
            .filter(Column::DeletedAt.is_null())
            .order_by_asc(distance::kilometres(Column::Lat, Column::Lon, latitude, longitude))
    }
}
