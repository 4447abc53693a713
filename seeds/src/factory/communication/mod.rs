//! Conversations and notifications.

pub(super) mod conversation_participants;
pub(super) mod conversations;
pub(super) mod email_notifications;
pub(super) mod message_reads;
pub(super) mod messages;
pub(super) mod notification_preferences;
pub(super) mod notification_types;
pub(super) mod notifications;

pub use conversation_participants::ConversationParticipantFactory;
pub use conversations::ConversationFactory;
pub use email_notifications::EmailNotificationFactory;
pub use message_reads::MessageReadFactory;
pub use messages::MessageFactory;
pub use notification_preferences::NotificationPreferenceFactory;
pub use notification_types::NotificationTypeFactory;
pub use notifications::NotificationFactory;
