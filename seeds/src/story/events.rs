//! Events: stages, line-ups, prices, saves and attendance. Tickets are in [`super::tickets`].

use backline_schema::prelude::EventStatus;
use backline_seed::load::{Json, Rows, TextArray};
use backline_seed::row;
use backline_seed::value::Zipf;
use time::macros::time;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::bookings::Request;
use super::circle::{Circle, Rating, money};
use super::people::{ARTISTS, FANS};
use super::settings::Domain;
use super::walk::{Walk, label};
use super::{names, tickets};

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
}

pub(super) fn make(circle: &mut Circle<'_>, rows: &mut Rows) {
    for ordinal in 0..circle.times(Domain::Events, EVENTS) {
        let event = make_event(circle, ordinal);
        write_stages_and_line_up(circle, rows, ordinal, &event);
        write_prices(circle, rows, ordinal, &event);
        let mut event = event;
        write_audience(circle, rows, ordinal, &mut event);
        tickets::write(circle, rows, ordinal, &event);
        circle.events.push(event);
    }
}

fn make_event(circle: &Circle<'_>, ordinal: u64) -> Event {
    let draw = circle.draw("events", ordinal);
    let promoter = draw.cell("promoter").index(circle.promoters.len());
    let venue = draw.cell("venue").index(circle.venues.len());
    let city = circle.venues[venue].city;
    // Every third is still to come.
    let (least, most) = if ordinal.is_multiple_of(3) { (8, 160) } else { (-560, -3) };
    let day = circle.show_day(&mut draw.cell("day"), city, least, most);
    let starts = city.at(day, time!(17:00));
    let days = if ordinal % 4 == 1 { 3 } else { 1 };
    let ends = starts + Duration::days(days - 1) + Duration::hours(6);
    let ready = circle.organization_of(promoter).founded.max(circle.venues[venue].since);
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
        title: format!("{} {}", names::event(&mut draw.cell("title")), day.year()),
        promoter,
        venue,
        starts,
        ends,
        walk,
        saves: 0,
        interested: 0,
        going: 0,
        rating: Rating::default(),
    }
}

impl Event {
    /// Whether the public knows, or knew, of it.
    pub(super) fn published(&self) -> Option<OffsetDateTime> {
        self.walk.at(EventStatus::Published)
    }

    /// Whether it took place.
    pub(super) fn took_place(&self) -> bool {
        self.walk.at(EventStatus::Completed).is_some()
    }
}

/// One after another on each stage; who plays is asked for it.
fn write_stages_and_line_up(circle: &mut Circle<'_>, rows: &mut Rows, ordinal: u64, event: &Event) {
    let created = event.walk.steps()[0].1;
    let zipf = Zipf::new(ARTISTS, 0.7);
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
                    role: ["headliner", "opener", "guest", "host"][usize::try_from(slot).unwrap_or(0)],
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
                });
            }
        }
    }
}

fn write_prices(circle: &Circle<'_>, rows: &mut Rows, ordinal: u64, event: &Event) {
    let city = circle.venues[event.venue].city;
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
                amount: money(base * percent / 100, city.market.currency),
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

/// Saves and attendance of what was published.
fn write_audience(circle: &Circle<'_>, rows: &mut Rows, ordinal: u64, event: &mut Event) {
    let Some(published) = event.published() else { return };
    let draw = circle.draw("event_attendances", ordinal);
    let fans = circle.users.len() - FANS;
    let first = draw.cell("first").index(fans);
    let crowd = usize::try_from(draw.cell("crowd").between(4, 26)).unwrap_or(10);
    for place in 0..crowd {
        let fan = FANS + (first + place * 13) % fans;
        let user = &circle.users[fan];
        let at = circle.past(published.max(user.joined) + Duration::hours(place as i64 * 5));
        if at < user.joined {
            continue;
        }
        if place % 3 != 0 {
            row!(rows, event_saves { user_id: user.id, event_id: event.id, created_at: at });
            event.saves += 1;
        }
        let answer = ["going", "going", "interested", "maybe", "not_going"][place % 5];
        match answer {
            "going" => event.going += 1,
            "interested" => event.interested += 1,
            _ => {}
        }
        row!(
            rows,
            event_attendances {
                id: attendance(circle, ordinal, place),
                user_id: user.id,
                event_id: event.id,
                status: answer,
                created_at: at,
                updated_at: at,
            }
        );
        if answer == "going" && event.took_place() && at < event.ends {
            circle_review(circle, rows, ordinal, place, event, user.id);
        }
    }
}

fn attendance(circle: &Circle<'_>, event: u64, place: usize) -> Uuid {
    circle.draw("event_attendances", event * 64 + place as u64).id(circle.world.now - Duration::days(400))
}

/// Some of those who went review it.
fn circle_review(
    circle: &Circle<'_>,
    rows: &mut Rows,
    ordinal: u64,
    place: usize,
    event: &mut Event,
    reviewer: Uuid,
) {
    let draw = circle.draw("reviews of events", ordinal * 64 + place as u64);
    let written = event.ends + Duration::hours(draw.cell("after").between(10, 90));
    if written > circle.now() || !draw.cell("writes").chance(0.4) {
        return;
    }
    let rating = i16::try_from(5 - draw.cell("rating").between(0, 11) / 4).unwrap_or(4);
    event.rating.add(rating);
    super::reviews::write_published(
        rows,
        &super::reviews::Published {
            id: draw.id(written),
            reviewer,
            booking: None,
            attendance: Some(attendance(circle, ordinal, place)),
            subject: super::reviews::Subject::Event(event.id),
            rating,
            text: super::texts::review(rating, &mut draw.cell("text")),
            at: written,
        },
    );
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
                description: rare("long").then_some(
                    "Music from the late afternoon until the trams stop. Food on the lawn, shade for all."
                ),
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
                cancelled_reason: cancelled.map(|_| "The ground is under water after the rains"),
                save_count: event.saves,
                interested_count: event.interested,
                going_count: event.going,
                rating_average: event.rating.average(),
                rating_count: event.rating.count,
                created_by: circle.promoter_user(event.promoter).id,
                metadata: Json("{}"),
                created_at: created,
                updated_at: event.walk.since(),
            }
        );
    }
}
