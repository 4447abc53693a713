//! Invoices and their lines, and the rules by which the platform's commission is reckoned.

use crate::ddl::ForeignKeyAction::{Cascade, Restrict, SetNull};
use crate::ddl::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_enum(manager, "commission_target", &["booking", "ticket", "cancellation_fee"]).await?;
        commission_rules().create(manager).await?;
        invoices().create(manager).await?;
        invoice_lines().create(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, [InvoiceLines::Table]).await?;
        drop_tables(manager, [Invoices::Table]).await?;
        drop_tables(manager, [CommissionRules::Table]).await?;
        drop_enums(manager, &["commission_target"]).await
    }
}

fn commission_rules() -> NewTable {
    table(
        CommissionRules::Table,
        "What the platform keeps: one rule at any time for each target, category and currency.",
    )
    .col(uuid_key(CommissionRules::Id))
    .col(text(CommissionRules::Name))
    .col(enumeration(CommissionRules::AppliesTo, "commission_target").default("booking"))
    .col(
        enumeration_null(CommissionRules::Category, "artist_category")
            .comment("Of the artist; absent: the rule for categories that have none of their own."),
    )
    .col(percent(CommissionRules::Percentage).default(10).comment("Of the amount, in all."))
    .col(
        percent(CommissionRules::ArtistPercent)
            .default(0)
            .comment("The part of percentage that the artist bears."),
    )
    .col(amount(CommissionRules::FixedAmount).default(0).comment("Beside the percentage, each time."))
    .col(amount_null(CommissionRules::MinimumAmount).comment("The commission is never less."))
    .col(amount_null(CommissionRules::MaximumAmount).comment("The commission is never more."))
    .col(amount_null(CommissionRules::ArtistGuarantee).comment("What the artist gets at least."))
    .col(currency(CommissionRules::Currency))
    .col(date(CommissionRules::EffectiveFrom).comment("The first day, in UTC."))
    .col(date_null(CommissionRules::EffectiveTo).comment("The last day; absent: until further notice."))
    .col(
        custom_type(CommissionRules::Effective, "daterange")
            .generated(
                Expr::cust(
                    "CASE WHEN effective_to < effective_from THEN 'empty'::daterange \
                         ELSE daterange(effective_from, effective_to, '[]') END",
                ),
                true,
            )
            .comment("Both days included."),
    )
    .col(boolean(CommissionRules::Active).default(true))
    .references(CommissionRules::Currency, Currencies::Table, Currencies::CurrencyCode, Restrict)
    .check_not_blank(CommissionRules::Name)
    .check_between(CommissionRules::Percentage, 0, 100)
    .check_not_negative(CommissionRules::ArtistPercent)
    .check_sql("artist_percent_within_percentage", "artist_percent <= percentage")
    .check_not_negative(CommissionRules::FixedAmount)
    .check_not_negative(CommissionRules::MinimumAmount)
    .check_not_negative(CommissionRules::MaximumAmount)
    .check_order(CommissionRules::MinimumAmount, CommissionRules::MaximumAmount)
    .check_not_negative(CommissionRules::ArtistGuarantee)
    .check_order(CommissionRules::EffectiveFrom, CommissionRules::EffectiveTo)
    .exclude(
        Exclude::new(CommissionRules::Table, "ex_commission_rules_effective")
            .with(CommissionRules::AppliesTo, "=")
            .with(CommissionRules::Category, "=")
            .with(CommissionRules::Currency, "=")
            .with(CommissionRules::Effective, "&&")
            .only_where("active"),
    )
    .exclude(
        Exclude::new(CommissionRules::Table, "ex_commission_rules_effective_any_category")
            .with(CommissionRules::AppliesTo, "=")
            .with(CommissionRules::Currency, "=")
            .with(CommissionRules::Effective, "&&")
            .only_where("active AND category IS NULL"),
    )
    .timestamps()
}

fn invoices() -> NewTable {
    let invoices = table(Invoices::Table, "What somebody is asked to pay, and to whom.")
        .col(uuid_key(Invoices::Id))
        .col(text(Invoices::InvoiceNumber).comment("Without gaps within its issuer's series."))
        .col(uuid_null(Invoices::OrganizationId).comment("Who issues it; absent: the platform."))
        .col(uuid_null(Invoices::IssuerUserId).comment("An artist who issues it in person."))
        .col(uuid_null(Invoices::RecipientUserId))
        .col(uuid_null(Invoices::RecipientOrganizationId))
        .col(uuid_null(Invoices::CustomerId).comment("Of the issuing organization; not on the platform."))
        .col(uuid_null(Invoices::BookingId).comment("Absent: not for one booking."))
        .col(enumeration(Invoices::Status, "invoice_status").default("draft"))
        .col(currency(Invoices::Currency).comment("Of every amount and line."))
        .col(amount(Invoices::SubtotalAmount).default(0).comment("The lines before tax; kept by a trigger."))
        .col(amount(Invoices::TaxAmount).default(0).comment("Of the lines; kept by a trigger."))
        .col(amount(Invoices::DiscountAmount).default(0).comment("Off the whole, after tax."))
        .col(
            amount(Invoices::TotalAmount)
                .generated(Expr::cust("subtotal_amount + tax_amount - discount_amount"), true)
                .comment("What is to be paid."),
        )
        .col(text_null(Invoices::IssuerTaxNumber).comment("As on the day of issue: GSTIN, VAT number."))
        .col(text_null(Invoices::RecipientTaxNumber))
        .col(integer_null(Invoices::PlaceOfSupplyStateId).comment("Decides which GST applies."))
        .col(json_null(Invoices::BillingAddress).comment("As on the day of issue."))
        .col(timestamptz_null(Invoices::IssuedAt).comment("Absent while a draft."))
        .col(timestamptz_null(Invoices::DueAt))
        .col(timestamptz_null(Invoices::PaidAt).comment("When nothing was left to pay."))
        .col(timestamptz_null(Invoices::CancelledAt))
        .col(text_null(Invoices::Notes).comment("Printed on it."))
        .col(text_null(Invoices::PdfUrl))
        .col(uuid_null(Invoices::CreatedBy))
        .col(json_object(Invoices::Data));
    invoice_rules(invoices).timestamps()
}

fn invoice_rules(invoices: NewTable) -> NewTable {
    invoices
        .references(Invoices::OrganizationId, Organizations::Table, Organizations::Id, Restrict)
        .references(Invoices::IssuerUserId, Users::Table, Users::Id, Restrict)
        .references(Invoices::RecipientUserId, Users::Table, Users::Id, Restrict)
        .references(Invoices::RecipientOrganizationId, Organizations::Table, Organizations::Id, Restrict)
        .references(Invoices::CustomerId, Customers::Table, Customers::Id, Restrict)
        .references(Invoices::BookingId, Bookings::Table, Bookings::Id, Restrict)
        .references(Invoices::Currency, Currencies::Table, Currencies::CurrencyCode, Restrict)
        .references(Invoices::PlaceOfSupplyStateId, States::Table, States::StateId, Restrict)
        .references(Invoices::CreatedBy, Users::Table, Users::Id, SetNull)
        .check_not_blank(Invoices::InvoiceNumber)
        .check_sql("one_issuer_at_most", "num_nonnulls(organization_id, issuer_user_id) <= 1")
        .check_sql(
            "one_recipient",
            "num_nonnulls(recipient_user_id, recipient_organization_id, customer_id) = 1",
        )
        .check_sql("customer_of_an_organization", "customer_id IS NULL OR organization_id IS NOT NULL")
        .check_sql(
            "recipient_is_another",
            "organization_id IS DISTINCT FROM recipient_organization_id \
             OR organization_id IS NULL",
        )
        .check_sql("user_recipient_is_another", "issuer_user_id <> recipient_user_id")
        .check_not_negative(Invoices::SubtotalAmount)
        .check_not_negative(Invoices::TaxAmount)
        .check_not_negative(Invoices::DiscountAmount)
        .check_sql("discount_within_total", "discount_amount <= subtotal_amount + tax_amount")
        .check_sql("issued_at_unless_draft", "status IN ('draft', 'cancelled') OR issued_at IS NOT NULL")
        .check_order(Invoices::IssuedAt, Invoices::DueAt)
        .check_order(Invoices::IssuedAt, Invoices::PaidAt)
        .check_sql("paid_at_when_paid", "status <> 'paid' OR paid_at IS NOT NULL")
        .check_sql("cancelled_at_when_cancelled", "(status = 'cancelled') = (cancelled_at IS NOT NULL)")
        .check_sql("pdf_url_form", "pdf_url ~ '^https?://'")
        .unique([Invoices::InvoiceNumber])
        .index([Invoices::Status, Invoices::DueAt])
}

fn invoice_lines() -> NewTable {
    table(InvoiceLines::Table, "What an invoice is for, line by line.")
        .col(uuid_key(InvoiceLines::Id))
        .col(uuid(InvoiceLines::InvoiceId))
        .col(integer(InvoiceLines::Position).comment("Within the invoice, from 1."))
        .col(text(InvoiceLines::Description))
        .col(text_null(InvoiceLines::TaxCode).comment("HSN or SAC in India."))
        .col(decimal_len(InvoiceLines::Quantity, 12, 3).default(1))
        .col(text_null(InvoiceLines::Unit).comment("Hours, days, pieces; absent: the thing itself."))
        .col(amount(InvoiceLines::UnitPrice).comment("Before tax."))
        .col(percent(InvoiceLines::TaxRate).default(0))
        .col(currency(InvoiceLines::Currency).comment("The invoice's."))
        .col(
            amount(InvoiceLines::LineTotal)
                .generated(Expr::cust("round(quantity * unit_price, 3)"), true)
                .comment("Before tax."),
        )
        .col(
            amount(InvoiceLines::TaxAmount)
                .generated(Expr::cust("round(quantity * unit_price * tax_rate / 100, 3)"), true),
        )
        .references_without_index(InvoiceLines::InvoiceId, Invoices::Table, Invoices::Id, Cascade)
        .references(InvoiceLines::Currency, Currencies::Table, Currencies::CurrencyCode, Restrict)
        .check_positive(InvoiceLines::Position)
        .check_not_blank(InvoiceLines::Description)
        .check_sql("tax_code_form", "tax_code ~ '^[0-9]{4,8}$'")
        .check_positive(InvoiceLines::Quantity)
        .check_not_blank(InvoiceLines::Unit)
        .check_not_negative(InvoiceLines::UnitPrice)
        .check_between(InvoiceLines::TaxRate, 0, 100)
        .unique([InvoiceLines::InvoiceId, InvoiceLines::Position])
        .timestamps()
}

#[derive(DeriveIden)]
enum InvoiceLines {
    Table,
    Id,
    InvoiceId,
    Position,
    Description,
    TaxCode,
    Quantity,
    Unit,
    UnitPrice,
    TaxRate,
    Currency,
    LineTotal,
    TaxAmount,
}

#[derive(DeriveIden)]
enum Invoices {
    Table,
    Id,
    InvoiceNumber,
    OrganizationId,
    IssuerUserId,
    RecipientUserId,
    RecipientOrganizationId,
    CustomerId,
    BookingId,
    Status,
    Currency,
    SubtotalAmount,
    TaxAmount,
    DiscountAmount,
    TotalAmount,
    IssuerTaxNumber,
    RecipientTaxNumber,
    PlaceOfSupplyStateId,
    BillingAddress,
    IssuedAt,
    DueAt,
    PaidAt,
    CancelledAt,
    Notes,
    PdfUrl,
    CreatedBy,
    Data,
}

#[derive(DeriveIden)]
enum CommissionRules {
    Table,
    Id,
    Name,
    AppliesTo,
    Category,
    Percentage,
    ArtistPercent,
    FixedAmount,
    MinimumAmount,
    MaximumAmount,
    ArtistGuarantee,
    Currency,
    EffectiveFrom,
    EffectiveTo,
    Effective,
    Active,
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
enum Customers {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Bookings {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum States {
    Table,
    StateId,
}
