//! What contracts said before.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{Context, ContractFactory, Draft, Error, Factory, Presets, Source};

/// Makes [`contract_versions`]: by default the first version of a new draft.
#[derive(Debug, Clone, Default)]
pub struct ContractVersionFactory {
    row: Draft<contract_versions::ActiveModel>,
}

impl ContractVersionFactory {
    /// The first version.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Of this contract, as it is.
    #[must_use]
    pub fn of_contract(mut self, contract: &contracts::Model) -> Self {
        self.row.contract_id = Set(contract.id);
        self.row.version.set_if_unset(contract.version);
        self.row.contract_text.set_if_unset(contract.contract_text.clone());
        self.row.terms.set_if_unset(contract.terms.clone());
        self
    }

    /// This version, from 1.
    #[must_use]
    pub fn with_version(mut self, version: i32) -> Self {
        self.row.version = Set(version);
        self
    }

    /// Changed in this.
    #[must_use]
    pub fn with_change(mut self, summary: &str) -> Self {
        self.row.change_summary = Set(Some(summary.to_owned()));
        self
    }
}

#[async_trait]
impl Factory for ContractVersionFactory {
    type Entity = contract_versions::Entity;

    fn draft(&mut self) -> &mut contract_versions::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> contract_versions::ActiveModel {
        let mut row = self.row.chosen();
        row.id.set_if_unset_with(|| source.next("contract_versions").id());
        row
    }

    async fn complete(
        &self,
        row: &mut contract_versions::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.contract_id.is_not_set() {
            let contract = ContractFactory::new().insert(context).await?;
            row.contract_id = Set(contract.id);
            row.version.set_if_unset(contract.version);
            row.contract_text.set_if_unset(contract.contract_text);
            row.terms.set_if_unset(contract.terms);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<ContractVersionFactory> {
    Presets::of(ContractVersionFactory::new)
}
