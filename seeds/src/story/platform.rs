//! The platform's own rows: providers, commission, contract template, rules, metrics, tags, flags, settings, rates.

use backline_seed::load::{Json, Rows, TextArray};
use backline_seed::row;
use rust_decimal::Decimal;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::settings::World;

/// Currency, code, name, and what is kept of each payment, in percent.
const PROVIDERS: [(&str, &str, &str, i64); 9] = [
    ("INR", "upi_gateway", "UPI gateway", 2),
    ("GBP", "card_gateway_gb", "Cards, Britain", 2),
    ("USD", "card_gateway_us", "Cards, United States", 2),
    ("EUR", "card_gateway_eu", "Cards, Europe", 2),
    ("JPY", "card_gateway_jp", "Cards, Japan", 2),
    ("SGD", "card_gateway_sg", "Cards, Singapore", 2),
    ("AED", "card_gateway_ae", "Cards, Emirates", 2),
    // Nobody is paid through these yet.
    ("INR", "bank_mandate", "Bank mandates", 0),
    ("EUR", "direct_debit_eu", "Direct debit, Europe", 1),
];

const METRICS: [(&str, &str, &str, &str); 12] = [
    ("confirmed_bookings", "Bookings confirmed", "count", "sum"),
    ("new_accounts", "New accounts", "count", "sum"),
    ("booked_volume", "Booked volume", "currency", "sum"),
    ("answer_time", "Time until an answer", "seconds", "average"),
    ("conversion", "Inquiries that are confirmed", "percent", "last"),
    ("slowest_page", "Slowest page", "seconds", "maximum"),
    ("least_rating", "Least rating of a day", "points", "minimum"),
    ("visitors", "People who looked in", "count", "distinct"),
    ("tip_volume", "Tips", "currency", "sum"),
    ("fill_ratio", "Seats that are filled", "ratio", "average"),
    ("days_ahead", "Days from booking to show", "days", "average"),
    ("media_stored", "Stored pictures and recordings", "bytes", "last"),
];

/// Code, name, severity, action, threshold.
const FRAUD_RULES: [(&str, &str, &str, &str, i64); 8] = [
    ("many-cards-one-hour", "Many cards within an hour", "high", "hold", 50),
    ("payout-to-new-account", "Payout to an account of today", "medium", "flag", 60),
    ("reviews-in-a-row", "Reviews one after another", "low", "flag", 40),
    ("stolen-identity", "An identity that another account has", "critical", "block", 80),
    // Every report is looked at; a name on the list is enough.
    ("reported-by-a-user", "Reported by a user", "low", "flag", 0),
    ("name-on-a-list", "A name on the list of sanctions", "critical", "block", 100),
    ("far-from-home", "A sign-in far from home", "medium", "flag", 70),
    ("many-refunds", "Refunds again and again", "high", "hold", 75),
];

const TAGS: [(&str, &str); 8] = [
    ("All ages", "all-ages"),
    ("Late show", "late-show"),
    ("Touring", "touring"),
    ("Classical", "classical"),
    ("Corporate", "corporate"),
    ("Street party", "street-party"),
    ("One night only", "one-night-only"),
    ("Silent", "silent"),
];
/// Of the tags the last two are used once, and never.
const COMMON_TAGS: usize = 6;

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
    id(world, "tags", place % COMMON_TAGS)
}

pub(super) fn tag_used_once(world: &World) -> Uuid {
    id(world, "tags", COMMON_TAGS)
}

pub(super) fn tell(world: &World, rows: &mut Rows) {
    let at = opening(world);
    for (place, (currency, code, name, percent)) in PROVIDERS.iter().enumerate() {
        row!(
            rows,
            payment_providers {
                id: id(world, "payment_providers", place),
                code: *code,
                name: *name,
                provider_config: Json(r#"{"mode": "test"}"#),
                fee_percent: Decimal::from(*percent),
                currency: *currency,
                active: true,
                created_at: at,
                updated_at: at,
            }
        );
    }
    write_commission(world, rows);
    // The English one is used; the German one is new.
    for (id, name, description, locale) in [
        (
            template(world),
            "Performance agreement",
            Some("One artist, one evening, one fee, held in escrow."),
            "en-IN",
        ),
        (id(world, "contract_templates", 1), "Auftrittsvertrag", None, "de-AT"),
    ] {
        row!(
            rows,
            contract_templates {
                id: id,
                organization_id: None::<Uuid>,
                name: name,
                description: description,
                locale_code: locale,
                body: format!("{} Artist: {{{{artist}}}}. Fee: {{{{fee}}}}.", super::texts::CONTRACT),
                variables: TextArray(&["artist", "fee"]),
                is_active: true,
                created_at: at,
                updated_at: at,
            }
        );
    }
    for (place, (code, name, severity, action, threshold)) in FRAUD_RULES.iter().enumerate() {
        row!(
            rows,
            fraud_rules {
                id: id(world, "fraud_rules", place),
                code: *code,
                name: *name,
                description: (place % 2 == 0).then_some("Looked at by a person before anything is done."),
                severity: *severity,
                action: *action,
                threshold: Decimal::from(*threshold),
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
        ("story-split-fees", "Fees shared among the band", 0),
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
    // An account that is not used yet.
    row!(
        rows,
        ledger_accounts {
            id: id(world, "ledger_accounts of the platform", 0),
            code: "platform:bank-aud",
            name: "Bank, Australian dollars",
            kind: "asset",
            currency: "AUD",
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
        ("Shows of beginners", "booking", Some("budding"), 0, "GBP", None),
        ("Shows to order", "booking", Some("custom"), 11, "INR", None),
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
        // What is counted since yesterday has one day, what will be from tomorrow on none.
        let (first, last) = match *name {
            "tip_volume" => (0, 0),
            "fill_ratio" => (1, 0),
            "days_ahead" => (1, 1),
            _ => (1, 28_i64),
        };
        for day in first..=last {
            let day = day.max(1);
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
                    // Tips are given in dollars, so far.
                    currency: (*unit == "currency").then_some(if *name == "tip_volume" {
                        "USD"
                    } else {
                        "INR"
                    }),
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
        // Two models guess at what is booked; nobody guesses at the seats.
        let models: &[&str] = match *name {
            "booked_volume" => &["seasonal naive", "gradient boosting"],
            "fill_ratio" => &[],
            _ => &["seasonal naive"],
        };
        for (which, model) in models.iter().enumerate() {
            let draw = world.seed.row("forecasts", place as u64 + 1_000 * which as u64);
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
                    currency: (*unit == "currency").then_some(if *name == "tip_volume" {
                        "USD"
                    } else {
                        "INR"
                    }),
                    model: *model,
                    model_version: "1",
                    generated_at: world.now,
                    actual_value: (place == 1).then(|| Decimal::from(expected + 9)),
                    created_at: world.now,
                    updated_at: world.now,
                }
            );
        }
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
    // The dirham is pegged.
    let at = first.with_time(time::macros::time!(06:00)).assume_utc();
    row!(
        rows,
        exchange_rates {
            id: world.seed.row("exchange_rates", 10_000).id(at),
            from_currency: "USD",
            to_currency: "AED",
            rate: Decimal::new(3_6725, 4),
            valid_on: first,
            source: "reference rates",
            created_at: at,
            updated_at: at,
        }
    );
}
