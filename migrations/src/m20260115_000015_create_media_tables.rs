//! Media: files that people have uploaded, and the equipment that artists and venues have.

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
        media().create(manager).await?;
        equipment_inventories().create(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, [EquipmentInventories::Table]).await?;
        drop_tables(manager, [Media::Table]).await?;
        drop_enums(manager, &ENUMS.map(|(name, _)| name)).await
    }
}

const ENUMS: [(&str, &[&str]); 4] = [
    (
        "media_entity",
        &[
            "user",
            "organization",
            "artist",
            "venue",
            "promoter",
            "event",
            "opportunity",
            "application",
            "booking",
            "contract",
            "dispute",
            "review",
            "conversation",
            "project",
            "equipment",
        ],
    ),
    ("media_visibility", &["public", "unlisted", "organization", "private"]),
    (
        "inventory_category",
        &[
            "audio",
            "microphone",
            "instrument",
            "backline",
            "lighting",
            "video",
            "stage",
            "power",
            "effects",
            "other",
        ],
    ),
    ("inventory_condition", &["new", "good", "fair", "poor", "out_of_order"]),
];

fn media() -> NewTable {
    table(Media::Table, "Uploaded files: where each lies, what it is, and what it belongs to.")
        .col(uuid_key(Media::Id))
        .col(uuid_null(Media::OwnerUserId).comment("Who uploaded it; absent: the account is gone."))
        .col(uuid_null(Media::OrganizationId).comment("Whose it is, where it is not a person's own."))
        .col(enumeration(Media::MediaType, "media_type"))
        .col(enumeration_null(Media::EntityType, "media_entity").comment("What it belongs to; absent: nothing yet."))
        .col(uuid_null(Media::EntityId).comment("No foreign key: the table depends on entity_type."))
        .col(integer(Media::Position).default(0).comment("Order among the files of the same thing, from 0."))
        .col(boolean(Media::IsPrimary).default(false).comment("The one that lists and previews show."))
        .col(text(Media::StorageKey).comment("The object's key in the store, without the store's address."))
        .col(text_null(Media::FileName).comment("As the user's machine called it."))
        .col(text(Media::MimeType))
        .col(big_integer(Media::ByteSize))
        .col(char_len_null(Media::Checksum, 64).comment("SHA-256 of the content, in hexadecimal; absent until processed."))
        .col(integer_null(Media::Width).comment("Pixels; images and video."))
        .col(integer_null(Media::Height).comment("Pixels; images and video."))
        .col(decimal_len_null(Media::DurationSeconds, 10, 3).comment("Audio and video."))
        .col(text_null(Media::AltText).comment("For those who cannot see it; empty: decoration."))
        .col(text_null(Media::Caption))
        .col(enumeration(Media::Visibility, "media_visibility").default("private"))
        .col(timestamptz_null(Media::ProcessedAt).comment("When previews and sizes were ready."))
        .col(json_object(Media::Metadata).comment("Previews, EXIF and the like."))
        .references(Media::OwnerUserId, Users::Table, Users::Id, SetNull)
        .references(Media::OrganizationId, Organizations::Table, Organizations::Id, SetNull)
        .check_sql("entity_together", "(entity_type IS NULL) = (entity_id IS NULL)")
        .check_not_negative(Media::Position)
        .check_sql("primary_of_entity", "NOT is_primary OR entity_id IS NOT NULL")
        .check_not_blank(Media::StorageKey)
        .check_not_blank(Media::FileName)
        .check_sql("mime_type_form", "mime_type ~ '^[a-z]+/[a-z0-9][a-z0-9.+-]*$'")
        .check_sql(
            "mime_type_of_media_type",
            "media_type NOT IN ('image', 'audio', 'video') OR split_part(mime_type, '/', 1) = media_type::text",
        )
        .check_not_negative(Media::ByteSize)
        .check_sql("checksum_form", "checksum ~ '^[0-9a-f]{64}$'")
        .check_positive(Media::Width)
        .check_positive(Media::Height)
        .check_sql("dimensions_together", "(width IS NULL) = (height IS NULL)")
        .check_sql("dimensions_of_pictures", "width IS NULL OR media_type IN ('image', 'video')")
        .check_not_negative(Media::DurationSeconds)
        .check_sql("duration_of_recordings", "duration_seconds IS NULL OR media_type IN ('audio', 'video')")
        .unique([Media::StorageKey])
        .index([Media::EntityType, Media::EntityId, Media::Position])
        .index([Media::Checksum])
        .index_as(
            Index::create()
                .unique()
                .name("uq_media_entity_primary")
                .col(Media::EntityType)
                .col(Media::EntityId)
                .col(Media::MediaType)
                .and_where(Expr::cust("is_primary")),
        )
        .timestamps()
}

fn equipment_inventories() -> NewTable {
    table(EquipmentInventories::Table, "Equipment that an artist brings or a venue has.")
        .col(uuid_key(EquipmentInventories::Id))
        .col(uuid_null(EquipmentInventories::ArtistId))
        .col(uuid_null(EquipmentInventories::VenueId))
        .col(text(EquipmentInventories::ItemName))
        .col(enumeration(EquipmentInventories::Category, "inventory_category").default("other"))
        .col(text_null(EquipmentInventories::Brand))
        .col(text_null(EquipmentInventories::Model))
        .col(integer(EquipmentInventories::Quantity).default(1))
        .col(enumeration(EquipmentInventories::Condition, "inventory_condition").default("good"))
        .col(boolean(EquipmentInventories::IsAvailable).default(true))
        .col(
            amount_null(EquipmentInventories::RentalPrice)
                .comment("A day, a piece; absent: part of the deal."),
        )
        .col(currency(EquipmentInventories::Currency))
        .col(json_object(EquipmentInventories::Specs).comment("Watts, inches, channels and the like."))
        .col(text_null(EquipmentInventories::Notes))
        .references(EquipmentInventories::ArtistId, Artists::Table, Artists::Id, Cascade)
        .references(EquipmentInventories::VenueId, Venues::Table, Venues::Id, Cascade)
        .references(EquipmentInventories::Currency, Currencies::Table, Currencies::CurrencyCode, Restrict)
        .check_sql("one_owner", "num_nonnulls(artist_id, venue_id) = 1")
        .check_not_blank(EquipmentInventories::ItemName)
        .check_not_blank(EquipmentInventories::Brand)
        .check_not_blank(EquipmentInventories::Model)
        .check_not_blank(EquipmentInventories::Notes)
        .check_positive(EquipmentInventories::Quantity)
        .check_not_negative(EquipmentInventories::RentalPrice)
        .check_sql("specs_is_object", "jsonb_typeof(specs) = 'object'")
        .timestamps()
}

#[derive(DeriveIden)]
#[expect(clippy::enum_variant_names, reason = "the column is called media_type")]
enum Media {
    Table,
    Id,
    OwnerUserId,
    OrganizationId,
    MediaType,
    EntityType,
    EntityId,
    Position,
    IsPrimary,
    StorageKey,
    FileName,
    MimeType,
    ByteSize,
    Checksum,
    Width,
    Height,
    DurationSeconds,
    AltText,
    Caption,
    Visibility,
    ProcessedAt,
    Metadata,
}

#[derive(DeriveIden)]
enum EquipmentInventories {
    Table,
    Id,
    ArtistId,
    VenueId,
    ItemName,
    Category,
    Brand,
    Model,
    Quantity,
    Condition,
    IsAvailable,
    RentalPrice,
    Currency,
    Specs,
    Notes,
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
enum Artists {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Venues {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Currencies {
    Table,
    CurrencyCode,
}
