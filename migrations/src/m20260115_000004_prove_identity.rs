//! Papers: documents by which users prove who they are, and what the tax office needs to know.

use crate::ddl::ForeignKeyAction::{Cascade, Restrict, SetNull};
use crate::ddl::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_enum(manager, "kyc_status", &["submitted", "in_review", "accepted", "rejected", "expired"])
            .await?;
        create_enum(
            manager,
            "kyc_document_type",
            &[
                "pan_card",
                "aadhaar",
                "passport",
                "driving_licence",
                "voter_id",
                "gst_certificate",
                "business_registration",
                "bank_statement",
                "other",
            ],
        )
        .await?;
        kyc_documents().create(manager).await?;
        tax_profiles().create(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, [TaxProfiles::Table]).await?;
        drop_tables(manager, [KycDocuments::Table]).await?;
        drop_enums(manager, &["kyc_status", "kyc_document_type"]).await
    }
}

fn kyc_documents() -> NewTable {
    table(KycDocuments::Table, "Papers by which a user proves who they are, and what became of them.")
        .col(uuid_key(KycDocuments::Id))
        .col(uuid(KycDocuments::UserId))
        .col(enumeration(KycDocuments::DocType, "kyc_document_type"))
        .col(
            char_len_null(KycDocuments::NumberLastFour, 4)
                .comment("Of the paper's number; the rest is not kept."),
        )
        .col(integer_null(KycDocuments::IssuingCountryId))
        .col(
            text_null(KycDocuments::StorageKey).comment("Where the encrypted scan lies; absent once erased."),
        )
        .col(text_null(KycDocuments::MimeType))
        .col(json_object(KycDocuments::DocMeta).comment("What was read from the paper."))
        .col(date_null(KycDocuments::ExpiresOn).comment("As the paper says; absent: never."))
        .col(enumeration(KycDocuments::Status, "kyc_status").default("submitted"))
        .col(timestamptz_now(KycDocuments::SubmittedAt))
        .col(uuid_null(KycDocuments::ReviewedBy))
        .col(timestamptz_null(KycDocuments::ReviewedAt))
        .col(text_null(KycDocuments::RejectionReason).comment("Shown to the user."))
        .references(KycDocuments::UserId, Users::Table, Users::Id, Cascade)
        .references(KycDocuments::IssuingCountryId, Countries::Table, Countries::CountryId, Restrict)
        .references(KycDocuments::ReviewedBy, Users::Table, Users::Id, SetNull)
        .check_sql("number_last_four_form", "number_last_four ~ '^[A-Z0-9]{4}$'")
        .check_not_blank(KycDocuments::StorageKey)
        .check_not_blank(KycDocuments::RejectionReason)
        .check_sql("rejected_with_reason", "(status = 'rejected') = (rejection_reason IS NOT NULL)")
        .check_sql(
            "decided_when_reviewed",
            "status NOT IN ('accepted', 'rejected') OR reviewed_at IS NOT NULL",
        )
        .check_order(KycDocuments::SubmittedAt, KycDocuments::ReviewedAt)
        .check_sql("reviewer_is_another", "reviewed_by <> user_id")
        .index([KycDocuments::Status, KycDocuments::SubmittedAt])
        .timestamps()
}

fn tax_profiles() -> NewTable {
    table(
        TaxProfiles::Table,
        "What a user's invoices and payouts need to say to the tax office; one row a user.",
    )
    .col(uuid_key(TaxProfiles::Id))
    .col(uuid(TaxProfiles::UserId))
    .col(text_null(TaxProfiles::LegalName))
    .col(char_len_null(TaxProfiles::PanNumber, 10).comment("India's permanent account number."))
    .col(enumeration(TaxProfiles::RegistrationType, "gst_registration_type").default("none"))
    .col(char_len_null(TaxProfiles::GstNumber, 15).comment("India's GSTIN."))
    .col(text_null(TaxProfiles::NameOnGst))
    .col(text_null(TaxProfiles::ForeignTaxNumber).comment("Outside India: VAT number, EIN and the like."))
    .col(integer_null(TaxProfiles::CountryId).comment("Of tax residence."))
    .col(
        percent(TaxProfiles::WithholdingPercent)
            .default(0)
            .comment("Tax deducted at source from each payout, in percent."),
    )
    .col(json_null(TaxProfiles::Address).comment("As it must stand on the invoice."))
    .col(boolean(TaxProfiles::Verified).default(false))
    .col(timestamptz_null(TaxProfiles::VerifiedAt))
    .col(json_object(TaxProfiles::Metadata))
    .references_without_index(TaxProfiles::UserId, Users::Table, Users::Id, Cascade)
    .references(TaxProfiles::CountryId, Countries::Table, Countries::CountryId, Restrict)
    .check_not_blank(TaxProfiles::LegalName)
    .check_sql("pan_number_form", "pan_number ~ '^[A-Z]{5}[0-9]{4}[A-Z]$'")
    .check_sql("gst_number_form", "gst_number ~ '^[0-9]{2}[A-Z]{5}[0-9]{4}[A-Z][1-9A-Z]Z[0-9A-Z]$'")
    .check_sql(
        "gst_number_with_registration",
        "(registration_type IN ('registered', 'composition')) = (gst_number IS NOT NULL)",
    )
    .check_not_blank(TaxProfiles::ForeignTaxNumber)
    .check_between(TaxProfiles::WithholdingPercent, 0, 100)
    .check_sql("verified_at_with_verified", "verified = (verified_at IS NOT NULL)")
    .unique([TaxProfiles::UserId])
    .unique([TaxProfiles::GstNumber])
    .timestamps()
}

#[derive(DeriveIden)]
enum TaxProfiles {
    Table,
    Id,
    UserId,
    LegalName,
    PanNumber,
    RegistrationType,
    GstNumber,
    NameOnGst,
    ForeignTaxNumber,
    CountryId,
    WithholdingPercent,
    Address,
    Verified,
    VerifiedAt,
    Metadata,
}

#[derive(DeriveIden)]
enum KycDocuments {
    Table,
    Id,
    UserId,
    DocType,
    NumberLastFour,
    IssuingCountryId,
    StorageKey,
    MimeType,
    DocMeta,
    ExpiresOn,
    Status,
    SubmittedAt,
    ReviewedBy,
    ReviewedAt,
    RejectionReason,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Countries {
    Table,
    CountryId,
}
