//! Styles of music and dance.

use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{Draft, Factory, Presets, Source};

/// Makes [`genres`]: by default one at the top of the tree. Those that the platform knows are reference data.
#[derive(Debug, Clone, Default)]
pub struct GenreFactory {
    row: Draft<genres::ActiveModel>,
}

impl GenreFactory {
    /// One at the top.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Below this one.
    #[must_use]
    pub fn below(mut self, parent: &genres::Model) -> Self {
        self.row.parent_id = Set(Some(parent.id));
        self
    }

    /// With this name.
    #[must_use]
    pub fn with_name(mut self, name: &str) -> Self {
        self.row.name = Set(name.to_owned());
        self
    }
}

impl Factory for GenreFactory {
    type Entity = genres::Entity;

    fn draft(&mut self) -> &mut genres::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> genres::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("genres");
        row.id.set_if_unset(unique.id());
        row.slug.set_if_unset_with(|| unique.slug("genre"));
        row.name.set_if_unset_with(|| unique.name("Genre"));
        row
    }
}

pub(in crate::factory) fn presets() -> Presets<GenreFactory> {
    Presets::of(GenreFactory::new)
}
