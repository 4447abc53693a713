//! Who uses the platform.

pub(super) mod users;

pub use users::UserFactory;
