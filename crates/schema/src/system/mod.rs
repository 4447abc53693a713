//! What the platform itself needs: audit, search, tags, settings, webhooks.

pub mod audit_logs;
pub mod entity_tags;
pub mod favorites;
pub mod feature_flags;
pub mod search_index;
pub mod system_settings;
pub mod tags;
pub mod webhook_deliveries;
pub mod webhooks;

mod audit_action;
mod audited_table;
mod search_entity;
mod tag_entity;
mod webhook_delivery_status;

pub use audit_action::AuditAction;
pub use audited_table::AuditedTable;
pub use search_entity::SearchEntity;
pub use tag_entity::TagEntity;
pub use webhook_delivery_status::WebhookDeliveryStatus;
