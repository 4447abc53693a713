//! `opportunities`: slots for which a promoter, venue or organization looks for an artist.

use sea_orm::entity::prelude::*;
use sea_orm::{JoinType, QueryOrder, QuerySelect, Set};
use time::{Date, OffsetDateTime};

use super::OpportunityStatus;
use crate::condition::{is_absent_or_to_come, is_constant};
use crate::geography::{cities, distance};

/// Slots for which a promoter, venue or organization looks for an artist.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "opportunities")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The promoter.
    pub promoter_id: Option<Uuid>,
    /// Whose members see its drafts.
    pub organization_id: Option<Uuid>,
    /// Absent until the venue is known.
    pub venue_id: Option<Uuid>,
    /// Where it is, also while the venue is not known.
    pub city_id: Option<i32>,
    /// The event that it fills a slot of.
    pub event_id: Option<Uuid>,
    /// The headline.
    #[sea_orm(column_type = "Text")]
    pub title: String,
    /// In plain words.
    #[sea_orm(column_type = "Text")]
    pub description: Option<String>,
    /// How far it has come.
    pub status: OpportunityStatus,
    /// In the civil time of the place.
    pub event_date: Date,
    /// In words, as on a call sheet: 21:00, after sunset.
    #[sea_orm(column_type = "Text")]
    pub slot_time: Option<String>,
    /// Minutes on stage.
    pub performance_duration: Option<i32>,
    /// How many artists are wanted.
    pub positions: i16,
    /// People.
    pub expected_audience: Option<i32>,
    /// Per artist; absent: open to proposals.
    #[sea_orm(column_type = "Decimal(Some((16, 3)))")]
    pub budget_min: Option<Decimal>,
    /// Per artist.
    #[sea_orm(column_type = "Decimal(Some((16, 3)))")]
    pub budget_max: Option<Decimal>,
    /// ISO 4217 code of every amount in the row.
    #[sea_orm(column_type = "Char(Some(3))", save_as = "bpchar")]
    pub currency: String,
    /// Travel is paid for on top.
    pub travel_covered: bool,
    /// Rooms are paid for on top.
    pub accommodation_covered: bool,
    /// What an artist must bring or agree to.
    #[sea_orm(column_type = "Text")]
    pub requirements: Option<String>,
    /// No applications after this moment.
    pub deadline: Option<OffsetDateTime>,
    /// When it became public.
    pub published_at: Option<OffsetDateTime>,
    /// Closed, filled, cancelled or expired.
    pub closed_at: Option<OffsetDateTime>,
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
    /// By `promoter_id`.
    #[sea_orm(
        belongs_to = "crate::organizations::promoters::Entity",
        from = "Column::PromoterId",
        to = "crate::organizations::promoters::Column::Id",
        on_delete = "Restrict"
    )]
    Promoter,
    /// By `organization_id`.
    #[sea_orm(
        belongs_to = "crate::organizations::organizations::Entity",
        from = "Column::OrganizationId",
        to = "crate::organizations::organizations::Column::Id",
        on_delete = "Restrict"
    )]
    Organization,
    /// By `venue_id`.
    #[sea_orm(
        belongs_to = "crate::venues::venues::Entity",
        from = "Column::VenueId",
        to = "crate::venues::venues::Column::Id",
        on_delete = "SetNull"
    )]
    Venue,
    /// By `city_id`.
    #[sea_orm(
        belongs_to = "crate::geography::cities::Entity",
        from = "Column::CityId",
        to = "crate::geography::cities::Column::CityId",
        on_delete = "Restrict"
    )]
    City,
    /// By `event_id`.
    #[sea_orm(
        belongs_to = "crate::events::events::Entity",
        from = "Column::EventId",
        to = "crate::events::events::Column::Id",
        on_delete = "SetNull"
    )]
    Event,
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
    /// Its applications.
    #[sea_orm(has_many = "super::applications::Entity")]
    Applications,
    /// Its bookings.
    #[sea_orm(has_many = "super::bookings::Entity")]
    Bookings,
    /// Its conversations.
    #[sea_orm(has_many = "crate::communication::conversations::Entity")]
    Conversations,
    /// Its favorites.
    #[sea_orm(has_many = "crate::system::favorites::Entity")]
    Favorites,
    /// Its opportunity genres.
    #[sea_orm(has_many = "super::opportunity_genres::Entity")]
    OpportunityGenres,
}

impl Related<crate::organizations::promoters::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Promoter.def()
    }
}

impl Related<crate::organizations::organizations::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Organization.def()
    }
}

impl Related<crate::venues::venues::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Venue.def()
    }
}

impl Related<crate::geography::cities::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::City.def()
    }
}

impl Related<crate::events::events::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Event.def()
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

impl Related<super::applications::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Applications.def()
    }
}

impl Related<super::bookings::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Bookings.def()
    }
}

impl Related<crate::communication::conversations::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Conversations.def()
    }
}

impl Related<crate::system::favorites::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Favorites.def()
    }
}

impl Related<super::opportunity_genres::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::OpportunityGenres.def()
    }
}

/// Through `opportunity_genres`.
impl Related<crate::talent::genres::Entity> for Entity {
    fn to() -> RelationDef {
        super::opportunity_genres::Relation::Genre.def()
    }

    fn via() -> Option<RelationDef> {
        Some(super::opportunity_genres::Relation::Opportunity.def().rev())
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}

impl Entity {
    /// Opportunities for which artists may apply at this moment, within so many kilometres of a point, the nearest and then
    /// the soonest first. `idx_cities_lat_lon` finds the cities, `idx_opportunities_open` what is open there.
    pub fn open_near(latitude: f64, longitude: f64, radius_kilometres: f64) -> Select<Entity> {
        let (lat, lon) = (cities::Column::Lat, cities::Column::Lon);
        Self::open()
            .join(JoinType::InnerJoin, Relation::City.def())
            .filter(distance::within(lat, lon, latitude, longitude, radius_kilometres))
            .order_by_asc(distance::kilometres(lat, lon, latitude, longitude))
            .order_by_asc(Column::EventDate)
    }

    /// Opportunities of a city for which artists may apply at this moment, the soonest first; `idx_opportunities_open` serves it.
    pub fn open_in_city(city_id: i32) -> Select<Entity> {
        Self::open().filter(Column::CityId.eq(city_id)).order_by_asc(Column::EventDate)
    }

    /// Opportunities for which artists may apply at this moment.
    fn open() -> Select<Entity> {
        Self::find()
            .filter(is_constant(Column::Status, OpportunityStatus::Open))
            .filter(is_absent_or_to_come(Column::Deadline))
    }
}
