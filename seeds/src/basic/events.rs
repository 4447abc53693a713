//! Eight events in different states, with stages, line-ups, prices and tickets, and who means to come.

use backline_schema::prelude::*;
use rust_decimal::Decimal;

use super::ids::{artist, event, id, promoter, user, venue};
use super::row::row;
use super::{Error, seeder::Seeder};

struct Event {
    slug: &'static str,
    title: &'static str,
    text: &'static str,
    status: EventStatus,
    promoter: &'static str,
    venue: &'static str,
    timezone: &'static str,
    currency: &'static str,
    /// The regular price, in whole units of the currency.
    price: i32,
    capacity: i32,
    /// Days from the moment of seeding.
    day: i64,
    /// How many days it lasts.
    days: i64,
    line_up: &'static [(&'static str, LineUpRole)],
}

use LineUpRole::{Guest, Headliner, Host, Performer, Support, Teacher};

const EVENTS: &[Event] = &[
    Event {
        slug: "monsoon-festival",
        title: "Monsoon Festival",
        text: "Three days of music when the rain is over.",
        status: EventStatus::Published,
        promoter: "monsoon-live",
        venue: "the-raintree-hall",
        timezone: "Asia/Kolkata",
        currency: "INR",
        price: 3_000,
        capacity: 400,
        day: 45,
        days: 3,
        line_up: &[
            ("meera-iyer", Headliner),
            ("arjun-sen", Performer),
            ("coastal-drift", Performer),
            ("dev-pillai", Support),
            ("vikram-malhotra", Host),
        ],
    },
    Event {
        slug: "tagus-kizomba-weekend",
        title: "Tagus Kizomba Weekend",
        text: "Workshops by day, dancing by night.",
        status: EventStatus::Published,
        promoter: "harbour-nights",
        venue: "casa-do-rio",
        timezone: "Europe/Lisbon",
        currency: "EUR",
        price: 140,
        capacity: 300,
        day: 30,
        days: 2,
        line_up: &[("carlos-mendes", Teacher), ("bruno-alves", Teacher)],
    },
    Event {
        slug: "copper-room-guitar-night",
        title: "Guitar Night at the Copper Room",
        text: "One guitar, one evening.",
        status: EventStatus::Published,
        promoter: "harbour-nights",
        venue: "the-copper-room",
        timezone: "America/New_York",
        currency: "USD",
        price: 45,
        capacity: 160,
        day: 12,
        days: 1,
        line_up: &[("dev-pillai", Headliner)],
    },
    Event {
        slug: "winter-ragas",
        title: "Winter Ragas",
        text: "Still looking for a second voice.",
        status: EventStatus::Draft,
        promoter: "monsoon-live",
        venue: "the-raintree-hall",
        timezone: "Asia/Kolkata",
        currency: "INR",
        price: 900,
        capacity: 350,
        day: 120,
        days: 1,
        line_up: &[("zoya-khan", Headliner)],
    },
    Event {
        slug: "turbine-all-nighter",
        title: "Turbine All-Nighter",
        text: "From midnight until the trains run.",
        status: EventStatus::Cancelled,
        promoter: "harbour-nights",
        venue: "halle-am-kanal",
        timezone: "Europe/Berlin",
        currency: "EUR",
        price: 25,
        capacity: 1_200,
        day: 20,
        days: 1,
        line_up: &[("lena-hoffmann", Headliner)],
    },
    Event {
        slug: "raintree-sessions",
        title: "Raintree Sessions",
        text: "Voices and strings in the garden.",
        status: EventStatus::Completed,
        promoter: "monsoon-live",
        venue: "the-raintree-hall",
        timezone: "Asia/Kolkata",
        currency: "INR",
        price: 1_200,
        capacity: 400,
        day: -20,
        days: 1,
        line_up: &[("meera-iyer", Headliner), ("arjun-sen", Guest)],
    },
    Event {
        slug: "tidewater-flamenco",
        title: "Flamenco at Tidewater",
        text: "A class, a dinner, a night.",
        status: EventStatus::Completed,
        promoter: "harbour-nights",
        venue: "tidewater-club",
        timezone: "Europe/London",
        currency: "GBP",
        price: 30,
        capacity: 600,
        day: -35,
        days: 1,
        line_up: &[("sofia-ruiz", Teacher), ("lena-hoffmann", Support)],
    },
    Event {
        slug: "hoshi-dance-week",
        title: "Hoshi Dance Week",
        text: "A week of classes, last year.",
        status: EventStatus::Archived,
        promoter: "harbour-nights",
        venue: "hoshi-studio",
        timezone: "Asia/Tokyo",
        currency: "JPY",
        price: 18_000,
        capacity: 100,
        day: -200,
        days: 6,
        line_up: &[("radhika-joshi", Teacher), ("lakshmi-raman", Teacher)],
    },
];

pub(super) async fn seed(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    events(seeder).await?;
    stages(seeder).await?;
    line_ups(seeder).await?;
    prices(seeder).await?;
    tickets(seeder).await?;
    guests(seeder).await
}

async fn events(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let clock = seeder.clock;
    let rows = EVENTS.iter().map(|each| {
        let is_cancelled = each.status == EventStatus::Cancelled;
        let created = each.day.min(0) - 80;
        row!(events {
            id: event(each.slug),
            organizer_id: promoter(each.promoter),
            venue_id: venue(each.venue),
            title: each.title,
            slug: each.slug,
            short_description: each.text,
            description: format!("{} {}", each.title, each.text),
            status: each.status,
            starts_at: clock.evening(each.day),
            ends_at: clock.hour(each.day + each.days - 1, 20),
            doors_at: clock.hour(each.day, 13),
            timezone: each.timezone,
            currency: each.currency,
            capacity: each.capacity,
            registration_deadline: clock.day(each.day - 3),
            publication_date: (each.status != EventStatus::Draft).then(|| clock.day(created + 20)),
            is_featured: each.slug == "monsoon-festival",
            is_verified: each.status != EventStatus::Draft,
            website: format!("https://{}.example.com", each.slug),
            cancelled_at: is_cancelled.then(|| clock.day(-5)),
            cancelled_reason: is_cancelled.then_some("The hall has to be repaired"),
            created_by: user(if each.promoter == "monsoon-live" { "organizer" } else { "promoter" }),
            created_at: clock.day(created),
        })
    });
    let rows = rows.collect();
    seeder.insert(rows).await
}

/// The id of an event's stage.
pub(super) fn stage(slug: &str, name: &str) -> uuid::Uuid {
    id("event_stages", &format!("{slug} {name}"))
}

async fn stages(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let mut rows = Vec::new();
    for each in EVENTS {
        let created = seeder.clock.day(each.day.min(0) - 80);
        let names: &[&str] = if each.days > 1 { &["Main", "Garden"] } else { &["Main"] };
        for (ordinal, name) in (0_i32..).zip(names) {
            rows.push(row!(event_stages {
                id: stage(each.slug, name),
                event_id: event(each.slug),
                name: *name,
                order_index: ordinal,
                starts_at: seeder.clock.evening(each.day),
                ends_at: seeder.clock.hour(each.day + each.days - 1, 20),
                capacity: each.capacity / (ordinal + 1),
                created_at: created,
            }));
        }
    }
    seeder.insert(rows).await
}

async fn line_ups(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let mut rows = Vec::new();
    for each in EVENTS {
        for (ordinal, (slug, role)) in (0_i32..).zip(each.line_up) {
            // One a day on the main stage while days last, then before and after one another.
            let set = seeder.clock.evening(each.day + i64::from(ordinal) % each.days)
                + time::Duration::minutes(90 * (i64::from(ordinal) / each.days));
            let is_teacher = *role == Teacher;
            let workshops: &[&str] = if is_teacher { &["First steps", "Musicality"] } else { &[] };
            rows.push(row!(event_artists {
                id: id("event_artists", &format!("{} {slug}", each.slug)),
                event_id: event(each.slug),
                artist_id: artist(slug),
                stage_id: stage(each.slug, "Main"),
                role: *role,
                level: is_teacher.then_some(EventLevel::AllLevels),
                set_starts_at: set,
                set_ends_at: set + time::Duration::minutes(75),
                workshops: workshops,
                billing_order: ordinal,
                created_at: seeder.clock.day(each.day.min(0) - 70),
            }));
        }
    }
    seeder.insert(rows).await
}

async fn prices(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let mut rows = Vec::new();
    for each in EVENTS {
        let clock = seeder.clock;
        let tiers = [
            (PriceType::EarlyBird, 80, Some(each.day - 25), "Until the early tickets are gone"),
            (PriceType::Regular, 100, None, "At any time"),
            (PriceType::Student, 60, None, "With a student card"),
            (PriceType::Vip, 250, None, "With dinner and a place in front"),
        ];
        for (price_type, percent, deadline, description) in tiers {
            rows.push(row!(event_prices {
                id: id("event_prices", &format!("{} {percent}", each.slug)),
                event_id: event(each.slug),
                price_type: price_type,
                amount: Decimal::from(each.price * percent / 100),
                currency: each.currency,
                deadline: deadline.map(|day| clock.day(day)),
                description: description,
                is_available: matches!(each.status, EventStatus::Published | EventStatus::Draft),
                created_at: clock.day(each.day.min(0) - 80),
            }));
        }
    }
    seeder.insert(rows).await
}

/// The id of a ticket pool.
pub(super) fn pool(slug: &str, name: &str) -> uuid::Uuid {
    id("ticket_pools", &format!("{slug} {name}"))
}

async fn tickets(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let clock = seeder.clock;
    let mut pools = Vec::new();
    let mut tickets = Vec::new();
    for each in EVENTS {
        if each.status == EventStatus::Draft {
            continue;
        }
        let sale = each.day.min(0) - 55;
        for (name, ticket_type, factor, share) in
            [("General", TicketType::General, 1, 9), ("VIP", TicketType::Vip, 3, 1)]
        {
            pools.push(row!(ticket_pools {
                id: pool(each.slug, name),
                event_id: event(each.slug),
                ticket_type: ticket_type,
                name: name,
                price: Decimal::from(each.price * factor),
                currency: each.currency,
                quantity: each.capacity * share / 10,
                sale_starts_at: clock.day(sale),
                sale_ends_at: clock.day(each.day),
                created_at: clock.day(sale),
            }));
        }
        for (ordinal, (key, name)) in
            [("fan", "Priya Kulkarni"), ("traveller", "Oliver Brandt"), ("crew", "Joel Dsouza")]
                .iter()
                .enumerate()
        {
            let status = match (each.status, *key) {
                (EventStatus::Cancelled, _) => TicketStatus::Refunded,
                (EventStatus::Published, "crew") => TicketStatus::Cancelled,
                (EventStatus::Published, _) => TicketStatus::Active,
                _ => TicketStatus::Redeemed,
            };
            tickets.push(row!(tickets {
                id: id("tickets", &format!("{} {key}", each.slug)),
                ticket_pool_id: pool(each.slug, "General"),
                purchaser_id: user(key),
                holder_name: *name,
                holder_email: format!("{key}@example.com"),
                code: format!("{}-{:04}", each.slug.to_uppercase(), ordinal + 1),
                seat_label: format!("A{}", ordinal + 1),
                price: Decimal::from(each.price),
                currency: each.currency,
                status: status,
                issued_at: clock.day(sale + 10),
                redeemed_at: (status == TicketStatus::Redeemed).then(|| clock.hour(each.day, 13)),
            }));
        }
    }
    seeder.insert(pools).await?;
    seeder.insert(tickets).await
}

/// The id of what a user said about coming to an event.
pub(super) fn attendance(slug: &str, key: &str) -> uuid::Uuid {
    id("event_attendances", &format!("{slug} {key}"))
}

async fn guests(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let clock = seeder.clock;
    let (mut saves, mut attendances) = (Vec::new(), Vec::new());
    let answers = [
        AttendanceStatus::Going,
        AttendanceStatus::Interested,
        AttendanceStatus::Maybe,
        AttendanceStatus::NotGoing,
    ];
    for (number, each) in EVENTS.iter().enumerate() {
        if each.status == EventStatus::Draft {
            continue;
        }
        let said = clock.day(each.day.min(0) - 40);
        for (ordinal, key) in ["fan", "traveller", "accounts"].iter().enumerate() {
            attendances.push(row!(event_attendances {
                id: attendance(each.slug, key),
                user_id: user(key),
                event_id: event(each.slug),
                // The fan goes to everything.
                status: if *key == "fan" {
                    AttendanceStatus::Going
                } else {
                    answers[(number + ordinal) % answers.len()]
                },
                created_at: said,
            }));
            if ordinal <= number % 3 {
                saves.push(row!(event_saves {
                    user_id: user(key),
                    event_id: event(each.slug),
                    created_at: said
                }));
            }
        }
    }
    seeder.insert(saves).await?;
    seeder.insert(attendances).await
}
