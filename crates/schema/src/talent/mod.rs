//! Who performs: artists and what they play, teach and cost, when they are free, who follows them.

pub mod artist_availability;
pub mod artist_genres;
pub mod artist_social_links;
pub mod artists;
pub mod celebrities;
pub mod celebrity_ratings;
pub mod follows;
pub mod genres;
pub mod instruments;
pub mod musician_instruments;
pub mod musicians;
pub mod teachers;

mod artist_category;
mod availability_kind;
mod instrument_family;
mod social_platform;

pub use artist_category::ArtistCategory;
pub use availability_kind::AvailabilityKind;
pub use instrument_family::InstrumentFamily;
pub use social_platform::SocialPlatform;
