//! Metrics with a month of daily figures, a forecast, what people did, and exchange rates.

use backline_schema::prelude::*;
use rust_decimal::Decimal;
use serde_json::json;
use uuid::Uuid;

use super::ids::{artist, event, id, user};
use super::row::row;
use super::{Error, seeder::Seeder};

pub(super) async fn seed(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    metrics(seeder).await?;
    happenings(seeder).await?;
    exchange_rates(seeder).await
}

async fn metrics(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let clock = seeder.clock;
    let metric = |name: &str, label: &str, unit, aggregation| {
        row!(metrics {
            id: id("metrics", name),
            name: name,
            label: label,
            unit: unit,
            aggregation: aggregation,
            created_at: clock.day(-200),
        })
    };
    seeder
        .insert(vec![
            metric("bookings_confirmed", "Bookings confirmed", MetricUnit::Count, MetricAggregation::Sum),
            metric("gross_volume", "Money moved", MetricUnit::Currency, MetricAggregation::Sum),
            metric("active_users", "People who came", MetricUnit::Count, MetricAggregation::Distinct),
        ])
        .await?;
    let mut days = Vec::new();
    for day in 1..=28_i32 {
        // Busier towards the end of each week, and a little busier each week.
        let pulse = day % 7 + day / 7;
        for (name, value, currency) in [
            ("bookings_confirmed", pulse, None),
            ("gross_volume", 12_000 * pulse, Some("INR")),
            ("active_users", 40 + 9 * pulse, None),
        ] {
            days.push(row!(daily_metrics {
                id: id("daily_metrics", &format!("{name} {day}")),
                metric_id: id("metrics", name),
                day: clock.date(i64::from(day) - 29),
                value: value,
                currency: currency,
                sample_size: i64::from(pulse),
                computed_at: clock.day(i64::from(day) - 28),
            }));
        }
    }
    seeder.insert(days).await?;
    seeder
        .insert(vec![row!(forecasts {
            id: id("forecasts", "bookings_confirmed"),
            metric_id: id("metrics", "bookings_confirmed"),
            period_start: clock.date(1),
            period_end: clock.date(28),
            predicted_value: 190,
            lower_bound: 160,
            upper_bound: 225,
            model: "seasonal_naive",
            generated_at: clock.day(-1),
        })])
        .await
}

async fn happenings(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let clock = seeder.clock;
    let happened = |key: &str, who: &str, what: &str, about: (AnalyticsEntity, Uuid), day: i64| {
        row!(analytics_events {
            actor_id: user(who),
            id: id("analytics_events", key),
            occurred_at: clock.day(day),
            event_name: what,
            user_id: user(who),
            entity_type: about.0,
            entity_id: about.1,
            properties: json!({"position": 1}),
            page_url: "https://app.example.com/discover",
            device: DeviceKind::Mobile,
            country_code: "IN",
        })
    };
    let rows = vec![
        happened("1", "fan", "artist_viewed", (AnalyticsEntity::Artist, artist("meera-iyer")), -50),
        happened("2", "fan", "artist_followed", (AnalyticsEntity::Artist, artist("meera-iyer")), -50),
        happened("3", "fan", "event_viewed", (AnalyticsEntity::Event, event("monsoon-festival")), -30),
        happened(
            "4",
            "traveller",
            "event_viewed",
            (AnalyticsEntity::Event, event("tagus-kizomba-weekend")),
            -12,
        ),
        happened("5", "newcomer", "signed_up", (AnalyticsEntity::User, user("newcomer")), -2),
    ];
    seeder.insert(rows).await
}

async fn exchange_rates(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let clock = seeder.clock;
    let rates =
        [("USD", 8_350, 2), ("EUR", 9_080, 2), ("GBP", 10_560, 2), ("JPY", 5_600, 4), ("BRL", 1_680, 2)];
    let rows = rates.map(|(currency, digits, scale)| {
        row!(exchange_rates {
            id: id("exchange_rates", currency),
            from_currency: currency,
            to_currency: "INR",
            rate: Decimal::new(digits, scale),
            valid_on: clock.date(-1),
            source: "example",
            created_at: clock.day(-1),
        })
    });
    seeder.insert(rows.to_vec()).await
}
