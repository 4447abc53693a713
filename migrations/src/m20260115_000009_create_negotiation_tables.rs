//! Negotiation: how the two sides of a booking come to a fee, in at most three rounds.

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
        negotiations().create(manager).await?;
        negotiation_rounds().create(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, [NegotiationRounds::Table]).await?;
        drop_tables(manager, [Negotiations::Table]).await?;
        drop_enums(manager, &ENUMS.map(|(name, _)| name)).await
    }
}

const ENUMS: [(&str, &[&str]); 3] = [
    ("negotiation_status", &["open", "agreed", "rejected", "withdrawn", "expired"]),
    ("negotiation_side", &["promoter", "artist"]),
    ("negotiation_outcome", &["pending", "accepted", "countered", "rejected", "withdrawn", "expired"]),
];

fn negotiations() -> NewTable {
    table(Negotiations::Table, "Talks about a booking's fee and terms; one open at a time.")
        .col(uuid_key(Negotiations::Id))
        .col(uuid(Negotiations::BookingId))
        .col(uuid_null(Negotiations::OpenedBy))
        .col(enumeration(Negotiations::Status, "negotiation_status").default("open"))
        .col(small_integer(Negotiations::MaxRounds).default(3))
        .col(
            enumeration_null(Negotiations::AwaitingSide, "negotiation_side")
                .comment("Who has to answer; absent once closed."),
        )
        .col(timestamptz_null(Negotiations::DeadlineAt).comment("Without an answer until then it expires."))
        .col(amount_null(Negotiations::AgreedAmount).comment("The fee, once agreed."))
        .col(currency(Negotiations::Currency))
        .col(text_null(Negotiations::ReasonCode).comment("Why it failed: budget, date, terms and the like."))
        .col(timestamptz_null(Negotiations::ClosedAt))
        .col(json_object(Negotiations::Metadata))
        .references(Negotiations::BookingId, Bookings::Table, Bookings::Id, Cascade)
        .references(Negotiations::OpenedBy, Users::Table, Users::Id, SetNull)
        .references(Negotiations::Currency, Currencies::Table, Currencies::CurrencyCode, Restrict)
        .check_between(Negotiations::MaxRounds, 1, 3)
        .check_not_negative(Negotiations::AgreedAmount)
        .check_sql("agreed_amount_when_agreed", "(status = 'agreed') = (agreed_amount IS NOT NULL)")
        .check_sql("closed_at_unless_open", "(status = 'open') = (closed_at IS NULL)")
        .check_sql("awaiting_side_while_open", "status = 'open' OR awaiting_side IS NULL")
        .check_sql("reason_code_form", "reason_code ~ '^[a-z]+(_[a-z]+)*$'")
        .index_as(
            Index::create()
                .unique()
                .name("uq_negotiations_booking_id_open")
                .col(Negotiations::BookingId)
                .and_where(Expr::cust("status = 'open'")),
        )
        .index_as(
            Index::create()
                .name("idx_negotiations_deadline_at_open")
                .col(Negotiations::DeadlineAt)
                .and_where(Expr::cust("status = 'open'")),
        )
        .timestamps()
}

fn negotiation_rounds() -> NewTable {
    table(NegotiationRounds::Table, "One proposal of a negotiation and the answer to it.")
        .col(uuid_key(NegotiationRounds::Id))
        .col(uuid(NegotiationRounds::NegotiationId))
        .col(small_integer(NegotiationRounds::Round).comment("From 1."))
        .col(uuid_null(NegotiationRounds::ProposedBy))
        .col(enumeration(NegotiationRounds::Side, "negotiation_side").comment("Who proposes."))
        .col(amount(NegotiationRounds::Amount).comment("The fee proposed."))
        .col(currency(NegotiationRounds::Currency))
        .col(
            json_object(NegotiationRounds::Terms)
                .comment("Travel, rooms, set length, exclusivity and the like."),
        )
        .col(text_null(NegotiationRounds::Note))
        .col(enumeration(NegotiationRounds::Outcome, "negotiation_outcome").default("pending"))
        .col(timestamptz_null(NegotiationRounds::ExpiresAt).comment("No answer after this moment."))
        .col(timestamptz_null(NegotiationRounds::RespondedAt))
        .col(uuid_null(NegotiationRounds::RespondedBy))
        .references_without_index(
            NegotiationRounds::NegotiationId,
            Negotiations::Table,
            Negotiations::Id,
            Cascade,
        )
        .references(NegotiationRounds::ProposedBy, Users::Table, Users::Id, SetNull)
        .references(NegotiationRounds::Currency, Currencies::Table, Currencies::CurrencyCode, Restrict)
        .references(NegotiationRounds::RespondedBy, Users::Table, Users::Id, SetNull)
        .check_between(NegotiationRounds::Round, 1, 3)
        .check_not_negative(NegotiationRounds::Amount)
        .check_sql("terms_is_object", "jsonb_typeof(terms) = 'object'")
        .check_not_blank(NegotiationRounds::Note)
        .check_sql("responded_at_unless_pending", "outcome <> 'pending' OR responded_at IS NULL")
        .check_sql("responded_by_with_responded_at", "responded_by IS NULL OR responded_at IS NOT NULL")
        .unique([NegotiationRounds::NegotiationId, NegotiationRounds::Round])
        .timestamps()
}

#[derive(DeriveIden)]
enum NegotiationRounds {
    Table,
    Id,
    NegotiationId,
    Round,
    ProposedBy,
    Side,
    Amount,
    Currency,
    Terms,
    Note,
    Outcome,
    ExpiresAt,
    RespondedAt,
    RespondedBy,
}

#[derive(DeriveIden)]
enum Negotiations {
    Table,
    Id,
    BookingId,
    OpenedBy,
    Status,
    MaxRounds,
    AwaitingSide,
    DeadlineAt,
    AgreedAmount,
    Currency,
    ReasonCode,
    ClosedAt,
    Metadata,
}

#[derive(DeriveIden)]
enum Bookings {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Currencies {
    Table,
    CurrencyCode,
}
