//! Calendars that artists connect, and the shows in them.

use backline_schema::prelude::{CalendarConnectionStatus, CalendarSyncStatus};
use backline_seed::load::{Bytes, Rows, TextArray};
use backline_seed::row;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::circle::{Circle, User};
use super::people::VENUES;
use super::settings::Domain;
use super::walk::{Walk, label};

/// Every so manieth artist has one.
const EVERY: usize = 5;

pub(super) fn write(circle: &Circle<'_>, rows: &mut Rows) {
    if circle.world.times(Domain::Calendar) == 0 {
        return;
    }
    for artist in (0..circle.artists.len()).step_by(EVERY) {
        write_connection(circle, rows, artist);
    }
    write_of_firms(circle, rows);
}

/// A connection of somebody, without trouble.
fn connect(circle: &Circle<'_>, rows: &mut Rows, ordinal: u64, user: &User, provider: &str) -> Uuid {
    let made = circle.now() - Duration::days(120);
    let id = circle.draw("calendar_connections", ordinal).id(made);
    row!(
        rows,
        calendar_connections {
            id: id,
            user_id: user.id,
            provider: provider,
            external_account: user.email,
            external_calendar_id: "shows",
            access_token_encrypted: Bytes(&[1_u8, 2, 3, 4][..]),
            refresh_token_encrypted: Bytes(&[5_u8, 6, 7, 8][..]),
            token_expires_at: circle.now() + Duration::hours(1),
            scopes: TextArray(&["calendar.events"]),
            direction: "push",
            status: label(CalendarConnectionStatus::Active),
            last_synced_at: circle.now() - Duration::minutes(4),
            created_at: made,
            updated_at: made,
        }
    );
    id
}

/// An entry that is not about a booking.
struct Entry<'a> {
    title: &'a str,
    event: Option<Uuid>,
    day: Option<Uuid>,
    starts: OffsetDateTime,
    ends: OffsetDateTime,
    timezone: Option<&'static str>,
}

/// The first firm's owner has its events and its productions in two calendars, the second one's in one.
fn write_of_firms(circle: &Circle<'_>, rows: &mut Rows) {
    let days = circle.marked(&["project_event"]);
    let entry = |event: usize, day: usize| -> Vec<Entry<'_>> {
        let event = circle.events.get(event).map(|event| Entry {
            title: &event.title,
            event: Some(event.id),
            day: None,
            starts: event.starts,
            ends: event.ends,
            // Whoever goes abroad wants to know by which clocks.
            timezone: (event.venue >= VENUES).then_some(circle.venues[event.venue].city.timezone),
        });
        let day = days.get(day).map(|mark| Entry {
            title: "Production",
            event: None,
            day: Some(mark.id),
            starts: circle.now() + Duration::days(9),
            ends: circle.now() + Duration::days(9) + Duration::hours(8),
            timezone: None,
        });
        event.into_iter().chain(day).collect()
    };
    let calendars = [
        (0, "google", entry(0, 0)),
        (0, "caldav", entry(0, 0)),
        (1, "google", entry(circle.events.len().saturating_sub(1), 1)),
    ];
    for (number, (firm, provider, entries)) in (0_u64..).zip(calendars) {
        let owner = &circle.users[circle.organizations[firm].members[0]];
        let connection = connect(circle, rows, 1_000_000 + number, owner, provider);
        for (place, entry) in (0_u64..).zip(entries) {
            let at = circle.now() - Duration::days(30);
            row!(
                rows,
                calendar_events {
                    id: circle.draw("calendar_events", 1_000_000 + number * 8 + place).id(at),
                    connection_id: connection,
                    external_id: format!("ext-f{}-{place}", circle.number(number)),
                    event_id: entry.event,
                    project_event_id: entry.day,
                    title: entry.title,
                    starts_at: entry.starts,
                    ends_at: entry.ends,
                    timezone: entry.timezone,
                    is_all_day: false,
                    is_busy: true,
                    sync_status: label(CalendarSyncStatus::Synced),
                    synced_at: at,
                    created_at: at,
                    updated_at: at,
                }
            );
        }
    }
}

fn write_connection(circle: &Circle<'_>, rows: &mut Rows, artist: usize) {
    use CalendarConnectionStatus::{Active, Expired, Failed, Revoked};
    let draw = circle.draw("calendar_connections", artist as u64);
    let user = circle.artist_user(artist);
    let made = circle.artists[artist].since + Duration::days(2);
    let place = artist / EVERY;
    let mut walk = Walk::begin(Active, made, circle.now());
    let month = Duration::days(30);
    match place % 8 {
        1 => {
            walk.go(Failed, made + month);
        }
        2 => {
            walk.go(Expired, made + month);
        }
        3 => {
            walk.go(Revoked, made + month);
        }
        4 => {
            walk.go(Expired, made + month);
            walk.go(Active, made + month + Duration::hours(3));
        }
        _ => {}
    }
    let provider = ["google", "microsoft", "apple", "caldav", "ical_feed"][place % 5];
    let active = walk.status() == Active;
    let id = draw.id(made);
    row!(
        rows,
        calendar_connections {
            id: id,
            user_id: user.id,
            provider: provider,
            external_account: user.email,
            external_calendar_id: "primary",
            display_name: (place.is_multiple_of(2)).then_some("Shows"),
            access_token_encrypted: (provider != "ical_feed").then_some(Bytes(&[1_u8, 2, 3, 4][..])),
            refresh_token_encrypted: (provider == "google").then_some(Bytes(&[5_u8, 6, 7, 8][..])),
            token_expires_at: (provider != "ical_feed").then(|| circle.now() + Duration::hours(1)),
            scopes: TextArray(&["calendar.events"]),
            direction: if provider == "ical_feed" { "pull" } else { ["both", "push", "pull"][place % 3] },
            status: label(walk.status()),
            sync_token: active.then(|| format!("sync-{place}")),
            last_synced_at: (place % 6 != 5).then(|| circle.now() - Duration::minutes(10)),
            last_error: (!active).then_some("invalid_grant"),
            created_at: made,
            updated_at: walk.since(),
        }
    );
    let shows =
        circle.bookings.iter().filter(|booking| booking.request.artist == artist && booking.was_agreed());
    // Some have a second one, with all shows in it once more.
    let second =
        (place % 6 == 1).then(|| connect(circle, rows, 2_000_000 + artist as u64, user, "microsoft"));
    for (show, booking) in (0_u64..).zip(shows) {
        if let Some(connection) = second {
            let at = circle.now() - Duration::days(2);
            let venue = &circle.venues[booking.request.venue];
            row!(
                rows,
                calendar_events {
                    id: circle.draw("calendar_events", 2_000_000 + booking.ordinal).id(at),
                    connection_id: connection,
                    booking_id: booking.id,
                    title: format!("Show at {}", venue.name),
                    starts_at: booking.request.starts,
                    ends_at: booking.ends,
                    is_all_day: false,
                    is_busy: true,
                    sync_status: label(CalendarSyncStatus::Pending),
                    created_at: at,
                    updated_at: at,
                }
            );
        }
        let agreed = booking.walk.steps().iter().map(|(_, at)| *at).nth(1).unwrap_or(made).max(made);
        let draw = circle.draw("calendar_events", booking.ordinal);
        let mut walk = Walk::begin(CalendarSyncStatus::Pending, agreed, circle.now());
        let minute = Duration::minutes(1);
        match show % 6 {
            1 => {
                walk.go(CalendarSyncStatus::Failed, agreed + minute);
            }
            2 => {
                walk.go(CalendarSyncStatus::Conflict, agreed + minute);
            }
            3 => {}
            _ => {
                walk.go(CalendarSyncStatus::Synced, agreed + minute);
            }
        }
        let synced = walk.at(CalendarSyncStatus::Synced);
        let failed = walk.status() == CalendarSyncStatus::Failed;
        let venue = &circle.venues[booking.request.venue];
        row!(
            rows,
            calendar_events {
                id: draw.id(agreed),
                connection_id: id,
                external_id: synced.map(|_| format!("ext-{}", circle.number(booking.ordinal))),
                external_etag: synced.map(|_| format!("\"{show}\"")),
                booking_id: (show % 5 != 4).then_some(booking.id),
                title: format!("Show at {}", venue.name),
                description: (show % 3 == 0).then_some("Load-in from the lane"),
                location: (show % 4 != 1).then_some(venue.city.name),
                starts_at: booking.request.starts,
                ends_at: booking.ends,
                is_all_day: false,
                is_busy: show % 7 != 3,
                timezone: (show % 2 == 0).then_some(venue.city.timezone),
                sync_status: label(walk.status()),
                synced_at: synced,
                sync_error: failed.then_some("quota exceeded"),
                deleted_at: (show == 0 && place % 3 == 2 || show % 11 == 9).then(|| walk.since()),
                created_at: agreed,
                updated_at: walk.since(),
            }
        );
    }
}
