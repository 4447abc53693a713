//! What has which tag.

use std::marker::PhantomData;

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;
use uuid::Uuid;

use crate::factory::{
    ArtistFactory, Chosen, Context, Draft, Error, Factory, Presets, Source, TagFactory, Unchosen,
};

/// Makes [`entity_tags`] once it is said what: by default a new tag.
#[derive(Debug, Clone, Default)]
pub struct EntityTagFactory<Subject = Unchosen> {
    row: Draft<entity_tags::ActiveModel>,
    choice: PhantomData<Subject>,
}

impl EntityTagFactory {
    /// What is not yet said.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// This row.
    #[must_use]
    pub fn of_entity(mut self, entity: TagEntity, id: Uuid) -> EntityTagFactory<Chosen> {
        self.row.entity_type = Set(entity);
        self.row.entity_id = Set(id);
        self.chosen()
    }

    fn chosen(self) -> EntityTagFactory<Chosen> {
        EntityTagFactory { row: self.row, choice: PhantomData }
    }
}

impl<Subject> EntityTagFactory<Subject> {
    /// This tag.
    #[must_use]
    pub fn with_tag(mut self, tag: &tags::Model) -> Self {
        self.row.tag_id = Set(tag.id);
        self
    }

    /// Given by this user.
    #[must_use]
    pub fn by_user(mut self, user: &users::Model) -> Self {
        self.row.tagged_by = Set(Some(user.id));
        self
    }
}

#[async_trait]
impl Factory for EntityTagFactory<Chosen> {
    type Entity = entity_tags::Entity;

    fn draft(&mut self) -> &mut entity_tags::ActiveModel {
        &mut self.row
    }

    fn build(&self, _source: &Source) -> entity_tags::ActiveModel {
        self.row.chosen()
    }

    async fn complete(&self, row: &mut entity_tags::ActiveModel, context: &Context<'_>) -> Result<(), Error> {
        if row.tag_id.is_not_set() {
            row.tag_id = Set(TagFactory::new().insert(context).await?.id);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<EntityTagFactory<Chosen>> {
    Presets::with_choice(|context| {
        Box::pin(async move {
            let artist = ArtistFactory::new().insert(context).await?;
            Ok(EntityTagFactory::new().of_entity(TagEntity::Artist, artist.id))
        })
    })
}
