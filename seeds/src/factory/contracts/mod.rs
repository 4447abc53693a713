//! What both sides sign.

pub(super) mod contract_signatures;
#[expect(clippy::module_inception, reason = "a file is called as its table")]
pub(super) mod contracts;

pub use contract_signatures::ContractSignatureFactory;
pub use contracts::ContractFactory;
