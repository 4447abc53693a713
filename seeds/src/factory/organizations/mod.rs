//! Companies, who is in them, and for whom they work.

pub(super) mod customers;
pub(super) mod organization_members;
#[expect(clippy::module_inception, reason = "a file is called as its table")]
pub(super) mod organizations;
pub(super) mod promoters;

pub use customers::CustomerFactory;
pub use organization_members::OrganizationMemberFactory;
pub use organizations::OrganizationFactory;
pub use promoters::PromoterFactory;
