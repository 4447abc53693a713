//! Booking: who plays when and where, how it came to that, and what they need on the day.

use crate::ddl::ForeignKeyAction::{Cascade, Restrict, SetNull};
use crate::ddl::*;
use sea_orm_migration::prelude::ConditionalStatement;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        bookings().create(manager).await?;
        booking_history().create(manager).await?;
        booking_riders().create(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, [BookingRiders::Table]).await?;
        drop_tables(manager, [BookingHistory::Table]).await?;
        drop_tables(manager, [Bookings::Table]).await
    }
}

/// A booking that counts against the calendar of its artist and its stage.
const COMMITTED: &str = "status IN ('confirmed', 'paid_deposit', 'scheduled', 'completed')";

fn bookings() -> NewTable {
    booking_rules(
        table(Bookings::Table, "An artist's engagement, from the first inquiry to the money.")
            .col(uuid_key(Bookings::Id))
            .col(uuid(Bookings::ArtistId))
            .col(
                uuid_null(Bookings::OrganizerId)
                    .comment("The promoter who books; absent: the organization itself."),
            )
            .col(uuid_null(Bookings::VenueId))
            .col(
                date(Bookings::EventDate)
                    .comment("In the civil time of the place; a night belongs to the day it began."),
            )
            .col(text_null(Bookings::SlotTime).comment("In words, while starts_at is not fixed."))
            .col(integer_null(Bookings::PerformanceDuration).comment("Minutes on stage."))
            .col(enumeration(Bookings::Status, "booking_status").default("inquiry"))
            .col(
                decimal_len_null(Bookings::Budget, 14, 2)
                    .comment("What the organizer means to pay; see final_amount."),
            )
            .col(currency(Bookings::Currency).comment("Of every amount in the row."))
            .col(json_object(Bookings::Metadata))
            .col(
                uuid_null(Bookings::OrganizationId)
                    .comment("The organization that books; its members see the row."),
            )
            .col(uuid_null(Bookings::EventId))
            .col(uuid_null(Bookings::StageId).comment("A stage of that event."))
            .col(uuid_null(Bookings::OpportunityId).comment("Where it came from; absent: asked directly."))
            .col(uuid_null(Bookings::ApplicationId))
            .col(
                timestamptz_null(Bookings::StartsAt).comment("Absent until fixed; needed from confirmed on."),
            )
            .col(timestamptz_null(Bookings::EndsAt))
            .col(
                custom_type_null(Bookings::Performance, "tstzrange")
                    .generated(
                        Expr::cust("CASE WHEN starts_at < ends_at THEN tstzrange(starts_at, ends_at) END"),
                        true,
                    )
                    .comment("From starts_at up to, not including, ends_at; null while either is not fixed."),
            )
            .col(percent(Bookings::DepositPercent).default(30).comment("Of final_amount."))
            .col(amount_null(Bookings::DepositAmount))
            .col(amount_null(Bookings::FinalAmount).comment("The fee as agreed, deposit included."))
            .col(
                amount_null(Bookings::BalanceAmount)
                    .generated(Expr::cust("final_amount - COALESCE(deposit_amount, 0)"), true)
                    .comment("What is left of the fee after the deposit."),
            )
            .col(timestamptz_null(Bookings::DepositDueAt))
            .col(timestamptz_null(Bookings::BalanceDueAt))
            .col(text_null(Bookings::Notes).comment("Seen by both sides."))
            .col(timestamptz_null(Bookings::ConfirmedAt))
            .col(timestamptz_null(Bookings::CompletedAt))
            .col(timestamptz_null(Bookings::CancelledAt))
            .col(uuid_null(Bookings::CancelledBy))
            .col(text_null(Bookings::CancellationReason))
            .col(uuid_null(Bookings::CreatedBy)),
    )
    .timestamps()
}

fn booking_rules(bookings: NewTable) -> NewTable {
    bookings
        .references(Bookings::ArtistId, Artists::Table, Artists::Id, Restrict)
        .references(Bookings::OrganizerId, Promoters::Table, Promoters::Id, Restrict)
        .references(Bookings::VenueId, Venues::Table, Venues::Id, Restrict)
        .references(Bookings::Currency, Currencies::Table, Currencies::CurrencyCode, Restrict)
        .references(Bookings::OrganizationId, Organizations::Table, Organizations::Id, Restrict)
        .references(Bookings::EventId, Events::Table, Events::Id, Restrict)
        .references(Bookings::StageId, EventStages::Table, EventStages::Id, SetNull)
        .references(Bookings::OpportunityId, Opportunities::Table, Opportunities::Id, SetNull)
        .references(Bookings::ApplicationId, Applications::Table, Applications::Id, SetNull)
        .references(Bookings::CancelledBy, Users::Table, Users::Id, SetNull)
        .references(Bookings::CreatedBy, Users::Table, Users::Id, SetNull)
        .check_sql("booked_by_someone", "num_nonnulls(organizer_id, organization_id) >= 1")
        .check_sql("stage_of_an_event", "stage_id IS NULL OR event_id IS NOT NULL")
        .check_not_blank(Bookings::SlotTime)
        .check_between(Bookings::PerformanceDuration, 1, 7 * 24 * 60)
        .check_not_negative(Bookings::Budget)
        .check_sql("ends_at_after_starts_at", "ends_at > starts_at")
        .check_sql("ends_at_needs_starts_at", "ends_at IS NULL OR starts_at IS NOT NULL")
        .check_sql(
            "starts_at_on_event_date",
            "(starts_at AT TIME ZONE 'UTC')::date BETWEEN event_date - 1 AND event_date + 1",
        )
        .check_sql(
            "committed_has_times",
            &format!("NOT ({COMMITTED}) OR num_nonnulls(starts_at, ends_at) = 2"),
        )
        .check_between(Bookings::DepositPercent, 0, 100)
        .check_not_negative(Bookings::DepositAmount)
        .check_not_negative(Bookings::FinalAmount)
        .check_sql("deposit_within_final_amount", "deposit_amount <= final_amount")
        .check_order(Bookings::DepositDueAt, Bookings::BalanceDueAt)
        .check_not_blank(Bookings::CancellationReason)
        .check_sql("cancelled_at_when_cancelled", "status <> 'cancelled' OR cancelled_at IS NOT NULL")
        .index([Bookings::EventDate])
        .index([Bookings::Status])
        .index_as(
            Index::create()
                .unique()
                .name("uq_bookings_application_id_live")
                .col(Bookings::ApplicationId)
                .and_where(Expr::cust("status NOT IN ('cancelled', 'refunded')")),
        )
        .exclude(
            Exclude::new(Bookings::Table, "ex_bookings_artist_id_performance")
                .with(Bookings::ArtistId, "=")
                .with(Bookings::Performance, "&&")
                .only_where(COMMITTED),
        )
        .exclude(
            Exclude::new(Bookings::Table, "ex_bookings_stage_id_performance")
                .with(Bookings::StageId, "=")
                .with(Bookings::Performance, "&&")
                .only_where(COMMITTED),
        )
}

fn booking_history() -> NewTable {
    table(BookingHistory::Table, "Each status that a booking took, written by a trigger; append-only.")
        .col(uuid_key(BookingHistory::Id))
        .col(uuid(BookingHistory::BookingId))
        .col(
            enumeration_null(BookingHistory::FromStatus, "booking_status")
                .comment("Absent: the booking was made."),
        )
        .col(enumeration(BookingHistory::ToStatus, "booking_status"))
        .col(uuid_null(BookingHistory::ChangedBy).comment("Absent: the platform itself."))
        .col(text_null(BookingHistory::Note))
        .references_without_index(BookingHistory::BookingId, Bookings::Table, Bookings::Id, Cascade)
        .references(BookingHistory::ChangedBy, Users::Table, Users::Id, SetNull)
        .check_sql("two_statuses", "from_status <> to_status")
        .check_not_blank(BookingHistory::Note)
        .created_at()
        .index_as(
            Index::create()
                .name("idx_booking_history_booking_id_created_at")
                .col(BookingHistory::BookingId)
                .col("created_at"),
        )
}

fn booking_riders() -> NewTable {
    table(BookingRiders::Table, "What an artist needs on the day; one rider a booking.")
        .col(uuid_key(BookingRiders::Id))
        .col(uuid(BookingRiders::BookingId))
        .col(json_object(BookingRiders::Technical).comment("Sound, light, backline, stage plot, input list."))
        .col(
            json_object(BookingRiders::Hospitality)
                .comment("Travel, rooms, food, dressing room, guest list."),
        )
        .col(text_null(BookingRiders::StagePlotUrl))
        .col(text_null(BookingRiders::Notes))
        .col(timestamptz_null(BookingRiders::ConfirmedAt).comment("When the organizer agreed to it."))
        .col(uuid_null(BookingRiders::ConfirmedBy))
        .references_without_index(BookingRiders::BookingId, Bookings::Table, Bookings::Id, Cascade)
        .references(BookingRiders::ConfirmedBy, Users::Table, Users::Id, SetNull)
        .check_sql("technical_is_object", "jsonb_typeof(technical) = 'object'")
        .check_sql("hospitality_is_object", "jsonb_typeof(hospitality) = 'object'")
        .check_sql("stage_plot_url_form", "stage_plot_url ~ '^https?://'")
        .check_sql("confirmed_by_with_confirmed_at", "confirmed_by IS NULL OR confirmed_at IS NOT NULL")
        .unique([BookingRiders::BookingId])
        .timestamps()
}

#[derive(DeriveIden)]
enum BookingRiders {
    Table,
    Id,
    BookingId,
    Technical,
    Hospitality,
    StagePlotUrl,
    Notes,
    ConfirmedAt,
    ConfirmedBy,
}

#[derive(DeriveIden)]
enum BookingHistory {
    Table,
    Id,
    BookingId,
    FromStatus,
    ToStatus,
    ChangedBy,
    Note,
}

#[derive(DeriveIden)]
enum Bookings {
    Table,
    Id,
    ArtistId,
    OrganizerId,
    VenueId,
    EventDate,
    SlotTime,
    PerformanceDuration,
    Status,
    Budget,
    Currency,
    Metadata,
    OrganizationId,
    EventId,
    StageId,
    OpportunityId,
    ApplicationId,
    StartsAt,
    EndsAt,
    Performance,
    DepositPercent,
    DepositAmount,
    FinalAmount,
    BalanceAmount,
    DepositDueAt,
    BalanceDueAt,
    Notes,
    ConfirmedAt,
    CompletedAt,
    CancelledAt,
    CancelledBy,
    CancellationReason,
    CreatedBy,
}

#[derive(DeriveIden)]
enum Artists {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Promoters {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Venues {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Currencies {
    Table,
    CurrencyCode,
}

#[derive(DeriveIden)]
enum Organizations {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Events {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum EventStages {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Opportunities {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Applications {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
}
