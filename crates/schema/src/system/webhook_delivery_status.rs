//! `webhook_delivery_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Webhook delivery status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(
    rs_type = "Enum",
    db_type = "Enum",
    enum_name = "webhook_delivery_status",
    rename_all = "snake_case"
)]
#[serde(rename_all = "snake_case")]
pub enum WebhookDeliveryStatus {
    /// Pending.
    Pending,
    /// Delivered.
    Delivered,
    /// Failed.
    Failed,
    /// Abandoned.
    Abandoned,
}
