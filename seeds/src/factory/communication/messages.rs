//! Messages of a conversation.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;
use serde_json::json;
use time::{Duration, OffsetDateTime};

use crate::factory::{Context, ConversationFactory, Draft, Error, Factory, Presets, Source};

/// Makes [`messages`]: by default a line of text by who began the conversation. Each is a microsecond later than the
/// one before, so that they have an order.
#[derive(Debug, Clone, Default)]
pub struct MessageFactory {
    row: Draft<messages::ActiveModel>,
    deleted: bool,
    edited: bool,
}

impl MessageFactory {
    /// A line of text.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// In this conversation, by who began it unless a sender is passed.
    #[must_use]
    pub fn in_conversation(mut self, conversation: &conversations::Model) -> Self {
        self.row.conversation_id = Set(conversation.id);
        self.row.sender_id.set_if_unset(conversation.created_by);
        self
    }

    /// By this user.
    #[must_use]
    pub fn from_user(mut self, user: &users::Model) -> Self {
        self.row.sender_id = Set(Some(user.id));
        self
    }

    /// With this text.
    #[must_use]
    pub fn with_body(mut self, body: &str) -> Self {
        self.row.body = Set(body.to_owned());
        self
    }

    /// Sent then.
    #[must_use]
    pub fn sent_at(mut self, moment: OffsetDateTime) -> Self {
        self.row.created_at = Set(moment);
        self
    }

    /// A proposal of this round of a negotiation, 1 to 3.
    #[must_use]
    pub fn with_round(mut self, round: i16) -> Self {
        self.row.kind = Set(MessageKind::Proposal);
        self.row.round = Set(Some(round));
        self
    }

    /// A file.
    #[must_use]
    pub fn attachment(mut self) -> Self {
        self.row.kind = Set(MessageKind::Attachment);
        self
    }

    /// The first proposal of a negotiation.
    #[must_use]
    pub fn proposal(self) -> Self {
        self.with_round(1)
    }

    /// By the platform.
    #[must_use]
    pub fn system(mut self) -> Self {
        self.row.kind = Set(MessageKind::System);
        self.row.sender_id = Set(None);
        self
    }

    /// Changed after it was sent.
    #[must_use]
    pub fn edited(mut self) -> Self {
        self.edited = true;
        self
    }

    /// Taken back.
    #[must_use]
    pub fn deleted(mut self) -> Self {
        self.deleted = true;
        self
    }
}

#[async_trait]
impl Factory for MessageFactory {
    type Entity = messages::Entity;

    fn draft(&mut self) -> &mut messages::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> messages::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("messages");
        row.id.set_if_unset(unique.id());
        row.kind.set_if_unset(MessageKind::Text);
        let order = Duration::microseconds(i64::try_from(unique.number()).unwrap_or_default());
        row.created_at.set_if_unset(source.now() + order);
        let sent_at = row.created_at.try_as_ref().copied();
        match row.kind.try_as_ref() {
            _ if self.deleted => {
                row.body.set_if_unset_with(String::new);
                row.deleted_at.set_if_unset(sent_at);
            }
            Some(MessageKind::Attachment) => {
                row.attachments
                    .set_if_unset_with(|| json!([{"name": "rider.pdf", "mime_type": "application/pdf"}]));
            }
            Some(MessageKind::Proposal) => {
                row.round.set_if_unset(Some(1));
                row.payload.set_if_unset_with(|| Some(json!({"amount": "120000.00"})));
            }
            _ => row.body.set_if_unset_with(|| unique.name("Message")),
        }
        if self.edited {
            row.edited_at.set_if_unset(sent_at);
        }
        row
    }

    async fn complete(&self, row: &mut messages::ActiveModel, context: &Context<'_>) -> Result<(), Error> {
        if row.conversation_id.is_not_set() {
            let conversation = ConversationFactory::new().insert(context).await?;
            row.conversation_id = Set(conversation.id);
            row.sender_id.set_if_unset(conversation.created_by);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<MessageFactory> {
    Presets::of(MessageFactory::new)
        .and("attachment", MessageFactory::attachment)
        .and("proposal", MessageFactory::proposal)
        .and("system", MessageFactory::system)
        .and("edited", MessageFactory::edited)
        .and("deleted", MessageFactory::deleted)
}
