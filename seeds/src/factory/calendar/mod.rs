//! Calendars elsewhere.

pub(super) mod calendar_connections;
pub(super) mod calendar_events;

pub use calendar_connections::CalendarConnectionFactory;
pub use calendar_events::CalendarEventFactory;
