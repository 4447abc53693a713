//! `cities`: cities with coordinates, population and time zone; GeoNames.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::extension::postgres::PgExpr;
use sea_orm::sea_query::{Func, NullOrdering};
use sea_orm::{Order, QueryOrder};
use time::OffsetDateTime;

use super::distance;

/// Cities with coordinates, population and time zone; GeoNames.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "cities")]
pub struct Model {
    /// The GeoNames id, in reference data.
    #[sea_orm(primary_key)]
    pub city_id: i32,
    /// Absent where a country has no subdivisions.
    pub state_id: Option<i32>,
    /// Filled from the state where it is not given.
    pub country_id: i32,
    /// What it is called.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// Degrees north, WGS 84.
    pub lat: Option<f64>,
    /// Degrees east, WGS 84.
    pub lon: Option<f64>,
    /// Inhabitants.
    pub population: Option<i32>,
    /// IANA name of the civil time zone.
    #[sea_orm(column_type = "Text")]
    pub tz_name: Option<String>,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// Where its keys lead, and what leads to it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `state_id`.
    #[sea_orm(
        belongs_to = "super::states::Entity",
        from = "Column::StateId",
        to = "super::states::Column::StateId",
        on_delete = "Restrict"
    )]
    State,
    /// By `country_id`.
    #[sea_orm(
        belongs_to = "super::countries::Entity",
        from = "Column::CountryId",
        to = "super::countries::Column::CountryId",
        on_delete = "Restrict"
    )]
    Country,
    /// By `tz_name`.
    #[sea_orm(
        belongs_to = "super::timezones::Entity",
        from = "Column::TzName",
        to = "super::timezones::Column::TzName",
        on_delete = "Restrict"
    )]
    Timezone,
    /// Its venues.
    #[sea_orm(has_many = "crate::venues::venues::Entity")]
    Venues,
}

impl Related<super::states::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::State.def()
    }
}

impl Related<super::countries::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Country.def()
    }
}

impl Related<super::timezones::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Timezone.def()
    }
}

impl Related<crate::venues::venues::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Venues.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// Cities whose name has these letters in it, the most alike and then the largest first;
    /// `idx_cities_name_trgm` serves it from three letters on.
    pub fn search_by_name(letters: &str) -> Select<Entity> {
        let pattern = letters.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_");
        let likeness =
            Func::cust("similarity").arg(Expr::col(Column::Name.as_column_ref())).arg(Expr::val(letters));
        Self::find()
            .filter(Expr::col(Column::Name.as_column_ref()).ilike(format!("%{pattern}%")))
            .order_by_desc(Expr::from(likeness))
            .order_by_with_nulls(Column::Population, Order::Desc, NullOrdering::Last)
    }

    /// Cities within so many kilometres of a point, the nearest first; `idx_cities_lat_lon` serves it.
    pub fn near(latitude: f64, longitude: f64, radius_kilometres: f64) -> Select<Entity> {
        Self::find()
            .filter(distance::within(Column::Lat, Column::Lon, latitude, longitude, radius_kilometres))
            .order_by_asc(distance::kilometres(Column::Lat, Column::Lon, latitude, longitude))
    }
}
