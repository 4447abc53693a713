//! What others were told.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{Context, Draft, Error, Factory, Presets, Source, WebhookFactory};

/// Makes [`webhook_deliveries`]: by default a confirmed booking, not yet told.
#[derive(Debug, Clone, Default)]
pub struct WebhookDeliveryFactory {
    row: Draft<webhook_deliveries::ActiveModel>,
}

impl WebhookDeliveryFactory {
    /// Not yet told.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Told this one.
    #[must_use]
    pub fn to_webhook(mut self, webhook: &webhooks::Model) -> Self {
        self.row.webhook_id = Set(webhook.id);
        self
    }

    /// This, as in `booking.confirmed`: a JSON object.
    #[must_use]
    pub fn with_event(mut self, name: &str, payload: serde_json::Value) -> Self {
        self.row.event_name = Set(name.to_owned());
        self.row.payload = Set(payload);
        self
    }

    /// Tried so many times.
    #[must_use]
    pub fn with_attempt(mut self, attempt: i16) -> Self {
        self.row.attempt = Set(attempt);
        self
    }

    /// Told.
    #[must_use]
    pub fn delivered(mut self) -> Self {
        self.row.status = Set(WebhookDeliveryStatus::Delivered);
        self
    }

    /// Did not answer, and is tried again.
    #[must_use]
    pub fn failed(mut self) -> Self {
        self.row.status = Set(WebhookDeliveryStatus::Failed);
        self
    }

    /// Never answered.
    #[must_use]
    pub fn abandoned(mut self) -> Self {
        self.row.status = Set(WebhookDeliveryStatus::Abandoned);
        self
    }
}

#[async_trait]
impl Factory for WebhookDeliveryFactory {
    type Entity = webhook_deliveries::Entity;

    fn draft(&mut self) -> &mut webhook_deliveries::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> webhook_deliveries::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("webhook_deliveries");
        row.id.set_if_unset(unique.id());
        row.event_id.set_if_unset_with(|| source.next("webhook_deliveries.event_id").id());
        row.event_name.set_if_unset_with(|| "booking.confirmed".to_owned());
        row.status.set_if_unset(WebhookDeliveryStatus::Pending);
        match row.status.try_as_ref() {
            Some(WebhookDeliveryStatus::Delivered) => {
                row.attempt.set_if_unset(1);
                row.response_code.set_if_unset(Some(200));
                row.delivered_at.set_if_unset(Some(source.now()));
            }
            Some(WebhookDeliveryStatus::Failed) => {
                row.attempt.set_if_unset(1);
                row.response_code.set_if_unset(Some(503));
                row.next_attempt_at.set_if_unset(Some(source.in_days(1)));
            }
            Some(WebhookDeliveryStatus::Abandoned) => {
                row.attempt.set_if_unset(8);
                row.last_error.set_if_unset_with(|| Some("does not answer".to_owned()));
            }
            _ => {}
        }
        row
    }

    async fn complete(
        &self,
        row: &mut webhook_deliveries::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.webhook_id.is_not_set() {
            row.webhook_id = Set(WebhookFactory::new().insert(context).await?.id);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<WebhookDeliveryFactory> {
    Presets::of(WebhookDeliveryFactory::new)
        .and("delivered", WebhookDeliveryFactory::delivered)
        .and("failed", WebhookDeliveryFactory::failed)
        .and("abandoned", WebhookDeliveryFactory::abandoned)
}
