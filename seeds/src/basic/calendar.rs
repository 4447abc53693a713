//! Calendars that artists and crew keep elsewhere, and what was written into them.

use backline_schema::prelude::*;

use super::ids::{booking, id, user};
use super::row::row;
use super::{Error, seeder::Seeder};

pub(super) async fn seed(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let clock = seeder.clock;
    seeder
        .insert(vec![
            row!(calendar_connections {
                id: id("calendar_connections", "artist"),
                user_id: user("artist"),
                provider: CalendarProvider::Google,
                external_account: "artist@example.com",
                display_name: "Shows",
                token_expires_at: clock.day(1),
                scopes: ["calendar.events"],
                direction: CalendarSyncDirection::Both,
                status: CalendarConnectionStatus::Active,
                last_synced_at: clock.hour(-1, 6),
                created_at: clock.day(-80),
            }),
            row!(calendar_connections {
                id: id("calendar_connections", "crew"),
                user_id: user("crew"),
                provider: CalendarProvider::IcalFeed,
                external_account: "https://calendars.example.com/joel.ics",
                direction: CalendarSyncDirection::Pull,
                status: CalendarConnectionStatus::Failed,
                last_error: "The feed answers 404",
                last_synced_at: clock.day(-9),
                created_at: clock.day(-80),
            }),
        ])
        .await?;
    seeder
        .insert(vec![
            row!(calendar_events {
                id: id("calendar_events", "completed"),
                connection_id: id("calendar_connections", "artist"),
                external_id: "evt-completed",
                booking_id: booking("completed"),
                title: "Raintree Sessions",
                location: "The Raintree Hall",
                starts_at: clock.evening(-20),
                ends_at: clock.hour(-20, 16),
                timezone: "Asia/Kolkata",
                sync_status: CalendarSyncStatus::Synced,
                synced_at: clock.day(-60),
                created_at: clock.day(-60),
            }),
            row!(calendar_events {
                id: id("calendar_events", "inquiry"),
                connection_id: id("calendar_connections", "artist"),
                booking_id: booking("inquiry"),
                title: "Asked for: Monsoon Live",
                starts_at: clock.evening(60),
                ends_at: clock.hour(60, 16),
                is_busy: false,
                sync_status: CalendarSyncStatus::Pending,
                created_at: clock.day(-1),
            }),
            row!(calendar_events {
                id: id("calendar_events", "dentist"),
                connection_id: id("calendar_connections", "artist"),
                external_id: "evt-dentist",
                title: "Busy",
                starts_at: clock.hour(4, 5),
                ends_at: clock.hour(4, 6),
                sync_status: CalendarSyncStatus::Synced,
                synced_at: clock.day(-1),
                created_at: clock.day(-1),
            }),
            row!(calendar_events {
                id: id("calendar_events", "load-in"),
                connection_id: id("calendar_connections", "crew"),
                project_event_id: id("project_events", "load-in"),
                title: "Building the main stage",
                starts_at: clock.hour(44, 8),
                ends_at: clock.hour(44, 16),
                sync_status: CalendarSyncStatus::Failed,
                sync_error: "The calendar is read only",
                created_at: clock.day(-9),
            }),
        ])
        .await
}
