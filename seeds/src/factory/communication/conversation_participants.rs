//! Who takes part in a conversation.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{Context, ConversationFactory, Draft, Error, Factory, Presets, Source, UserFactory};

/// Makes [`conversation_participants`]: by default one more user in a new conversation.
#[derive(Debug, Clone, Default)]
pub struct ConversationParticipantFactory {
    row: Draft<conversation_participants::ActiveModel>,
    left: bool,
}

impl ConversationParticipantFactory {
    /// One more user.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// In this conversation.
    #[must_use]
    pub fn in_conversation(mut self, conversation: &conversations::Model) -> Self {
        self.row.conversation_id = Set(conversation.id);
        self
    }

    /// This user.
    #[must_use]
    pub fn for_user(mut self, user: &users::Model) -> Self {
        self.row.user_id = Set(user.id);
        self
    }

    /// No longer takes part.
    #[must_use]
    pub fn left(mut self) -> Self {
        self.left = true;
        self
    }

    /// Has it at the top.
    #[must_use]
    pub fn pinned(mut self) -> Self {
        self.row.is_pinned = Set(true);
        self
    }
}

#[async_trait]
impl Factory for ConversationParticipantFactory {
    type Entity = conversation_participants::Entity;

    fn draft(&mut self) -> &mut conversation_participants::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> conversation_participants::ActiveModel {
        let mut row = self.row.chosen();
        row.joined_at.set_if_unset(source.now());
        if self.left {
            row.left_at.set_if_unset(Some(source.now()));
        }
        row
    }

    async fn complete(
        &self,
        row: &mut conversation_participants::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.conversation_id.is_not_set() {
            row.conversation_id = Set(ConversationFactory::new().insert(context).await?.id);
        }
        if row.user_id.is_not_set() {
            row.user_id = Set(UserFactory::new().insert(context).await?.id);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<ConversationParticipantFactory> {
    Presets::of(ConversationParticipantFactory::new)
        .and("left", ConversationParticipantFactory::left)
        .and("pinned", ConversationParticipantFactory::pinned)
}
