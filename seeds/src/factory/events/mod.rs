//! What the public goes to.

pub(super) mod event_artists;
pub(super) mod event_attendances;
pub(super) mod event_prices;
pub(super) mod event_saves;
pub(super) mod event_stages;
#[expect(clippy::module_inception, reason = "a file is called as its table")]
pub(super) mod events;
pub(super) mod ticket_pools;
pub(super) mod tickets;

pub use event_artists::EventArtistFactory;
pub use event_attendances::EventAttendanceFactory;
pub use event_prices::EventPriceFactory;
pub use event_saves::EventSaveFactory;
pub use event_stages::EventStageFactory;
pub use events::EventFactory;
pub use ticket_pools::TicketPoolFactory;
pub use tickets::TicketFactory;
