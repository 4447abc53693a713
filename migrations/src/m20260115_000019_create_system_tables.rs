//! The platform itself: audit (partitioned by month), search, tags, favourites, feature flags, settings.

use crate::ddl::ForeignKeyAction::{Cascade, Restrict, SetNull};
use crate::ddl::*;
use sea_orm_migration::prelude::IndexOrder;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, labels) in ENUMS {
            create_enum(manager, name, labels).await?;
        }
        audit_logs().create(manager).await?;
        search_index().create(manager).await?;
        tags().create(manager).await?;
        entity_tags().create(manager).await?;
        favorites().create(manager).await?;
        feature_flags().create(manager).await?;
        system_settings().create(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, [SystemSettings::Table]).await?;
        drop_tables(manager, [FeatureFlags::Table]).await?;
        drop_tables(manager, [Favorites::Table]).await?;
        drop_tables(manager, [EntityTags::Table]).await?;
        drop_tables(manager, [Tags::Table]).await?;
        drop_tables(manager, [SearchIndex::Table]).await?;
        drop_tables(manager, [AuditLogs::Table]).await?;
        drop_enums(manager, &ENUMS.map(|(name, _)| name)).await
    }
}

const ENUMS: [(&str, &[&str]); 3] = [
    ("audit_action", &["insert", "update", "delete"]),
    (
        "audited_table",
        &[
            "users",
            "user_roles",
            "api_keys",
            "kyc_documents",
            "tax_profiles",
            "organization_members",
            "bookings",
            "contracts",
            "payments",
            "refunds",
            "payouts",
            "disputes",
        ],
    ),
    (
        "tag_entity",
        &[
            "artist",
            "venue",
            "promoter",
            "organization",
            "event",
            "opportunity",
            "media",
            "equipment",
            "project",
        ],
    ),
];

/// No foreign keys: the log outlives what it tells of, and nothing may change its rows.
fn audit_logs() -> NewTable {
    table(
        AuditLogs::Table,
        "Who changed what, written by triggers. Append-only; partitioned by month of occurred_at, owned by the entity.",
    )
    .col(
        uuid(AuditLogs::EntityId)
            .comment("The changed row's id, or the leading column of its key. No foreign key: the log outlives it."),
    )
    .col(uuid(AuditLogs::Id).default(Expr::cust("gen_random_uuid()")))
    .col(timestamptz_now(AuditLogs::OccurredAt).comment("The start of the transaction."))
    .col(enumeration(AuditLogs::TableName, "audited_table"))
    .col(enumeration(AuditLogs::Action, "audit_action"))
    .col(
        uuid_null(AuditLogs::ActorUserId)
            .comment("backline.user_id of the transaction; absent: the platform. No foreign key: the log outlives it."),
    )
    .col(
        uuid_null(AuditLogs::OrganizationId)
            .comment("The changed row's, otherwise backline.organization_id. No foreign key: the log outlives it."),
    )
    .col(text(AuditLogs::DatabaseRole).default(Expr::cust("SESSION_USER")).comment("Who was connected."))
    .col(
        big_integer(AuditLogs::TransactionId)
            .default(Expr::cust("pg_current_xact_id()::text::bigint"))
            .comment("The same for all rows of a transaction."),
    )
    .col(json_null(AuditLogs::OldValues).comment("The changed columns before; secrets are struck out. Absent for an insert."))
    .col(json_null(AuditLogs::NewValues).comment("The changed columns after; secrets are struck out. Absent for a delete."))
    .primary_key([AuditLogs::EntityId, AuditLogs::Id, AuditLogs::OccurredAt])
    .check_sql("old_values_with_action", "(action = 'insert') = (old_values IS NULL)")
    .check_sql("new_values_with_action", "(action = 'delete') = (new_values IS NULL)")
    .check_sql("old_values_is_object", "jsonb_typeof(old_values) = 'object'")
    .check_sql("new_values_is_object", "jsonb_typeof(new_values) = 'object'")
    .index([AuditLogs::EntityId, AuditLogs::OccurredAt])
    .index([AuditLogs::ActorUserId, AuditLogs::OccurredAt])
    .index([AuditLogs::OrganizationId, AuditLogs::OccurredAt])
    .index([AuditLogs::TableName, AuditLogs::OccurredAt])
    .partition_by_range(AuditLogs::OccurredAt)
}

fn search_index() -> NewTable {
    table(
        SearchIndex::Table,
        "What can be found by words, a row each; kept by triggers on what it describes.",
    )
    .col(uuid_key(SearchIndex::Id))
    .col(enumeration(SearchIndex::EntityType, "search_entity"))
    .col(
        uuid(SearchIndex::EntityId)
            .comment("No foreign key: the table depends on entity_type; organizer: organizations."),
    )
    .col(text(SearchIndex::Title))
    .col(text_null(SearchIndex::Subtitle).comment("The line below the title: genres, city, date."))
    .col(text_null(SearchIndex::Slug).comment("In public addresses; absent: no public page."))
    .col(custom_type(SearchIndex::Tsv, "tsvector").comment("Title weighs A, subtitle B, description C."))
    .col(integer_null(SearchIndex::CityId).comment("Where it is; absent: nowhere in particular."))
    .col(
        double(SearchIndex::Popularity)
            .default(0)
            .comment("Orders equal matches, larger first: followers, ratings, tickets sold."),
    )
    .col(
        boolean(SearchIndex::IsVisible).default(true).comment("Drafts, cancelled and hidden things are not."),
    )
    .col(json_object(SearchIndex::Raw).comment("What a result shows beside title and subtitle."))
    .references(SearchIndex::CityId, Cities::Table, Cities::CityId, Restrict)
    .check_not_blank(SearchIndex::Title)
    .check_not_negative(SearchIndex::Popularity)
    .unique([SearchIndex::EntityType, SearchIndex::EntityId])
    .index_as(
        Index::create().name("idx_search_index_tsv").index_type(custom_index("gin")).col(SearchIndex::Tsv),
    )
    .index_as(
        Index::create()
            .name("idx_search_index_title_trgm")
            .index_type(custom_index("gin"))
            .col(operator_class(SearchIndex::Title, "gin_trgm_ops")),
    )
    .index_as(
        Index::create()
            .name("idx_search_index_entity_type_popularity")
            .col(SearchIndex::EntityType)
            .col((SearchIndex::Popularity, IndexOrder::Desc)),
    )
    .timestamps()
}

fn tags() -> NewTable {
    table(Tags::Table, "Words by which things are grouped.")
        .col(uuid_key(Tags::Id))
        .col(custom_type(Tags::Name, "citext").comment("Unique whatever its case."))
        .col(text(Tags::Slug))
        .col(text_null(Tags::Description))
        .col(uuid_null(Tags::CreatedBy))
        .references(Tags::CreatedBy, Users::Table, Users::Id, SetNull)
        .check_not_blank(Tags::Name)
        .check_slug(Tags::Slug)
        .check_not_blank(Tags::Description)
        .unique([Tags::Name])
        .unique([Tags::Slug])
        .timestamps()
}

fn entity_tags() -> NewTable {
    table(EntityTags::Table, "Which thing has which tag.")
        .col(enumeration(EntityTags::EntityType, "tag_entity"))
        .col(uuid(EntityTags::EntityId).comment("No foreign key: the table depends on entity_type."))
        .col(uuid(EntityTags::TagId))
        .col(uuid_null(EntityTags::TaggedBy).comment("Absent: the platform."))
        .primary_key([EntityTags::EntityType, EntityTags::EntityId, EntityTags::TagId])
        .references(EntityTags::TagId, Tags::Table, Tags::Id, Cascade)
        .references(EntityTags::TaggedBy, Users::Table, Users::Id, SetNull)
        .created_at()
}

fn favorites() -> NewTable {
    table(Favorites::Table, "What users have marked as their favourites.")
        .col(uuid_key(Favorites::Id))
        .col(uuid(Favorites::UserId))
        .col(uuid_null(Favorites::ArtistId))
        .col(uuid_null(Favorites::VenueId))
        .col(uuid_null(Favorites::PromoterId))
        .col(uuid_null(Favorites::EventId))
        .col(uuid_null(Favorites::OpportunityId))
        .col(text_null(Favorites::Note).comment("For the user's own eyes."))
        .references_without_index(Favorites::UserId, Users::Table, Users::Id, Cascade)
        .references(Favorites::ArtistId, Artists::Table, Artists::Id, Cascade)
        .references(Favorites::VenueId, Venues::Table, Venues::Id, Cascade)
        .references(Favorites::PromoterId, Promoters::Table, Promoters::Id, Cascade)
        .references(Favorites::EventId, Events::Table, Events::Id, Cascade)
        .references(Favorites::OpportunityId, Opportunities::Table, Opportunities::Id, Cascade)
        .check_sql(
            "one_subject",
            "num_nonnulls(artist_id, venue_id, promoter_id, event_id, opportunity_id) = 1",
        )
        .check_not_blank(Favorites::Note)
        .unique([Favorites::UserId, Favorites::ArtistId])
        .unique([Favorites::UserId, Favorites::VenueId])
        .unique([Favorites::UserId, Favorites::PromoterId])
        .unique([Favorites::UserId, Favorites::EventId])
        .unique([Favorites::UserId, Favorites::OpportunityId])
        .timestamps()
}

fn feature_flags() -> NewTable {
    table(FeatureFlags::Table, "Features that can be switched on and off while the platform runs.")
        .col(text(FeatureFlags::Key).primary_key().comment("As programs name it: new-checkout."))
        .col(text(FeatureFlags::Description))
        .col(
            boolean(FeatureFlags::Enabled)
                .default(false)
                .comment("Off for everyone, whatever the rest says."),
        )
        .col(
            percent(FeatureFlags::RolloutPercent)
                .default(100)
                .comment("Of users, chosen by a hash of key and user."),
        )
        .col(
            json_object(FeatureFlags::Rules)
                .default(Expr::cust("'[]'"))
                .comment("Conditions in order; the first that holds decides."),
        )
        .col(
            timestamptz_null(FeatureFlags::ExpiresAt)
                .comment("By when the flag should be gone from the code."),
        )
        .col(uuid_null(FeatureFlags::UpdatedBy))
        .references(FeatureFlags::UpdatedBy, Users::Table, Users::Id, SetNull)
        .check_slug(FeatureFlags::Key)
        .check_not_blank(FeatureFlags::Description)
        .check_between(FeatureFlags::RolloutPercent, 0, 100)
        .check_sql("rules_is_array", "jsonb_typeof(rules) = 'array'")
        .timestamps()
}

fn system_settings() -> NewTable {
    table(
        SystemSettings::Table,
        "Settings of this database: its environment mark, the maintenance flag, the platform's own.",
    )
    .col(text(SystemSettings::Key).primary_key().comment(
        "environment: which it is. maintenance: whether the platform is closed. Others: the platform's own.",
    ))
    .col(custom_type(SystemSettings::Value, "jsonb"))
    .col(text(SystemSettings::Description).default(""))
    .col(uuid_null(SystemSettings::UpdatedBy).comment("Absent: set by a command."))
    .references(SystemSettings::UpdatedBy, Users::Table, Users::Id, SetNull)
    .check_sql("key_form", "key ~ '^[a-z][a-z0-9]*([._-][a-z0-9]+)*$'")
    .check_sql(
        "environment_known",
        "key <> 'environment' OR value IN ('\"development\"', '\"test\"', '\"staging\"', '\"production\"')",
    )
    .check_sql("maintenance_is_boolean", "key <> 'maintenance' OR jsonb_typeof(value) = 'boolean'")
    .timestamps()
}

#[derive(DeriveIden)]
enum AuditLogs {
    Table,
    EntityId,
    Id,
    OccurredAt,
    TableName,
    Action,
    ActorUserId,
    OrganizationId,
    DatabaseRole,
    TransactionId,
    OldValues,
    NewValues,
}

#[derive(DeriveIden)]
enum SearchIndex {
    Table,
    Id,
    EntityType,
    EntityId,
    Title,
    Subtitle,
    Slug,
    Tsv,
    CityId,
    Popularity,
    IsVisible,
    Raw,
}

#[derive(DeriveIden)]
enum Tags {
    Table,
    Id,
    Name,
    Slug,
    Description,
    CreatedBy,
}

#[derive(DeriveIden)]
enum EntityTags {
    Table,
    EntityType,
    EntityId,
    TagId,
    TaggedBy,
}

#[derive(DeriveIden)]
enum Favorites {
    Table,
    Id,
    UserId,
    ArtistId,
    VenueId,
    PromoterId,
    EventId,
    OpportunityId,
    Note,
}

#[derive(DeriveIden)]
enum FeatureFlags {
    Table,
    Key,
    Description,
    Enabled,
    RolloutPercent,
    Rules,
    ExpiresAt,
    UpdatedBy,
}

#[derive(DeriveIden)]
enum SystemSettings {
    Table,
    Key,
    Value,
    Description,
    UpdatedBy,
}

#[derive(DeriveIden)]
enum Cities {
    Table,
    CityId,
}

#[derive(DeriveIden)]
enum Users {
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
enum Promoters {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Events {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Opportunities {
    Table,
    Id,
}
