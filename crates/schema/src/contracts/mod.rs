//! What was agreed, in which wording, and who signed it.

pub mod contract_signatures;
pub mod contract_templates;
pub mod contract_versions;
#[expect(clippy::module_inception, reason = "the domain is called as its first table")]
pub mod contracts;

mod contract_role;
mod contract_status;
mod signature_type;

pub use contract_role::ContractRole;
pub use contract_status::ContractStatus;
pub use signature_type::SignatureType;
