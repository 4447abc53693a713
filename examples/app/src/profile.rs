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
/// Two queries: the artist joined to its user, and its genres.
///
/// # Errors
/// Whatever the database answers.
pub async fn artist_profile<C: ConnectionTrait>(
    db: &C,
    artist_id: Uuid,
) -> Result<Option<ArtistProfile>, DbErr> {
    let found = artists::Entity::find_by_id(artist_id).find_also_related(users::Entity).one(db).await?;
    let Some((artist, user)) = found.filter(|(artist, _)| artist.deleted_at.is_none()) else {
        return Ok(None);
    };
    let genres = artist.find_related(genres::Entity).order_by_asc(genres::Column::Name).all(db).await?;
    Ok(Some(ArtistProfile {
        id: artist.id,
        name: artist.artist_name,
        slug: artist.slug,
        bio: artist.bio,
        fee: artist.budget_standard,
        currency: artist.currency,
        rating: (artist.rating_count > 0).then_some(artist.rating_average),
        user: user.map(|user| OwnerOfProfile {
            id: user.id,
            name: user.shown_name().to_owned(),
            avatar_url: user.avatar_url,
        }),
        genres: genres
            .into_iter()
            .map(|genre| GenreOfArtist { slug: genre.slug, name: genre.name })
            .collect(),
    }))
}
