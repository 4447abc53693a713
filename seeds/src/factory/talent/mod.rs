//! Who performs.

pub(super) mod artists;

pub use artists::ArtistFactory;
