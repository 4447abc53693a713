//! Artists' and venues' calendars elsewhere, and what stands in them.

pub mod calendar_connections;
pub mod calendar_events;

mod calendar_connection_status;
mod calendar_provider;
mod calendar_sync_direction;
mod calendar_sync_status;

pub use calendar_connection_status::CalendarConnectionStatus;
pub use calendar_provider::CalendarProvider;
pub use calendar_sync_direction::CalendarSyncDirection;
pub use calendar_sync_status::CalendarSyncStatus;
