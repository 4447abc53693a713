//! Talent: genres, artists and bands, their pages elsewhere, their availability, their followers.

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
        genres().create(manager).await?;
        artists().create(manager).await?;
        artist_genres().create(manager).await?;
        artist_social_links().create(manager).await?;
        artist_availability().create(manager).await?;
        follows().create(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, [Follows::Table]).await?;
        drop_tables(manager, [ArtistAvailability::Table]).await?;
        drop_tables(manager, [ArtistSocialLinks::Table]).await?;
        drop_tables(manager, [ArtistGenres::Table]).await?;
        drop_tables(manager, [Artists::Table]).await?;
        drop_tables(manager, [Genres::Table]).await?;
        drop_enums(manager, &ENUMS.map(|(name, _)| name)).await
    }
}

const ENUMS: [(&str, &[&str]); 3] = [
    ("artist_category", &["budding", "mid_scale", "international", "custom"]),
    ("availability_kind", &["available", "unavailable", "tentative"]),
    (
        "social_platform",
        &[
            "website",
            "instagram",
            "facebook",
            "youtube",
            "x",
            "tiktok",
            "spotify",
            "apple_music",
            "soundcloud",
            "bandcamp",
            "linkedin",
            "other",
        ],
    ),
];

fn genres() -> NewTable {
    table(Genres::Table, "Genres of music and dance, a tree.")
        .col(uuid_key(Genres::Id))
        .col(text(Genres::Slug))
        .col(text(Genres::Name))
        .col(
            uuid_null(Genres::ParentId)
                .comment("The wider genre that this one belongs to; absent at the top."),
        )
        .references(Genres::ParentId, Genres::Table, Genres::Id, Restrict)
        .unique([Genres::Slug])
        .check_slug(Genres::Slug)
        .check_not_blank(Genres::Name)
        .check_sql("parent_is_another", "parent_id <> id")
        .timestamps()
}

fn artists() -> NewTable {
    table(Artists::Table, "Artists and bands who can be booked.")
        .col(uuid_key(Artists::Id))
        .col(uuid_null(Artists::UserId).comment("Whose profile it is; absent while nobody has claimed it."))
        .col(
            uuid_null(Artists::OrganizationId)
                .comment("The agency or band company that acts for the artist."),
        )
        .col(text(Artists::ArtistName).comment("The stage name."))
        .col(text(Artists::Slug))
        .col(boolean(Artists::IsBand).default(false))
        .col(
            enumeration(Artists::Category, "artist_category")
                .default("budding")
                .comment("Decides the commission."),
        )
        .col(text_null(Artists::Bio))
        .col(integer_null(Artists::YearsExperience))
        .col(integer_null(Artists::OriginCityId))
        .col(decimal_len_null(Artists::BudgetMin, 12, 2).comment("The least fee for a show, in currency."))
        .col(
            decimal_len_null(Artists::BudgetStandard, 12, 2)
                .comment("The usual fee for a show, in currency."),
        )
        .col(
            decimal_len_null(Artists::BudgetPremium, 12, 2)
                .comment("The fee for a large or exclusive show, in currency."),
        )
        .col(currency(Artists::Currency))
        .col(
            integer(Artists::PerformanceBufferMinutes)
                .default(60)
                .comment("Minutes kept free before and after each show."),
        )
        .col(
            decimal_len(Artists::TrustScore, 5, 2)
                .default(Expr::cust("50.00"))
                .comment("0 to 100, from trust_scores."),
        )
        .col(
            decimal_len(Artists::RatingAverage, 3, 2)
                .default(0)
                .comment("Mean of the published reviews, 1 to 5; 0 without any. Kept by triggers."),
        )
        .col(integer(Artists::RatingCount).default(0).comment("Published reviews. Kept by triggers."))
        .col(integer(Artists::FollowerCount).default(0).comment("Rows in follows. Kept by triggers."))
        .col(text_null(Artists::ProfilePhotoUrl))
        .col(text_null(Artists::Website))
        .col(boolean(Artists::IsVerified).default(false))
        .col(
            timestamptz_null(Artists::DeletedAt)
                .comment("When the profile was withdrawn; its history stays."),
        )
        .col(json_object(Artists::Metadata))
        .references(Artists::UserId, Users::Table, Users::Id, Cascade)
        .references(Artists::OrganizationId, Organizations::Table, Organizations::Id, SetNull)
        .references(Artists::OriginCityId, Cities::Table, Cities::CityId, Restrict)
        .references(Artists::Currency, Currencies::Table, Currencies::CurrencyCode, Restrict)
        .unique([Artists::Slug])
        .index([Artists::TrustScore])
        .check_slug(Artists::Slug)
        .check_not_blank(Artists::ArtistName)
        .check_between(Artists::YearsExperience, 0, 100)
        .check_not_negative(Artists::BudgetMin)
        .check_order(Artists::BudgetMin, Artists::BudgetStandard)
        .check_order(Artists::BudgetMin, Artists::BudgetPremium)
        .check_order(Artists::BudgetStandard, Artists::BudgetPremium)
        .check_not_negative(Artists::BudgetStandard)
        .check_not_negative(Artists::BudgetPremium)
        .check_between(Artists::PerformanceBufferMinutes, 0, 1440)
        .check_between(Artists::TrustScore, 0, 100)
        .check_sql("rating_average_range", RATING_AVERAGE)
        .check_not_negative(Artists::RatingCount)
        .check_not_negative(Artists::FollowerCount)
        .check_sql("profile_photo_url_form", "profile_photo_url ~ '^https?://'")
        .check_sql("website_form", "website ~ '^https?://'")
        .timestamps()
}

/// A mean of ratings is 0 exactly while there are none.
const RATING_AVERAGE: &str =
    "CASE WHEN rating_count = 0 THEN rating_average = 0 ELSE rating_average BETWEEN 1 AND 5 END";

fn artist_genres() -> NewTable {
    table(ArtistGenres::Table, "Which genres an artist plays.")
        .col(uuid(ArtistGenres::ArtistId))
        .col(uuid(ArtistGenres::GenreId))
        .col(boolean(ArtistGenres::IsPrimary).default(false).comment("The one genre an artist stands for."))
        .primary_key([ArtistGenres::ArtistId, ArtistGenres::GenreId])
        .references_without_index(ArtistGenres::ArtistId, Artists::Table, Artists::Id, Cascade)
        .references(ArtistGenres::GenreId, Genres::Table, Genres::Id, Restrict)
        .index_as(
            Index::create()
                .unique()
                .name("uq_artist_genres_primary")
                .col(ArtistGenres::ArtistId)
                .and_where(Expr::col(ArtistGenres::IsPrimary)),
        )
        .timestamps()
}

fn artist_social_links() -> NewTable {
    table(ArtistSocialLinks::Table, "An artist's pages elsewhere.")
        .col(uuid_key(ArtistSocialLinks::Id))
        .col(uuid(ArtistSocialLinks::ArtistId))
        .col(enumeration(ArtistSocialLinks::Platform, "social_platform"))
        .col(text(ArtistSocialLinks::Url))
        .col(text_null(ArtistSocialLinks::Handle).comment("As the platform shows it: @name."))
        .references_without_index(ArtistSocialLinks::ArtistId, Artists::Table, Artists::Id, Cascade)
        .unique([ArtistSocialLinks::ArtistId, ArtistSocialLinks::Platform, ArtistSocialLinks::Url])
        .check_sql("url_form", "url ~ '^https?://'")
        .check_not_blank(ArtistSocialLinks::Handle)
        .timestamps()
}

fn artist_availability() -> NewTable {
    table(
        ArtistAvailability::Table,
        "When an artist can and cannot be booked, beside the bookings themselves.",
    )
    .col(uuid_key(ArtistAvailability::Id))
    .col(uuid(ArtistAvailability::ArtistId))
    .col(enumeration(ArtistAvailability::Kind, "availability_kind").default("unavailable"))
    .col(timestamptz(ArtistAvailability::StartsAt))
    .col(timestamptz(ArtistAvailability::EndsAt).comment("The first moment after it."))
    .col(
        custom_type(ArtistAvailability::Period, "tstzrange")
            .generated(Expr::cust(PERIOD), true)
            .comment("From starts_at up to, and without, ends_at."),
    )
    .col(text_null(ArtistAvailability::Note).comment("For the artist's own eyes."))
    .references(ArtistAvailability::ArtistId, Artists::Table, Artists::Id, Cascade)
    .check_sql("ends_at_after_starts_at", "ends_at > starts_at")
    .exclude(
        Exclude::new(ArtistAvailability::Table, "ex_artist_availability_period")
            .with(ArtistAvailability::ArtistId, "=")
            .with(ArtistAvailability::Period, "&&"),
    )
    .timestamps()
}

/// A range with its ends the wrong way round is an error of its own: this way the check is what refuses it.
const PERIOD: &str =
    "CASE WHEN ends_at > starts_at THEN tstzrange(starts_at, ends_at) ELSE 'empty'::tstzrange END";

fn follows() -> NewTable {
    table(
        Follows::Table,
        "Who follows which artist. As a teacher or as a musician: whichever of these tables has the artist.",
    )
    .col(uuid(Follows::UserId))
    .col(uuid(Follows::ArtistId))
    .col(boolean(Follows::Notify).default(true).comment("Tell the user of new events and changes."))
    .primary_key([Follows::UserId, Follows::ArtistId])
    .references_without_index(Follows::UserId, Users::Table, Users::Id, Cascade)
    .references(Follows::ArtistId, Artists::Table, Artists::Id, Cascade)
    .timestamps()
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Organizations {
    Table,
    Id,
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
enum Genres {
    Table,
    Id,
    Slug,
    Name,
    ParentId,
}

#[derive(DeriveIden)]
enum Artists {
    Table,
    Id,
    UserId,
    OrganizationId,
    ArtistName,
    Slug,
    IsBand,
    Category,
    Bio,
    YearsExperience,
    OriginCityId,
    BudgetMin,
    BudgetStandard,
    BudgetPremium,
    Currency,
    PerformanceBufferMinutes,
    TrustScore,
    RatingAverage,
    RatingCount,
    FollowerCount,
    ProfilePhotoUrl,
    Website,
    IsVerified,
    DeletedAt,
    Metadata,
}

#[derive(DeriveIden)]
enum ArtistGenres {
    Table,
    ArtistId,
    GenreId,
    IsPrimary,
}

#[derive(DeriveIden)]
enum ArtistSocialLinks {
    Table,
    Id,
    ArtistId,
    Platform,
    Url,
    Handle,
}

#[derive(DeriveIden)]
enum ArtistAvailability {
    Table,
    Id,
    ArtistId,
    Kind,
    StartsAt,
    EndsAt,
    Period,
    Note,
}

#[derive(DeriveIden)]
enum Follows {
    Table,
    UserId,
    ArtistId,
    Notify,
}
