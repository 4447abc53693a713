//! `GET /api/artists/:id`: an artist's profile, with its owner and genres.

use backline_schema::prelude::*;
use rust_decimal::Decimal;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, ModelTrait, QueryOrder};
use serde::Serialize;
use uuid::Uuid;

/// What everyone may see of an artist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ArtistProfile {
    /// The artist's key.
    pub id: Uuid,
    /// The stage name.
    pub name: String,
    /// The public address.
    pub slug: String,
    /// In the artist's own words.
    pub bio: Option<String>,
    /// The usual fee for a show, in `currency`.
    pub fee: Option<Decimal>,
    /// ISO 4217.
    pub currency: String,
    /// Mean of the published reviews, 1 to 5; none without any.
    pub rating: Option<Decimal>,
    /// The owner of the profile; none while nobody has claimed it.
    pub user: Option<OwnerOfProfile>,
    /// By name.
    pub genres: Vec<GenreOfArtist>,
}

/// What everyone may see of a profile's owner: neither address nor phone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OwnerOfProfile {
    /// The user's key.
    pub id: Uuid,
    /// What others see.
    pub name: String,
    /// Address of the picture.
    pub avatar_url: Option<String>,
}

/// A genre that an artist plays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GenreOfArtist {
    /// In public addresses.
    pub slug: String,
    /// For people.
    pub name: String,
}

/// An artist's profile; none if there is no such artist, or it was withdrawn.
///
/// Three queries: the artist, the genres, and what everybody may know of the owner, whose own row only the owner sees.
///
/// # Errors
/// Whatever the database answers.
pub async fn artist_profile<C: ConnectionTrait>(
    db: &C,
    artist_id: Uuid,
) -> Result<Option<ArtistProfile>, DbErr> {
    let found = artists::Entity::find_by_id(artist_id).one(db).await?;
    let Some(artist) = found.filter(|artist| artist.deleted_at.is_none()) else {
        return Ok(None);
    };
    let genres = artist.find_related(genres::Entity).order_by_asc(genres::Column::Name).all(db).await?;
    let owner = UserCard::of(db, artist.user_id).await?.into_iter().next();
    Ok(Some(ArtistProfile {
        id: artist.id,
        name: artist.artist_name,
        slug: artist.slug,
        bio: artist.bio,
        fee: artist.budget_standard,
        currency: artist.currency,
        rating: (artist.rating_count > 0).then_some(artist.rating_average),
        user: owner.map(|card| OwnerOfProfile {
            id: card.user_id,
            name: card.shown_name().to_owned(),
            avatar_url: card.avatar_url,
        }),
        genres: genres
            .into_iter()
            .map(|genre| GenreOfArtist { slug: genre.slug, name: genre.name })
            .collect(),
    }))
}
