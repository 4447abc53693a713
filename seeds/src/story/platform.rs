//! The platform's own rows: providers, commission, contract template, rules, metrics, tags, flags, settings, rates.

use backline_seed::load::{Json, Rows, TextArray};
use backline_seed::row;
use rust_decimal::Decimal;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::settings::World;

const PROVIDERS: [(&str, &str, &str); 5] = [
    ("INR", "upi_gateway", "UPI gateway"),
    ("GBP", "card_gateway_gb", "Cards, Britain"),
    ("USD", "card_gateway_us", "Cards, United States"),
    ("EUR", "card_gateway_eu", "Cards, Europe"),
    ("JPY", "card_gateway_jp", "Cards, Japan"),
];

const METRICS: [(&str, &str, &str, &str); 8] = [
    ("confirmed_bookings", "Bookings confirmed", "count", "sum"),
    ("new_accounts", "New accounts", "count", "sum"),
    ("booked_volume", "Booked volume", "currency", "sum"),
    ("answer_time", "Time until an answer", "seconds", "average"),
    ("conversion", "Inquiries that are confirmed", "percent", "last"),
    ("slowest_page", "Slowest page", "seconds", "maximum"),
    ("least_rating", "Least rating of a day", "points", "minimum"),
    ("visitors", "People who looked in", "count", "distinct"),
];

const FRAUD_RULES: [(&str, &str, &str, &str); 4] = [
    ("many-cards-one-hour", "Many cards within an hour", "high", "hold"),
    ("payout-to-new-account", "Payout to an account of today", "medium", "flag"),
    ("reviews-in-a-row", "Reviews one after another", "low", "flag"),
    ("stolen-identity", "An identity that another account has", "critical", "block"),
];

const TAGS: [(&str, &str); 6] = [
    ("All ages", "all-ages"),
    ("Late show", "late-show"),
    ("Touring", "touring"),
    ("Classical", "classical"),
    ("Corporate", "corporate"),
    ("Street party", "street-party"),
];

fn opening(world: &World) -> OffsetDateTime {
    world.now - Duration::days(1_200)
}

fn id(world: &World, table: &str, place: usize) -> Uuid {
    world.seed.row(table, place as u64).id(opening(world))
}

/// The provider that payments in this currency go through.
pub(super) fn provider(world: &World, currency: &str) -> Uuid {
    let place = PROVIDERS.iter().position(|(each, ..)| *each == currency).unwrap_or(0);
    id(world, "payment_providers", place)
}

/// The wording from which contracts are made.
pub(super) fn template(world: &World) -> Uuid {
    id(world, "contract_templates", 0)
}

pub(super) fn fraud_rule(world: &World, place: usize) -> Uuid {
    id(world, "fraud_rules", place % FRAUD_RULES.len())
}

pub(super) fn tag(world: &World, place: usize) -> Uuid {
    id(world, "tags", place % TAGS.len())
}

pub(super) fn tell(world: &World, rows: &mut Rows) {
    let at = opening(world);
    for (place, (currency, code, name)) in PROVIDERS.iter().enumerate() {
        row!(
            rows,
            payment_providers {
                id: id(world, "payment_providers", place),
                code: *code,
                name: *name,
                provider_config: Json(r#"{"mode": "test"}"#),
                fee_percent: Decimal::from(2),
                currency: *currency,
                active: true,
                created_at: at,
                updated_at: at,
            }
        );
    }
    write_commission(world, rows);
    row!(
        rows,
        contract_templates {
            id: template(world),
            organization_id: None::<Uuid>,
            name: "Performance agreement",
            description: "One artist, one evening, one fee, held in escrow.",
            locale_code: "en-IN",
            body: format!("{} Artist: {{{{artist}}}}. Fee: {{{{fee}}}}.", super::texts::CONTRACT),
            variables: TextArray(&["artist", "fee"]),
            is_active: true,
            created_at: at,
            updated_at: at,
        }
    );
    for (place, (code, name, severity, action)) in FRAUD_RULES.iter().enumerate() {
        row!(
            rows,
            fraud_rules {
                id: id(world, "fraud_rules", place),
                code: *code,
                name: *name,
                description: (place % 2 == 0).then_some("Looked at by a person before anything is done."),
                severity: *severity,
                action: *action,
                threshold: Decimal::from(50 + 10 * place),
                definition: Json(r#"{"window_minutes": 60}"#),
                enabled: place != 2,
                created_at: at,
                updated_at: at,
            }
        );
    }
    for (place, (name, slug)) in TAGS.iter().enumerate() {
        row!(
            rows,
            tags {
                id: id(world, "tags", place),
                name: *name,
                slug: *slug,
                description: (place % 2 == 0).then_some("As the organisers say."),
                created_at: at,
                updated_at: at,
            }
        );
    }
    for (key, description, percent) in [
        ("story-maps", "Shows on a map", 100),
        ("story-waiting-lists", "Waiting lists for sold out events", 20),
    ] {
        row!(
            rows,
            feature_flags {
                key: key,
                description: description,
                enabled: percent == 100,
                rollout_percent: Decimal::from(percent),
                rules: Json("[]"),
                expires_at: (percent < 100).then(|| world.now + Duration::days(90)),
                created_at: at,
                updated_at: at,
            }
        );
    }
    row!(
        rows,
        system_settings {
            key: "seed.stories.as-of",
            value: Json(format!("\"{}\"", world.now.date())),
            description: "The day that is today in the stories of the development data.",
            created_at: at,
            updated_at: at,
        }
    );
    write_metrics(world, rows);
    write_rates(world, rows);
}

/// Rules for categories now, and the rules of former years that they took the place of.
fn write_commission(world: &World, rows: &mut Rows) {
    let today = world.now.date();
    let former = Some(today - Duration::days(400));
    let rules = [
        ("Shows in India, formerly", "booking", None, 12, "INR", former),
        ("Tickets, formerly", "ticket", None, 5, "INR", former),
        ("Shows of the established", "booking", Some("mid_scale"), 10, "INR", None),
        ("Shows of stars", "booking", Some("international"), 8, "INR", None),
        ("Shows in the United States", "booking", None, 10, "USD", None),
        ("Shows in Europe", "booking", None, 10, "EUR", None),
        ("Shows in Japan", "booking", None, 10, "JPY", None),
        ("Cancellation", "cancellation_fee", None, 15, "INR", None),
    ];
    for (place, (name, target, category, percentage, currency, until)) in rows_with_dates(rules).enumerate() {
        let from = if until.is_some() { today - Duration::days(1_500) } else { today - Duration::days(399) };
        row!(
            rows,
            commission_rules {
                id: id(world, "commission_rules", place),
                name: name,
                applies_to: target,
                category: category,
                percentage: Decimal::from(percentage),
                artist_percent: Decimal::from(percentage / 2),
                minimum_amount: (place % 2 == 0).then_some(Decimal::ONE),
                maximum_amount: (place % 3 == 0).then(|| Decimal::from(250_000)),
                artist_guarantee: (place % 4 == 0).then(|| Decimal::from(1_000)),
                currency: currency,
                effective_from: from,
                effective_to: until,
                active: true,
                created_at: opening(world),
                updated_at: opening(world),
            }
        );
    }
}

/// Keeps the type of the rules in one place.
fn rows_with_dates<T, const N: usize>(rules: [T; N]) -> impl Iterator<Item = T> {
    rules.into_iter()
}

fn write_metrics(world: &World, rows: &mut Rows) {
    let today = world.now.date();
    for (place, (name, label, unit, aggregation)) in METRICS.iter().enumerate() {
        let metric = id(world, "metrics", place);
        row!(
            rows,
            metrics {
                id: metric,
                name: *name,
                label: *label,
                description: (place % 2 == 0).then_some("Of a day, in UTC."),
                unit: *unit,
                aggregation: *aggregation,
                higher_is_better: !name.contains("time") && !name.contains("slowest"),
                active: true,
                created_at: opening(world),
                updated_at: opening(world),
            }
        );
        for day in 1..=28_i64 {
            let draw = world.seed.row("daily_metrics", (place * 100) as u64 + day.unsigned_abs());
            let date = today - Duration::days(day);
            let computed = date.next_day().unwrap_or(date).with_time(time::macros::time!(01:00)).assume_utc();
            row!(
                rows,
                daily_metrics {
                    id: draw.id(computed),
                    metric_id: metric,
                    day: date,
                    dimension: if day % 7 == 0 { "market=IN" } else { "all" },
                    value: Decimal::from(draw.cell("value").between(10, 90)),
                    currency: (*unit == "currency").then_some("INR"),
                    sample_size: draw
                        .cell("sampled")
                        .chance(0.7)
                        .then(|| draw.cell("sample").between(20, 900)),
                    computed_at: computed,
                    created_at: computed,
                    updated_at: computed,
                }
            );
        }
        let draw = world.seed.row("forecasts", place as u64);
        let expected = draw.cell("value").between(300, 2_000);
        let bounded = place % 2 == 0;
        row!(
            rows,
            forecasts {
                id: draw.id(world.now),
                metric_id: metric,
                dimension: "all",
                period_start: today + Duration::days(1),
                period_end: today + Duration::days(30),
                predicted_value: Decimal::from(expected),
                lower_bound: bounded.then(|| Decimal::from(expected - 120)),
                upper_bound: bounded.then(|| Decimal::from(expected + 150)),
                confidence_percent: Decimal::from(80),
                currency: (*unit == "currency").then_some("INR"),
                model: "seasonal naive",
                model_version: "1",
                generated_at: world.now,
                actual_value: (place == 1).then(|| Decimal::from(expected + 9)),
                created_at: world.now,
                updated_at: world.now,
            }
        );
    }
}

/// On the first of each month, into rupees and out of them.
fn write_rates(world: &World, rows: &mut Rows) {
    let first = world.now.date().replace_day(1).unwrap_or(world.now.date());
    for (place, (currency, digits)) in
        [("SGD", 63_10), ("AED", 22_70), ("AUD", 55_40)].into_iter().enumerate()
    {
        for month in 0..12_u64 {
            let day = first - Duration::days(30 * i64::try_from(month).unwrap_or(0));
            let draw = world.seed.row("exchange_rates", place as u64 * 100 + month);
            let at = day.with_time(time::macros::time!(06:00)).assume_utc();
            row!(
                rows,
                exchange_rates {
                    id: draw.id(at),
                    from_currency: currency,
                    to_currency: "INR",
                    rate: Decimal::new(digits + draw.cell("rate").between(-150, 150), 2),
                    valid_on: day,
                    source: "reference rates",
                    created_at: at,
                    updated_at: at,
                }
            );
        }
    }
}
