//! Calendars that artists connect, and the shows in them.

use backline_schema::prelude::{CalendarConnectionStatus, CalendarSyncStatus};
use backline_seed::load::{Bytes, Rows, TextArray};
use backline_seed::row;
use time::Duration;
use uuid::Uuid;

use super::circle::Circle;
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
    for (show, booking) in (0_u64..).zip(shows) {
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
                event_id: None::<Uuid>,
                project_event_id: None::<Uuid>,
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
                deleted_at: (show % 11 == 9).then(|| walk.since()),
                created_at: agreed,
                updated_at: walk.since(),
            }
        );
    }
}
