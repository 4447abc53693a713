//! Contracts: templates, the contract of a booking, its earlier wordings, who signed it and how.

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
        contract_templates().create(manager).await?;
        contracts().create(manager).await?;
        contract_versions().create(manager).await?;
        contract_signatures().create(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, [ContractSignatures::Table]).await?;
        drop_tables(manager, [ContractVersions::Table]).await?;
        drop_tables(manager, [Contracts::Table]).await?;
        drop_tables(manager, [ContractTemplates::Table]).await?;
        drop_enums(manager, &ENUMS.map(|(name, _)| name)).await
    }
}

const ENUMS: [(&str, &[&str]); 2] = [
    ("contract_role", &["promoter", "artist", "venue", "agent", "witness"]),
    ("signature_type", &["typed", "drawn", "uploaded", "certificate"]),
];

fn contract_templates() -> NewTable {
    table(
        ContractTemplates::Table,
        "Wordings from which contracts are made: the platform's own, or a firm's.",
    )
    .col(uuid_key(ContractTemplates::Id))
    .col(uuid_null(ContractTemplates::OrganizationId).comment("Absent: the platform's own, for everyone."))
    .col(text(ContractTemplates::Name))
    .col(integer(ContractTemplates::Version).default(1))
    .col(text_null(ContractTemplates::Description))
    .col(varchar(ContractTemplates::LocaleCode, 15).default("en-IN").comment("Of the wording."))
    .col(text(ContractTemplates::Body).comment("With placeholders in double braces: {{artist_name}}."))
    .col(text_array(ContractTemplates::Variables).comment("The placeholders of the body."))
    .col(boolean(ContractTemplates::IsActive).default(true).comment("Offered for new contracts."))
    .col(uuid_null(ContractTemplates::CreatedBy))
    .references_without_index(
        ContractTemplates::OrganizationId,
        Organizations::Table,
        Organizations::Id,
        Cascade,
    )
    .references(ContractTemplates::LocaleCode, Locales::Table, Locales::LocaleCode, Restrict)
    .references(ContractTemplates::CreatedBy, Users::Table, Users::Id, SetNull)
    .check_not_blank(ContractTemplates::Name)
    .check_positive(ContractTemplates::Version)
    .check_not_blank(ContractTemplates::Body)
    .unique([ContractTemplates::OrganizationId, ContractTemplates::Name, ContractTemplates::Version])
    .index_as(
        Index::create()
            .unique()
            .name("uq_contract_templates_name_version_platform")
            .col(ContractTemplates::Name)
            .col(ContractTemplates::Version)
            .and_where(Expr::cust("organization_id IS NULL")),
    )
    .timestamps()
}

fn contracts() -> NewTable {
    table(Contracts::Table, "The contract of a booking; one that counts, and any number of voided ones.")
        .col(uuid_key(Contracts::Id))
        .col(uuid(Contracts::BookingId))
        .col(uuid_null(Contracts::TemplateId).comment("Absent: written for this booking."))
        .col(text_null(Contracts::ContractNumber).comment("As quoted on paper; absent while a draft."))
        .col(
            integer(Contracts::Version)
                .default(1)
                .comment("Of the wording; earlier ones in contract_versions."),
        )
        .col(enumeration(Contracts::Status, "contract_status").default("draft"))
        .col(text(Contracts::ContractText).comment("The wording as it stands."))
        .col(json_object(Contracts::Terms).comment("The wording's variables, as values."))
        .col(amount_null(Contracts::Amount).comment("The fee that the contract states."))
        .col(currency(Contracts::Currency))
        .col(varchar(Contracts::LocaleCode, 15).default("en-IN").comment("Of the wording."))
        .col(integer_null(Contracts::GoverningCountryId).comment("Whose law applies."))
        .col(text_null(Contracts::PdfUrl))
        .col(
            char_len_null(Contracts::DocumentSha256, 64)
                .comment("Of what was sent for signing, in hexadecimal."),
        )
        .col(timestamptz_null(Contracts::SentAt))
        .col(timestamptz_null(Contracts::ExpiresAt).comment("No signature after this moment."))
        .col(timestamptz_null(Contracts::SignedAt).comment("When the last of the two parties signed."))
        .col(timestamptz_null(Contracts::CompletedAt).comment("Everything in it was done."))
        .col(timestamptz_null(Contracts::VoidedAt))
        .col(uuid_null(Contracts::VoidedBy))
        .col(text_null(Contracts::VoidReason))
        .col(uuid_null(Contracts::CreatedBy))
        .col(json_object(Contracts::Metadata))
        .references(Contracts::BookingId, Bookings::Table, Bookings::Id, Restrict)
        .references(Contracts::TemplateId, ContractTemplates::Table, ContractTemplates::Id, SetNull)
        .references(Contracts::Currency, Currencies::Table, Currencies::CurrencyCode, Restrict)
        .references(Contracts::LocaleCode, Locales::Table, Locales::LocaleCode, Restrict)
        .references(Contracts::GoverningCountryId, Countries::Table, Countries::CountryId, Restrict)
        .references(Contracts::VoidedBy, Users::Table, Users::Id, SetNull)
        .references(Contracts::CreatedBy, Users::Table, Users::Id, SetNull)
        .check_positive(Contracts::Version)
        .check_not_blank(Contracts::ContractNumber)
        .check_not_blank(Contracts::ContractText)
        .check_sql("terms_is_object", "jsonb_typeof(terms) = 'object'")
        .check_not_negative(Contracts::Amount)
        .check_sql("pdf_url_form", "pdf_url ~ '^https?://'")
        .check_sql("document_sha256_form", "document_sha256 ~ '^[0-9a-f]{64}$'")
        .check_order(Contracts::SentAt, Contracts::ExpiresAt)
        .check_order(Contracts::SentAt, Contracts::SignedAt)
        .check_order(Contracts::SignedAt, Contracts::CompletedAt)
        .check_sql("signed_at_when_signed", "status NOT IN ('signed', 'completed') OR signed_at IS NOT NULL")
        .check_sql("voided_at_when_voided", "(status = 'voided') = (voided_at IS NOT NULL)")
        .check_sql(
            "void_details_with_voided_at",
            "voided_at IS NOT NULL OR num_nonnulls(voided_by, void_reason) = 0",
        )
        .check_not_blank(Contracts::VoidReason)
        .unique([Contracts::ContractNumber])
        .index([Contracts::Status])
        .index_as(
            Index::create()
                .unique()
                .name("uq_contracts_booking_id_not_voided")
                .col(Contracts::BookingId)
                .and_where(Expr::cust("status <> 'voided'")),
        )
        .timestamps()
}

fn contract_versions() -> NewTable {
    table(ContractVersions::Table, "Each wording that a contract has had; append-only.")
        .col(uuid_key(ContractVersions::Id))
        .col(uuid(ContractVersions::ContractId))
        .col(integer(ContractVersions::Version))
        .col(text(ContractVersions::ContractText))
        .col(json_object(ContractVersions::Terms))
        .col(text_null(ContractVersions::ChangeSummary).comment("What is new in it; absent for the first."))
        .col(uuid_null(ContractVersions::CreatedBy))
        .references_without_index(ContractVersions::ContractId, Contracts::Table, Contracts::Id, Cascade)
        .references(ContractVersions::CreatedBy, Users::Table, Users::Id, SetNull)
        .check_positive(ContractVersions::Version)
        .check_not_blank(ContractVersions::ContractText)
        .check_sql("terms_is_object", "jsonb_typeof(terms) = 'object'")
        .check_not_blank(ContractVersions::ChangeSummary)
        .unique([ContractVersions::ContractId, ContractVersions::Version])
        .created_at()
}

fn contract_signatures() -> NewTable {
    table(ContractSignatures::Table, "Who signed a contract, in which role and how; append-only.")
        .col(uuid_key(ContractSignatures::Id))
        .col(uuid(ContractSignatures::ContractId))
        .col(enumeration(ContractSignatures::Role, "contract_role"))
        .col(
            uuid_null(ContractSignatures::UserId)
                .comment("Absent: signed without an account, or it is gone."),
        )
        .col(text(ContractSignatures::SignerName).comment("As it stands under the contract."))
        .col(custom_type_null(ContractSignatures::SignerEmail, "citext"))
        .col(integer(ContractSignatures::ContractVersion).default(1).comment("The wording that was signed."))
        .col(enumeration(ContractSignatures::SignatureType, "signature_type").default("typed"))
        .col(
            binary_null(ContractSignatures::SignatureData)
                .comment("The drawn or uploaded image, or the certificate's signature."),
        )
        .col(
            char_len_null(ContractSignatures::DocumentSha256, 64)
                .comment("Of what was signed, in hexadecimal."),
        )
        .col(custom_type_null(ContractSignatures::IpAddress, "inet"))
        .col(text_null(ContractSignatures::UserAgent))
        .col(timestamptz_now(ContractSignatures::SignedAt))
        .references_without_index(ContractSignatures::ContractId, Contracts::Table, Contracts::Id, Restrict)
        .references(ContractSignatures::UserId, Users::Table, Users::Id, SetNull)
        .check_not_blank(ContractSignatures::SignerName)
        .check_sql("signer_email_form", "signer_email ~ '^[^@[:space:]]+@[^@[:space:]]+$'")
        .check_positive(ContractSignatures::ContractVersion)
        .check_sql("signature_data_unless_typed", "signature_type = 'typed' OR signature_data IS NOT NULL")
        .check_sql("document_sha256_form", "document_sha256 ~ '^[0-9a-f]{64}$'")
        .unique([ContractSignatures::ContractId, ContractSignatures::Role])
        .created_at()
}

#[derive(DeriveIden)]
enum ContractSignatures {
    Table,
    Id,
    ContractId,
    Role,
    UserId,
    SignerName,
    SignerEmail,
    ContractVersion,
    SignatureType,
    SignatureData,
    DocumentSha256,
    IpAddress,
    UserAgent,
    SignedAt,
}

#[derive(DeriveIden)]
enum ContractVersions {
    Table,
    Id,
    ContractId,
    Version,
    ContractText,
    Terms,
    ChangeSummary,
    CreatedBy,
}

#[derive(DeriveIden)]
enum Contracts {
    Table,
    Id,
    BookingId,
    TemplateId,
    ContractNumber,
    Version,
    Status,
    ContractText,
    Terms,
    Amount,
    Currency,
    LocaleCode,
    GoverningCountryId,
    PdfUrl,
    DocumentSha256,
    SentAt,
    ExpiresAt,
    SignedAt,
    CompletedAt,
    VoidedAt,
    VoidedBy,
    VoidReason,
    CreatedBy,
    Metadata,
}

#[derive(DeriveIden)]
enum ContractTemplates {
    Table,
    Id,
    OrganizationId,
    Name,
    Version,
    Description,
    LocaleCode,
    Body,
    Variables,
    IsActive,
    CreatedBy,
}

#[derive(DeriveIden)]
enum Organizations {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Locales {
    Table,
    LocaleCode,
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
enum Currencies {
    Table,
    CurrencyCode,
}

#[derive(DeriveIden)]
enum Countries {
    Table,
    CountryId,
}
