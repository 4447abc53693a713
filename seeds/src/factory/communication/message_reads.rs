//! Who has read what.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;
use time::OffsetDateTime;

use crate::factory::{
    Context, ConversationParticipantFactory, Draft, Error, Factory, MessageFactory, Presets, Source,
};

/// Makes [`message_reads`]: by default a new participant who has read a new message.
#[derive(Debug, Clone, Default)]
pub struct MessageReadFactory {
    row: Draft<message_reads::ActiveModel>,
}

impl MessageReadFactory {
    /// Read now.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// This message, by somebody new unless a user is passed.
    #[must_use]
    pub fn of_message(mut self, message: &messages::Model) -> Self {
        self.row.conversation_id = Set(message.conversation_id);
        self.row.message_id = Set(message.id);
        self.row.message_created_at = Set(message.created_at);
        self
    }

    /// By this user, who takes part in the conversation.
    #[must_use]
    pub fn by_user(mut self, user: &users::Model) -> Self {
        self.row.user_id = Set(user.id);
        self
    }

    /// Read then.
    #[must_use]
    pub fn read_at(mut self, moment: OffsetDateTime) -> Self {
        self.row.read_at = Set(moment);
        self
    }
}

#[async_trait]
impl Factory for MessageReadFactory {
    type Entity = message_reads::Entity;

    fn draft(&mut self) -> &mut message_reads::ActiveModel {
        &mut self.row
    }

    fn build(&self, _source: &Source) -> message_reads::ActiveModel {
        self.row.chosen()
    }

    async fn complete(
        &self,
        row: &mut message_reads::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.message_id.is_not_set() {
            let message = MessageFactory::new().insert(context).await?;
            row.conversation_id = Set(message.conversation_id);
            row.message_id = Set(message.id);
            row.message_created_at = Set(message.created_at);
        }
        let sent_at = row.message_created_at.try_as_ref().copied().unwrap_or(context.now());
        row.read_at.set_if_unset(sent_at.max(context.now()));
        if row.user_id.is_not_set() {
            let conversation = row.conversation_id.clone();
            let participant =
                ConversationParticipantFactory::new().with(|row| row.conversation_id = conversation);
            row.user_id = Set(participant.insert(context).await?.user_id);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<MessageReadFactory> {
    Presets::of(MessageReadFactory::new)
}
