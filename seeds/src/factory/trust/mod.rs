//! Who is to be trusted.

pub(super) mod reviews;

pub use reviews::ReviewFactory;
