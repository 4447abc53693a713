//! What organizations lend to projects.

use async_trait::async_trait;
use backline_schema::prelude::*;
use rust_decimal::Decimal;
use sea_orm::Set;

use crate::factory::{Context, Draft, Error, Factory, OrganizationFactory, Presets, Source};

/// Makes [`equipment`]: by default ten of something a new organization has.
#[derive(Debug, Clone, Default)]
pub struct EquipmentFactory {
    row: Draft<equipment::ActiveModel>,
}

impl EquipmentFactory {
    /// Ten of something.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Of this organization, in its currency.
    #[must_use]
    pub fn of_organization(mut self, organization: &organizations::Model) -> Self {
        self.row.organization_id = Set(organization.id);
        self.row.currency.set_if_unset(organization.currency.clone());
        self
    }

    /// With this name.
    #[must_use]
    pub fn with_name(mut self, name: &str) -> Self {
        self.row.name = Set(name.to_owned());
        self
    }

    /// So many.
    #[must_use]
    pub fn with_stock(mut self, count: i32) -> Self {
        self.row.stock = Set(count);
        self
    }

    /// At so much a day.
    #[must_use]
    pub fn with_rental_price(mut self, price: impl Into<Decimal>) -> Self {
        self.row.rental_price = Set(Some(price.into()));
        self
    }

    /// Counted by serial number.
    #[must_use]
    pub fn serial(mut self) -> Self {
        self.row.stock_calculation = Set(EquipmentStockCalculation::SerialNumbers);
        self
    }

    /// No longer lent.
    #[must_use]
    pub fn archived(mut self) -> Self {
        self.row.is_archived = Set(true);
        self
    }
}

#[async_trait]
impl Factory for EquipmentFactory {
    type Entity = equipment::Entity;

    fn draft(&mut self) -> &mut equipment::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> equipment::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("equipment");
        row.id.set_if_unset(unique.id());
        row.code.set_if_unset_with(|| Some(unique.slug("equipment")));
        row.name.set_if_unset_with(|| unique.name("Equipment"));
        row.stock.set_if_unset(10);
        row.rental_price.set_if_unset(Some(Decimal::from(500)));
        row
    }

    async fn complete(&self, row: &mut equipment::ActiveModel, context: &Context<'_>) -> Result<(), Error> {
        if row.organization_id.is_not_set() {
            row.organization_id = Set(OrganizationFactory::new().insert(context).await?.id);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<EquipmentFactory> {
    Presets::of(EquipmentFactory::new)
        .and("serial", EquipmentFactory::serial)
        .and("archived", EquipmentFactory::archived)
}
