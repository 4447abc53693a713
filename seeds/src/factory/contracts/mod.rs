//! What both sides sign.

pub(super) mod contract_signatures;
pub(super) mod contract_templates;
pub(super) mod contract_versions;
#[expect(clippy::module_inception, reason = "a file is called as its table")]
pub(super) mod contracts;

pub use contract_signatures::ContractSignatureFactory;
pub use contract_templates::ContractTemplateFactory;
pub use contract_versions::ContractVersionFactory;
pub use contracts::ContractFactory;
