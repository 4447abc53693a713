//! What the public goes to.

pub(super) mod event_attendances;
#[expect(clippy::module_inception, reason = "a file is called as its table")]
pub(super) mod events;

pub use event_attendances::EventAttendanceFactory;
pub use events::EventFactory;
