//! Events: stages, line-ups, prices, saves and attendance. Tickets are in [`super::tickets`].

use backline_schema::prelude::EventStatus;
use backline_seed::load::{Json, Rows, TextArray};
use backline_seed::row;
use backline_seed::value::Zipf;
use rust_decimal::Decimal;
use time::macros::time;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::bookings::Request;
use super::circle::{Circle, Rating, money, round};
use super::people::{FIRMS, VENUES};
use super::settings::Domain;
use super::walk::{Walk, label};
use super::{artists, audience, events_abroad, names, texts, tickets};

const EVENTS: u64 = 24;

/// An event, while the circle is made up.
#[derive(Debug, Clone)]
pub(super) struct Event {
    pub(super) id: Uuid,
    pub(super) title: String,
    pub(super) promoter: usize,
    pub(super) venue: usize,
    pub(super) starts: OffsetDateTime,
    pub(super) ends: OffsetDateTime,
    pub(super) walk: Walk<EventStatus>,
    pub(super) saves: i32,
    pub(super) interested: i32,
    pub(super) going: i32,
    pub(super) rating: Rating,
    /// What its guests said of the house.
    pub(super) house: Vec<i16>,
    /// What its tickets came to.
    pub(super) takings: Decimal,
    /// Whether there are stages, prices and tickets.
    pub(super) is_told: bool,
}

pub(super) fn make(circle: &mut Circle<'_>, rows: &mut Rows) {
    for ordinal in 0..circle.times(Domain::Events, EVENTS) {
        let event = make_event(circle, ordinal);
        write_stages_and_line_up(circle, rows, ordinal, &event);
        write_prices(circle, rows, ordinal, &event);
        let mut event = event;
        audience::write(circle, rows, ordinal, &mut event);
        finish(circle, rows, ordinal, event);
    }
    if circle.times(Domain::Events, 1) > 0 {
        events_abroad::make(circle, rows);
        events_abroad::write_listing(circle, rows);
    }
}

/// Sells tickets, settles, and leaves the event to the others.
pub(super) fn finish(circle: &mut Circle<'_>, rows: &mut Rows, ordinal: u64, mut event: Event) {
    if event.is_told {
        tickets::write(circle, rows, ordinal, &mut event);
        tickets::settle(circle, rows, ordinal, &event);
    }
    for rating in event.house.drain(..) {
        circle.venues[event.venue].rating.add(rating);
    }
    let organizer = circle.promoters[event.promoter].organization.map(|firm| circle.organizations[firm].id);
    circle.mark("event", event.id, circle.promoter_id(event.promoter), organizer, event.walk.steps()[0].1);
    circle.events.push(event);
}

fn make_event(circle: &Circle<'_>, ordinal: u64) -> Event {
    let draw = circle.draw("events", ordinal);
    let promoter = draw.cell("promoter").index(FIRMS);
    let venue = draw.cell("venue").index(VENUES);
    let city = circle.venues[venue].city;
    // Every third is still to come.
    let (least, most) = if ordinal.is_multiple_of(3) { (8, 160) } else { (-560, -3) };
    let day = circle.show_day(&mut draw.cell("day"), city, least, most);
    let starts = city.at(day, time!(17:00));
    let days = if ordinal % 4 == 1 { 3 } else { 1 };
    let ends = starts + Duration::days(days - 1) + Duration::hours(6);
    let ready = circle.promoters[promoter].since.max(circle.venues[venue].since);
    let created = (starts - Duration::days(draw.cell("ahead").between(90, 150))).max(ready).min(circle.now());
    let mut walk = Walk::begin(EventStatus::Draft, created, circle.now());
    if ordinal % 12 != 9 {
        walk.go(EventStatus::Published, created + Duration::days(7));
    }
    match ordinal % 12 {
        // Published too early once, and again.
        4 if walk.goes_on() => {
            walk.go(EventStatus::Draft, created + Duration::days(8));
            walk.go(EventStatus::Published, created + Duration::days(9));
            walk.go(EventStatus::Completed, ends);
        }
        5 if walk.goes_on() => {
            walk.go(EventStatus::Cancelled, starts - Duration::days(12));
        }
        7 if walk.goes_on() => {
            walk.go(EventStatus::Cancelled, starts - Duration::days(20));
            if walk.goes_on() {
                walk.go(EventStatus::Archived, starts + Duration::days(20));
            }
        }
        // Stays a draft.
        9 => {}
        8 if walk.goes_on() => {
            walk.go(EventStatus::Completed, ends);
            if walk.goes_on() {
                walk.go(EventStatus::Archived, ends + Duration::days(90));
            }
        }
        _ if walk.goes_on() => {
            walk.go(EventStatus::Completed, ends);
        }
        _ => {}
    }
    Event {
        id: draw.id(created),
        title: format!(
            "{} {}",
            names::event(day.month(), city.market.code == "IN", &mut draw.cell("title")),
            day.year()
        ),
        promoter,
        venue,
        starts,
        ends,
        walk,
        saves: 0,
        interested: 0,
        going: 0,
        rating: Rating::default(),
        house: Vec::new(),
        takings: Decimal::ZERO,
        // A draft has a title and a day, and nothing else.
        is_told: ordinal % 12 != 9,
    }
}

impl Event {
    /// Whether the public knows, or knew, of it.
    pub(super) fn published(&self) -> Option<OffsetDateTime> {
        self.walk.at(EventStatus::Published)
    }

    /// Whether it was called off, or is over.
    pub(super) fn is_over(&self) -> bool {
        self.walk.status() != EventStatus::Published
    }

    /// Whether it took place.
    pub(super) fn took_place(&self) -> bool {
        self.walk.at(EventStatus::Completed).is_some()
    }
}

/// One after another on each stage; who plays is asked for it.
fn write_stages_and_line_up(circle: &mut Circle<'_>, rows: &mut Rows, ordinal: u64, event: &Event) {
    let created = event.walk.steps()[0].1;
    let zipf = Zipf::new(artists::ASKED, 0.7);
    if !event.is_told {
        return;
    }
    if ordinal % 8 == 2 {
        // Where nobody plays yet.
        row!(
            rows,
            event_stages {
                id: circle.draw("event_stages", ordinal * 4 + 3).id(created),
                event_id: event.id,
                name: "Workshop room",
                order_index: 3_i32,
                created_at: created,
                updated_at: created,
            }
        );
    }
    for stage in 0..1 + ordinal % 2 {
        let draw = circle.draw("event_stages", ordinal * 4 + stage);
        let stage_id = draw.id(created);
        row!(
            rows,
            event_stages {
                id: stage_id,
                event_id: event.id,
                name: ["Main stage", "Lawn"][usize::try_from(stage).unwrap_or(0)],
                description: (stage == 1).then_some("Under the trees, unplugged"),
                order_index: i32::try_from(stage).unwrap_or(0),
                starts_at: (stage == 0).then_some(event.starts),
                ends_at: (stage == 0).then_some(event.ends),
                capacity: (stage == 0).then_some(circle.venues[event.venue].capacity),
                created_at: created,
                updated_at: created,
            }
        );
        for slot in 0..2 + ordinal % 2 {
            let line = ordinal * 16 + stage * 4 + slot;
            let draw = circle.draw("event_artists", line);
            let mut choice = draw.cell("artist");
            let day = event.starts.date();
            let free = (0..20).map(|_| zipf.index(&mut choice)).find(|artist| {
                !circle.artists[*artist].busy.contains(&day) && circle.artists[*artist].since < created
            });
            let Some(artist) = free else { continue };
            circle.artists[artist].busy.insert(day);
            let from = event.starts + Duration::minutes(90) * i32::try_from(slot).unwrap_or(0);
            let timed = slot != 2;
            let dances = artist % 5 == 4;
            row!(
                rows,
                event_artists {
                    id: draw.id(created),
                    event_id: event.id,
                    artist_id: circle.artists[artist].id,
                    stage_id: timed.then_some(stage_id),
                    role: match (slot, (ordinal + stage) % 4) {
                        (1, _) if dances => "teacher",
                        (0, _) => "headliner",
                        (1, 0 | 1) => "opener",
                        (1, _) => "support",
                        (_, 1) => "guest",
                        (_, 2) => "host",
                        _ => "performer",
                    },
                    level: dances
                        .then_some(["beginner", "intermediate", "advanced", "all_levels"][artist % 4]),
                    set_starts_at: timed.then_some(from),
                    set_ends_at: timed.then(|| from + Duration::minutes(75)),
                    workshops: TextArray(&["Musicality for dancers"][..usize::from(dances)]),
                    billing_order: i32::try_from(slot).unwrap_or(0),
                    created_at: created,
                    updated_at: created,
                }
            );
            // Hosts and guests come without a booking.
            if timed && event.published().is_some() {
                circle.requests.push(Request {
                    artist,
                    promoter: event.promoter,
                    venue: event.venue,
                    starts: from,
                    minutes: 75,
                    asked: created + Duration::days(1),
                    stage: Some((event.id, stage_id)),
                    application: None,
                    advance: 30,
                    plot: None,
                });
            }
        }
    }
}

fn write_prices(circle: &Circle<'_>, rows: &mut Rows, ordinal: u64, event: &Event) {
    let city = circle.venues[event.venue].city;
    if !event.is_told {
        return;
    }
    let created = event.walk.steps()[0].1;
    let base =
        circle.draw("event_prices", ordinal).cell("base").between(4, 18) * city.market.price_level * 10;
    let kinds = [
        ("early_bird", 80),
        ("regular", 100),
        ("late", 120),
        ("student", 60),
        ("local", 70),
        ("vip", 250),
        ("donation", 10),
    ];
    for (place, (kind, percent)) in kinds.into_iter().enumerate() {
        if place > 2 && !(ordinal + place as u64).is_multiple_of(3) {
            continue;
        }
        row!(
            rows,
            event_prices {
                id: circle.draw("event_prices", ordinal * 8 + place as u64).id(created),
                event_id: event.id,
                price_type: kind,
                amount: money(round(base * percent / 100, city.market.currency), city.market.currency),
                currency: city.market.currency,
                deadline: (place == 0).then(|| event.starts - Duration::days(30)),
                description: (place == 3).then_some("With a valid card at the door"),
                is_available: place != 0 || event.starts - Duration::days(30) > circle.now(),
                created_at: created,
                updated_at: created,
            }
        );
    }
}

pub(super) fn write(circle: &Circle<'_>, rows: &mut Rows) {
    for (ordinal, event) in circle.events.iter().enumerate() {
        let draw = circle.draw("events", ordinal as u64);
        let venue = &circle.venues[event.venue];
        let created = event.walk.steps()[0].1;
        let slug = format!("{}-{}", names::slug(&event.title), circle.number(ordinal as u64));
        let rare = |column: &str| draw.cell(column).chance(0.5);
        let cancelled = event.walk.at(EventStatus::Cancelled);
        let scraped = ordinal % 11 == 3;
        row!(
            rows,
            events {
                id: event.id,
                organizer_id: circle.promoters[event.promoter].id,
                venue_id: venue.id,
                title: event.title,
                slug: slug,
                short_description: rare("short")
                    .then(|| format!("Live in {}: doors at half past four.", venue.city.name)),
                description: rare("long").then(|| texts::evening(&mut draw.cell("about"))),
                status: label(event.walk.status()),
                starts_at: event.starts,
                ends_at: event.ends,
                doors_at: rare("doors").then(|| event.starts - Duration::minutes(30)),
                timezone: venue.city.timezone,
                currency: venue.city.market.currency,
                capacity: rare("capacity").then_some(venue.capacity),
                registration_deadline: rare("deadline").then(|| event.starts - Duration::days(2)),
                publication_date: event.published(),
                is_featured: ordinal % 6 == 0,
                is_verified: ordinal % 4 != 0,
                website: rare("website").then(|| format!("https://{slug}.example.com")),
                registration_url: rare("registration")
                    .then(|| format!("https://{slug}.example.com/register")),
                image_url: rare("image")
                    .then(|| format!("https://media.example.com/events/{}.webp", event.id)),
                source_url: scraped.then(|| format!("https://listings.example.com/{slug}")),
                scraped_at: scraped.then_some(created),
                cancelled_at: cancelled,
                cancelled_reason: cancelled.map(|_| texts::called_off(&mut draw.cell("why"))),
                save_count: event.saves,
                interested_count: event.interested,
                going_count: event.going,
                rating_average: event.rating.average(),
                rating_count: event.rating.count,
                created_by: circle.promoter_id(event.promoter),
                metadata: Json("{}"),
                created_at: created,
                updated_at: event.walk.since(),
            }
        );
    }
}
