//! Where performances happen, and what each place has.

pub mod amenities;
pub mod venue_amenities;
#[expect(clippy::module_inception, reason = "the domain is called as its first table")]
pub mod venues;

mod amenity_category;

pub use amenity_category::AmenityCategory;
