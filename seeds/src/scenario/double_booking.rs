//! Two promoters want one artist at overlapping hours. The first has a contract; the database refuses to confirm the second,
//! until it moves to another evening. For calendars and conflicts.

use backline_schema::prelude::*;
use backline_seed::scenario::{Check, Failure, Scenario, Stage, expect};
use rust_decimal::Decimal;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter, Set};
use time::Duration;

use super::booking_happy_path::{agree, reach};
use super::story::{Attempt, PLACES, Parties, Refusal, change, context};
use crate::factory::{BookingFactory, Factory as _, PromoterFactory};

/// See the module.
#[derive(Debug, Clone, Default)]
pub struct DoubleBooking;

impl DoubleBooking {
    /// Half an hour apart.
    #[must_use]
    pub fn new() -> Self {
        Self
    }
}

/// Two shows of one artist.
#[derive(Debug, Clone)]
pub struct TwoOffers {
    /// The artist, and who came first.
    pub parties: Parties,
    /// Confirmed.
    pub first: bookings::Model,
    /// Who came second.
    pub rival: promoters::Model,
    /// Confirmed for the evening after.
    pub second: bookings::Model,
    /// How it was refused to confirm the second for the same evening.
    pub refusal: Refusal,
}

impl Scenario for DoubleBooking {
    type Handles = TwoOffers;
    const NAME: &'static str = "double-booking";
    const TABLES: &'static [&'static str] = &[
        "artists",
        "audit_logs",
        "booking_history",
        "bookings",
        "organization_members",
        "organizations",
        "promoters",
        "search_index",
        "users",
        "venues",
    ];
    const NEEDS: &'static [&'static str] = PLACES;

    async fn tell(&self, stage: &Stage) -> Result<TwoOffers, Failure> {
        let context = context(stage);
        let parties = Parties::meet(&context, "INR").await?;
        let (starts_at, ends_at) = (context.evening(40), context.evening(40) + Duration::minutes(90));
        let first = parties.booking().with_times(starts_at, ends_at).offered().insert(&context).await?;
        let first = agree(&context, first, Decimal::from(100_000)).await?;

        let rival = PromoterFactory::new().insert(&context).await?;
        let half_an_hour = Duration::minutes(30);
        let second = BookingFactory::new().for_artist(&parties.artist).by_promoter(&rival);
        // An offer may overlap; a commitment may not.
        let second = second.with_times(starts_at + half_an_hour, ends_at + half_an_hour);
        let second = reach(&context, second.insert(&context).await?, BookingStatus::Offered).await?;

        let attempt = Attempt::begin(stage, &context).await?;
        let tried = agree(&attempt.context(), second.clone(), Decimal::from(140_000)).await;
        let refusal = attempt.refused(tried).await?;

        let second = change(&context, second, |row: &mut bookings::ActiveModel| {
            row.event_date = Set((starts_at + Duration::DAY).date());
            row.starts_at = Set(Some(starts_at + Duration::DAY));
            row.ends_at = Set(Some(ends_at + Duration::DAY));
        })
        .await?;
        let second = agree(&context, second, Decimal::from(140_000)).await?;
        Ok(TwoOffers { parties, first, rival, second, refusal })
    }
}

impl Check for TwoOffers {
    async fn check(&self, db: &DatabaseConnection) -> Result<(), Failure> {
        let expected = Refusal::by("23P01", "ex_bookings_artist_id_performance");
        expect("the second booking of the evening", &self.refusal, &expected)?;
        let of_artist =
            bookings::Entity::find().filter(bookings::Column::ArtistId.eq(self.parties.artist.id));
        let confirmed = of_artist.filter(bookings::Column::Status.eq(BookingStatus::Confirmed));
        expect("confirmed bookings of the artist", confirmed.clone().count(db).await?, 2)?;
        let that_day = confirmed.filter(bookings::Column::EventDate.eq(self.first.event_date));
        expect("confirmed bookings of the evening", that_day.count(db).await?, 1)
    }
}
