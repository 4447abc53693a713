//! Factories: rows for tests and scenarios, valid as they are, with what a test cares about said in words.
//!
//! ```
//! use backline_schema::prelude::*;
//! use backline_seeds::factory::{ArtistFactory, BookingFactory, Factory, VenueFactory};
//! use backline_seeds::testdb::TestDb;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # tokio::runtime::Runtime::new()?.block_on(async {
//! let db = TestDb::new().await?;
//!
//! // Everything that it needs is made with it: an artist with a user, a promoter, a venue.
//! let booking = BookingFactory::new().confirmed().insert(&db).await?;
//! assert_eq!(booking.status, BookingStatus::Confirmed);
//!
//! // Or is passed.
//! let artist = ArtistFactory::new().verified().with_name("Meera Iyer").insert(&db).await?;
//! let venue = VenueFactory::new().with_capacity(300).insert(&db).await?;
//! let bookings = BookingFactory::new().for_artist(&artist).at_venue(&venue).insert_many(3, &db).await?;
//! assert!(bookings.iter().all(|booking| booking.artist_id == artist.id));
//! # Ok(())
//! # })
//! # }
//! ```
//!
//! - `for_…`, `at_…`, `of_…`, `by_…` pass a parent; what is not passed is made.
//! - `with_…` sets what tests want to vary; [`Factory::with`] sets any column.
//! - A method that takes nothing is a preset, named for what it means: `verified()`, `confirmed()`.
//! - Where a row has no sensible default, a factory is none until the choice is made: a favourite of nothing does not
//!   compile.
//! - Reference data (countries, currencies, time zones and the like) is to be there; [`Error::hint`] says so when it
//!   is not.
//!
//! # To add one
//! A file `seeds/src/factory/<domain>/<table>.rs` that ends with a function `presets`, its `mod` and `pub use` in the
//! domain's `mod.rs`, and its line in `registry.rs`. The test `factories` says which is missing.

mod context;
mod draft;
mod error;
mod presets;
mod registry;
mod source;

mod analytics;
mod booking;
mod calendar;
mod communication;
mod contracts;
mod events;
mod geography;
mod identity;
mod media;
mod organizations;
mod payments;
mod production;
mod system;
mod talent;
mod trust;
mod venues;

pub use analytics::*;
pub use booking::*;
pub use calendar::*;
pub use communication::*;
pub use contracts::*;
pub use events::*;
pub use geography::*;
pub use identity::*;
pub use media::*;
pub use organizations::*;
pub use payments::*;
pub use production::*;
pub use system::*;
pub use talent::*;
pub use trust::*;
pub use venues::*;

pub use context::{Context, HasContext};
pub use draft::{Chosen, Unchosen};
pub use error::Error;
pub use presets::{Listing, Preset};
pub use registry::factories;
pub use source::{Source, Unique};

use async_trait::async_trait;
use draft::Draft;
use presets::Presets;
use sea_orm::{EntityTrait, IntoActiveModel};

/// What every factory can do.
#[async_trait]
pub trait Factory: Sync + Sized {
    /// The table whose rows it makes.
    type Entity: EntityTrait<
            ActiveModel: Send + Sync,
            Model: Sync + IntoActiveModel<<Self::Entity as EntityTrait>::ActiveModel>,
        >;

    /// What was chosen so far; the rest is not set.
    fn draft(&mut self) -> &mut <Self::Entity as EntityTrait>::ActiveModel;

    /// The row in memory, with a key of its own. Parents that were not passed are missing: only inserting makes them.
    fn build(&self, source: &Source) -> <Self::Entity as EntityTrait>::ActiveModel;

    /// Makes the parents that were not passed, and what depends on them.
    ///
    /// # Errors
    /// As [`Factory::insert`].
    async fn complete(
        &self,
        row: &mut <Self::Entity as EntityTrait>::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        let _ = (row, context);
        Ok(())
    }

    /// Inserts complete rows, and what comes after them.
    ///
    /// # Errors
    /// As [`Factory::insert`].
    async fn store(
        &self,
        rows: Vec<<Self::Entity as EntityTrait>::ActiveModel>,
        context: &Context<'_>,
    ) -> Result<Vec<<Self::Entity as EntityTrait>::Model>, Error> {
        context.insert_rows::<Self::Entity>(rows).await
    }

    /// Sets any column: `.with(|artist| artist.bio = Set(None))`.
    #[must_use]
    fn with(mut self, change: impl FnOnce(&mut <Self::Entity as EntityTrait>::ActiveModel)) -> Self {
        change(self.draft());
        self
    }

    /// Inserts one, with the parents that were not passed.
    ///
    /// # Errors
    /// [`Error`]: the database refused it, or reference data is not there.
    async fn insert(&self, db: &dyn HasContext) -> Result<<Self::Entity as EntityTrait>::Model, Error> {
        let context = db.context();
        let mut row = self.build(context.source());
        self.complete(&mut row, &context).await?;
        let stored = self.store(vec![row], &context).await?;
        stored.into_iter().next().ok_or_else(|| {
            Error::insert(sea_orm::EntityName::table_name(&Self::Entity::default()))(
                sea_orm::DbErr::RecordNotInserted,
            )
        })
    }

    /// Inserts so many, in one statement where that can be. Each has parents of its own but for those that were passed.
    ///
    /// # Errors
    /// As [`Factory::insert`].
    async fn insert_many(
        &self,
        count: usize,
        db: &dyn HasContext,
    ) -> Result<Vec<<Self::Entity as EntityTrait>::Model>, Error> {
        let context = db.context();
        let mut rows = Vec::with_capacity(count);
        for _ in 0..count {
            let mut row = self.build(context.source());
            self.complete(&mut row, &context).await?;
            rows.push(row);
        }
        self.store(rows, &context).await
    }
}
