//! Opportunities: slots on offer, the genres they wish for, and the artists who apply.

use crate::ddl::ForeignKeyAction::{Cascade, Restrict, SetNull};
use crate::ddl::*;
use sea_orm_migration::prelude::ConditionalStatement;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, labels) in ENUMS {
            create_enum(manager, name, labels).await?;
        }
        opportunities().create(manager).await?;
        opportunity_genres().create(manager).await?;
        applications().create(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, [Applications::Table]).await?;
        drop_tables(manager, [OpportunityGenres::Table]).await?;
        drop_tables(manager, [Opportunities::Table]).await?;
        drop_enums(manager, &ENUMS.map(|(name, _)| name)).await
    }
}

const ENUMS: [(&str, &[&str]); 2] = [
    ("opportunity_status", &["draft", "open", "closed", "filled", "cancelled", "expired"]),
    (
        "application_status",
        &["submitted", "shortlisted", "offered", "accepted", "rejected", "withdrawn", "expired"],
    ),
];

fn opportunities() -> NewTable {
    table(Opportunities::Table, "Slots for which a promoter, venue or organization looks for an artist.")
        .col(uuid_key(Opportunities::Id))
        .col(uuid_null(Opportunities::PromoterId))
        .col(uuid_null(Opportunities::OrganizationId).comment("Whose members see its drafts."))
        .col(uuid_null(Opportunities::VenueId).comment("Absent until the venue is known."))
        .col(integer_null(Opportunities::CityId).comment("Where it is, also while the venue is not known."))
        .col(uuid_null(Opportunities::EventId).comment("The event that it fills a slot of."))
        .col(text(Opportunities::Title))
        .col(text_null(Opportunities::Description))
        .col(enumeration(Opportunities::Status, "opportunity_status").default("draft"))
        .col(date(Opportunities::EventDate).comment("In the civil time of the place."))
        .col(text_null(Opportunities::SlotTime).comment("In words, as on a call sheet: 21:00, after sunset."))
        .col(integer_null(Opportunities::PerformanceDuration).comment("Minutes on stage."))
        .col(small_integer(Opportunities::Positions).default(1).comment("How many artists are wanted."))
        .col(integer_null(Opportunities::ExpectedAudience).comment("People."))
        .col(amount_null(Opportunities::BudgetMin).comment("Per artist; absent: open to proposals."))
        .col(amount_null(Opportunities::BudgetMax).comment("Per artist."))
        .col(currency(Opportunities::Currency))
        .col(boolean(Opportunities::TravelCovered).default(false))
        .col(boolean(Opportunities::AccommodationCovered).default(false))
        .col(text_null(Opportunities::Requirements).comment("What an artist must bring or agree to."))
        .col(timestamptz_null(Opportunities::Deadline).comment("No applications after this moment."))
        .col(timestamptz_null(Opportunities::PublishedAt))
        .col(timestamptz_null(Opportunities::ClosedAt).comment("Closed, filled, cancelled or expired."))
        .col(uuid_null(Opportunities::CreatedBy))
        .col(json_object(Opportunities::Metadata))
        .references(Opportunities::PromoterId, Promoters::Table, Promoters::Id, Restrict)
        .references(Opportunities::OrganizationId, Organizations::Table, Organizations::Id, Restrict)
        .references(Opportunities::VenueId, Venues::Table, Venues::Id, SetNull)
        .references(Opportunities::CityId, Cities::Table, Cities::CityId, Restrict)
        .references(Opportunities::EventId, Events::Table, Events::Id, SetNull)
        .references(Opportunities::Currency, Currencies::Table, Currencies::CurrencyCode, Restrict)
        .references(Opportunities::CreatedBy, Users::Table, Users::Id, SetNull)
        .check_sql("offered_by_someone", "num_nonnulls(promoter_id, organization_id) >= 1")
        .check_not_blank(Opportunities::Title)
        .check_not_blank(Opportunities::SlotTime)
        .check_between(Opportunities::PerformanceDuration, 1, 7 * 24 * 60)
        .check_between(Opportunities::Positions, 1, 1000)
        .check_positive(Opportunities::ExpectedAudience)
        .check_not_negative(Opportunities::BudgetMin)
        .check_order(Opportunities::BudgetMin, Opportunities::BudgetMax)
        .check_not_negative(Opportunities::BudgetMax)
        .check_sql("deadline_before_event_date", "(deadline AT TIME ZONE 'UTC')::date <= event_date + 1")
        .check_sql("closed_at_after_published_at", "closed_at >= published_at")
        .index([Opportunities::EventDate])
        .index_as(
            Index::create()
                .name("idx_opportunities_open")
                .col(Opportunities::CityId)
                .col(Opportunities::EventDate)
                .and_where(Expr::cust("status = 'open'")),
        )
        .timestamps()
}

fn opportunity_genres() -> NewTable {
    table(OpportunityGenres::Table, "The genres that an opportunity wishes for; none: any.")
        .col(uuid(OpportunityGenres::OpportunityId))
        .col(uuid(OpportunityGenres::GenreId))
        .primary_key([OpportunityGenres::OpportunityId, OpportunityGenres::GenreId])
        .references_without_index(
            OpportunityGenres::OpportunityId,
            Opportunities::Table,
            Opportunities::Id,
            Cascade,
        )
        .references(OpportunityGenres::GenreId, Genres::Table, Genres::Id, Restrict)
        .created_at()
}

fn applications() -> NewTable {
    table(Applications::Table, "Artists who want to play an opportunity; one application each.")
        .col(uuid_key(Applications::Id))
        .col(uuid(Applications::OpportunityId))
        .col(uuid(Applications::ArtistId))
        .col(uuid_null(Applications::SubmittedBy).comment("The artist's own user or their manager."))
        .col(enumeration(Applications::Status, "application_status").default("submitted"))
        .col(amount_null(Applications::ProposedFee).comment("Absent: within the opportunity's budget."))
        .col(currency(Applications::Currency))
        .col(text_null(Applications::CoverMessage))
        .col(text_array(Applications::SampleUrls).comment("Recordings to listen to."))
        .col(boolean(Applications::AvailabilityConfirmed).default(false).comment("The date is free."))
        .col(timestamptz_now(Applications::SubmittedAt))
        .col(timestamptz_null(Applications::ViewedAt).comment("First opened by the other side."))
        .col(timestamptz_null(Applications::DecidedAt).comment("Accepted, rejected, withdrawn or expired."))
        .col(uuid_null(Applications::DecidedBy))
        .col(text_null(Applications::DecisionNote).comment("Shown to the artist."))
        .col(json_object(Applications::Metadata))
        .references_without_index(
            Applications::OpportunityId,
            Opportunities::Table,
            Opportunities::Id,
            Cascade,
        )
        .references(Applications::ArtistId, Artists::Table, Artists::Id, Cascade)
        .references(Applications::SubmittedBy, Users::Table, Users::Id, SetNull)
        .references(Applications::Currency, Currencies::Table, Currencies::CurrencyCode, Restrict)
        .references(Applications::DecidedBy, Users::Table, Users::Id, SetNull)
        .check_not_negative(Applications::ProposedFee)
        .check_not_blank(Applications::CoverMessage)
        .check_not_blank(Applications::DecisionNote)
        .check_order(Applications::SubmittedAt, Applications::ViewedAt)
        .check_order(Applications::SubmittedAt, Applications::DecidedAt)
        .unique([Applications::OpportunityId, Applications::ArtistId])
        .index([Applications::Status])
        .timestamps()
}

#[derive(DeriveIden)]
enum Applications {
    Table,
    Id,
    OpportunityId,
    ArtistId,
    SubmittedBy,
    Status,
    ProposedFee,
    Currency,
    CoverMessage,
    SampleUrls,
    AvailabilityConfirmed,
    SubmittedAt,
    ViewedAt,
    DecidedAt,
    DecidedBy,
    DecisionNote,
    Metadata,
}

#[derive(DeriveIden)]
enum OpportunityGenres {
    Table,
    OpportunityId,
    GenreId,
}

#[derive(DeriveIden)]
enum Opportunities {
    Table,
    Id,
    PromoterId,
    OrganizationId,
    VenueId,
    CityId,
    EventId,
    Title,
    Description,
    Status,
    EventDate,
    SlotTime,
    PerformanceDuration,
    Positions,
    ExpectedAudience,
    BudgetMin,
    BudgetMax,
    Currency,
    TravelCovered,
    AccommodationCovered,
    Requirements,
    Deadline,
    PublishedAt,
    ClosedAt,
    CreatedBy,
    Metadata,
}

#[derive(DeriveIden)]
enum Promoters {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Organizations {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Venues {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Cities {
    Table,
    CityId,
}

#[derive(DeriveIden)]
enum Events {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Currencies {
    Table,
    CurrencyCode,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Genres {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Artists {
    Table,
    Id,
}
