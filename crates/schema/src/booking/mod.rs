//! From an open slot to a played show: opportunities, applications, bookings, negotiations.

pub mod applications;
pub mod booking_history;
pub mod booking_riders;
pub mod bookings;
pub mod negotiation_rounds;
pub mod negotiations;
pub mod opportunities;
pub mod opportunity_genres;

mod application_status;
mod booking_status;
mod negotiation_outcome;
mod negotiation_side;
mod negotiation_status;
mod opportunity_status;

pub use application_status::ApplicationStatus;
pub use booking_status::BookingStatus;
pub use negotiation_outcome::NegotiationOutcome;
pub use negotiation_side::NegotiationSide;
pub use negotiation_status::NegotiationStatus;
pub use opportunity_status::OpportunityStatus;
