//! Where it takes place.

#[expect(clippy::module_inception, reason = "a file is called as its table")]
pub(super) mod venues;

pub use venues::VenueFactory;
