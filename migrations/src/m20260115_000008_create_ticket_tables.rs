//! Who comes to an event: ticket pools and tickets, saved events, attendances.

use sea_orm_migration::prelude::ConditionalStatement;

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
        ticket_pools().create(manager).await?;
        tickets().create(manager).await?;
        event_saves().create(manager).await?;
        event_attendances().create(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, [EventAttendances::Table]).await?;
        drop_tables(manager, [EventSaves::Table]).await?;
        drop_tables(manager, [Tickets::Table]).await?;
        drop_tables(manager, [TicketPools::Table]).await?;
        drop_enums(manager, &ENUMS.map(|(name, _)| name)).await
    }
}

const ENUMS: [(&str, &[&str]); 2] = [
    ("ticket_status", &["active", "redeemed", "cancelled", "refunded"]),
    ("attendance_status", &["interested", "going", "maybe", "not_going"]),
];

fn ticket_pools() -> NewTable {
    table(TicketPools::Table, "Tickets of one kind and price for an event.")
        .col(uuid_key(TicketPools::Id))
        .col(uuid(TicketPools::EventId))
        .col(enumeration(TicketPools::TicketType, "ticket_type").default("general"))
        .col(text(TicketPools::Name))
        .col(text_null(TicketPools::Description))
        .col(amount(TicketPools::Price).comment("Of one ticket, in currency."))
        .col(currency(TicketPools::Currency))
        .col(integer(TicketPools::Quantity).comment("Tickets there are, sold or not."))
        .col(integer(TicketPools::Sold).default(0).comment("Tickets active or redeemed. Kept by triggers."))
        .col(integer(TicketPools::MaxPerOrder).default(10))
        .col(
            timestamptz_null(TicketPools::SaleStartsAt).comment("Absent: as soon as the event is published."),
        )
        .col(timestamptz_null(TicketPools::SaleEndsAt).comment("Absent: until the event ends."))
        .references_without_index(TicketPools::EventId, Events::Table, Events::Id, Cascade)
        .references(TicketPools::Currency, Currencies::Table, Currencies::CurrencyCode, Restrict)
        .unique([TicketPools::EventId, TicketPools::Name])
        .check_not_blank(TicketPools::Name)
        .check_not_negative(TicketPools::Price)
        .check_not_negative(TicketPools::Quantity)
        .check_not_negative(TicketPools::Sold)
        .check_sql("not_oversold", "sold <= quantity")
        .check_positive(TicketPools::MaxPerOrder)
        .check_sql("sale_ends_at_after_sale_starts_at", "sale_ends_at > sale_starts_at")
        .timestamps()
}

fn tickets() -> NewTable {
    table(Tickets::Table, "Tickets issued, one a person.")
        .col(uuid_key(Tickets::Id))
        .col(uuid(Tickets::TicketPoolId))
        .col(
            uuid_null(Tickets::PurchaserId).comment("Who bought it; absent for guests and deleted accounts."),
        )
        .col(text_null(Tickets::HolderName).comment("Who comes in; absent: the purchaser."))
        .col(custom_type_null(Tickets::HolderEmail, "citext"))
        .col(text(Tickets::Code).comment("What the bar code holds and the door reads."))
        .col(text_null(Tickets::SeatLabel).comment("Row and seat; absent where there are none."))
        .col(amount(Tickets::Price).comment("What was paid, in currency."))
        .col(currency(Tickets::Currency))
        .col(enumeration(Tickets::Status, "ticket_status").default("active"))
        .col(timestamptz_now(Tickets::IssuedAt))
        .col(timestamptz_null(Tickets::RedeemedAt).comment("When the door let its holder in."))
        .references(Tickets::TicketPoolId, TicketPools::Table, TicketPools::Id, Restrict)
        .references(Tickets::PurchaserId, Users::Table, Users::Id, SetNull)
        .references(Tickets::Currency, Currencies::Table, Currencies::CurrencyCode, Restrict)
        .unique([Tickets::Code])
        .index_as(
            Index::create()
                .unique()
                .name("uq_tickets_seat_label")
                .col(Tickets::TicketPoolId)
                .col(Tickets::SeatLabel)
                .and_where(Expr::cust("status IN ('active', 'redeemed')")),
        )
        .check_not_blank(Tickets::HolderName)
        .check_sql("holder_email_form", "holder_email ~ '^[^@[:space:]]+@[^@[:space:]]+$'")
        .check_not_blank(Tickets::Code)
        .check_not_blank(Tickets::SeatLabel)
        .check_not_negative(Tickets::Price)
        .check_order(Tickets::IssuedAt, Tickets::RedeemedAt)
        .check_sql("redeemed_at_with_status", "status <> 'redeemed' OR redeemed_at IS NOT NULL")
        .timestamps()
}

fn event_saves() -> NewTable {
    table(EventSaves::Table, "Events that a user keeps for later.")
        .col(uuid(EventSaves::UserId))
        .col(uuid(EventSaves::EventId))
        .primary_key([EventSaves::UserId, EventSaves::EventId])
        .references_without_index(EventSaves::UserId, Users::Table, Users::Id, Cascade)
        .references(EventSaves::EventId, Events::Table, Events::Id, Cascade)
        .created_at()
}

fn event_attendances() -> NewTable {
    table(EventAttendances::Table, "Whether a user goes to an event.")
        .col(uuid_key(EventAttendances::Id))
        .col(uuid(EventAttendances::UserId))
        .col(uuid(EventAttendances::EventId))
        .col(enumeration(EventAttendances::Status, "attendance_status").default("interested"))
        .references_without_index(EventAttendances::UserId, Users::Table, Users::Id, Cascade)
        .references(EventAttendances::EventId, Events::Table, Events::Id, Cascade)
        .unique([EventAttendances::UserId, EventAttendances::EventId])
        .timestamps()
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
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
enum TicketPools {
    Table,
    Id,
    EventId,
    TicketType,
    Name,
    Description,
    Price,
    Currency,
    Quantity,
    Sold,
    MaxPerOrder,
    SaleStartsAt,
    SaleEndsAt,
}

#[derive(DeriveIden)]
enum Tickets {
    Table,
    Id,
    TicketPoolId,
    PurchaserId,
    HolderName,
    HolderEmail,
    Code,
    SeatLabel,
    Price,
    Currency,
    Status,
    IssuedAt,
    RedeemedAt,
}

#[derive(DeriveIden)]
enum EventSaves {
    Table,
    UserId,
    EventId,
}

#[derive(DeriveIden)]
enum EventAttendances {
    Table,
    Id,
    UserId,
    EventId,
    Status,
}
