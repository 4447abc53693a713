//! The companies behind the people: agencies, promoters, their members and customers.

pub mod customers;
pub mod organization_members;
#[expect(clippy::module_inception, reason = "the domain is called as its first table")]
pub mod organizations;
pub mod promoters;

mod organization_kind;
mod organization_member_role;

pub use organization_kind::OrganizationKind;
pub use organization_member_role::OrganizationMemberRole;
