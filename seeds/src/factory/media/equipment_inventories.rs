//! What artists and venues own.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{ArtistFactory, Context, Draft, Error, Factory, Presets, Source};

/// Makes [`equipment_inventories`]: by default an artist's microphone.
#[derive(Debug, Clone, Default)]
pub struct EquipmentInventoryFactory {
    row: Draft<equipment_inventories::ActiveModel>,
}

impl EquipmentInventoryFactory {
    /// An artist's microphone.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// This artist's.
    #[must_use]
    pub fn of_artist(mut self, artist: &artists::Model) -> Self {
        self.row.artist_id = Set(Some(artist.id));
        self.row.venue_id = Set(None);
        self
    }

    /// This venue's.
    #[must_use]
    pub fn of_venue(mut self, venue: &venues::Model) -> Self {
        self.row.venue_id = Set(Some(venue.id));
        self.row.artist_id = Set(None);
        self
    }

    /// This.
    #[must_use]
    pub fn with_item(mut self, name: &str, category: InventoryCategory) -> Self {
        self.row.item_name = Set(name.to_owned());
        self.row.category = Set(category);
        self
    }

    /// So many.
    #[must_use]
    pub fn with_quantity(mut self, quantity: i32) -> Self {
        self.row.quantity = Set(quantity);
        self
    }

    /// Out of order.
    #[must_use]
    pub fn broken(mut self) -> Self {
        self.row.condition = Set(InventoryCondition::OutOfOrder);
        self.row.is_available = Set(false);
        self
    }
}

#[async_trait]
impl Factory for EquipmentInventoryFactory {
    type Entity = equipment_inventories::Entity;

    fn draft(&mut self) -> &mut equipment_inventories::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> equipment_inventories::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("equipment_inventories");
        row.id.set_if_unset(unique.id());
        row.item_name.set_if_unset_with(|| unique.name("Microphone"));
        row.category.set_if_unset(InventoryCategory::Microphone);
        row
    }

    async fn complete(
        &self,
        row: &mut equipment_inventories::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.artist_id.is_not_set() {
            row.artist_id = Set(Some(ArtistFactory::new().insert(context).await?.id));
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<EquipmentInventoryFactory> {
    Presets::of(EquipmentInventoryFactory::new).and("broken", EquipmentInventoryFactory::broken)
}
