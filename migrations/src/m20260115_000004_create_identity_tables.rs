//! Identity: users, how they sign in, and what they prefer.

use crate::ddl::ForeignKeyAction::{Cascade, Restrict};
use crate::ddl::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_enum(manager, "ui_theme", &["light", "dark", "system"]).await?;
        users().create(manager).await?;
        user_sessions().create(manager).await?;
        auth_providers().create(manager).await?;
        api_keys().create(manager).await?;
        user_preferences().create(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, [UserPreferences::Table]).await?;
        drop_tables(manager, [ApiKeys::Table]).await?;
        drop_tables(manager, [AuthProviders::Table]).await?;
        drop_tables(manager, [UserSessions::Table]).await?;
        drop_tables(manager, [Users::Table]).await?;
        drop_enums(manager, &["ui_theme"]).await
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
