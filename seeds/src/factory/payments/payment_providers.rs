//! Who moves the money.

use backline_schema::prelude::*;
use rust_decimal::Decimal;
use sea_orm::Set;

use crate::factory::{Draft, Factory, Presets, Source};

/// Makes [`payment_providers`]: by default one that takes two percent.
#[derive(Debug, Clone, Default)]
pub struct PaymentProviderFactory {
    row: Draft<payment_providers::ActiveModel>,
}

impl PaymentProviderFactory {
    /// One that takes two percent.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// With this code, which no other has.
    #[must_use]
    pub fn with_code(mut self, code: &str) -> Self {
        self.row.code = Set(code.to_owned());
        self
    }

    /// Takes so much of each payment, in percent.
    #[must_use]
    pub fn with_fee_percent(mut self, percent: impl Into<Decimal>) -> Self {
        self.row.fee_percent = Set(percent.into());
        self
    }

    /// No longer used.
    #[must_use]
    pub fn inactive(mut self) -> Self {
        self.row.active = Set(false);
        self
    }
}

impl Factory for PaymentProviderFactory {
    type Entity = payment_providers::Entity;

    fn draft(&mut self) -> &mut payment_providers::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> payment_providers::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("payment_providers");
        row.id.set_if_unset(unique.id());
        row.code.set_if_unset_with(|| unique.code("provider"));
        row.name.set_if_unset_with(|| unique.name("Provider"));
        row.fee_percent.set_if_unset(Decimal::TWO);
        row
    }
}

pub(in crate::factory) fn presets() -> Presets<PaymentProviderFactory> {
    Presets::of(PaymentProviderFactory::new).and("inactive", PaymentProviderFactory::inactive)
}
