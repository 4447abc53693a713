//! What is measured.

use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{Draft, Factory, Presets, Source};

/// Makes [`metrics`]: by default something counted and summed.
#[derive(Debug, Clone, Default)]
pub struct MetricFactory {
    row: Draft<metrics::ActiveModel>,
}

impl MetricFactory {
    /// Something counted.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// With this name, which no other has.
    #[must_use]
    pub fn with_name(mut self, name: &str) -> Self {
        self.row.name = Set(name.to_owned());
        self
    }

    /// In this unit.
    #[must_use]
    pub fn with_unit(mut self, unit: MetricUnit) -> Self {
        self.row.unit = Set(unit);
        self
    }

    /// Summarised like this.
    #[must_use]
    pub fn with_aggregation(mut self, aggregation: MetricAggregation) -> Self {
        self.row.aggregation = Set(aggregation);
        self
    }

    /// No longer measured.
    #[must_use]
    pub fn inactive(mut self) -> Self {
        self.row.active = Set(false);
        self
    }
}

impl Factory for MetricFactory {
    type Entity = metrics::Entity;

    fn draft(&mut self) -> &mut metrics::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> metrics::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("metrics");
        row.id.set_if_unset(unique.id());
        row.name.set_if_unset_with(|| unique.code("metric"));
        row.label.set_if_unset_with(|| unique.name("Metric"));
        row
    }
}

pub(in crate::factory) fn presets() -> Presets<MetricFactory> {
    Presets::of(MetricFactory::new).and("inactive", MetricFactory::inactive)
}
