//! Venues, where they are, what they hold and offer, and when they are open.

use crate::ddl::ForeignKeyAction::{Cascade, Restrict, SetNull};
use crate::ddl::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_enum(manager, AMENITY_CATEGORY.0, AMENITY_CATEGORY.1).await?;
        venues().create(manager).await?;
        amenities().create(manager).await?;
        venue_amenities().create(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, [VenueAmenities::Table]).await?;
        drop_tables(manager, [Amenities::Table]).await?;
        drop_tables(manager, [Venues::Table]).await?;
        drop_enums(manager, &[AMENITY_CATEGORY.0]).await
    }
}

const AMENITY_CATEGORY: (&str, &[&str]) = (
    "amenity_category",
    &["access", "comfort", "backstage", "technical", "hospitality", "safety", "connectivity", "other"],
);

fn venues() -> NewTable {
    table(Venues::Table, "Places where shows are played.")
        .col(uuid_key(Venues::Id))
        .col(uuid_null(Venues::UserId).comment("Whose profile it is; absent while nobody has claimed it."))
        .col(uuid_null(Venues::OrganizationId).comment("The organization that runs the place."))
        .col(text(Venues::Name))
        .col(text(Venues::Slug))
        .col(text_null(Venues::Description))
        .col(integer_null(Venues::Capacity).comment("People, at most, however they are placed."))
        .col(integer_null(Venues::CapacitySeated))
        .col(integer_null(Venues::CapacityStanding))
        .col(text_null(Venues::VenueType).comment("What people call it: club, theatre, stadium, beach."))
        .col(integer_null(Venues::CityId))
        .col(json_null(Venues::Address).comment("Lines as on an envelope, without city and postal code."))
        .col(text_null(Venues::PostalCode))
        .col(double_null(Venues::Lat).comment("Degrees north, WGS 84."))
        .col(double_null(Venues::Lon).comment("Degrees east, WGS 84."))
        .col(text(Venues::Timezone).default("Asia/Kolkata"))
        .col(time_null(Venues::OpensAt).comment("In the venue's time zone."))
        .col(
            time_null(Venues::ClosesAt)
                .comment("In the venue's time zone; before opens_at, it is the next morning."),
        )
        .col(
            json_null(Venues::Amenities)
                .comment("As the owner words them; venue_amenities is what is searched."),
        )
        .col(json_null(Venues::TechnicalSpecs).comment("Stage, power, sound and light."))
        .col(json_null(Venues::Photos).comment("Addresses of pictures, in order."))
        .col(text_null(Venues::Website))
        .col(text_null(Venues::Phone))
        .col(custom_type_null(Venues::Email, "citext"))
        .col(
            decimal_len(Venues::TrustScore, 5, 2)
                .default(Expr::cust("50.00"))
                .comment("0 to 100, from trust_scores."),
        )
        .col(
            decimal_len(Venues::RatingAverage, 3, 2)
                .default(0)
                .comment("Mean of the published reviews, 1 to 5; 0 without any. Kept by triggers."),
        )
        .col(integer(Venues::RatingCount).default(0).comment("Published reviews. Kept by triggers."))
        .col(boolean(Venues::IsVerified).default(false))
        .col(
            timestamptz_null(Venues::DeletedAt).comment("When the profile was withdrawn; its history stays."),
        )
        .references(Venues::UserId, Users::Table, Users::Id, SetNull)
        .references(Venues::OrganizationId, Organizations::Table, Organizations::Id, SetNull)
        .references(Venues::CityId, Cities::Table, Cities::CityId, Restrict)
        .references(Venues::Timezone, Timezones::Table, Timezones::TzName, Restrict)
        .unique([Venues::Slug])
        .index([Venues::Lat, Venues::Lon])
        .index([Venues::TrustScore])
        .check_not_blank(Venues::Name)
        .check_slug(Venues::Slug)
        .check_positive(Venues::Capacity)
        .check_not_negative(Venues::CapacitySeated)
        .check_not_negative(Venues::CapacityStanding)
        .check_order(Venues::CapacitySeated, Venues::Capacity)
        .check_order(Venues::CapacityStanding, Venues::Capacity)
        .check_not_blank(Venues::VenueType)
        .check_not_blank(Venues::PostalCode)
        .check_between(Venues::Lat, -90, 90)
        .check_between(Venues::Lon, -180, 180)
        .check_sql("coordinates_together", "(lat IS NULL) = (lon IS NULL)")
        .check_sql("hours_together", "(opens_at IS NULL) = (closes_at IS NULL)")
        .check_sql("website_form", "website ~ '^https?://'")
        .check_sql("phone_form", "phone ~ '^[+]?[0-9][0-9 ().-]{3,24}$'")
        .check_sql("email_form", "email ~ '^[^@[:space:]]+@[^@[:space:]]+$'")
        .check_between(Venues::TrustScore, 0, 100)
        .check_sql(
            "rating_average_range",
            "CASE WHEN rating_count = 0 THEN rating_average = 0 ELSE rating_average BETWEEN 1 AND 5 END",
        )
        .check_not_negative(Venues::RatingCount)
        .timestamps()
}

fn amenities() -> NewTable {
    table(Amenities::Table, "What a venue can offer: parking, green room, step-free access.")
        .col(uuid_key(Amenities::Id))
        .col(text(Amenities::Slug))
        .col(text(Amenities::Name))
        .col(enumeration(Amenities::Category, "amenity_category"))
        .unique([Amenities::Slug])
        .check_slug(Amenities::Slug)
        .check_not_blank(Amenities::Name)
        .timestamps()
}

fn venue_amenities() -> NewTable {
    table(VenueAmenities::Table, "Which amenities a venue offers.")
        .col(uuid(VenueAmenities::VenueId))
        .col(uuid(VenueAmenities::AmenityId))
        .col(
            text_null(VenueAmenities::Note).comment("What is special here: twelve places, behind the house."),
        )
        .primary_key([VenueAmenities::VenueId, VenueAmenities::AmenityId])
        .references_without_index(VenueAmenities::VenueId, Venues::Table, Venues::Id, Cascade)
        .references(VenueAmenities::AmenityId, Amenities::Table, Amenities::Id, Restrict)
        .check_not_blank(VenueAmenities::Note)
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
enum Timezones {
    Table,
    TzName,
}

#[derive(DeriveIden)]
enum Venues {
    Table,
    Id,
    UserId,
    OrganizationId,
    Name,
    Slug,
    Description,
    Capacity,
    CapacitySeated,
    CapacityStanding,
    VenueType,
    CityId,
    Address,
    PostalCode,
    Lat,
    Lon,
    Timezone,
    OpensAt,
    ClosesAt,
    Amenities,
    TechnicalSpecs,
    Photos,
    Website,
    Phone,
    Email,
    TrustScore,
    RatingAverage,
    RatingCount,
    IsVerified,
    DeletedAt,
}

#[derive(DeriveIden)]
enum Amenities {
    Table,
    Id,
    Slug,
    Name,
    Category,
}

#[derive(DeriveIden)]
enum VenueAmenities {
    Table,
    VenueId,
    AmenityId,
    Note,
}
