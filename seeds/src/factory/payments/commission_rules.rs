//! What the platform keeps.

use async_trait::async_trait;
use backline_schema::prelude::*;
use rust_decimal::Decimal;
use sea_orm::Set;
use time::Date;

use crate::factory::{Context, CurrencyFactory, Draft, Error, Factory, Presets, Source};

/// Makes [`commission_rules`]: by default ten percent of bookings from today on, in a new currency: rules for the same
/// currency do not overlap.
#[derive(Debug, Clone, Default)]
pub struct CommissionRuleFactory {
    row: Draft<commission_rules::ActiveModel>,
}

impl CommissionRuleFactory {
    /// Ten percent of bookings.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// For amounts in this currency, an ISO 4217 code.
    #[must_use]
    pub fn with_currency(mut self, currency: &str) -> Self {
        self.row.currency = Set(currency.to_owned());
        self
    }

    /// Of this.
    #[must_use]
    pub fn with_target(mut self, target: CommissionTarget) -> Self {
        self.row.applies_to = Set(target);
        self
    }

    /// For artists of this category only.
    #[must_use]
    pub fn with_category(mut self, category: ArtistCategory) -> Self {
        self.row.category = Set(Some(category));
        self
    }

    /// So much, in percent.
    #[must_use]
    pub fn with_percentage(mut self, percentage: impl Into<Decimal>) -> Self {
        self.row.percentage = Set(percentage.into());
        self
    }

    /// From the one day to the other.
    #[must_use]
    pub fn with_days(mut self, first: Date, last: Date) -> Self {
        self.row.effective_from = Set(first);
        self.row.effective_to = Set(Some(last));
        self
    }

    /// No longer applied.
    #[must_use]
    pub fn inactive(mut self) -> Self {
        self.row.active = Set(false);
        self
    }
}

#[async_trait]
impl Factory for CommissionRuleFactory {
    type Entity = commission_rules::Entity;

    fn draft(&mut self) -> &mut commission_rules::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> commission_rules::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("commission_rules");
        row.id.set_if_unset(unique.id());
        row.name.set_if_unset_with(|| unique.name("Commission rule"));
        row.applies_to.set_if_unset(CommissionTarget::Booking);
        row.effective_from.set_if_unset(source.date(0));
        row
    }

    async fn complete(
        &self,
        row: &mut commission_rules::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.currency.is_not_set() {
            row.currency = Set(CurrencyFactory::new().insert(context).await?.currency_code);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<CommissionRuleFactory> {
    Presets::of(CommissionRuleFactory::new).and("inactive", CommissionRuleFactory::inactive)
}
