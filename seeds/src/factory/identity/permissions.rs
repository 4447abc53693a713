//! What can be allowed.

use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{Draft, Factory, Presets, Source};

/// Makes [`permissions`]: by default one that nobody has. Those of the platform are reference data.
#[derive(Debug, Clone, Default)]
pub struct PermissionFactory {
    row: Draft<permissions::ActiveModel>,
}

impl PermissionFactory {
    /// One that nobody has.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// With this code, `resource:action`, which no other has.
    #[must_use]
    pub fn with_code(mut self, code: &str) -> Self {
        self.row.code = Set(code.to_owned());
        self
    }
}

impl Factory for PermissionFactory {
    type Entity = permissions::Entity;

    fn draft(&mut self) -> &mut permissions::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> permissions::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("permissions");
        row.id.set_if_unset(unique.id());
        row.code.set_if_unset_with(|| format!("factory:{}", unique.letters(16)));
        row.description.set_if_unset_with(|| Some(unique.name("Permission")));
        row
    }
}

pub(in crate::factory) fn presets() -> Presets<PermissionFactory> {
    Presets::of(PermissionFactory::new)
}
