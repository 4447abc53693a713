//! From an opportunity to an agreement.

pub(super) mod applications;
pub(super) mod booking_history;
pub(super) mod booking_riders;
pub(super) mod bookings;
pub(super) mod negotiation_rounds;
pub(super) mod negotiations;
pub(super) mod opportunities;
pub(super) mod opportunity_genres;

pub use applications::ApplicationFactory;
pub use booking_history::BookingHistoryFactory;
pub use booking_riders::BookingRiderFactory;
pub use bookings::BookingFactory;
pub use negotiation_rounds::NegotiationRoundFactory;
pub use negotiations::NegotiationFactory;
pub use opportunities::OpportunityFactory;
pub use opportunity_genres::OpportunityGenreFactory;
