//! From an opportunity to an agreement.

pub(super) mod applications;
pub(super) mod bookings;
pub(super) mod negotiation_rounds;
pub(super) mod negotiations;
pub(super) mod opportunities;

pub use applications::ApplicationFactory;
pub use bookings::BookingFactory;
pub use negotiation_rounds::NegotiationRoundFactory;
pub use negotiations::NegotiationFactory;
pub use opportunities::OpportunityFactory;
