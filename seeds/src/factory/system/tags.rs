//! Words that rows are found by.

use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{Draft, Factory, Presets, Source};

/// Makes [`tags`]: by default one that nothing has.
#[derive(Debug, Clone, Default)]
pub struct TagFactory {
    row: Draft<tags::ActiveModel>,
}

impl TagFactory {
    /// One that nothing has.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// With this name, which no other has in whatever case.
    #[must_use]
    pub fn with_name(mut self, name: &str) -> Self {
        self.row.name = Set(name.to_owned());
        self
    }

    /// Made by this user.
    #[must_use]
    pub fn by_user(mut self, user: &users::Model) -> Self {
        self.row.created_by = Set(Some(user.id));
        self
    }
}

impl Factory for TagFactory {
    type Entity = tags::Entity;

    fn draft(&mut self) -> &mut tags::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> tags::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("tags");
        row.id.set_if_unset(unique.id());
        row.name.set_if_unset_with(|| unique.label("Tag"));
        row.slug.set_if_unset_with(|| unique.slug("tag"));
        row
    }
}

pub(in crate::factory) fn presets() -> Presets<TagFactory> {
    Presets::of(TagFactory::new)
}
