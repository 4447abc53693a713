//! Wordings from which contracts are drafted.

use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{Draft, Factory, Presets, Source};

/// Makes [`contract_templates`]: by default the platform's own, for everybody.
#[derive(Debug, Clone, Default)]
pub struct ContractTemplateFactory {
    row: Draft<contract_templates::ActiveModel>,
}

impl ContractTemplateFactory {
    /// For everybody.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// This organization's own.
    #[must_use]
    pub fn of_organization(mut self, organization: &organizations::Model) -> Self {
        self.row.organization_id = Set(Some(organization.id));
        self
    }

    /// With this name.
    #[must_use]
    pub fn with_name(mut self, name: &str) -> Self {
        self.row.name = Set(name.to_owned());
        self
    }

    /// With this wording.
    #[must_use]
    pub fn with_body(mut self, body: &str) -> Self {
        self.row.body = Set(body.to_owned());
        self
    }

    /// No longer in use.
    #[must_use]
    pub fn inactive(mut self) -> Self {
        self.row.is_active = Set(false);
        self
    }
}

impl Factory for ContractTemplateFactory {
    type Entity = contract_templates::Entity;

    fn draft(&mut self) -> &mut contract_templates::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> contract_templates::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("contract_templates");
        row.id.set_if_unset(unique.id());
        row.name.set_if_unset_with(|| unique.label("Template"));
        row.body.set_if_unset_with(|| "{{artist}} plays, and {{organizer}} pays {{fee}}.".to_owned());
        row.variables.set_if_unset_with(|| ["artist", "organizer", "fee"].map(str::to_owned).to_vec());
        row
    }
}

pub(in crate::factory) fn presets() -> Presets<ContractTemplateFactory> {
    Presets::of(ContractTemplateFactory::new).and("inactive", ContractTemplateFactory::inactive)
}
