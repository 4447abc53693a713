//! What was measured, day by day.

use async_trait::async_trait;
use backline_schema::prelude::*;
use rust_decimal::Decimal;
use sea_orm::Set;
use time::Date;

use crate::factory::{Context, Draft, Error, Factory, MetricFactory, Presets, Source};

/// Makes [`daily_metrics`]: by default 100 yesterday, of a new metric.
#[derive(Debug, Clone, Default)]
pub struct DailyMetricFactory {
    row: Draft<daily_metrics::ActiveModel>,
}

impl DailyMetricFactory {
    /// 100 yesterday.
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

    /// On this day, one a metric and dimension.
    #[must_use]
    pub fn with_day(mut self, day: Date) -> Self {
        self.row.day = Set(day);
        self
    }

    /// So much.
    #[must_use]
    pub fn with_value(mut self, value: impl Into<Decimal>) -> Self {
        self.row.value = Set(value.into());
        self
    }

    /// Of this part, as in `city=bengaluru`.
    #[must_use]
    pub fn with_dimension(mut self, dimension: &str) -> Self {
        self.row.dimension = Set(dimension.to_owned());
        self
    }
}

#[async_trait]
impl Factory for DailyMetricFactory {
    type Entity = daily_metrics::Entity;

    fn draft(&mut self) -> &mut daily_metrics::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> daily_metrics::ActiveModel {
        let mut row = self.row.chosen();
        row.id.set_if_unset_with(|| source.next("daily_metrics").id());
        row.day.set_if_unset(source.date(-1));
        row.value.set_if_unset(Decimal::ONE_HUNDRED);
        row.computed_at.set_if_unset(source.now());
        row
    }

    async fn complete(
        &self,
        row: &mut daily_metrics::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.metric_id.is_not_set() {
            row.metric_id = Set(MetricFactory::new().insert(context).await?.id);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<DailyMetricFactory> {
    Presets::of(DailyMetricFactory::new)
}
