//! Currencies.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::{ActiveValue, EntityTrait, Set};

use crate::factory::{Context, Draft, Error, Factory, Presets, Source};

/// Makes [`currencies`]: by default one that is not in use anywhere. Those that are, are reference data.
#[derive(Debug, Clone, Default)]
pub struct CurrencyFactory {
    row: Draft<currencies::ActiveModel>,
}

impl CurrencyFactory {
    /// One that is not in use.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// With this code of three capital letters, which no other has.
    #[must_use]
    pub fn with_code(mut self, code: &str) -> Self {
        self.row.currency_code = Set(code.to_owned());
        self
    }

    /// With so many digits after the point, 0 to 4.
    #[must_use]
    pub fn with_precision(mut self, digits: i16) -> Self {
        self.row.precision = Set(digits);
        self
    }
}

#[async_trait]
impl Factory for CurrencyFactory {
    type Entity = currencies::Entity;

    fn draft(&mut self) -> &mut currencies::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> currencies::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("currencies");
        row.currency_code.set_if_unset_with(|| unique.letters(3).to_uppercase());
        row.name.set_if_unset_with(|| unique.name("Currency"));
        row
    }

    async fn complete(&self, row: &mut currencies::ActiveModel, context: &Context<'_>) -> Result<(), Error> {
        // There are no more than 17,576 codes, so a few are tried.
        let chosen = self.row.currency_code.is_set();
        while !chosen && is_taken(&row.currency_code, context).await? {
            row.currency_code = Set(context.next("currencies").letters(3).to_uppercase());
        }
        Ok(())
    }
}

async fn is_taken(code: &ActiveValue<String>, context: &Context<'_>) -> Result<bool, Error> {
    let Some(code) = code.try_as_ref() else { return Ok(false) };
    let found = currencies::Entity::find_by_id(code.as_str()).one(context.db()).await;
    Ok(found.map_err(Error::database("look for a free currency code"))?.is_some())
}

pub(in crate::factory) fn presets() -> Presets<CurrencyFactory> {
    Presets::of(CurrencyFactory::new)
}
