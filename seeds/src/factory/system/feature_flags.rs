//! What is switched on, and for whom.

use backline_schema::prelude::*;
use rust_decimal::Decimal;
use sea_orm::Set;

use crate::factory::{Draft, Factory, Presets, Source};

/// Makes [`feature_flags`]: by default one that is off.
#[derive(Debug, Clone, Default)]
pub struct FeatureFlagFactory {
    row: Draft<feature_flags::ActiveModel>,
}

impl FeatureFlagFactory {
    /// One that is off.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// With this key, which no other has.
    #[must_use]
    pub fn with_key(mut self, key: &str) -> Self {
        self.row.key = Set(key.to_owned());
        self
    }

    /// On for so many, in percent.
    #[must_use]
    pub fn with_rollout(mut self, percent: impl Into<Decimal>) -> Self {
        self.row.enabled = Set(true);
        self.row.rollout_percent = Set(percent.into());
        self
    }

    /// Decided by these rules: a JSON array.
    #[must_use]
    pub fn with_rules(mut self, rules: serde_json::Value) -> Self {
        self.row.rules = Set(rules);
        self
    }

    /// Last changed by this user.
    #[must_use]
    pub fn changed_by(mut self, user: &users::Model) -> Self {
        self.row.updated_by = Set(Some(user.id));
        self
    }

    /// On for everybody.
    #[must_use]
    pub fn enabled(mut self) -> Self {
        self.row.enabled = Set(true);
        self
    }
}

impl Factory for FeatureFlagFactory {
    type Entity = feature_flags::Entity;

    fn draft(&mut self) -> &mut feature_flags::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> feature_flags::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("feature_flags");
        row.key.set_if_unset_with(|| unique.slug("flag"));
        row.description.set_if_unset_with(|| unique.name("Feature flag"));
        row
    }
}

pub(in crate::factory) fn presets() -> Presets<FeatureFlagFactory> {
    Presets::of(FeatureFlagFactory::new).and("enabled", FeatureFlagFactory::enabled)
}
