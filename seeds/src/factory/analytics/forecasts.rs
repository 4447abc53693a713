//! What is expected.

use async_trait::async_trait;
use backline_schema::prelude::*;
use rust_decimal::Decimal;
use sea_orm::Set;
use time::Date;

use crate::factory::{Context, Draft, Error, Factory, MetricFactory, Presets, Source};

/// Makes [`forecasts`]: by default 100 in the four weeks from tomorrow on, give or take ten, of a new metric.
#[derive(Debug, Clone, Default)]
pub struct ForecastFactory {
    row: Draft<forecasts::ActiveModel>,
}

impl ForecastFactory {
    /// 100, give or take ten.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Of this metric.
    #[must_use]
    pub fn of_metric(mut self, metric: &metrics::Model) -> Self {
        self.row.metric_id = Set(metric.id);
        self
    }

    /// From the one day to the other.
    #[must_use]
    pub fn with_period(mut self, first: Date, last: Date) -> Self {
        self.row.period_start = Set(first);
        self.row.period_end = Set(last);
        self
    }

    /// So much, give or take ten.
    #[must_use]
    pub fn with_value(mut self, value: impl Into<Decimal>) -> Self {
        self.row.predicted_value = Set(value.into());
        self
    }

    /// What came of it.
    #[must_use]
    pub fn with_actual_value(mut self, value: impl Into<Decimal>) -> Self {
        self.row.actual_value = Set(Some(value.into()));
        self
    }
}

#[async_trait]
impl Factory for ForecastFactory {
    type Entity = forecasts::Entity;

    fn draft(&mut self) -> &mut forecasts::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> forecasts::ActiveModel {
        let mut row = self.row.chosen();
        row.id.set_if_unset_with(|| source.next("forecasts").id());
        row.period_start.set_if_unset(source.date(1));
        row.period_end.set_if_unset(source.date(28));
        row.predicted_value.set_if_unset(Decimal::ONE_HUNDRED);
        if let Some(value) = row.predicted_value.try_as_ref().copied() {
            row.lower_bound.set_if_unset(Some(value - Decimal::TEN));
            row.upper_bound.set_if_unset(Some(value + Decimal::TEN));
        }
        row.model.set_if_unset_with(|| "seasonal_naive".to_owned());
        row.generated_at.set_if_unset(source.now());
        row
    }

    async fn complete(&self, row: &mut forecasts::ActiveModel, context: &Context<'_>) -> Result<(), Error> {
        if row.metric_id.is_not_set() {
            row.metric_id = Set(MetricFactory::new().insert(context).await?.id);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<ForecastFactory> {
    Presets::of(ForecastFactory::new)
}
