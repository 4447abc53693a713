//! The ledger: escrow for bookings, accounts, and entries in double entry.

use crate::ddl::ForeignKeyAction::Restrict;
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
        escrow_accounts().create(manager).await?;
        ledger_accounts().create(manager).await?;
        ledger_entries().create(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, [LedgerEntries::Table]).await?;
        drop_tables(manager, [LedgerAccounts::Table]).await?;
        drop_tables(manager, [EscrowAccounts::Table]).await?;
        drop_enums(manager, &ENUMS.map(|(name, _)| name)).await
    }
}

const ENUMS: [(&str, &[&str]); 2] = [
    ("escrow_status", &["open", "funded", "disputed", "released", "refunded", "closed"]),
    ("ledger_account_kind", &["asset", "liability", "revenue", "expense"]),
];

fn escrow_accounts() -> NewTable {
    table(EscrowAccounts::Table, "Money held for a booking until it is earned or given back; one a booking.")
        .col(uuid_key(EscrowAccounts::Id))
        .col(uuid(EscrowAccounts::BookingId))
        .col(enumeration(EscrowAccounts::Status, "escrow_status").default("open"))
        .col(
            amount(EscrowAccounts::Balance)
                .default(0)
                .comment("What is held: minus the sum of the entries of its ledger account, a liability."),
        )
        .col(currency(EscrowAccounts::Currency))
        .col(timestamptz_null(EscrowAccounts::FundedAt))
        .col(
            timestamptz_null(EscrowAccounts::ReleaseDueAt)
                .comment("Without a dispute it is paid on after this moment."),
        )
        .col(timestamptz_null(EscrowAccounts::ReleasedAt))
        .col(timestamptz_null(EscrowAccounts::ClosedAt))
        .references_without_index(EscrowAccounts::BookingId, Bookings::Table, Bookings::Id, Restrict)
        .references(EscrowAccounts::Currency, Currencies::Table, Currencies::CurrencyCode, Restrict)
        .check_not_negative(EscrowAccounts::Balance)
        .check_sql("closed_is_empty", "status <> 'closed' OR balance = 0")
        .check_order(EscrowAccounts::FundedAt, EscrowAccounts::ReleasedAt)
        .unique([EscrowAccounts::BookingId])
        .index([EscrowAccounts::Status])
        .timestamps()
}

fn ledger_accounts() -> NewTable {
    table(LedgerAccounts::Table, "The accounts of the platform's books, each in one currency.")
        .col(uuid_key(LedgerAccounts::Id))
        .col(text(LedgerAccounts::Code).comment("bank:inr, revenue:commission:inr, escrow:<booking>."))
        .col(text(LedgerAccounts::Name))
        .col(
            enumeration(LedgerAccounts::Kind, "ledger_account_kind")
                .comment("Assets and expenses grow by debits, liabilities and revenue by credits."),
        )
        .col(currency(LedgerAccounts::Currency).comment("Of each of its entries."))
        .col(uuid_null(LedgerAccounts::OrganizationId).comment("Whose money it stands for."))
        .col(uuid_null(LedgerAccounts::UserId).comment("Whose money it stands for."))
        .col(uuid_null(LedgerAccounts::EscrowAccountId).comment("The escrow whose balance it is."))
        .col(uuid_null(LedgerAccounts::ParentId).comment("The account that sums it up."))
        .col(boolean(LedgerAccounts::IsActive).default(true).comment("Open for new entries."))
        .references(LedgerAccounts::Currency, Currencies::Table, Currencies::CurrencyCode, Restrict)
        .references(LedgerAccounts::OrganizationId, Organizations::Table, Organizations::Id, Restrict)
        .references(LedgerAccounts::UserId, Users::Table, Users::Id, Restrict)
        .references_without_index(
            LedgerAccounts::EscrowAccountId,
            EscrowAccounts::Table,
            EscrowAccounts::Id,
            Restrict,
        )
        .references(LedgerAccounts::ParentId, LedgerAccounts::Table, LedgerAccounts::Id, Restrict)
        .check_sql("code_form", "code ~ '^[a-z0-9_-]+(:[a-z0-9_-]+)*$'")
        .check_not_blank(LedgerAccounts::Name)
        .check_sql("one_owner_at_most", "num_nonnulls(organization_id, user_id, escrow_account_id) <= 1")
        .check_sql("escrow_is_liability", "escrow_account_id IS NULL OR kind = 'liability'")
        .check_sql("parent_is_another", "parent_id <> id")
        .unique([LedgerAccounts::Code])
        .unique([LedgerAccounts::EscrowAccountId])
        .timestamps()
}

fn ledger_entries() -> NewTable {
    table(
        LedgerEntries::Table,
        "The books themselves, append-only: the entries of a transaction sum to zero in each currency.",
    )
    .col(uuid_key(LedgerEntries::Id))
    .col(uuid(LedgerEntries::TransactionId).comment("What was booked together; no table of its own."))
    .col(uuid(LedgerEntries::AccountId))
    .col(amount(LedgerEntries::Amount).comment("Debits are positive, credits negative."))
    .col(currency(LedgerEntries::Currency).comment("The account's."))
    .col(uuid_null(LedgerEntries::BookingId))
    .col(uuid_null(LedgerEntries::PaymentId))
    .col(uuid_null(LedgerEntries::RefundId))
    .col(uuid_null(LedgerEntries::PayoutId))
    .col(uuid_null(LedgerEntries::ReversesId).comment("The entry that this one takes back."))
    .col(text(LedgerEntries::Description))
    .col(
        timestamptz_now(LedgerEntries::OccurredAt)
            .comment("When it happened; created_at says when it was entered."),
    )
    .col(uuid_null(LedgerEntries::CreatedBy).comment("Absent: the platform itself."))
    .references_without_index(LedgerEntries::AccountId, LedgerAccounts::Table, LedgerAccounts::Id, Restrict)
    .references(LedgerEntries::Currency, Currencies::Table, Currencies::CurrencyCode, Restrict)
    .references(LedgerEntries::BookingId, Bookings::Table, Bookings::Id, Restrict)
    .references(LedgerEntries::PaymentId, Payments::Table, Payments::Id, Restrict)
    .references(LedgerEntries::RefundId, Refunds::Table, Refunds::Id, Restrict)
    .references(LedgerEntries::PayoutId, Payouts::Table, Payouts::Id, Restrict)
    .references_without_index(LedgerEntries::ReversesId, LedgerEntries::Table, LedgerEntries::Id, Restrict)
    .references(LedgerEntries::CreatedBy, Users::Table, Users::Id, Restrict)
    .check_sql("amount_not_zero", "amount <> 0")
    .check_sql("one_movement_at_most", "num_nonnulls(payment_id, refund_id, payout_id) <= 1")
    .check_sql("reverses_another", "reverses_id <> id")
    .check_not_blank(LedgerEntries::Description)
    .unique([LedgerEntries::ReversesId])
    .index([LedgerEntries::TransactionId])
    .index([LedgerEntries::AccountId, LedgerEntries::OccurredAt])
    .created_at()
}

#[derive(DeriveIden)]
enum LedgerEntries {
    Table,
    Id,
    TransactionId,
    AccountId,
    Amount,
    Currency,
    BookingId,
    PaymentId,
    RefundId,
    PayoutId,
    ReversesId,
    Description,
    OccurredAt,
    CreatedBy,
}

#[derive(DeriveIden)]
enum LedgerAccounts {
    Table,
    Id,
    Code,
    Name,
    Kind,
    Currency,
    OrganizationId,
    UserId,
    EscrowAccountId,
    ParentId,
    IsActive,
}

#[derive(DeriveIden)]
enum EscrowAccounts {
    Table,
    Id,
    BookingId,
    Status,
    Balance,
    Currency,
    FundedAt,
    ReleaseDueAt,
    ReleasedAt,
    ClosedAt,
}

#[derive(DeriveIden)]
enum Bookings {
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
enum Users {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Payments {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Refunds {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Payouts {
    Table,
    Id,
}
