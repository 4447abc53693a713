//! Organizations: agencies, promoters' firms, venues' operators and production firms, their members, and their customers.

use crate::ddl::ForeignKeyAction::{Cascade, Restrict, SetNull};
use crate::ddl::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_enum(
            manager,
            "organization_kind",
            &["agency", "promoter", "venue_operator", "production", "label", "corporate", "other"],
        )
        .await?;
        create_enum(manager, "organization_member_role", &["owner", "admin", "manager", "member", "viewer"])
            .await?;
        organizations().create(manager).await?;
        organization_members().create(manager).await?;
        add_organization_to_api_keys(manager).await?;
        promoters().create(manager).await?;
        customers().create(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, [Customers::Table]).await?;
        drop_tables(manager, [Promoters::Table]).await?;
        manager
            .alter_table(Table::alter().table(ApiKeys::Table).drop_column(ApiKeys::OrganizationId).to_owned())
            .await?;
        drop_tables(manager, [OrganizationMembers::Table]).await?;
        drop_tables(manager, [Organizations::Table]).await?;
        drop_enums(manager, &["organization_kind", "organization_member_role"]).await
    }
}

fn organizations() -> NewTable {
    table(Organizations::Table, "Firms on the platform: the tenants whose rows are kept apart.")
        .col(uuid_key(Organizations::Id))
        .col(text(Organizations::Name))
        .col(text_null(Organizations::Slug).comment("In public addresses; absent: no public page."))
        .col(enumeration(Organizations::Kind, "organization_kind").default("other"))
        .col(text_null(Organizations::Description))
        .col(text_null(Organizations::LegalName))
        .col(text_null(Organizations::RegistrationNumber).comment("In the register of companies."))
        .col(char_len_null(Organizations::GstNumber, 15).comment("India's GSTIN."))
        .col(text_null(Organizations::Website))
        .col(custom_type_null(Organizations::Email, "citext"))
        .col(text_null(Organizations::Phone))
        .col(text_null(Organizations::LogoUrl))
        .col(json_null(Organizations::Address))
        .col(integer_null(Organizations::CountryId))
        .col(integer_null(Organizations::CityId))
        .col(currency(Organizations::Currency).comment("In which it keeps its books."))
        .col(text(Organizations::Timezone).default("Asia/Kolkata"))
        .col(timestamptz_null(Organizations::VerifiedAt))
        .col(uuid_null(Organizations::CreatedBy))
        .col(timestamptz_null(Organizations::DeletedAt))
        .col(json_object(Organizations::Metadata))
        .references(Organizations::CountryId, Countries::Table, Countries::CountryId, Restrict)
        .references(Organizations::CityId, Cities::Table, Cities::CityId, Restrict)
        .references(Organizations::Currency, Currencies::Table, Currencies::CurrencyCode, Restrict)
        .references(Organizations::Timezone, Timezones::Table, Timezones::TzName, Restrict)
        .references(Organizations::CreatedBy, Users::Table, Users::Id, SetNull)
        .check_not_blank(Organizations::Name)
        .check_slug(Organizations::Slug)
        .check_sql("gst_number_form", "gst_number ~ '^[0-9]{2}[A-Z]{5}[0-9]{4}[A-Z][1-9A-Z]Z[0-9A-Z]$'")
        .check_sql("website_form", "website ~ '^https?://'")
        .check_sql("email_form", "email ~ '^[^@[:space:]]+@[^@[:space:]]+$'")
        .check_sql("phone_form", "phone ~ '^[+]?[0-9][0-9 ().-]{3,24}$'")
        .unique([Organizations::Slug])
        .unique([Organizations::GstNumber])
        .timestamps()
}

fn organization_members() -> NewTable {
    table(OrganizationMembers::Table, "Who belongs to an organization, and what they may do in it.")
        .col(uuid(OrganizationMembers::OrganizationId))
        .col(uuid(OrganizationMembers::UserId))
        .col(enumeration(OrganizationMembers::Role, "organization_member_role").default("member"))
        .col(text_null(OrganizationMembers::Title).comment("As on a visiting card."))
        .col(uuid_null(OrganizationMembers::InvitedBy))
        .col(timestamptz_now(OrganizationMembers::JoinedAt))
        .primary_key([OrganizationMembers::OrganizationId, OrganizationMembers::UserId])
        .references_without_index(
            OrganizationMembers::OrganizationId,
            Organizations::Table,
            Organizations::Id,
            Cascade,
        )
        .references(OrganizationMembers::UserId, Users::Table, Users::Id, Cascade)
        .references(OrganizationMembers::InvitedBy, Users::Table, Users::Id, SetNull)
        .check_not_blank(OrganizationMembers::Title)
        .timestamps()
}

const API_KEYS_ARE_NEW: &str =
    "the table comes with the same release, so it is empty and nobody waits for it";

/// A key belongs to the user who made it, and may act for one of their organizations.
async fn add_organization_to_api_keys(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .alter_table(
            Table::alter().table(ApiKeys::Table).add_column(uuid_null(ApiKeys::OrganizationId)).to_owned(),
        )
        .await?;
    run(manager, Note::allow("prefer-not-valid-constraint", API_KEYS_ARE_NEW)).await?;
    run(
        manager,
        AddForeignKey::new(
            ApiKeys::Table,
            ApiKeys::OrganizationId,
            Organizations::Table,
            Organizations::Id,
            Cascade,
        ),
    )
    .await?;
    run(manager, Note::allow("require-concurrent-index-creation", API_KEYS_ARE_NEW)).await?;
    manager
        .create_index(
            Index::create()
                .name("idx_api_keys_organization_id")
                .table(ApiKeys::Table)
                .col(ApiKeys::OrganizationId)
                .to_owned(),
        )
        .await?;
    run(
        manager,
        Comment::on_column("api_keys", "organization_id", "The key acts for it; absent: for its user alone."),
    )
    .await
}

fn promoters() -> NewTable {
    table(
        Promoters::Table,
        "Those who put on shows and book artists for them: a person, an organization or both.",
    )
    .col(uuid_key(Promoters::Id))
    .col(uuid_null(Promoters::UserId))
    .col(uuid_null(Promoters::OrganizationId))
    .col(text(Promoters::Name))
    .col(text_null(Promoters::Slug).comment("In public addresses; absent: no public page."))
    .col(text_null(Promoters::Description))
    .col(json_null(Promoters::ContactPerson).comment("Name, e-mail and phone."))
    .col(text_null(Promoters::Website))
    .col(text_null(Promoters::LogoUrl))
    .col(integer_null(Promoters::CityId).comment("Where most of its shows are."))
    .col(boolean(Promoters::IsVerified).default(false))
    .col(ratings(Promoters::RatingAvg).comment("Of its published reviews; 0 without any."))
    .col(integer(Promoters::RatingCount).default(0))
    .col(json_object(Promoters::Metadata))
    .references(Promoters::UserId, Users::Table, Users::Id, SetNull)
    .references(Promoters::OrganizationId, Organizations::Table, Organizations::Id, SetNull)
    .references(Promoters::CityId, Cities::Table, Cities::CityId, Restrict)
    .check_not_blank(Promoters::Name)
    .check_slug(Promoters::Slug)
    .check_sql("website_form", "website ~ '^https?://'")
    .check_between(Promoters::RatingAvg, 0, 5)
    .check_not_negative(Promoters::RatingCount)
    .unique([Promoters::Slug])
    .timestamps()
}

fn customers() -> NewTable {
    table(Customers::Table, "For whom an organization carries out projects; not users of the platform.")
        .col(uuid_key(Customers::Id))
        .col(uuid(Customers::OrganizationId).comment("The organization whose customer it is."))
        .col(text(Customers::Name))
        .col(text_null(Customers::CustomerNumber).comment("In the organization's books."))
        .col(
            text_null(Customers::OrganizationNumber)
                .comment("The customer's own, in the register of companies."),
        )
        .col(custom_type_null(Customers::Email, "citext"))
        .col(text_null(Customers::PhoneNumber))
        .col(json_null(Customers::BillingAddress))
        .col(text_null(Customers::AccountingReference).comment("The customer's id in the accounting system."))
        .col(text_null(Customers::Notes))
        .col(boolean(Customers::IsArchived).default(false))
        .references(Customers::OrganizationId, Organizations::Table, Organizations::Id, Cascade)
        .check_not_blank(Customers::Name)
        .check_not_blank(Customers::CustomerNumber)
        .check_sql("email_form", "email ~ '^[^@[:space:]]+@[^@[:space:]]+$'")
        .check_sql("phone_number_form", "phone_number ~ '^[+]?[0-9][0-9 ().-]{3,24}$'")
        .unique([Customers::OrganizationId, Customers::CustomerNumber])
        .timestamps()
}

/// `numeric(3,2) NOT NULL DEFAULT 0`.
fn ratings(column: impl IntoIden) -> sea_orm_migration::prelude::ColumnDef {
    decimal_len(column, 3, 2).default(0).take()
}

#[derive(DeriveIden)]
enum Customers {
    Table,
    Id,
    OrganizationId,
    Name,
    CustomerNumber,
    OrganizationNumber,
    Email,
    PhoneNumber,
    BillingAddress,
    AccountingReference,
    Notes,
    IsArchived,
}

#[derive(DeriveIden)]
enum Promoters {
    Table,
    Id,
    UserId,
    OrganizationId,
    Name,
    Slug,
    Description,
    ContactPerson,
    Website,
    LogoUrl,
    CityId,
    IsVerified,
    RatingAvg,
    RatingCount,
    Metadata,
}

#[derive(DeriveIden)]
enum OrganizationMembers {
    Table,
    OrganizationId,
    UserId,
    Role,
    Title,
    InvitedBy,
    JoinedAt,
}

#[derive(DeriveIden)]
enum Organizations {
    Table,
    Id,
    Name,
    Slug,
    Kind,
    Description,
    LegalName,
    RegistrationNumber,
    GstNumber,
    Website,
    Email,
    Phone,
    LogoUrl,
    Address,
    CountryId,
    CityId,
    Currency,
    Timezone,
    VerifiedAt,
    CreatedBy,
    DeletedAt,
    Metadata,
}

#[derive(DeriveIden)]
enum Countries {
    Table,
    CountryId,
}

#[derive(DeriveIden)]
enum Cities {
    Table,
    CityId,
}

#[derive(DeriveIden)]
enum Currencies {
    Table,
    CurrencyCode,
}

#[derive(DeriveIden)]
enum Timezones {
    Table,
    TzName,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum ApiKeys {
    Table,
    OrganizationId,
}
