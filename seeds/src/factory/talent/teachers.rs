//! What teachers have beside being artists.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{ArtistFactory, Context, Draft, Error, Factory, Presets, Source};

/// Makes [`teachers`]: by default one of kizomba.
#[derive(Debug, Clone, Default)]
pub struct TeacherFactory {
    row: Draft<teachers::ActiveModel>,
}

impl TeacherFactory {
    /// One of kizomba.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// This artist.
    #[must_use]
    pub fn for_artist(mut self, artist: &artists::Model) -> Self {
        self.row.artist_id = Set(artist.id);
        self
    }

    /// Teaches this.
    #[must_use]
    pub fn with_specialties(mut self, specialties: &[&str]) -> Self {
        self.row.specialties = Set(specialties.iter().map(|each| (*each).to_owned()).collect());
        self
    }
}

#[async_trait]
impl Factory for TeacherFactory {
    type Entity = teachers::Entity;

    fn draft(&mut self) -> &mut teachers::ActiveModel {
        &mut self.row
    }

    fn build(&self, _source: &Source) -> teachers::ActiveModel {
        let mut row = self.row.chosen();
        row.specialties.set_if_unset_with(|| vec!["kizomba".to_owned()]);
        row
    }

    async fn complete(&self, row: &mut teachers::ActiveModel, context: &Context<'_>) -> Result<(), Error> {
        if row.artist_id.is_not_set() {
            row.artist_id = Set(ArtistFactory::new().insert(context).await?.id);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<TeacherFactory> {
    Presets::of(TeacherFactory::new)
}
