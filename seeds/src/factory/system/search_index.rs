//! What can be found by words.

use backline_schema::prelude::*;
use sea_orm::Set;
use uuid::Uuid;

use crate::factory::{Draft, Factory, Presets, Source};

/// Makes [`search_index`]: by default an entry for something that is not there. Triggers write those of what is.
#[derive(Debug, Clone, Default)]
pub struct SearchIndexFactory {
    row: Draft<search_index::ActiveModel>,
}

impl SearchIndexFactory {
    /// An entry.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// For this row, one each.
    #[must_use]
    pub fn of_entity(mut self, entity: SearchEntity, id: Uuid) -> Self {
        self.row.entity_type = Set(entity);
        self.row.entity_id = Set(id);
        self
    }

    /// Found by these words.
    #[must_use]
    pub fn with_title(mut self, title: &str) -> Self {
        self.row.title = Set(title.to_owned());
        self
    }

    /// The more, the earlier it is found.
    #[must_use]
    pub fn with_popularity(mut self, popularity: f64) -> Self {
        self.row.popularity = Set(popularity);
        self
    }

    /// Not found by everybody.
    #[must_use]
    pub fn hidden(mut self) -> Self {
        self.row.is_visible = Set(false);
        self
    }
}

impl Factory for SearchIndexFactory {
    type Entity = search_index::Entity;

    fn draft(&mut self) -> &mut search_index::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> search_index::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("search_index");
        row.id.set_if_unset(unique.id());
        row.entity_type.set_if_unset(SearchEntity::Artist);
        row.entity_id.set_if_unset_with(|| source.next("search_index.entity_id").id());
        row.title.set_if_unset_with(|| unique.name("Artist"));
        if let Some(title) = row.title.try_as_ref() {
            let words: Vec<_> = title.split_whitespace().map(str::to_lowercase).collect();
            row.tsv.set_if_unset_with(|| words.join(" "));
        }
        row
    }
}

pub(in crate::factory) fn presets() -> Presets<SearchIndexFactory> {
    Presets::of(SearchIndexFactory::new).and("hidden", SearchIndexFactory::hidden)
}
