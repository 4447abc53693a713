//! Who people are and what they may do: users, how they sign in, roles, permissions, papers.

pub mod api_keys;
pub mod auth_providers;
pub mod kyc_documents;
pub mod permissions;
pub mod role_permissions;
pub mod roles;
pub mod sign_in;
pub mod tax_profiles;
pub mod user_preferences;
pub mod user_roles;
pub mod user_sessions;
pub mod users;

mod gender;
mod gst_registration_type;
mod kyc_document_type;
mod kyc_status;
mod role_name;
mod ui_theme;
mod user_card;
mod user_status;

pub use gender::Gender;
pub use gst_registration_type::GstRegistrationType;
pub use kyc_document_type::KycDocumentType;
pub use kyc_status::KycStatus;
pub use role_name::RoleName;
pub use ui_theme::UiTheme;
pub use user_card::UserCard;
pub use user_status::UserStatus;
