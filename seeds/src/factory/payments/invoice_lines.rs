//! What bills are for.

use async_trait::async_trait;
use backline_schema::prelude::*;
use rust_decimal::Decimal;
use sea_orm::Set;

use crate::factory::{Context, Draft, Error, Factory, InvoiceFactory, Presets, Source};

/// Makes [`invoice_lines`]: by default a performance at 100,000 with 18 percent tax, of a new draft. The invoice's
/// amounts follow by themselves.
#[derive(Debug, Clone, Default)]
pub struct InvoiceLineFactory {
    row: Draft<invoice_lines::ActiveModel>,
}

impl InvoiceLineFactory {
    /// A performance.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Of this invoice, in its currency.
    #[must_use]
    pub fn of_invoice(mut self, invoice: &invoices::Model) -> Self {
        self.row.invoice_id = Set(invoice.id);
        self.row.currency.set_if_unset(invoice.currency.clone());
        self
    }

    /// The how manieth, from 1.
    #[must_use]
    pub fn with_position(mut self, position: i32) -> Self {
        self.row.position = Set(position);
        self
    }

    /// For this.
    #[must_use]
    pub fn with_description(mut self, text: &str) -> Self {
        self.row.description = Set(text.to_owned());
        self
    }

    /// So many.
    #[must_use]
    pub fn with_quantity(mut self, quantity: impl Into<Decimal>) -> Self {
        self.row.quantity = Set(quantity.into());
        self
    }

    /// At so much each.
    #[must_use]
    pub fn with_unit_price(mut self, price: impl Into<Decimal>) -> Self {
        self.row.unit_price = Set(price.into());
        self
    }

    /// Taxed at so much, in percent.
    #[must_use]
    pub fn with_tax_rate(mut self, percent: impl Into<Decimal>) -> Self {
        self.row.tax_rate = Set(percent.into());
        self
    }
}

#[async_trait]
impl Factory for InvoiceLineFactory {
    type Entity = invoice_lines::Entity;

    fn draft(&mut self) -> &mut invoice_lines::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> invoice_lines::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("invoice_lines");
        row.id.set_if_unset(unique.id());
        row.position.set_if_unset_with(|| i32::try_from(unique.number()).unwrap_or(i32::MAX));
        row.description.set_if_unset_with(|| "Performance".to_owned());
        row.unit_price.set_if_unset(Decimal::from(100_000));
        row.tax_rate.set_if_unset(Decimal::from(18));
        row
    }

    async fn complete(
        &self,
        row: &mut invoice_lines::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.invoice_id.is_not_set() {
            let invoice = InvoiceFactory::new().insert(context).await?;
            row.invoice_id = Set(invoice.id);
            row.currency.set_if_unset(invoice.currency);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<InvoiceLineFactory> {
    Presets::of(InvoiceLineFactory::new)
}
