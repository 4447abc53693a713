//! Languages as they are written somewhere.

use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{Draft, Factory, Presets, Source};

/// Makes [`locales`]: by default one that nobody speaks. Those that are, are reference data.
#[derive(Debug, Clone, Default)]
pub struct LocaleFactory {
    row: Draft<locales::ActiveModel>,
}

impl LocaleFactory {
    /// One that nobody speaks.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// With this code of BCP 47, which no other has.
    #[must_use]
    pub fn with_code(mut self, code: &str) -> Self {
        self.row.locale_code = Set(code.to_owned());
        self
    }
}

impl Factory for LocaleFactory {
    type Entity = locales::Entity;

    fn draft(&mut self) -> &mut locales::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> locales::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("locales");
        let letters = unique.letters(7);
        let script = format!("{}{}", letters[3..4].to_uppercase(), &letters[4..]);
        row.locale_code.set_if_unset_with(|| format!("{}-{script}-{}", &letters[..3], unique.digits(3)));
        row.display_name.set_if_unset_with(|| unique.name("Locale"));
        row
    }
}

pub(in crate::factory) fn presets() -> Presets<LocaleFactory> {
    Presets::of(LocaleFactory::new)
}
