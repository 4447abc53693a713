//! Who meets in most stories.

use backline_schema::prelude::*;
use backline_seed::scenario::Failure;

use crate::factory::{
    ArtistFactory, BookingFactory, Context, Factory as _, OrganizationFactory, PromoterFactory, UserFactory,
    VenueFactory,
};

/// An artist and those who book: an organization, its promoter, and a venue.
#[derive(Debug, Clone)]
pub struct Parties {
    /// The artist.
    pub artist: artists::Model,
    /// Who signs in for the artist.
    pub artist_user: users::Model,
    /// The organization that books.
    pub organization: organizations::Model,
    /// Who owns the organization and signs in for it.
    pub organizer: users::Model,
    /// The organization's promoter.
    pub promoter: promoters::Model,
    /// Where they play.
    pub venue: venues::Model,
    currency: String,
}

impl Parties {
    /// Strangers so far, who reckon in this currency.
    pub(crate) async fn meet(context: &Context<'_>, currency: &str) -> Result<Self, Failure> {
        let artist_user = UserFactory::new().with_currency(currency).insert(context).await?;
        let artist = ArtistFactory::new()
            .for_user(&artist_user)
            .with_currency(currency)
            .verified()
            .insert(context)
            .await?;
        let organizer = UserFactory::new().with_currency(currency).insert(context).await?;
        let organization =
            OrganizationFactory::new().owned_by(&organizer).with_currency(currency).insert(context).await?;
        let promoter = PromoterFactory::new()
            .of_organization(&organization)
            .for_user(&organizer)
            .insert(context)
            .await?;
        let venue = VenueFactory::new().insert(context).await?;
        let currency = currency.to_owned();
        Ok(Self { artist, artist_user, organization, organizer, promoter, venue, currency })
    }

    /// A booking among them, an inquiry until more is said.
    pub(crate) fn booking(&self) -> BookingFactory {
        BookingFactory::new()
            .for_artist(&self.artist)
            .by_promoter(&self.promoter)
            .at_venue(&self.venue)
            .with_currency(&self.currency)
    }
}
