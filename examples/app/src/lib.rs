//! A small application on the entity types of [`backline_schema`]: three questions that a booking platform asks all day.
//!
//! Each is a function of anything that runs queries, a pool or a transaction, so that it can be asked under row level
//! security, too: begin a transaction, [`backline_schema::act_as`] the signed-in user, and pass the transaction.

mod opportunities;
mod profile;
mod settlement;

// A day in JSON, as in "2026-02-03".
time::serde::format_description!(iso_day, Date, "[year]-[month]-[day]");

pub use opportunities::{OpenOpportunity, open_near_city};
pub use profile::{ArtistProfile, GenreOfArtist, OwnerOfProfile, artist_profile};
pub use settlement::{ContractOfBooking, PaymentOfBooking, Settlement, settlement};
