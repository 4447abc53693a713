//! What currencies are worth.

use async_trait::async_trait;
use backline_schema::prelude::*;
use rust_decimal::Decimal;
use sea_orm::Set;
use time::Date;

use crate::factory::{Context, CurrencyFactory, Draft, Error, Factory, Presets, Source};

/// Makes [`exchange_rates`]: by default what a new currency was worth in rupees yesterday: 80.
#[derive(Debug, Clone, Default)]
pub struct ExchangeRateFactory {
    row: Draft<exchange_rates::ActiveModel>,
}

impl ExchangeRateFactory {
    /// 80 rupees.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What the one is worth in the other, ISO 4217 codes.
    #[must_use]
    pub fn with_currencies(mut self, from: &str, to: &str) -> Self {
        self.row.from_currency = Set(from.to_owned());
        self.row.to_currency = Set(to.to_owned());
        self
    }

    /// So much.
    #[must_use]
    pub fn with_rate(mut self, rate: impl Into<Decimal>) -> Self {
        self.row.rate = Set(rate.into());
        self
    }

    /// On this day, one for two currencies.
    #[must_use]
    pub fn with_day(mut self, day: Date) -> Self {
        self.row.valid_on = Set(day);
        self
    }
}

#[async_trait]
impl Factory for ExchangeRateFactory {
    type Entity = exchange_rates::Entity;

    fn draft(&mut self) -> &mut exchange_rates::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> exchange_rates::ActiveModel {
        let mut row = self.row.chosen();
        row.id.set_if_unset_with(|| source.next("exchange_rates").id());
        row.to_currency.set_if_unset_with(|| "INR".to_owned());
        row.rate.set_if_unset(Decimal::from(80));
        row.valid_on.set_if_unset(source.date(-1));
        row.source.set_if_unset_with(|| "factory".to_owned());
        row
    }

    async fn complete(
        &self,
        row: &mut exchange_rates::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.from_currency.is_not_set() {
            row.from_currency = Set(CurrencyFactory::new().insert(context).await?.currency_code);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<ExchangeRateFactory> {
    Presets::of(ExchangeRateFactory::new)
}
