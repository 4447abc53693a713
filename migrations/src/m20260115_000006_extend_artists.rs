//! What an artist may be beside an artist: a musician with instruments, a teacher with specialties, a celebrity with an
//! agency and ratings. Each is one row whose key is the artist's.

use crate::ddl::ForeignKeyAction::{Cascade, Restrict};
use crate::ddl::*;
use sea_orm_migration::prelude::ConditionalStatement;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_enum(manager, INSTRUMENT_FAMILY.0, INSTRUMENT_FAMILY.1).await?;
        instruments().create(manager).await?;
        musicians().create(manager).await?;
        musician_instruments().create(manager).await?;
        teachers().create(manager).await?;
        celebrities().create(manager).await?;
        celebrity_ratings().create(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, [CelebrityRatings::Table]).await?;
        drop_tables(manager, [Celebrities::Table]).await?;
        drop_tables(manager, [Teachers::Table]).await?;
        drop_tables(manager, [MusicianInstruments::Table]).await?;
        drop_tables(manager, [Musicians::Table]).await?;
        drop_tables(manager, [Instruments::Table]).await?;
        drop_enums(manager, &[INSTRUMENT_FAMILY.0]).await
    }
}

const INSTRUMENT_FAMILY: (&str, &[&str]) = (
    "instrument_family",
    &["strings", "woodwinds", "brass", "percussion", "keyboards", "electronic", "voice", "other"],
);

fn instruments() -> NewTable {
    table(Instruments::Table, "Instruments that musicians play, the voice among them.")
        .col(uuid_key(Instruments::Id))
        .col(text(Instruments::Slug))
        .col(text(Instruments::Name))
        .col(enumeration(Instruments::Family, "instrument_family"))
        .unique([Instruments::Slug])
        .check_slug(Instruments::Slug)
        .check_not_blank(Instruments::Name)
        .timestamps()
}

fn musicians() -> NewTable {
    table(Musicians::Table, "What a musician has beside being an artist.")
        .col(uuid(Musicians::ArtistId).primary_key())
        .col(integer_null(Musicians::ActiveSince).comment("The year of the first performance."))
        .col(boolean(Musicians::PlaysSessions).default(false).comment("Takes studio and stand-in work."))
        .col(boolean(Musicians::ReadsNotation).default(false))
        .references_without_index(Musicians::ArtistId, Artists::Table, Artists::Id, Cascade)
        .check_between(Musicians::ActiveSince, 1900, 2200)
        .timestamps()
}

fn musician_instruments() -> NewTable {
    table(MusicianInstruments::Table, "Which instruments a musician plays.")
        .col(uuid(MusicianInstruments::MusicianId))
        .col(uuid(MusicianInstruments::InstrumentId))
        .col(boolean(MusicianInstruments::IsPrimary).default(false).comment("The one played most."))
        .primary_key([MusicianInstruments::MusicianId, MusicianInstruments::InstrumentId])
        .references_without_index(
            MusicianInstruments::MusicianId,
            Musicians::Table,
            Musicians::ArtistId,
            Cascade,
        )
        .references(MusicianInstruments::InstrumentId, Instruments::Table, Instruments::Id, Restrict)
        .index_as(
            Index::create()
                .unique()
                .name("uq_musician_instruments_primary")
                .col(MusicianInstruments::MusicianId)
                .and_where(Expr::col(MusicianInstruments::IsPrimary)),
        )
        .timestamps()
}

fn teachers() -> NewTable {
    table(Teachers::Table, "What a teacher has beside being an artist.")
        .col(uuid(Teachers::ArtistId).primary_key())
        .col(
            text_array(Teachers::Specialties)
                .comment("Styles and subjects taught: bachata sensual, stage presence."),
        )
        .col(integer_null(Teachers::TeachingSince).comment("The year of the first class."))
        .col(text_array(Teachers::Certifications))
        .references_without_index(Teachers::ArtistId, Artists::Table, Artists::Id, Cascade)
        .check_between(Teachers::TeachingSince, 1900, 2200)
        .check_sql(
            "specialties_filled",
            "array_position(specialties, NULL) IS NULL AND array_position(specialties, '') IS NULL",
        )
        .index_as(
            Index::create()
                .name("idx_teachers_specialties")
                .index_type(custom_index("gin"))
                .col(Teachers::Specialties),
        )
        .timestamps()
}

fn celebrities() -> NewTable {
    table(Celebrities::Table, "What a celebrity has beside being an artist.")
        .col(uuid(Celebrities::ArtistId).primary_key())
        .col(text_null(Celebrities::Profession).comment("What the fame rests on: actor, cricketer, host."))
        .col(text_null(Celebrities::Agency))
        .col(text_null(Celebrities::AgentName))
        .col(custom_type_null(Celebrities::AgentEmail, "citext"))
        .col(text_null(Celebrities::AgentPhone))
        .col(
            amount_null(Celebrities::AppearanceFee)
                .comment("For one appearance, in currency; absent on request."),
        )
        .col(currency(Celebrities::Currency))
        .col(text_null(Celebrities::SecurityRequirements))
        .col(
            decimal_len(Celebrities::AverageRating, 3, 2)
                .default(0)
                .comment("Mean of celebrity_ratings, 1 to 5; 0 without any. Kept by triggers."),
        )
        .col(
            integer(Celebrities::RatingCount)
                .default(0)
                .comment("Rows in celebrity_ratings. Kept by triggers."),
        )
        .references_without_index(Celebrities::ArtistId, Artists::Table, Artists::Id, Cascade)
        .references(Celebrities::Currency, Currencies::Table, Currencies::CurrencyCode, Restrict)
        .check_not_blank(Celebrities::Profession)
        .check_not_blank(Celebrities::Agency)
        .check_not_blank(Celebrities::AgentName)
        .check_sql("agent_email_form", "agent_email ~ '^[^@[:space:]]+@[^@[:space:]]+$'")
        .check_sql("agent_phone_form", "agent_phone ~ '^[+]?[0-9][0-9 ().-]{3,24}$'")
        .check_not_negative(Celebrities::AppearanceFee)
        .check_not_negative(Celebrities::RatingCount)
        .check_sql(
            "average_rating_range",
            "CASE WHEN rating_count = 0 THEN average_rating = 0 ELSE average_rating BETWEEN 1 AND 5 END",
        )
        .timestamps()
}

fn celebrity_ratings() -> NewTable {
    table(CelebrityRatings::Table, "What users think of a celebrity, once each.")
        .col(uuid_key(CelebrityRatings::Id))
        .col(uuid(CelebrityRatings::CelebrityId))
        .col(uuid(CelebrityRatings::UserId))
        .col(integer(CelebrityRatings::Rating).comment("1 to 5."))
        .col(text_null(CelebrityRatings::Review))
        .references_without_index(
            CelebrityRatings::CelebrityId,
            Celebrities::Table,
            Celebrities::ArtistId,
            Cascade,
        )
        .references(CelebrityRatings::UserId, Users::Table, Users::Id, Cascade)
        .unique([CelebrityRatings::CelebrityId, CelebrityRatings::UserId])
        .check_between(CelebrityRatings::Rating, 1, 5)
        .timestamps()
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Currencies {
    Table,
    CurrencyCode,
}

#[derive(DeriveIden)]
enum Artists {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Instruments {
    Table,
    Id,
    Slug,
    Name,
    Family,
}

#[derive(DeriveIden)]
enum Musicians {
    Table,
    ArtistId,
    ActiveSince,
    PlaysSessions,
    ReadsNotation,
}

#[derive(DeriveIden)]
enum MusicianInstruments {
    Table,
    MusicianId,
    InstrumentId,
    IsPrimary,
}

#[derive(DeriveIden)]
enum Teachers {
    Table,
    ArtistId,
    Specialties,
    TeachingSince,
    Certifications,
}

#[derive(DeriveIden)]
enum Celebrities {
    Table,
    ArtistId,
    Profession,
    Agency,
    AgentName,
    AgentEmail,
    AgentPhone,
    AppearanceFee,
    Currency,
    SecurityRequirements,
    AverageRating,
    RatingCount,
}

#[derive(DeriveIden)]
enum CelebrityRatings {
    Table,
    Id,
    CelebrityId,
    UserId,
    Rating,
    Review,
}
