//! Analytics: what happened (partitioned by month), what is measured, its value day by day, and what is expected.

use crate::ddl::ForeignKeyAction::{Cascade, Restrict, SetNull};
use crate::ddl::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, labels) in ENUMS {
            create_enum(manager, name, labels).await?;
        }
        analytics_events().create(manager).await?;
        metrics().create(manager).await?;
        daily_metrics().create(manager).await?;
        forecasts().create(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, [Forecasts::Table]).await?;
        drop_tables(manager, [DailyMetrics::Table]).await?;
        drop_tables(manager, [Metrics::Table]).await?;
        drop_tables(manager, [AnalyticsEvents::Table]).await?;
        drop_enums(manager, &ENUMS.map(|(name, _)| name)).await
    }
}

const ENUMS: [(&str, &[&str]); 4] = [
    ("device_kind", &["desktop", "mobile", "tablet", "server", "other"]),
    (
        "analytics_entity",
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
            "payment",
            "review",
            "conversation",
            "project",
            "ticket_pool",
        ],
    ),
    ("metric_unit", &["count", "currency", "percent", "ratio", "points", "seconds", "days", "bytes"]),
    ("metric_aggregation", &["sum", "average", "minimum", "maximum", "last", "distinct"]),
];

fn analytics_events() -> NewTable {
    table(
        AnalyticsEvents::Table,
        "What people did on the platform. Append-only; partitioned by month of occurred_at, owned by the actor.",
    )
    .col(uuid(AnalyticsEvents::ActorId).comment("The user's id where signed in, otherwise the visitor's."))
    .col(uuid(AnalyticsEvents::Id).default(Expr::cust("gen_random_uuid()")))
    .col(timestamptz_now(AnalyticsEvents::OccurredAt).comment("By the clock of where it happened."))
    .col(text(AnalyticsEvents::EventName).comment("What was done to what: artist_viewed."))
    .col(uuid_null(AnalyticsEvents::UserId).comment("Absent: not signed in, or the account is gone."))
    .col(uuid_null(AnalyticsEvents::SessionId).comment("Absent: not signed in, or the session is gone."))
    .col(uuid_null(AnalyticsEvents::OrganizationId).comment("For which the actor acted."))
    .col(enumeration_null(AnalyticsEvents::EntityType, "analytics_entity").comment("What it was done to."))
    .col(uuid_null(AnalyticsEvents::EntityId).comment("No foreign key: the table depends on entity_type."))
    .col(json_object(AnalyticsEvents::Properties))
    .col(text_null(AnalyticsEvents::PageUrl))
    .col(text_null(AnalyticsEvents::Referrer))
    .col(enumeration_null(AnalyticsEvents::Device, "device_kind"))
    .col(text_null(AnalyticsEvents::UserAgent))
    .col(custom_type_null(AnalyticsEvents::IpAddress, "inet").comment("Shortened: the last part is zero."))
    .col(char_len_null(AnalyticsEvents::CountryCode, 2).comment("ISO 3166-1 alpha-2, guessed from the address."))
    .primary_key([AnalyticsEvents::ActorId, AnalyticsEvents::Id, AnalyticsEvents::OccurredAt])
    .references(AnalyticsEvents::UserId, Users::Table, Users::Id, SetNull)
    .references(AnalyticsEvents::SessionId, UserSessions::Table, UserSessions::Id, SetNull)
    .references(AnalyticsEvents::OrganizationId, Organizations::Table, Organizations::Id, SetNull)
    .check_sql("event_name_form", "event_name ~ '^[a-z][a-z0-9]*(_[a-z0-9]+)*$'")
    .check_sql("actor_is_user", "user_id = actor_id")
    .check_sql("entity_together", "(entity_type IS NULL) = (entity_id IS NULL)")
    .check_sql("properties_is_object", "jsonb_typeof(properties) = 'object'")
    .check_sql("country_code_form", "country_code ~ '^[A-Z]{2}$'")
    .index([AnalyticsEvents::EventName, AnalyticsEvents::OccurredAt])
    .index([AnalyticsEvents::EntityType, AnalyticsEvents::EntityId, AnalyticsEvents::OccurredAt])
    .partition_by_range(AnalyticsEvents::OccurredAt)
    .created_at()
}

fn metrics() -> NewTable {
    table(Metrics::Table, "What is measured, and in which unit.")
        .col(uuid_key(Metrics::Id))
        .col(text(Metrics::Name).comment("As programs name it: bookings_confirmed."))
        .col(text(Metrics::Label).comment("As reports call it."))
        .col(text_null(Metrics::Description).comment("How it is counted."))
        .col(enumeration(Metrics::Unit, "metric_unit").default("count"))
        .col(
            enumeration(Metrics::Aggregation, "metric_aggregation")
                .default("sum")
                .comment("How days become weeks and months."),
        )
        .col(boolean(Metrics::HigherIsBetter).default(true))
        .col(boolean(Metrics::Active).default(true).comment("Still computed."))
        .check_sql("name_form", "name ~ '^[a-z][a-z0-9]*(_[a-z0-9]+)*$'")
        .check_not_blank(Metrics::Label)
        .check_not_blank(Metrics::Description)
        .unique([Metrics::Name])
        .timestamps()
}

fn daily_metrics() -> NewTable {
    table(DailyMetrics::Table, "The value of a metric on a day, as a whole and by dimension.")
        .col(uuid_key(DailyMetrics::Id))
        .col(uuid(DailyMetrics::MetricId))
        .col(date(DailyMetrics::Day).comment("In UTC."))
        .col(
            text(DailyMetrics::Dimension)
                .default("all")
                .comment("all, or a part of it: city=1275339, currency=INR."),
        )
        .col(decimal_len(DailyMetrics::Value, 20, 4).comment("In the metric's unit."))
        .col(
            char_len_null(DailyMetrics::Currency, 3)
                .comment("Of the value, where the metric's unit is currency."),
        )
        .col(big_integer_null(DailyMetrics::SampleSize).comment("Rows behind the value."))
        .col(timestamptz_now(DailyMetrics::ComputedAt))
        .references_without_index(DailyMetrics::MetricId, Metrics::Table, Metrics::Id, Cascade)
        .references(DailyMetrics::Currency, Currencies::Table, Currencies::CurrencyCode, Restrict)
        .check_sql("dimension_form", "dimension ~ '^(all|[a-z_]+=[^=,]+(,[a-z_]+=[^=,]+)*)$'")
        .check_not_negative(DailyMetrics::SampleSize)
        .unique([DailyMetrics::MetricId, DailyMetrics::Day, DailyMetrics::Dimension])
        .index([DailyMetrics::Day])
        .timestamps()
}

fn forecasts() -> NewTable {
    table(Forecasts::Table, "What a metric is expected to be, with its bounds, and what it then was.")
        .col(uuid_key(Forecasts::Id))
        .col(uuid(Forecasts::MetricId))
        .col(text(Forecasts::Dimension).default("all").comment("As in daily_metrics."))
        .col(date(Forecasts::PeriodStart).comment("First day, in UTC."))
        .col(date(Forecasts::PeriodEnd).comment("Last day, in UTC."))
        .col(decimal_len(Forecasts::PredictedValue, 20, 4).comment("In the metric's unit."))
        .col(decimal_len_null(Forecasts::LowerBound, 20, 4))
        .col(decimal_len_null(Forecasts::UpperBound, 20, 4))
        .col(
            percent(Forecasts::ConfidencePercent)
                .default(95)
                .comment("How often the value is meant to lie within the bounds."),
        )
        .col(
            char_len_null(Forecasts::Currency, 3)
                .comment("Of the values, where the metric's unit is currency."),
        )
        .col(text(Forecasts::Model).comment("Which computation made it."))
        .col(text(Forecasts::ModelVersion).default("1"))
        .col(timestamptz_now(Forecasts::GeneratedAt))
        .col(decimal_len_null(Forecasts::ActualValue, 20, 4).comment("Absent until the period is over."))
        .references_without_index(Forecasts::MetricId, Metrics::Table, Metrics::Id, Cascade)
        .references(Forecasts::Currency, Currencies::Table, Currencies::CurrencyCode, Restrict)
        .check_sql("dimension_form", "dimension ~ '^(all|[a-z_]+=[^=,]+(,[a-z_]+=[^=,]+)*)$'")
        .check_order(Forecasts::PeriodStart, Forecasts::PeriodEnd)
        .check_sql("bounds_together", "(lower_bound IS NULL) = (upper_bound IS NULL)")
        .check_sql("predicted_within_bounds", "predicted_value BETWEEN lower_bound AND upper_bound")
        .check_between(Forecasts::ConfidencePercent, 0, 100)
        .check_not_blank(Forecasts::Model)
        .check_not_blank(Forecasts::ModelVersion)
        .unique([
            Forecasts::MetricId,
            Forecasts::Dimension,
            Forecasts::PeriodStart,
            Forecasts::PeriodEnd,
            Forecasts::Model,
            Forecasts::ModelVersion,
        ])
        .index([Forecasts::PeriodStart])
        .timestamps()
}

#[derive(DeriveIden)]
enum AnalyticsEvents {
    Table,
    ActorId,
    Id,
    OccurredAt,
    EventName,
    UserId,
    SessionId,
    OrganizationId,
    EntityType,
    EntityId,
    Properties,
    PageUrl,
    Referrer,
    Device,
    UserAgent,
    IpAddress,
    CountryCode,
}

#[derive(DeriveIden)]
enum Metrics {
    Table,
    Id,
    Name,
    Label,
    Description,
    Unit,
    Aggregation,
    HigherIsBetter,
    Active,
}

#[derive(DeriveIden)]
enum DailyMetrics {
    Table,
    Id,
    MetricId,
    Day,
    Dimension,
    Value,
    Currency,
    SampleSize,
    ComputedAt,
}

#[derive(DeriveIden)]
enum Forecasts {
    Table,
    Id,
    MetricId,
    Dimension,
    PeriodStart,
    PeriodEnd,
    PredictedValue,
    LowerBound,
    UpperBound,
    ConfidencePercent,
    Currency,
    Model,
    ModelVersion,
    GeneratedAt,
    ActualValue,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum UserSessions {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Organizations {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Currencies {
    Table,
    CurrencyCode,
}
