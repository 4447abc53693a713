//! Who performs.

pub(super) mod artist_availability;
pub(super) mod artist_genres;
pub(super) mod artist_social_links;
pub(super) mod artists;
pub(super) mod celebrities;
pub(super) mod celebrity_ratings;
pub(super) mod follows;
pub(super) mod genres;
pub(super) mod instruments;
pub(super) mod musician_instruments;
pub(super) mod musicians;
pub(super) mod teachers;

pub use artist_availability::ArtistAvailabilityFactory;
pub use artist_genres::ArtistGenreFactory;
pub use artist_social_links::ArtistSocialLinkFactory;
pub use artists::ArtistFactory;
pub use celebrities::CelebrityFactory;
pub use celebrity_ratings::CelebrityRatingFactory;
pub use follows::FollowFactory;
pub use genres::GenreFactory;
pub use instruments::InstrumentFactory;
pub use musician_instruments::MusicianInstrumentFactory;
pub use musicians::MusicianFactory;
pub use teachers::TeacherFactory;
