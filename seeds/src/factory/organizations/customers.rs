//! For whom an organization works.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{Context, Draft, Error, Factory, OrganizationFactory, Presets, Source};

/// Makes [`customers`]: by default one of a new organization.
#[derive(Debug, Clone, Default)]
pub struct CustomerFactory {
    row: Draft<customers::ActiveModel>,
}

impl CustomerFactory {
    /// A customer.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Of this organization.
    #[must_use]
    pub fn of_organization(mut self, organization: &organizations::Model) -> Self {
        self.row.organization_id = Set(organization.id);
        self
    }

    /// With this name.
    #[must_use]
    pub fn with_name(mut self, name: &str) -> Self {
        self.row.name = Set(name.to_owned());
        self
    }

    /// No longer worked for.
    #[must_use]
    pub fn archived(mut self) -> Self {
        self.row.is_archived = Set(true);
        self
    }
}

#[async_trait]
impl Factory for CustomerFactory {
    type Entity = customers::Entity;

    fn draft(&mut self) -> &mut customers::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> customers::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("customers");
        row.id.set_if_unset(unique.id());
        row.name.set_if_unset_with(|| unique.name("Customer"));
        row.customer_number.set_if_unset_with(|| Some(unique.slug("customer")));
        row.email.set_if_unset_with(|| Some(unique.email("customer")));
        row
    }

    async fn complete(&self, row: &mut customers::ActiveModel, context: &Context<'_>) -> Result<(), Error> {
        if row.organization_id.is_not_set() {
            row.organization_id = Set(OrganizationFactory::new().insert(context).await?.id);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<CustomerFactory> {
    Presets::of(CustomerFactory::new).and("archived", CustomerFactory::archived)
}
