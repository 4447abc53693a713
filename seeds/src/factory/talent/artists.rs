//! Artists and bands.

use async_trait::async_trait;
use backline_schema::prelude::*;
use rust_decimal::Decimal;
use sea_orm::{EntityTrait, Set};
use uuid::Uuid;

use crate::factory::{Context, Draft, Error, Factory, Presets, Source, UserFactory};

/// Makes [`artists`]: by default a solo artist with a user, who asks for 100,000 a show.
#[derive(Debug, Clone, Default)]
pub struct ArtistFactory {
    row: Draft<artists::ActiveModel>,
    deleted: bool,
}

impl ArtistFactory {
    /// A solo artist.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// This user's page.
    #[must_use]
    pub fn for_user(mut self, user: &users::Model) -> Self {
        self.row.user_id = Set(Some(user.id));
        self
    }

    /// This agency acts for them.
    #[must_use]
    pub fn of_organization(mut self, organization: &organizations::Model) -> Self {
        self.row.organization_id = Set(Some(organization.id));
        self
    }

    /// With this stage name.
    #[must_use]
    pub fn with_name(mut self, name: &str) -> Self {
        self.row.artist_name = Set(name.to_owned());
        self
    }

    /// Of this category, which decides the commission.
    #[must_use]
    pub fn with_category(mut self, category: ArtistCategory) -> Self {
        self.row.category = Set(category);
        self
    }

    /// From this city, given by its GeoNames id.
    #[must_use]
    pub fn with_city(mut self, city_id: i32) -> Self {
        self.row.origin_city_id = Set(Some(city_id));
        self
    }

    /// Usually asks for this fee; the least is 70 percent of it, for a large show twice as much.
    #[must_use]
    pub fn with_fee(mut self, fee: impl Into<Decimal>) -> Self {
        self.row.budget_standard = Set(Some(fee.into()));
        self
    }

    /// Asks for fees in this currency, an ISO 4217 code.
    #[must_use]
    pub fn with_currency(mut self, currency: &str) -> Self {
        self.row.currency = Set(currency.to_owned());
        self
    }

    /// More than one person on stage.
    #[must_use]
    pub fn band(mut self) -> Self {
        self.row.is_band = Set(true);
        self
    }

    /// The platform has checked them.
    #[must_use]
    pub fn verified(mut self) -> Self {
        self.row.is_verified = Set(true);
        self
    }

    /// Nobody has claimed the page.
    #[must_use]
    pub fn unclaimed(mut self) -> Self {
        self.row.user_id = Set(None);
        self
    }

    /// Given up.
    #[must_use]
    pub fn deleted(mut self) -> Self {
        self.deleted = true;
        self
    }
}

#[async_trait]
impl Factory for ArtistFactory {
    type Entity = artists::Entity;

    fn draft(&mut self) -> &mut artists::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> artists::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("artists");
        row.id.set_if_unset(unique.id());
        row.artist_name.set_if_unset_with(|| unique.name("Artist"));
        row.slug.set_if_unset_with(|| unique.slug("artist"));
        row.budget_standard.set_if_unset(Some(Decimal::from(100_000)));
        if let Some(fee) = row.budget_standard.as_option().copied() {
            row.budget_min.set_if_unset_with(|| Some((fee * Decimal::new(7, 1)).round_dp(2)));
            row.budget_premium.set_if_unset(Some(fee * Decimal::TWO));
        }
        if self.deleted {
            row.deleted_at.set_if_unset(Some(source.now()));
        }
        row
    }

    async fn complete(&self, row: &mut artists::ActiveModel, context: &Context<'_>) -> Result<(), Error> {
        if row.user_id.is_not_set() {
            row.user_id = Set(Some(UserFactory::new().insert(context).await?.id));
        }
        Ok(())
    }
}

/// The user behind an artist's page.
pub(in crate::factory) async fn user_of(
    artist_id: Uuid,
    context: &Context<'_>,
) -> Result<Option<Uuid>, Error> {
    let found = artists::Entity::find_by_id(artist_id).one(context.db()).await;
    Ok(found.map_err(Error::database("look for the artist"))?.and_then(|artist| artist.user_id))
}

pub(in crate::factory) fn presets() -> Presets<ArtistFactory> {
    Presets::of(ArtistFactory::new)
        .and("band", ArtistFactory::band)
        .and("verified", ArtistFactory::verified)
        .and("unclaimed", ArtistFactory::unclaimed)
        .and("deleted", ArtistFactory::deleted)
}
