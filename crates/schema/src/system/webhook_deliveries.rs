//! `webhook_deliveries`: each thing that a webhook is told, with the last attempt's outcome.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::NullOrdering;
use sea_orm::{Order, QueryOrder, Set};
use time::OffsetDateTime;

use super::WebhookDeliveryStatus;
use crate::condition::{is_absent_or_past, is_constant_of};

/// Each thing that a webhook is told, with the last attempt's outcome.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_deliveries")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The webhook.
    pub webhook_id: Uuid,
    /// Of what happened: receivers tell repetitions by it.
    pub event_id: Uuid,
    /// booking.confirmed and the like.
    #[sea_orm(column_type = "Text")]
    pub event_name: String,
    /// As sent.
    #[sea_orm(column_type = "JsonBinary")]
    pub payload: Json,
    /// failed: will be tried again; abandoned: will not.
    pub status: WebhookDeliveryStatus,
    /// Times that it was tried.
    pub attempt: i16,
    /// HTTP status; absent: no answer.
    pub response_code: Option<i16>,
    /// The beginning of the answer.
    #[sea_orm(column_type = "Text")]
    pub response_body: Option<String>,
    /// Why there was no answer.
    #[sea_orm(column_type = "Text")]
    pub last_error: Option<String>,
    /// Milliseconds until the answer.
    pub duration_ms: Option<i32>,
    /// Absent: at once, or not again.
    pub next_attempt_at: Option<OffsetDateTime>,
    /// When it arrived.
    pub delivered_at: Option<OffsetDateTime>,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// Where its keys lead.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `webhook_id`.
    #[sea_orm(
        belongs_to = "super::webhooks::Entity",
        from = "Column::WebhookId",
        to = "super::webhooks::Column::Id",
        on_delete = "Cascade"
    )]
    Webhook,
}

impl Related<super::webhooks::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Webhook.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}

impl Entity {
    /// What is to be sent at this moment, the longest due first; `idx_webhook_deliveries_due` serves it.
    pub fn due() -> Select<Entity> {
        let waiting = [WebhookDeliveryStatus::Pending, WebhookDeliveryStatus::Failed];
        Self::find()
            .filter(is_constant_of(Column::Status, waiting))
            .filter(is_absent_or_past(Column::NextAttemptAt))
            .order_by_with_nulls(Column::NextAttemptAt, Order::Asc, NullOrdering::First)
    }
}
