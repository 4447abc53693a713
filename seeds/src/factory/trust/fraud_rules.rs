//! What looks like fraud.

use backline_schema::prelude::*;
use rust_decimal::Decimal;
use sea_orm::Set;

use crate::factory::{Draft, Factory, Presets, Source};

/// Makes [`fraud_rules`]: by default one that flags.
#[derive(Debug, Clone, Default)]
pub struct FraudRuleFactory {
    row: Draft<fraud_rules::ActiveModel>,
}

impl FraudRuleFactory {
    /// One that flags.
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

    /// So grave.
    #[must_use]
    pub fn with_severity(mut self, severity: FraudSeverity) -> Self {
        self.row.severity = Set(severity);
        self
    }

    /// Speaks up from this score on, 0 to 100.
    #[must_use]
    pub fn with_threshold(mut self, score: impl Into<Decimal>) -> Self {
        self.row.threshold = Set(score.into());
        self
    }

    /// Holds the money back.
    #[must_use]
    pub fn holding(mut self) -> Self {
        self.row.action = Set(FraudAction::Hold);
        self
    }

    /// Stops it at once.
    #[must_use]
    pub fn blocking(mut self) -> Self {
        self.row.action = Set(FraudAction::Block);
        self
    }

    /// Not in use.
    #[must_use]
    pub fn disabled(mut self) -> Self {
        self.row.enabled = Set(false);
        self
    }
}

impl Factory for FraudRuleFactory {
    type Entity = fraud_rules::Entity;

    fn draft(&mut self) -> &mut fraud_rules::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> fraud_rules::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("fraud_rules");
        row.id.set_if_unset(unique.id());
        row.code.set_if_unset_with(|| unique.slug("rule"));
        row.name.set_if_unset_with(|| unique.name("Fraud rule"));
        row
    }
}

pub(in crate::factory) fn presets() -> Presets<FraudRuleFactory> {
    Presets::of(FraudRuleFactory::new)
        .and("holding", FraudRuleFactory::holding)
        .and("blocking", FraudRuleFactory::blocking)
        .and("disabled", FraudRuleFactory::disabled)
}
