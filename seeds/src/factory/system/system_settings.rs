//! What the platform is set to.

use backline_schema::prelude::*;
use sea_orm::Set;
use serde_json::json;

use crate::factory::{Draft, Factory, Presets, Source};

/// Makes [`system_settings`]: by default a number that nothing asks for.
#[derive(Debug, Clone, Default)]
pub struct SystemSettingFactory {
    row: Draft<system_settings::ActiveModel>,
}

impl SystemSettingFactory {
    /// A number.
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

    /// With this value.
    #[must_use]
    pub fn with_value(mut self, value: serde_json::Value) -> Self {
        self.row.value = Set(value);
        self
    }
}

impl Factory for SystemSettingFactory {
    type Entity = system_settings::Entity;

    fn draft(&mut self) -> &mut system_settings::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> system_settings::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("system_settings");
        row.key.set_if_unset_with(|| unique.slug("setting"));
        row.value.set_if_unset_with(|| json!(1));
        row.description.set_if_unset_with(|| unique.name("Setting"));
        row
    }
}

pub(in crate::factory) fn presets() -> Presets<SystemSettingFactory> {
    Presets::of(SystemSettingFactory::new)
}
