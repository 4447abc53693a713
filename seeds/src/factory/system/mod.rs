//! What holds the platform together.

pub(super) mod audit_logs;
pub(super) mod entity_tags;
pub(super) mod favorites;
pub(super) mod feature_flags;
pub(super) mod search_index;
pub(super) mod system_settings;
pub(super) mod tags;
pub(super) mod webhook_deliveries;
pub(super) mod webhooks;

pub use audit_logs::AuditLogFactory;
pub use entity_tags::EntityTagFactory;
pub use favorites::FavoriteFactory;
pub use feature_flags::FeatureFlagFactory;
pub use search_index::SearchIndexFactory;
pub use system_settings::SystemSettingFactory;
pub use tags::TagFactory;
pub use webhook_deliveries::WebhookDeliveryFactory;
pub use webhooks::WebhookFactory;
