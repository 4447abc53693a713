//! Payments: providers, money in, money back, money out.

use crate::ddl::ForeignKeyAction::{Restrict, SetNull};
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
        payment_providers().create(manager).await?;
        payments().create(manager).await?;
        refunds().create(manager).await?;
        payouts().create(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, [Payouts::Table]).await?;
        drop_tables(manager, [Refunds::Table]).await?;
        drop_tables(manager, [Payments::Table]).await?;
        drop_tables(manager, [PaymentProviders::Table]).await?;
        drop_enums(manager, &ENUMS.map(|(name, _)| name)).await
    }
}

const ENUMS: [(&str, &[&str]); 2] = [
    ("payment_kind", &["deposit", "balance", "full", "ticket", "cancellation_fee", "platform_fee", "other"]),
    ("payment_method", &["card", "upi", "net_banking", "wallet", "bank_transfer", "cash", "crypto", "other"]),
];

fn payment_providers() -> NewTable {
    table(PaymentProviders::Table, "Who moves the money: gateways, banks, the till.")
        .col(uuid_key(PaymentProviders::Id))
        .col(text(PaymentProviders::Code).comment("razorpay, stripe, bank_transfer and the like."))
        .col(text(PaymentProviders::Name))
        .col(
            json_object(PaymentProviders::ProviderConfig)
                .comment("Nothing secret: keys live outside the database."),
        )
        .col(
            percent(PaymentProviders::FeePercent)
                .default(0)
                .comment("What the provider keeps of each payment."),
        )
        .col(amount(PaymentProviders::FeeFixed).default(0).comment("And beside it, a payment."))
        .col(currency(PaymentProviders::Currency).comment("Of fee_fixed."))
        .col(boolean(PaymentProviders::Active).default(true))
        .references(PaymentProviders::Currency, Currencies::Table, Currencies::CurrencyCode, Restrict)
        .check_sql("code_form", "code ~ '^[a-z0-9]+(_[a-z0-9]+)*$'")
        .check_not_blank(PaymentProviders::Name)
        .check_between(PaymentProviders::FeePercent, 0, 100)
        .check_not_negative(PaymentProviders::FeeFixed)
        .unique([PaymentProviders::Code])
        .timestamps()
}

fn payments() -> NewTable {
    let payments =
        table(Payments::Table, "Money that somebody pays in, for a booking, an event or a ticket.")
            .col(uuid_key(Payments::Id))
            .col(uuid_null(Payments::BookingId))
            .col(uuid_null(Payments::EventId).comment("Several tickets, or a fee, at once."))
            .col(uuid_null(Payments::TicketId))
            .col(uuid_null(Payments::InvoiceId).comment("The invoice that it pays, whole or in part."))
            .col(
                uuid_null(Payments::OrganizationId)
                    .comment("The organization whose payment it is; its members see the row."),
            )
            .col(uuid_null(Payments::PayerId).comment("Absent: somebody without an account."))
            .col(uuid_null(Payments::PayeeId).comment("For whom it is meant; absent: the platform."))
            .col(enumeration(Payments::Kind, "payment_kind"))
            .col(enumeration(Payments::Method, "payment_method").default("other"))
            .col(enumeration(Payments::Status, "payment_status").default("initiated"))
            .col(amount(Payments::Amount))
            .col(amount(Payments::FeeAmount).default(0).comment("What the provider keeps."))
            .col(
                amount(Payments::RefundedAmount)
                    .default(0)
                    .comment("Of its refunds that neither failed nor were cancelled; kept by a trigger."),
            )
            .col(currency(Payments::Currency))
            .col(uuid_null(Payments::ProviderId).comment("Absent: hand to hand."))
            .col(text_null(Payments::ProviderPaymentId).comment("The provider's own id of it."))
            .col(text_null(Payments::ProviderOrderId))
            .col(json_null(Payments::ProviderResponse).comment("Its last answer, word for word."))
            .col(
                text_null(Payments::IdempotencyKey)
                    .comment("Sent by the client, so that a retry pays once; absent: entered by hand."),
            )
            .col(text_null(Payments::Description))
            .col(timestamptz_now(Payments::InitiatedAt))
            .col(timestamptz_null(Payments::AuthorizedAt))
            .col(timestamptz_null(Payments::CapturedAt))
            .col(timestamptz_null(Payments::FailedAt))
            .col(timestamptz_null(Payments::CancelledAt))
            .col(timestamptz_null(Payments::RefundedAt).comment("When nothing of it was left."))
            .col(text_null(Payments::FailureCode))
            .col(text_null(Payments::FailureMessage))
            .col(json_object(Payments::Metadata));
    payment_rules(payments).timestamps()
}

fn payment_rules(payments: NewTable) -> NewTable {
    payments
        .references(Payments::BookingId, Bookings::Table, Bookings::Id, Restrict)
        .references(Payments::EventId, Events::Table, Events::Id, Restrict)
        .references(Payments::TicketId, Tickets::Table, Tickets::Id, Restrict)
        .references(Payments::InvoiceId, Invoices::Table, Invoices::Id, Restrict)
        .references(Payments::OrganizationId, Organizations::Table, Organizations::Id, Restrict)
        .references(Payments::PayerId, Users::Table, Users::Id, Restrict)
        .references(Payments::PayeeId, Users::Table, Users::Id, Restrict)
        .references(Payments::Currency, Currencies::Table, Currencies::CurrencyCode, Restrict)
        .references_without_index(
            Payments::ProviderId,
            PaymentProviders::Table,
            PaymentProviders::Id,
            Restrict,
        )
        .check_sql("one_subject_at_most", "num_nonnulls(booking_id, event_id, ticket_id) <= 1")
        .check_sql("for_something", "num_nonnulls(booking_id, event_id, ticket_id, invoice_id) >= 1")
        .check_sql(
            "kind_fits_subject",
            "CASE WHEN kind IN ('deposit', 'balance', 'full', 'cancellation_fee') THEN event_id IS NULL AND ticket_id IS NULL \
             WHEN kind = 'ticket' THEN booking_id IS NULL ELSE true END",
        )
        .check_sql("payee_is_another", "payer_id <> payee_id")
        .check_positive(Payments::Amount)
        .check_not_negative(Payments::FeeAmount)
        .check_sql("fee_within_amount", "fee_amount <= amount")
        .check_not_negative(Payments::RefundedAmount)
        .check_sql("refunded_within_amount", "refunded_amount <= amount")
        .check_not_blank(Payments::ProviderPaymentId)
        .check_sql("provider_payment_id_of_a_provider", "provider_payment_id IS NULL OR provider_id IS NOT NULL")
        .check_not_blank(Payments::IdempotencyKey)
        .check_order(Payments::InitiatedAt, Payments::AuthorizedAt)
        .check_order(Payments::InitiatedAt, Payments::CapturedAt)
        .check_order(Payments::CapturedAt, Payments::RefundedAt)
        .check_sql("captured_at_when_captured", "status <> 'captured' OR captured_at IS NOT NULL")
        .unique([Payments::IdempotencyKey])
        .unique([Payments::ProviderId, Payments::ProviderPaymentId])
        .index([Payments::Status])
}

fn refunds() -> NewTable {
    table(Refunds::Table, "Money paid back of a payment; all of them together never exceed it.")
        .col(uuid_key(Refunds::Id))
        .col(uuid(Refunds::PaymentId))
        .col(
            enumeration(Refunds::Status, "payment_status")
                .default("initiated")
                .comment("Captured once the money has gone back."),
        )
        .col(amount(Refunds::Amount))
        .col(currency(Refunds::Currency).comment("The payment's."))
        .col(text_null(Refunds::Reason))
        .col(uuid_null(Refunds::InitiatedBy))
        .col(uuid_null(Refunds::ApprovedBy))
        .col(text_null(Refunds::ProviderRefundId).comment("The provider's own id of it."))
        .col(json_null(Refunds::ProviderResponse))
        .col(text_null(Refunds::IdempotencyKey).comment("As on a payment."))
        .col(timestamptz_now(Refunds::InitiatedAt))
        .col(timestamptz_null(Refunds::ProcessedAt).comment("When the money had gone back: status captured."))
        .col(text_null(Refunds::FailureCode))
        .col(json_object(Refunds::Metadata))
        .references(Refunds::PaymentId, Payments::Table, Payments::Id, Restrict)
        .references(Refunds::Currency, Currencies::Table, Currencies::CurrencyCode, Restrict)
        .references(Refunds::InitiatedBy, Users::Table, Users::Id, SetNull)
        .references(Refunds::ApprovedBy, Users::Table, Users::Id, SetNull)
        .check_sql("status_of_a_refund", "status NOT IN ('authorized', 'refunded')")
        .check_positive(Refunds::Amount)
        .check_not_blank(Refunds::Reason)
        .check_not_blank(Refunds::ProviderRefundId)
        .check_not_blank(Refunds::IdempotencyKey)
        .check_order(Refunds::InitiatedAt, Refunds::ProcessedAt)
        .check_sql("processed_at_when_captured", "status <> 'captured' OR processed_at IS NOT NULL")
        .unique([Refunds::IdempotencyKey])
        .index([Refunds::Status])
        .timestamps()
}

fn payouts() -> NewTable {
    table(Payouts::Table, "Money that the platform pays on, to an artist or another user.")
        .col(uuid_key(Payouts::Id))
        .col(uuid(Payouts::PayeeId))
        .col(uuid_null(Payouts::BookingId).comment("Absent: not for one booking, as ticket revenue is not."))
        .col(
            uuid_null(Payouts::OrganizationId)
                .comment("The organization whose payout it is; its members see the row."),
        )
        .col(enumeration(Payouts::Status, "payout_status").default("queued"))
        .col(enumeration(Payouts::Method, "payment_method").default("bank_transfer"))
        .col(amount(Payouts::Amount).comment("What arrives: commission and tax are off already."))
        .col(amount(Payouts::CommissionAmount).default(0).comment("Kept by the platform."))
        .col(amount(Payouts::WithheldAmount).default(0).comment("Tax deducted at source."))
        .col(currency(Payouts::Currency))
        .col(uuid_null(Payouts::ProviderId))
        .col(text_null(Payouts::ProviderPayoutId).comment("The provider's own id of it."))
        .col(json_null(Payouts::ProviderResponse))
        .col(text_null(Payouts::IdempotencyKey).comment("So that a retry pays once."))
        .col(small_integer(Payouts::AttemptCount).default(0))
        .col(timestamptz_null(Payouts::LastAttemptAt))
        .col(text_null(Payouts::FailureCode).comment("Of the last attempt."))
        .col(text_null(Payouts::FailureMessage))
        .col(timestamptz_null(Payouts::ScheduledFor).comment("Not before this moment; absent: at once."))
        .col(timestamptz_now(Payouts::InitiatedAt))
        .col(timestamptz_null(Payouts::PaidAt))
        .col(json_object(Payouts::Metadata))
        .references(Payouts::PayeeId, Users::Table, Users::Id, Restrict)
        .references(Payouts::BookingId, Bookings::Table, Bookings::Id, Restrict)
        .references(Payouts::OrganizationId, Organizations::Table, Organizations::Id, Restrict)
        .references(Payouts::Currency, Currencies::Table, Currencies::CurrencyCode, Restrict)
        .references_without_index(
            Payouts::ProviderId,
            PaymentProviders::Table,
            PaymentProviders::Id,
            Restrict,
        )
        .check_positive(Payouts::Amount)
        .check_not_negative(Payouts::CommissionAmount)
        .check_not_negative(Payouts::WithheldAmount)
        .check_not_blank(Payouts::ProviderPayoutId)
        .check_sql(
            "provider_payout_id_of_a_provider",
            "provider_payout_id IS NULL OR provider_id IS NOT NULL",
        )
        .check_not_blank(Payouts::IdempotencyKey)
        .check_between(Payouts::AttemptCount, 0, 100)
        .check_order(Payouts::InitiatedAt, Payouts::PaidAt)
        .check_sql("paid_at_when_paid", "(status = 'paid') = (paid_at IS NOT NULL)")
        .unique([Payouts::IdempotencyKey])
        .unique([Payouts::ProviderId, Payouts::ProviderPayoutId])
        .index([Payouts::Status, Payouts::ScheduledFor])
        .timestamps()
}

#[derive(DeriveIden)]
enum Payouts {
    Table,
    Id,
    PayeeId,
    BookingId,
    OrganizationId,
    Status,
    Method,
    Amount,
    CommissionAmount,
    WithheldAmount,
    Currency,
    ProviderId,
    ProviderPayoutId,
    ProviderResponse,
    IdempotencyKey,
    AttemptCount,
    LastAttemptAt,
    FailureCode,
    FailureMessage,
    ScheduledFor,
    InitiatedAt,
    PaidAt,
    Metadata,
}

#[derive(DeriveIden)]
enum Refunds {
    Table,
    Id,
    PaymentId,
    Status,
    Amount,
    Currency,
    Reason,
    InitiatedBy,
    ApprovedBy,
    ProviderRefundId,
    ProviderResponse,
    IdempotencyKey,
    InitiatedAt,
    ProcessedAt,
    FailureCode,
    Metadata,
}

#[derive(DeriveIden)]
enum Payments {
    Table,
    Id,
    BookingId,
    EventId,
    TicketId,
    InvoiceId,
    OrganizationId,
    PayerId,
    PayeeId,
    Kind,
    Method,
    Status,
    Amount,
    FeeAmount,
    RefundedAmount,
    Currency,
    ProviderId,
    ProviderPaymentId,
    ProviderOrderId,
    ProviderResponse,
    IdempotencyKey,
    Description,
    InitiatedAt,
    AuthorizedAt,
    CapturedAt,
    FailedAt,
    CancelledAt,
    RefundedAt,
    FailureCode,
    FailureMessage,
    Metadata,
}

#[derive(DeriveIden)]
enum PaymentProviders {
    Table,
    Id,
    Code,
    Name,
    ProviderConfig,
    FeePercent,
    FeeFixed,
    Currency,
    Active,
}

#[derive(DeriveIden)]
enum Currencies {
    Table,
    CurrencyCode,
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
enum Tickets {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Invoices {
    Table,
    Id,
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
