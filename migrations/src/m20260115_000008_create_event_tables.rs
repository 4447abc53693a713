//! Events (festivals): when and where, their stages, their line-up, what entry costs.

use sea_orm_migration::prelude::{ConditionalStatement, ForeignKey};

use crate::ddl::ForeignKeyAction::{Cascade, NoAction, Restrict, SetNull};
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
        events().create(manager).await?;
        event_stages().create(manager).await?;
        event_artists().create(manager).await?;
        manager
            .create_foreign_key(
                ForeignKey::create()
                    .name("fk_event_artists_event_id_stage_id")
                    .from(EventArtists::Table, (EventArtists::EventId, EventArtists::StageId))
                    .to(EventStages::Table, (EventStages::EventId, EventStages::Id))
                    .on_delete(NoAction)
                    .take(),
            )
            .await?;
        event_prices().create(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, [EventPrices::Table]).await?;
        drop_tables(manager, [EventArtists::Table]).await?;
        drop_tables(manager, [EventStages::Table]).await?;
        drop_tables(manager, [Events::Table]).await?;
        drop_enums(manager, &ENUMS.map(|(name, _)| name)).await
    }
}

const ENUMS: [(&str, &[&str]); 4] = [
    ("event_status", &["draft", "published", "cancelled", "completed", "archived"]),
    ("line_up_role", &["headliner", "performer", "support", "opener", "teacher", "host", "guest"]),
    ("event_level", &["beginner", "intermediate", "advanced", "all_levels"]),
    ("price_type", &["early_bird", "regular", "late", "student", "local", "vip", "donation"]),
];

fn events() -> NewTable {
    table(Events::Table, "Events and festivals that people attend.")
        .col(uuid_key(Events::Id))
        .col(uuid_null(Events::OrganizerId).comment("The promoter who puts it on."))
        .col(uuid_null(Events::VenueId).comment("Absent while it is to be announced."))
        .col(text(Events::Title))
        .col(text(Events::Slug))
        .col(varchar_null(Events::ShortDescription, 255).comment("One line for lists."))
        .col(text_null(Events::Description))
        .col(enumeration(Events::Status, "event_status").default("draft"))
        .col(timestamptz(Events::StartsAt))
        .col(timestamptz(Events::EndsAt))
        .col(timestamptz_null(Events::DoorsAt))
        .col(text(Events::Timezone).default("Asia/Kolkata").comment("In which its times are shown."))
        .col(currency(Events::Currency).comment("In which it is accounted for; prices may be in others."))
        .col(integer_null(Events::Capacity).comment("People, at most; absent: as many as the venue holds."))
        .col(timestamptz_null(Events::RegistrationDeadline))
        .col(timestamptz_null(Events::PublicationDate).comment("When it becomes, or became, public."))
        .col(boolean(Events::IsFeatured).default(false))
        .col(boolean(Events::IsVerified).default(false))
        .col(text_null(Events::Website))
        .col(text_null(Events::RegistrationUrl))
        .col(text_null(Events::ImageUrl))
        .col(text_null(Events::SourceUrl).comment("The page from which it was taken over."))
        .col(
            timestamptz_null(Events::ScrapedAt).comment("When it was taken over; absent if entered by hand."),
        )
        .col(timestamptz_null(Events::CancelledAt))
        .col(text_null(Events::CancelledReason).comment("As told to those who had saved it."))
        .col(integer(Events::SaveCount).default(0).comment("Rows in event_saves. Kept by triggers."))
        .col(integer(Events::InterestedCount).default(0).comment("Attendances interested. Kept by triggers."))
        .col(integer(Events::GoingCount).default(0).comment("Attendances going. Kept by triggers."))
        .col(
            decimal_len(Events::RatingAverage, 3, 2)
                .default(0)
                .comment("Mean of the published reviews, 1 to 5; 0 without any. Kept by triggers."),
        )
        .col(integer(Events::RatingCount).default(0).comment("Published reviews. Kept by triggers."))
        .col(uuid_null(Events::CreatedBy))
        .col(json_object(Events::Metadata))
        .references(Events::OrganizerId, Promoters::Table, Promoters::Id, SetNull)
        .references(Events::VenueId, Venues::Table, Venues::Id, SetNull)
        .references(Events::Timezone, Timezones::Table, Timezones::TzName, Restrict)
        .references(Events::Currency, Currencies::Table, Currencies::CurrencyCode, Restrict)
        .references(Events::CreatedBy, Users::Table, Users::Id, SetNull)
        .unique([Events::Slug])
        .index([Events::Status, Events::StartsAt])
        .index_as(
            Index::create()
                .name("idx_events_upcoming")
                .col(Events::StartsAt)
                .and_where(Expr::cust("status = 'published'")),
        )
        .check_not_blank(Events::Title)
        .check_slug(Events::Slug)
        .check_sql("ends_at_after_starts_at", "ends_at > starts_at")
        .check_order(Events::DoorsAt, Events::StartsAt)
        .check_order(Events::RegistrationDeadline, Events::EndsAt)
        .check_positive(Events::Capacity)
        .check_sql("website_form", "website ~ '^https?://'")
        .check_sql("registration_url_form", "registration_url ~ '^https?://'")
        .check_sql("image_url_form", "image_url ~ '^https?://'")
        .check_sql("source_url_form", "source_url ~ '^https?://'")
        .check_sql("scraped_from_somewhere", "scraped_at IS NULL OR source_url IS NOT NULL")
        .check_sql("reason_of_cancellation", "cancelled_reason IS NULL OR cancelled_at IS NOT NULL")
        .check_not_blank(Events::CancelledReason)
        .check_sql(
            "cancelled_at_with_status",
            "CASE status WHEN 'cancelled' THEN cancelled_at IS NOT NULL WHEN 'archived' THEN true \
             ELSE cancelled_at IS NULL END",
        )
        .check_sql(
            "publication_date_with_status",
            "status NOT IN ('published', 'completed') OR publication_date IS NOT NULL",
        )
        .check_not_negative(Events::SaveCount)
        .check_not_negative(Events::InterestedCount)
        .check_not_negative(Events::GoingCount)
        .check_sql(
            "rating_average_range",
            "CASE WHEN rating_count = 0 THEN rating_average = 0 ELSE rating_average BETWEEN 1 AND 5 END",
        )
        .check_not_negative(Events::RatingCount)
        .timestamps()
}

fn event_stages() -> NewTable {
    table(EventStages::Table, "Stages and rooms of an event.")
        .col(uuid_key(EventStages::Id))
        .col(uuid(EventStages::EventId))
        .col(text(EventStages::Name))
        .col(text_null(EventStages::Description))
        .col(integer(EventStages::OrderIndex).default(0).comment("In which order stages are shown."))
        .col(timestamptz_null(EventStages::StartsAt).comment("Absent: with the event."))
        .col(timestamptz_null(EventStages::EndsAt).comment("Absent: with the event."))
        .col(integer_null(EventStages::Capacity))
        .references_without_index(EventStages::EventId, Events::Table, Events::Id, Cascade)
        .unique([EventStages::EventId, EventStages::Name])
        .unique([EventStages::EventId, EventStages::Id])
        .check_not_blank(EventStages::Name)
        .check_not_negative(EventStages::OrderIndex)
        .check_sql("ends_at_after_starts_at", "ends_at > starts_at")
        .check_positive(EventStages::Capacity)
        .timestamps()
}

fn event_artists() -> NewTable {
    table(EventArtists::Table, "The line-up: who plays or teaches at an event, a row a set.")
        .col(uuid_key(EventArtists::Id))
        .col(uuid(EventArtists::EventId))
        .col(uuid(EventArtists::ArtistId))
        .col(uuid_null(EventArtists::StageId).comment("One of the same event."))
        .col(enumeration(EventArtists::Role, "line_up_role").default("performer"))
        .col(
            enumeration_null(EventArtists::Level, "event_level")
                .comment("For whom the classes are; absent for those who do not teach."),
        )
        .col(timestamptz_null(EventArtists::SetStartsAt).comment("Absent while the timetable is open."))
        .col(timestamptz_null(EventArtists::SetEndsAt).comment("The first moment after the set."))
        .col(
            custom_type_null(EventArtists::SetPeriod, "tstzrange")
                .generated(Expr::cust(SET_PERIOD), true)
                .comment("From set_starts_at up to, and without, set_ends_at."),
        )
        .col(text_array(EventArtists::Workshops).comment("Titles of the classes given."))
        .col(integer(EventArtists::BillingOrder).default(0).comment("Place on the poster, from 0."))
        .references(EventArtists::EventId, Events::Table, Events::Id, Cascade)
        .references(EventArtists::ArtistId, Artists::Table, Artists::Id, Cascade)
        .index([EventArtists::StageId, EventArtists::EventId])
        .index_as(
            Index::create()
                .unique()
                .name("uq_event_artists_without_times")
                .col(EventArtists::EventId)
                .col(EventArtists::ArtistId)
                .col(EventArtists::Role)
                .and_where(Expr::cust("set_starts_at IS NULL")),
        )
        .exclude(
            Exclude::new(EventArtists::Table, "ex_event_artists_set_period")
                .with(EventArtists::EventId, "=")
                .with(EventArtists::ArtistId, "=")
                .with(EventArtists::SetPeriod, "&&"),
        )
        .check_sql("set_times_together", "(set_starts_at IS NULL) = (set_ends_at IS NULL)")
        .check_sql("set_ends_at_after_set_starts_at", "set_ends_at > set_starts_at")
        .check_sql(
            "workshops_filled",
            "array_position(workshops, NULL) IS NULL AND array_position(workshops, '') IS NULL",
        )
        .check_not_negative(EventArtists::BillingOrder)
        .timestamps()
}

/// A range with its ends the wrong way round is an error of its own: this way the check is what refuses it.
const SET_PERIOD: &str =
    "CASE WHEN set_ends_at > set_starts_at THEN tstzrange(set_starts_at, set_ends_at) END";

fn event_prices() -> NewTable {
    table(EventPrices::Table, "What entry to an event costs, as announced; ticket_pools is what is sold.")
        .col(uuid_key(EventPrices::Id))
        .col(uuid(EventPrices::EventId))
        .col(enumeration(EventPrices::PriceType, "price_type").default("regular"))
        .col(amount(EventPrices::Amount).comment("In currency; of a donation, the least."))
        .col(currency(EventPrices::Currency))
        .col(timestamptz_null(EventPrices::Deadline).comment("Until when it holds; absent: until the event."))
        .col(text_null(EventPrices::Description))
        .col(boolean(EventPrices::IsAvailable).default(true).comment("False: sold out or withdrawn."))
        .references_without_index(EventPrices::EventId, Events::Table, Events::Id, Cascade)
        .references(EventPrices::Currency, Currencies::Table, Currencies::CurrencyCode, Restrict)
        .unique([EventPrices::EventId, EventPrices::PriceType, EventPrices::Currency])
        .check_not_negative(EventPrices::Amount)
        .check_not_blank(EventPrices::Description)
        .timestamps()
}

#[derive(DeriveIden)]
enum Users {
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
enum Artists {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Timezones {
    Table,
    TzName,
}

#[derive(DeriveIden)]
enum Currencies {
    Table,
    CurrencyCode,
}

#[derive(DeriveIden)]
enum Events {
    Table,
    Id,
    OrganizerId,
    VenueId,
    Title,
    Slug,
    ShortDescription,
    Description,
    Status,
    StartsAt,
    EndsAt,
    DoorsAt,
    Timezone,
    Currency,
    Capacity,
    RegistrationDeadline,
    PublicationDate,
    IsFeatured,
    IsVerified,
    Website,
    RegistrationUrl,
    ImageUrl,
    SourceUrl,
    ScrapedAt,
    CancelledAt,
    CancelledReason,
    SaveCount,
    InterestedCount,
    GoingCount,
    RatingAverage,
    RatingCount,
    CreatedBy,
    Metadata,
}

#[derive(DeriveIden)]
enum EventStages {
    Table,
    Id,
    EventId,
    Name,
    Description,
    OrderIndex,
    StartsAt,
    EndsAt,
    Capacity,
}

#[derive(DeriveIden)]
enum EventArtists {
    Table,
    Id,
    EventId,
    ArtistId,
    StageId,
    Role,
    Level,
    SetStartsAt,
    SetEndsAt,
    SetPeriod,
    Workshops,
    BillingOrder,
}

#[derive(DeriveIden)]
enum EventPrices {
    Table,
    Id,
    EventId,
    PriceType,
    Amount,
    Currency,
    Deadline,
    Description,
    IsAvailable,
}
