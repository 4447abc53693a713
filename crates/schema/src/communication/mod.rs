//! What people tell each other, and what the platform tells them.

pub mod conversation_participants;
pub mod conversations;
pub mod email_notifications;
pub mod message_reads;
pub mod messages;
pub mod notification_preferences;
pub mod notification_types;
pub mod notifications;

mod conversation_kind;
mod conversation_status;
mod email_status;
mod message_kind;
mod notification_category;
mod notification_channel;
mod notification_entity;
mod notification_priority;
mod notification_status;

pub use conversation_kind::ConversationKind;
pub use conversation_status::ConversationStatus;
pub use email_status::EmailStatus;
pub use message_kind::MessageKind;
pub use notification_category::NotificationCategory;
pub use notification_channel::NotificationChannel;
pub use notification_entity::NotificationEntity;
pub use notification_priority::NotificationPriority;
pub use notification_status::NotificationStatus;
