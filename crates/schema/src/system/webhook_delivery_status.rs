//! `webhook_delivery_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::StateMachine;

/// How far a delivery has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(
    rs_type = "Enum",
    db_type = "Enum",
    enum_name = "webhook_delivery_status",
    rename_all = "snake_case"
)]
#[serde(rename_all = "snake_case")]
pub enum WebhookDeliveryStatus {
    /// Not answered yet.
    Pending,
    /// The other side took it.
    Delivered,
    /// To be tried again.
    Failed,
    /// Given up.
    Abandoned,
}

impl StateMachine for WebhookDeliveryStatus {
    const TYPE: &'static str = "webhook_delivery_status";

    fn next(self) -> &'static [Self] {
        match self {
            Self::Pending => &[Self::Delivered, Self::Failed, Self::Abandoned],
            Self::Delivered => &[],
            Self::Failed => &[Self::Pending, Self::Delivered, Self::Abandoned],
            Self::Abandoned => &[Self::Pending],
        }
    }
}
