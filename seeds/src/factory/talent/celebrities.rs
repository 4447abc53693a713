//! What celebrities have beside being artists.

use async_trait::async_trait;
use backline_schema::prelude::*;
use rust_decimal::Decimal;
use sea_orm::Set;

use crate::factory::{ArtistFactory, Context, Draft, Error, Factory, Presets, Source};

/// Makes [`celebrities`]: by default an actor with a page nobody has claimed, for 1,500,000 an appearance.
#[derive(Debug, Clone, Default)]
pub struct CelebrityFactory {
    row: Draft<celebrities::ActiveModel>,
}

impl CelebrityFactory {
    /// An actor.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// This artist.
    #[must_use]
    pub fn for_artist(mut self, artist: &artists::Model) -> Self {
        self.row.artist_id = Set(artist.id);
        self.row.currency.set_if_unset(artist.currency.clone());
        self
    }

    /// Famous for this.
    #[must_use]
    pub fn with_profession(mut self, profession: &str) -> Self {
        self.row.profession = Set(Some(profession.to_owned()));
        self
    }

    /// Asks for so much.
    #[must_use]
    pub fn with_appearance_fee(mut self, fee: impl Into<Decimal>) -> Self {
        self.row.appearance_fee = Set(Some(fee.into()));
        self
    }
}

#[async_trait]
impl Factory for CelebrityFactory {
    type Entity = celebrities::Entity;

    fn draft(&mut self) -> &mut celebrities::ActiveModel {
        &mut self.row
    }

    fn build(&self, _source: &Source) -> celebrities::ActiveModel {
        let mut row = self.row.chosen();
        row.profession.set_if_unset_with(|| Some("Actor".to_owned()));
        row.appearance_fee.set_if_unset(Some(Decimal::from(1_500_000)));
        row
    }

    async fn complete(&self, row: &mut celebrities::ActiveModel, context: &Context<'_>) -> Result<(), Error> {
        if row.artist_id.is_not_set() {
            row.artist_id = Set(ArtistFactory::new().unclaimed().insert(context).await?.id);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<CelebrityFactory> {
    Presets::of(CelebrityFactory::new)
}
