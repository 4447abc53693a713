//! Kinds of projects.

use backline_schema::prelude::*;
use rust_decimal::Decimal;
use sea_orm::Set;

use crate::factory::{Draft, Factory, Presets, Source};

/// Makes [`project_types`]: by default one at ordinary prices. Those that the platform knows are reference data.
#[derive(Debug, Clone, Default)]
pub struct ProjectTypeFactory {
    row: Draft<project_types::ActiveModel>,
}

impl ProjectTypeFactory {
    /// One at ordinary prices.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// With this code, which no other type has.
    #[must_use]
    pub fn with_code(mut self, code: &str) -> Self {
        self.row.code = Set(code.to_owned());
        self
    }

    /// Prices are multiplied by this.
    #[must_use]
    pub fn with_price_multiplier(mut self, multiplier: impl Into<Decimal>) -> Self {
        self.row.price_multiplier = Set(multiplier.into());
        self
    }
}

impl Factory for ProjectTypeFactory {
    type Entity = project_types::Entity;

    fn draft(&mut self) -> &mut project_types::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> project_types::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("project_types");
        row.id.set_if_unset(unique.id());
        row.code.set_if_unset_with(|| unique.code("project_type"));
        row.name.set_if_unset_with(|| unique.name("Project type"));
        row
    }
}

pub(in crate::factory) fn presets() -> Presets<ProjectTypeFactory> {
    Presets::of(ProjectTypeFactory::new)
}
