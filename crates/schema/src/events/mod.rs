//! What the public sees: events, their stages, line-ups, prices and tickets.

pub mod event_artists;
pub mod event_attendances;
pub mod event_prices;
pub mod event_saves;
pub mod event_stages;
#[expect(clippy::module_inception, reason = "the domain is called as its first table")]
pub mod events;
pub mod ticket_pools;
pub mod tickets;

mod attendance_status;
mod event_level;
mod event_status;
mod line_up_role;
mod price_type;
mod ticket_status;
mod ticket_type;

pub use attendance_status::AttendanceStatus;
pub use event_level::EventLevel;
pub use event_status::EventStatus;
pub use line_up_role::LineUpRole;
pub use price_type::PriceType;
pub use ticket_status::TicketStatus;
pub use ticket_type::TicketType;
