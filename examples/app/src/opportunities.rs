//! Open opportunities near a city.

use backline_schema::geography::distance;
use backline_schema::prelude::*;
use rust_decimal::Decimal;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QuerySelect};
use serde::Serialize;
use time::Date;
use uuid::Uuid;

/// An opportunity that artists may apply for.
#[derive(Debug, Clone, PartialEq, Serialize, FromQueryResult)]
pub struct OpenOpportunity {
    /// The opportunity's key.
    pub id: Uuid,
    /// Its headline.
    pub title: String,
    /// The day of the show.
    #[serde(with = "crate::iso_day")]
    pub event_date: Date,
    /// What it pays at most, in `currency`; none: open to proposals.
    pub budget_max: Option<Decimal>,
    /// ISO 4217.
    pub currency: String,
    /// The city's name.
    pub city: String,
    /// Kilometres from the city that was asked for.
    pub kilometres: f64,
}

/// The opportunities within so many kilometres of a city for which artists may apply at this moment, the nearest and then
/// the soonest first. None near a city without coordinates, or one that there is not.
///
/// # Errors
/// Whatever the database answers.
pub async fn open_near_city<C: ConnectionTrait>(
    db: &C,
    city_id: i32,
    radius_kilometres: f64,
    limit: u64,
) -> Result<Vec<OpenOpportunity>, DbErr> {
    let city = cities::Entity::find_by_id(city_id).one(db).await?;
    let Some((lat, lon)) = city.and_then(|city| city.lat.zip(city.lon)) else {
        return Ok(Vec::new());
    };
    opportunities::Entity::open_near(lat, lon, radius_kilometres)
        .select_only()
        .columns([
            opportunities::Column::Id,
            opportunities::Column::Title,
            opportunities::Column::EventDate,
            opportunities::Column::BudgetMax,
            opportunities::Column::Currency,
        ])
        .column_as(cities::Column::Name, "city")
        .column_as(distance::kilometres(cities::Column::Lat, cities::Column::Lon, lat, lon), "kilometres")
        .limit(limit)
        .into_model()
        .all(db)
        .await
}
