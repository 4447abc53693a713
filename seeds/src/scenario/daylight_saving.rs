//! Two nights in Berlin on which the clocks are changed: the one in spring has an hour less than its clock shows, the one in
//! autumn an hour more, and an artist who plays at half past two and an hour later again at half past two plays twice. For
//! everything that counts hours.

use backline_schema::prelude::*;
use backline_seed::scenario::{Check, Failure, Scenario, Stage, expect};
use rust_decimal::Decimal;
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use time::{Date, Duration, Month, OffsetDateTime, Weekday};

use super::booking_happy_path::agree;
use super::story::{PLACES, Parties, context};
use crate::factory::{EventFactory, Factory as _};

/// See the module.
#[derive(Debug, Clone, Default)]
pub struct DaylightSaving;

impl DaylightSaving {
    /// The next changes of the clocks.
    #[must_use]
    pub fn new() -> Self {
        Self
    }
}

/// Two nights.
#[derive(Debug, Clone)]
pub struct ClockChanges {
    /// Who plays.
    pub parties: Parties,
    /// Four hours long, five by the clock.
    pub spring: events::Model,
    /// Four hours long, three by the clock.
    pub autumn: events::Model,
    /// Half past two, in summer time.
    pub first_set: bookings::Model,
    /// Half past two, in winter time.
    pub second_set: bookings::Model,
}

const BERLIN: &str = "Europe/Berlin";

impl Scenario for DaylightSaving {
    type Handles = ClockChanges;
    const NAME: &'static str = "daylight-saving";
    const TABLES: &'static [&'static str] = &[
        "artists",
        "audit_logs",
        "booking_history",
        "bookings",
        "events",
        "organization_members",
        "organizations",
        "promoters",
        "search_index",
        "users",
        "venues",
    ];
    const NEEDS: &'static [&'static str] = PLACES;

    async fn tell(&self, stage: &Stage) -> Result<ClockChanges, Failure> {
        let context = context(stage);
        let parties = Parties::meet(&context, "EUR").await?;
        let spring_change = next_change(context.now(), Month::March)?;
        let autumn_change = next_change(context.now(), Month::October)?;
        let night = |change: OffsetDateTime, title: &str| {
            EventFactory::new()
                .by_promoter(&parties.promoter)
                .with_title(title)
                .with_times(change - Duration::hours(2), change + Duration::hours(2))
                .with_timezone(BERLIN)
                .with_currency("EUR")
                .published()
        };
        let spring = night(spring_change, "The short night").insert(&context).await?;
        let autumn = night(autumn_change, "The long night").insert(&context).await?;
        let set = |starts_at: OffsetDateTime| {
            parties
                .booking()
                .for_event(&autumn)
                .with_times(starts_at, starts_at + Duration::minutes(45))
                .offered()
        };
        let half_past_two = autumn_change - Duration::minutes(30);
        let first_set =
            agree(&context, set(half_past_two).insert(&context).await?, Decimal::from(900)).await?;
        let second_set = set(half_past_two + Duration::HOUR).insert(&context).await?;
        let second_set = agree(&context, second_set, Decimal::from(900)).await?;
        Ok(ClockChanges { parties, spring, autumn, first_set, second_set })
    }
}

/// When the clocks of the European Union are changed next in that month: at one in the morning UTC of its last Sunday.
fn next_change(now: OffsetDateTime, month: Month) -> Result<OffsetDateTime, Failure> {
    for year in [now.year(), now.year() + 1] {
        let last = Date::from_calendar_date(year, month, 31)?;
        let sunday =
            if last.weekday() == Weekday::Sunday { last } else { last.prev_occurrence(Weekday::Sunday) };
        let change = sunday.midnight().assume_utc() + Duration::HOUR;
        if change - Duration::DAY > now {
            return Ok(change);
        }
    }
    Err("there is no change of the clocks".into())
}

impl Check for ClockChanges {
    async fn check(&self, db: &DatabaseConnection) -> Result<(), Failure> {
        for (event, by_the_clock) in [(&self.spring, 5), (&self.autumn, 3)] {
            expect("hours", (event.ends_at - event.starts_at).whole_hours(), 4)?;
            expect("hours by the clock", hours_by_the_clock(db, event).await?, by_the_clock)?;
        }
        let starts = [&self.first_set, &self.second_set].map(|set| set.starts_at);
        let [Some(first), Some(second)] = starts else { return Err("a set has no time".into()) };
        expect("between the sets", second - first, Duration::HOUR)?;
        expect("what the clock shows", local_time(db, first).await?, local_time(db, second).await?)
    }
}

async fn hours_by_the_clock(db: &DatabaseConnection, event: &events::Model) -> Result<i32, Failure> {
    let query = "SELECT (extract(epoch FROM (ends_at AT TIME ZONE timezone) - (starts_at AT TIME ZONE timezone)) / 3600)::integer
        FROM events WHERE id = $1";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), query, [event.id.into()]);
    Ok(db.query_one_raw(statement).await?.ok_or("the event is gone")?.try_get_by_index(0)?)
}

async fn local_time(db: &DatabaseConnection, moment: OffsetDateTime) -> Result<String, Failure> {
    let query = "SELECT to_char($1::timestamptz AT TIME ZONE $2, 'HH24:MI')";
    let values = [moment.into(), BERLIN.into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), query, values);
    Ok(db.query_one_raw(statement).await?.ok_or("no time")?.try_get_by_index(0)?)
}
