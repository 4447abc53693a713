//! Where it takes place.

pub(super) mod amenities;
pub(super) mod venue_amenities;
#[expect(clippy::module_inception, reason = "a file is called as its table")]
pub(super) mod venues;

pub use amenities::AmenityFactory;
pub use venue_amenities::VenueAmenityFactory;
pub use venues::VenueFactory;
