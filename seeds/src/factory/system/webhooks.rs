//! Whom an organization wants to be told.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{Context, Draft, Error, Factory, OrganizationFactory, Presets, Source};

/// Makes [`webhooks`]: by default one of a new organization, of all about bookings.
#[derive(Debug, Clone, Default)]
pub struct WebhookFactory {
    row: Draft<webhooks::ActiveModel>,
    disabled: bool,
}

impl WebhookFactory {
    /// Of all about bookings.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// This organization's.
    #[must_use]
    pub fn of_organization(mut self, organization: &organizations::Model) -> Self {
        self.row.organization_id = Set(organization.id);
        self.row.created_by.set_if_unset(organization.created_by);
        self
    }

    /// At this address, with `https`.
    #[must_use]
    pub fn with_url(mut self, url: &str) -> Self {
        self.row.url = Set(url.to_owned());
        self
    }

    /// Of these, as in `booking.confirmed` or `booking.*`.
    #[must_use]
    pub fn with_events(mut self, names: &[&str]) -> Self {
        self.row.events = Set(names.iter().map(|name| (*name).to_owned()).collect());
        self
    }

    /// Switched off after too many failures.
    #[must_use]
    pub fn disabled(mut self) -> Self {
        self.row.active = Set(false);
        self.row.failure_count = Set(10);
        self.disabled = true;
        self
    }
}

#[async_trait]
impl Factory for WebhookFactory {
    type Entity = webhooks::Entity;

    fn draft(&mut self) -> &mut webhooks::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> webhooks::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("webhooks");
        row.id.set_if_unset(unique.id());
        row.name.set_if_unset_with(|| unique.name("Webhook"));
        row.url.set_if_unset_with(|| format!("https://{}.example.com/hook", unique.slug("webhook")));
        row.encrypted_secret.set_if_unset_with(|| unique.hexadecimal().into_bytes());
        row.encryption_key_id.set_if_unset_with(|| "test".to_owned());
        row.events.set_if_unset_with(|| vec!["booking.*".to_owned()]);
        if self.disabled {
            row.disabled_at.set_if_unset(Some(source.now()));
        }
        row
    }

    async fn complete(&self, row: &mut webhooks::ActiveModel, context: &Context<'_>) -> Result<(), Error> {
        if row.organization_id.is_not_set() {
            row.organization_id = Set(OrganizationFactory::new().insert(context).await?.id);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<WebhookFactory> {
    Presets::of(WebhookFactory::new).and("disabled", WebhookFactory::disabled)
}
