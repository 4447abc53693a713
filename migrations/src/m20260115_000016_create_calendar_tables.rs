//! Calendars elsewhere that users have connected, and the entries that are kept the same on both sides.

use crate::ddl::ForeignKeyAction::{Cascade, Restrict, SetNull};
use crate::ddl::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, labels) in ENUMS {
            create_enum(manager, name, labels).await?;
        }
        calendar_connections().create(manager).await?;
        calendar_events().create(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, [CalendarEvents::Table]).await?;
        drop_tables(manager, [CalendarConnections::Table]).await?;
        drop_enums(manager, &ENUMS.map(|(name, _)| name)).await
    }
}

const ENUMS: [(&str, &[&str]); 4] = [
    ("calendar_provider", &["google", "microsoft", "apple", "caldav", "ical_feed"]),
    ("calendar_connection_status", &["active", "expired", "revoked", "failed"]),
    ("calendar_sync_direction", &["pull", "push", "both"]),
    ("calendar_sync_status", &["pending", "synced", "conflict", "failed"]),
];

fn calendar_connections() -> NewTable {
    table(CalendarConnections::Table, "Calendars elsewhere that a user has connected.")
        .col(uuid_key(CalendarConnections::Id))
        .col(uuid(CalendarConnections::UserId))
        .col(enumeration(CalendarConnections::Provider, "calendar_provider"))
        .col(
            text(CalendarConnections::ExternalAccount)
                .comment("Whose account it is there: mostly an e-mail address."),
        )
        .col(text(CalendarConnections::ExternalCalendarId).default("primary"))
        .col(text_null(CalendarConnections::DisplayName))
        .col(
            binary_null(CalendarConnections::AccessTokenEncrypted).comment(
                "Encrypted by the application before it comes here; the key is never in the database.",
            ),
        )
        .col(binary_null(CalendarConnections::RefreshTokenEncrypted).comment("As access_token_encrypted."))
        .col(timestamptz_null(CalendarConnections::TokenExpiresAt))
        .col(text_array(CalendarConnections::Scopes).comment("What the user has allowed."))
        .col(enumeration(CalendarConnections::Direction, "calendar_sync_direction").default("both"))
        .col(enumeration(CalendarConnections::Status, "calendar_connection_status").default("active"))
        .col(text_null(CalendarConnections::SyncToken).comment("Where the provider says to go on from."))
        .col(timestamptz_null(CalendarConnections::LastSyncedAt))
        .col(
            text_null(CalendarConnections::LastError).comment("Of the last attempt; absent if it succeeded."),
        )
        .references_without_index(CalendarConnections::UserId, Users::Table, Users::Id, Cascade)
        .unique([
            CalendarConnections::UserId,
            CalendarConnections::Provider,
            CalendarConnections::ExternalAccount,
            CalendarConnections::ExternalCalendarId,
        ])
        .index([CalendarConnections::Status, CalendarConnections::LastSyncedAt])
        .check_not_blank(CalendarConnections::ExternalAccount)
        .check_not_blank(CalendarConnections::ExternalCalendarId)
        .check_not_blank(CalendarConnections::DisplayName)
        .check_not_blank(CalendarConnections::LastError)
        .check_sql("feeds_are_read", "provider <> 'ical_feed' OR direction = 'pull'")
        .timestamps()
}

fn calendar_events() -> NewTable {
    table(
        CalendarEvents::Table,
        "Entries of connected calendars: our bookings, events and project days, and what was there before.",
    )
    .col(uuid_key(CalendarEvents::Id))
    .col(uuid(CalendarEvents::ConnectionId))
    .col(text_null(CalendarEvents::ExternalId).comment("The provider's id; absent until it is pushed."))
    .col(
        text_null(CalendarEvents::ExternalEtag)
            .comment("The provider's version, to notice changes made there."),
    )
    .col(uuid_null(CalendarEvents::BookingId).comment("The booking it shows, if it shows one."))
    .col(uuid_null(CalendarEvents::EventId).comment("The event it shows, if it shows one."))
    .col(uuid_null(CalendarEvents::ProjectEventId).comment("The project day it shows, if it shows one."))
    .col(text(CalendarEvents::Title))
    .col(text_null(CalendarEvents::Description))
    .col(text_null(CalendarEvents::Location))
    .col(timestamptz(CalendarEvents::StartsAt))
    .col(timestamptz(CalendarEvents::EndsAt).comment("The first moment after it."))
    .col(boolean(CalendarEvents::IsAllDay).default(false))
    .col(boolean(CalendarEvents::IsBusy).default(true).comment("Its owner cannot be booked meanwhile."))
    .col(text_null(CalendarEvents::Timezone).comment("Absent: as the connected calendar's."))
    .col(enumeration(CalendarEvents::SyncStatus, "calendar_sync_status").default("pending"))
    .col(timestamptz_null(CalendarEvents::SyncedAt))
    .col(text_null(CalendarEvents::SyncError).comment("Of the last attempt; absent if it succeeded."))
    .col(timestamptz_null(CalendarEvents::DeletedAt).comment("Deleted here, to be deleted there."))
    .references_without_index(
        CalendarEvents::ConnectionId,
        CalendarConnections::Table,
        CalendarConnections::Id,
        Cascade,
    )
    .references(CalendarEvents::BookingId, Bookings::Table, Bookings::Id, SetNull)
    .references(CalendarEvents::EventId, Events::Table, Events::Id, SetNull)
    .references(CalendarEvents::Timezone, Timezones::Table, Timezones::TzName, Restrict)
    .index([CalendarEvents::ProjectEventId])
    .unique([CalendarEvents::ConnectionId, CalendarEvents::ExternalId])
    .unique([CalendarEvents::ConnectionId, CalendarEvents::BookingId])
    .unique([CalendarEvents::ConnectionId, CalendarEvents::EventId])
    .unique([CalendarEvents::ConnectionId, CalendarEvents::ProjectEventId])
    .index([CalendarEvents::ConnectionId, CalendarEvents::StartsAt])
    .check_sql("at_most_one_subject", "num_nonnulls(booking_id, event_id, project_event_id) <= 1")
    .check_not_blank(CalendarEvents::ExternalId)
    .check_not_blank(CalendarEvents::Title)
    .check_order(CalendarEvents::StartsAt, CalendarEvents::EndsAt)
    .check_not_blank(CalendarEvents::SyncError)
    .timestamps()
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Bookings {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Events {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Timezones {
    Table,
    TzName,
}

#[derive(DeriveIden)]
enum CalendarConnections {
    Table,
    Id,
    UserId,
    Provider,
    ExternalAccount,
    ExternalCalendarId,
    DisplayName,
    AccessTokenEncrypted,
    RefreshTokenEncrypted,
    TokenExpiresAt,
    Scopes,
    Direction,
    Status,
    SyncToken,
    LastSyncedAt,
    LastError,
}

#[derive(DeriveIden)]
enum CalendarEvents {
    Table,
    Id,
    ConnectionId,
    ExternalId,
    ExternalEtag,
    BookingId,
    EventId,
    ProjectEventId,
    Title,
    Description,
    Location,
    StartsAt,
    EndsAt,
    IsAllDay,
    IsBusy,
    Timezone,
    SyncStatus,
    SyncedAt,
    SyncError,
    DeletedAt,
}
