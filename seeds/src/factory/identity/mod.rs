//! Who uses the platform.

pub(super) mod api_keys;
pub(super) mod auth_providers;
pub(super) mod kyc_documents;
pub(super) mod permissions;
pub(super) mod role_permissions;
pub(super) mod roles;
pub(super) mod tax_profiles;
pub(super) mod user_preferences;
pub(super) mod user_roles;
pub(super) mod user_sessions;
pub(super) mod users;

pub use api_keys::ApiKeyFactory;
pub use auth_providers::AuthProviderFactory;
pub use kyc_documents::KycDocumentFactory;
pub use permissions::PermissionFactory;
pub use role_permissions::RolePermissionFactory;
pub use roles::RoleFactory;
pub use tax_profiles::TaxProfileFactory;
pub use user_preferences::UserPreferenceFactory;
pub use user_roles::UserRoleFactory;
pub use user_sessions::UserSessionFactory;
pub use users::UserFactory;
