//! Webhooks: what an organization's own programs are told, and each delivery.

use crate::ddl::ForeignKeyAction::{Cascade, SetNull};
use crate::ddl::*;
use sea_orm_migration::prelude::ConditionalStatement;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_enum(manager, "webhook_delivery_status", &["pending", "delivered", "failed", "abandoned"])
            .await?;
        webhooks().create(manager).await?;
        webhook_deliveries().create(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, [WebhookDeliveries::Table]).await?;
        drop_tables(manager, [Webhooks::Table]).await?;
        drop_enums(manager, &["webhook_delivery_status"]).await
    }
}

fn webhooks() -> NewTable {
    table(Webhooks::Table, "Where an organization's own programs are told what happens.")
        .col(uuid_key(Webhooks::Id))
        .col(uuid(Webhooks::OrganizationId))
        .col(text(Webhooks::Name))
        .col(text(Webhooks::Url).comment("Called with POST."))
        .col(
            binary(Webhooks::EncryptedSecret)
                .comment("Signs each delivery (HMAC-SHA-256); encrypted by the application, as it must be read again."),
        )
        .col(text(Webhooks::EncryptionKeyId).comment("Which of the application's keys encrypted the secret."))
        .col(text_array(Webhooks::Events).comment("What it is told: booking.confirmed, payment.*."))
        .col(boolean(Webhooks::Active).default(true))
        .col(integer(Webhooks::FailureCount).default(0).comment("Deliveries abandoned since the last success."))
        .col(timestamptz_null(Webhooks::LastSuccessAt))
        .col(timestamptz_null(Webhooks::DisabledAt).comment("When the platform gave up on it."))
        .col(uuid_null(Webhooks::CreatedBy))
        .references(Webhooks::OrganizationId, Organizations::Table, Organizations::Id, Cascade)
        .references(Webhooks::CreatedBy, Users::Table, Users::Id, SetNull)
        .check_not_blank(Webhooks::Name)
        .check_sql("url_form", "url ~ '^https://[^[:space:]/]+'")
        .check_not_blank(Webhooks::EncryptionKeyId)
        .check_sql(
            "events_form",
            "cardinality(events) > 0 AND array_to_string(events, ' ', 'null!') ~ '^[a-z_]+[.]([a-z_]+|[*])( [a-z_]+[.]([a-z_]+|[*]))*$'",
        )
        .check_not_negative(Webhooks::FailureCount)
        .check_sql("disabled_is_inactive", "disabled_at IS NULL OR NOT active")
        .timestamps()
}

fn webhook_deliveries() -> NewTable {
    table(WebhookDeliveries::Table, "Each thing that a webhook is told, with the last attempt's outcome.")
        .col(uuid_key(WebhookDeliveries::Id))
        .col(uuid(WebhookDeliveries::WebhookId))
        .col(uuid(WebhookDeliveries::EventId).comment("Of what happened: receivers tell repetitions by it."))
        .col(text(WebhookDeliveries::EventName).comment("booking.confirmed and the like."))
        .col(json_object(WebhookDeliveries::Payload).comment("As sent."))
        .col(
            enumeration(WebhookDeliveries::Status, "webhook_delivery_status")
                .default("pending")
                .comment("failed: will be tried again; abandoned: will not."),
        )
        .col(small_integer(WebhookDeliveries::Attempt).default(0).comment("Times that it was tried."))
        .col(small_integer_null(WebhookDeliveries::ResponseCode).comment("HTTP status; absent: no answer."))
        .col(text_null(WebhookDeliveries::ResponseBody).comment("The beginning of the answer."))
        .col(text_null(WebhookDeliveries::LastError).comment("Why there was no answer."))
        .col(integer_null(WebhookDeliveries::DurationMs).comment("Milliseconds until the answer."))
        .col(timestamptz_null(WebhookDeliveries::NextAttemptAt).comment("Absent: at once, or not again."))
        .col(timestamptz_null(WebhookDeliveries::DeliveredAt))
        .references_without_index(WebhookDeliveries::WebhookId, Webhooks::Table, Webhooks::Id, Cascade)
        .check_sql("event_name_form", "event_name ~ '^[a-z_]+[.][a-z_]+$'")
        .check_sql("payload_is_object", "jsonb_typeof(payload) = 'object'")
        .check_not_negative(WebhookDeliveries::Attempt)
        .check_sql("tried_unless_pending", "status = 'pending' OR attempt > 0")
        .check_between(WebhookDeliveries::ResponseCode, 100, 599)
        .check_not_negative(WebhookDeliveries::DurationMs)
        .check_sql("delivered_at_with_status", "(status = 'delivered') = (delivered_at IS NOT NULL)")
        .check_sql("failed_is_tried_again", "status <> 'failed' OR next_attempt_at IS NOT NULL")
        .check_sql(
            "settled_is_not_tried_again",
            "status NOT IN ('delivered', 'abandoned') OR next_attempt_at IS NULL",
        )
        .check_order(WebhookDeliveries::CreatedAt, WebhookDeliveries::DeliveredAt)
        .unique([WebhookDeliveries::WebhookId, WebhookDeliveries::EventId])
        .index([WebhookDeliveries::WebhookId, WebhookDeliveries::CreatedAt])
        .index_as(
            Index::create()
                .name("idx_webhook_deliveries_due")
                .col(WebhookDeliveries::NextAttemptAt)
                .and_where(Expr::cust("status IN ('pending', 'failed')")),
        )
        .timestamps()
}

#[derive(DeriveIden)]
enum Webhooks {
    Table,
    Id,
    OrganizationId,
    Name,
    Url,
    EncryptedSecret,
    EncryptionKeyId,
    Events,
    Active,
    FailureCount,
    LastSuccessAt,
    DisabledAt,
    CreatedBy,
}

#[derive(DeriveIden)]
enum WebhookDeliveries {
    Table,
    Id,
    WebhookId,
    EventId,
    EventName,
    Payload,
    Status,
    Attempt,
    ResponseCode,
    ResponseBody,
    LastError,
    DurationMs,
    NextAttemptAt,
    DeliveredAt,
    CreatedAt,
}

#[derive(DeriveIden)]
enum Organizations {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
}
