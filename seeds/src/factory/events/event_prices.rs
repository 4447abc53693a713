//! What events cost.

use async_trait::async_trait;
use backline_schema::prelude::*;
use rust_decimal::Decimal;
use sea_orm::Set;
use time::OffsetDateTime;

use crate::factory::{Context, Draft, Error, EventFactory, Factory, Presets, Source};

/// Makes [`event_prices`]: by default the regular price of a published event, 1,200. There is one price of a kind in a
/// currency.
#[derive(Debug, Clone, Default)]
pub struct EventPriceFactory {
    row: Draft<event_prices::ActiveModel>,
}

impl EventPriceFactory {
    /// The regular price.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Of this event, in its currency.
    #[must_use]
    pub fn of_event(mut self, event: &events::Model) -> Self {
        self.row.event_id = Set(event.id);
        self.row.currency.set_if_unset(event.currency.clone());
        self
    }

    /// Of this kind.
    #[must_use]
    pub fn with_type(mut self, price_type: PriceType) -> Self {
        self.row.price_type = Set(price_type);
        self
    }

    /// So much.
    #[must_use]
    pub fn with_amount(mut self, amount: impl Into<Decimal>) -> Self {
        self.row.amount = Set(amount.into());
        self
    }

    /// In this currency, an ISO 4217 code.
    #[must_use]
    pub fn with_currency(mut self, currency: &str) -> Self {
        self.row.currency = Set(currency.to_owned());
        self
    }

    /// Until then.
    #[must_use]
    pub fn with_deadline(mut self, deadline: OffsetDateTime) -> Self {
        self.row.deadline = Set(Some(deadline));
        self
    }

    /// For those who decide early.
    #[must_use]
    pub fn early_bird(mut self) -> Self {
        self.row.price_type = Set(PriceType::EarlyBird);
        self
    }

    /// No longer to be had.
    #[must_use]
    pub fn sold_out(mut self) -> Self {
        self.row.is_available = Set(false);
        self
    }
}

#[async_trait]
impl Factory for EventPriceFactory {
    type Entity = event_prices::Entity;

    fn draft(&mut self) -> &mut event_prices::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> event_prices::ActiveModel {
        let mut row = self.row.chosen();
        row.id.set_if_unset_with(|| source.next("event_prices").id());
        row.price_type.set_if_unset(PriceType::Regular);
        row.amount.set_if_unset(Decimal::from(1_200));
        row
    }

    async fn complete(
        &self,
        row: &mut event_prices::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.event_id.is_not_set() {
            row.event_id = Set(EventFactory::new().published().insert(context).await?.id);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<EventPriceFactory> {
    Presets::of(EventPriceFactory::new)
        .and("early_bird", EventPriceFactory::early_bird)
        .and("sold_out", EventPriceFactory::sold_out)
}
