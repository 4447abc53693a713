//! Identity: users, how they sign in, what they may do, what they prefer, and who they are by their papers.

use crate::ddl::ForeignKeyAction::{Cascade, Restrict, SetNull};
use crate::ddl::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_enum(manager, "ui_theme", &["light", "dark", "system"]).await?;
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
        users().create(manager).await?;
        user_sessions().create(manager).await?;
        auth_providers().create(manager).await?;
        api_keys().create(manager).await?;
        user_preferences().create(manager).await?;
        roles().create(manager).await?;
        permissions().create(manager).await?;
        role_permissions().create(manager).await?;
        user_roles().create(manager).await?;
        kyc_documents().create(manager).await?;
        tax_profiles().create(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, [TaxProfiles::Table]).await?;
        drop_tables(manager, [KycDocuments::Table]).await?;
        drop_tables(manager, [UserRoles::Table]).await?;
        drop_tables(manager, [RolePermissions::Table]).await?;
        drop_tables(manager, [Permissions::Table]).await?;
        drop_tables(manager, [Roles::Table]).await?;
        drop_tables(manager, [UserPreferences::Table]).await?;
        drop_tables(manager, [ApiKeys::Table]).await?;
        drop_tables(manager, [AuthProviders::Table]).await?;
        drop_tables(manager, [UserSessions::Table]).await?;
        drop_tables(manager, [Users::Table]).await?;
        drop_enums(manager, &["ui_theme", "kyc_status", "kyc_document_type"]).await
    }
}

fn users() -> NewTable {
    table(Users::Table, "Everyone with an account.")
        .col(uuid_key(Users::Id))
        .col(text_null(Users::Username).comment("Unique whatever its case; absent until chosen."))
        .col(custom_type(Users::Email, "citext").comment("Unique whatever its case."))
        .col(
            text_null(Users::PasswordHash)
                .comment("Argon2id, PHC string; absent where only a provider signs in."),
        )
        .col(text_null(Users::Phone).comment("As dialled, best with country code: +919900000000."))
        .col(text_null(Users::DisplayName).comment("What others see."))
        .col(text_null(Users::FirstName))
        .col(text_null(Users::LastName))
        .col(text_null(Users::AvatarUrl))
        .col(enumeration_null(Users::Gender, "gender"))
        .col(date_null(Users::DateOfBirth))
        .col(enumeration(Users::Status, "user_status").default("pending_verification"))
        .col(varchar_null(Users::Locale, 15).comment("Absent: the one of the browser."))
        .col(currency(Users::Currency).comment("In which prices are shown."))
        .col(text(Users::Timezone).default("Asia/Kolkata"))
        .col(integer_null(Users::CityId).comment("Where they live."))
        .col(json_null(Users::EmergencyContact).comment("Name, relation and phone of whom to call."))
        .col(timestamptz_null(Users::EmailVerifiedAt))
        .col(timestamptz_null(Users::PhoneVerifiedAt))
        .col(timestamptz_null(Users::LastLoginAt))
        .col(small_integer(Users::FailedLoginCount).default(0).comment("Since the last success."))
        .col(timestamptz_null(Users::LockedUntil).comment("No sign-in before this moment."))
        .col(
            timestamptz_null(Users::DeletedAt)
                .comment("Set with status deleted; the row stays for its history."),
        )
        .col(json_object(Users::Metadata))
        .references(Users::Locale, Locales::Table, Locales::LocaleCode, Restrict)
        .references(Users::Currency, Currencies::Table, Currencies::CurrencyCode, Restrict)
        .references(Users::Timezone, Timezones::Table, Timezones::TzName, Restrict)
        .references(Users::CityId, Cities::Table, Cities::CityId, Restrict)
        .check_sql("username_form", "username ~ '^[A-Za-z0-9_.-]{2,64}$'")
        .check_sql("email_form", "email ~ '^[^@[:space:]]+@[^@[:space:]]+$'")
        .check_sql("phone_form", "phone ~ '^[+]?[0-9][0-9 ().-]{3,24}$'")
        .check_not_blank(Users::PasswordHash)
        .check_not_blank(Users::DisplayName)
        .check_sql("date_of_birth_range", "date_of_birth BETWEEN '1900-01-01' AND '2100-01-01'")
        .check_not_negative(Users::FailedLoginCount)
        .check_sql("deleted_at_with_status", "(status = 'deleted') = (deleted_at IS NOT NULL)")
        .check_sql("phone_verified_is_given", "phone IS NOT NULL OR phone_verified_at IS NULL")
        .unique([Users::Username])
        .unique([Users::Email])
        .index_as(Index::create().unique().name("uq_users_username_lower").col(Expr::cust("lower(username)")))
        .index([Users::Status])
        .index([Users::Phone])
        .timestamps()
}

fn user_sessions() -> NewTable {
    table(UserSessions::Table, "Signed-in browsers and devices.")
        .col(uuid_key(UserSessions::Id))
        .col(uuid(UserSessions::UserId))
        .col(text_null(UserSessions::TokenHash).comment("SHA-256 of the refresh token, in hexadecimal."))
        .col(text_null(UserSessions::UserAgent))
        .col(custom_type_null(UserSessions::IpAddress, "inet"))
        .col(timestamptz_null(UserSessions::LastSeenAt))
        .col(timestamptz(UserSessions::ExpiresAt))
        .col(timestamptz_null(UserSessions::RevokedAt).comment("Signed out, or thrown out."))
        .references(UserSessions::UserId, Users::Table, Users::Id, Cascade)
        .check_sql("token_hash_form", "token_hash ~ '^[0-9a-f]{64}$'")
        .check_sql("expires_at_after_created_at", "expires_at > created_at")
        .check_sql("revoked_at_after_created_at", "revoked_at >= created_at")
        .unique([UserSessions::TokenHash])
        .index([UserSessions::ExpiresAt])
        .timestamps()
}

fn auth_providers() -> NewTable {
    table(AuthProviders::Table, "Accounts elsewhere with which a user signs in.")
        .col(uuid_key(AuthProviders::Id))
        .col(uuid(AuthProviders::UserId))
        .col(text(AuthProviders::Provider).comment("google, apple, facebook, spotify and the like."))
        .col(text(AuthProviders::ProviderUserId).comment("The provider's own id of the account."))
        .col(json_object(AuthProviders::Data).comment("The profile as the provider gave it; no tokens."))
        .col(timestamptz_null(AuthProviders::LastUsedAt))
        .references(AuthProviders::UserId, Users::Table, Users::Id, Cascade)
        .check_sql("provider_form", "provider ~ '^[a-z0-9]+([_-][a-z0-9]+)*$'")
        .check_not_blank(AuthProviders::ProviderUserId)
        .unique([AuthProviders::Provider, AuthProviders::ProviderUserId])
        .unique([AuthProviders::UserId, AuthProviders::Provider])
        .timestamps()
}

fn api_keys() -> NewTable {
    table(ApiKeys::Table, "Keys with which programs act for a user.")
        .col(uuid_key(ApiKeys::Id))
        .col(uuid(ApiKeys::UserId))
        .col(text(ApiKeys::Name).comment("What its owner calls it."))
        .col(
            varchar_null(ApiKeys::KeyPrefix, 16)
                .comment("The key's first characters, to tell it from others."),
        )
        .col(text(ApiKeys::KeyHash).comment("Never the key itself."))
        .col(text_array(ApiKeys::Scopes).comment("Permission codes; none means none."))
        .col(timestamptz_null(ApiKeys::LastUsedAt))
        .col(timestamptz_null(ApiKeys::ExpiresAt).comment("Absent: never."))
        .col(timestamptz_null(ApiKeys::RevokedAt))
        .references(ApiKeys::UserId, Users::Table, Users::Id, Cascade)
        .check_not_blank(ApiKeys::Name)
        .check_not_blank(ApiKeys::KeyHash)
        .check_sql("expires_at_after_created_at", "expires_at > created_at")
        .check_sql("revoked_at_after_created_at", "revoked_at >= created_at")
        .unique([ApiKeys::KeyHash])
        .timestamps()
}

fn user_preferences() -> NewTable {
    table(
        UserPreferences::Table,
        "What a user wants to be told, and how the application shows itself; one row a user.",
    )
    .col(uuid_key(UserPreferences::Id))
    .col(uuid(UserPreferences::UserId))
    .col(boolean(UserPreferences::EmailNotifications).default(true))
    .col(boolean(UserPreferences::PushNotifications).default(true))
    .col(boolean(UserPreferences::NewEventNotifications).default(true))
    .col(boolean(UserPreferences::DeadlineReminders).default(true))
    .col(boolean(UserPreferences::WeeklyDigest).default(false))
    .col(boolean(UserPreferences::FollowingUpdates).default(true))
    .col(integer_null(UserPreferences::DefaultCountryId))
    .col(integer_null(UserPreferences::DefaultCityId))
    .col(integer(UserPreferences::SearchRadiusKm).default(100).comment("Kilometres around the default city."))
    .col(enumeration(UserPreferences::Theme, "ui_theme").default("light"))
    .col(varchar_null(UserPreferences::Language, 15).comment("Absent: the user's locale."))
    .col(text_null(UserPreferences::Timezone).comment("Absent: the user's."))
    .references_without_index(UserPreferences::UserId, Users::Table, Users::Id, Cascade)
    .references(UserPreferences::DefaultCountryId, Countries::Table, Countries::CountryId, Restrict)
    .references(UserPreferences::DefaultCityId, Cities::Table, Cities::CityId, Restrict)
    .references(UserPreferences::Language, Locales::Table, Locales::LocaleCode, Restrict)
    .references(UserPreferences::Timezone, Timezones::Table, Timezones::TzName, Restrict)
    .check_between(UserPreferences::SearchRadiusKm, 1, 20_040)
    .unique([UserPreferences::UserId])
    .timestamps()
}

fn roles() -> NewTable {
    table(Roles::Table, "The parts that people play on the platform.")
        .col(uuid_key(Roles::Id))
        .col(enumeration(Roles::Name, "role_name"))
        .col(text_null(Roles::Description))
        .check_not_blank(Roles::Description)
        .unique([Roles::Name])
        .timestamps()
}

fn permissions() -> NewTable {
    table(Permissions::Table, "What can be allowed.")
        .col(uuid_key(Permissions::Id))
        .col(text(Permissions::Code).comment("resource:action, as in booking:confirm."))
        .col(text_null(Permissions::Description))
        .check_sql("code_form", "code ~ '^[a-z]+(_[a-z]+)*:[a-z]+(_[a-z]+)*$'")
        .check_not_blank(Permissions::Description)
        .unique([Permissions::Code])
        .timestamps()
}

fn role_permissions() -> NewTable {
    table(RolePermissions::Table, "Which role allows what.")
        .col(uuid(RolePermissions::RoleId))
        .col(uuid(RolePermissions::PermissionId))
        .primary_key([RolePermissions::RoleId, RolePermissions::PermissionId])
        .references_without_index(RolePermissions::RoleId, Roles::Table, Roles::Id, Cascade)
        .references(RolePermissions::PermissionId, Permissions::Table, Permissions::Id, Cascade)
        .created_at()
}

fn user_roles() -> NewTable {
    table(UserRoles::Table, "Who plays which part.")
        .col(uuid(UserRoles::UserId))
        .col(uuid(UserRoles::RoleId))
        .col(timestamptz_now(UserRoles::AssignedAt))
        .col(uuid_null(UserRoles::AssignedBy).comment("Absent: at registration, or by the platform."))
        .primary_key([UserRoles::UserId, UserRoles::RoleId])
        .references_without_index(UserRoles::UserId, Users::Table, Users::Id, Cascade)
        .references(UserRoles::RoleId, Roles::Table, Roles::Id, Restrict)
        .references(UserRoles::AssignedBy, Users::Table, Users::Id, SetNull)
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
enum UserRoles {
    Table,
    UserId,
    RoleId,
    AssignedAt,
    AssignedBy,
}

#[derive(DeriveIden)]
enum RolePermissions {
    Table,
    RoleId,
    PermissionId,
}

#[derive(DeriveIden)]
enum Permissions {
    Table,
    Id,
    Code,
    Description,
}

#[derive(DeriveIden)]
enum Roles {
    Table,
    Id,
    Name,
    Description,
}

#[derive(DeriveIden)]
enum UserPreferences {
    Table,
    Id,
    UserId,
    EmailNotifications,
    PushNotifications,
    NewEventNotifications,
    DeadlineReminders,
    WeeklyDigest,
    FollowingUpdates,
    DefaultCountryId,
    DefaultCityId,
    SearchRadiusKm,
    Theme,
    Language,
    Timezone,
}

#[derive(DeriveIden)]
enum ApiKeys {
    Table,
    Id,
    UserId,
    Name,
    KeyPrefix,
    KeyHash,
    Scopes,
    LastUsedAt,
    ExpiresAt,
    RevokedAt,
}

#[derive(DeriveIden)]
enum AuthProviders {
    Table,
    Id,
    UserId,
    Provider,
    ProviderUserId,
    Data,
    LastUsedAt,
}

#[derive(DeriveIden)]
enum UserSessions {
    Table,
    Id,
    UserId,
    TokenHash,
    UserAgent,
    IpAddress,
    LastSeenAt,
    ExpiresAt,
    RevokedAt,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
    Username,
    Email,
    PasswordHash,
    Phone,
    DisplayName,
    FirstName,
    LastName,
    AvatarUrl,
    Gender,
    DateOfBirth,
    Status,
    Locale,
    Currency,
    Timezone,
    CityId,
    EmergencyContact,
    EmailVerifiedAt,
    PhoneVerifiedAt,
    LastLoginAt,
    FailedLoginCount,
    LockedUntil,
    DeletedAt,
    Metadata,
}

#[derive(DeriveIden)]
enum Locales {
    Table,
    LocaleCode,
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
enum Cities {
    Table,
    CityId,
}

#[derive(DeriveIden)]
enum Countries {
    Table,
    CountryId,
}
