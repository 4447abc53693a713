//! Money.

#[expect(clippy::module_inception, reason = "a file is called as its table")]
pub(super) mod payments;

pub use payments::PaymentFactory;
