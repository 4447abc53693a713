//! Conversations.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;
use uuid::Uuid;

use crate::factory::{
    Context, ConversationParticipantFactory, Draft, Error, Factory, Presets, Source, UserFactory,
};

/// Makes [`conversations`]: by default an open one between two users, about nothing in particular.
#[derive(Debug, Clone, Default)]
pub struct ConversationFactory {
    row: Draft<conversations::ActiveModel>,
    participants: Vec<Uuid>,
}

impl ConversationFactory {
    /// Between two users.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Among these users, begun by the first.
    #[must_use]
    pub fn among(mut self, users: &[&users::Model]) -> Self {
        self.participants = users.iter().map(|user| user.id).collect();
        self.row.created_by.set_if_unset(self.participants.first().copied());
        self
    }

    /// About this booking.
    #[must_use]
    pub fn about_booking(mut self, booking: &bookings::Model) -> Self {
        self.row.kind = Set(ConversationKind::Booking);
        self.row.booking_id = Set(Some(booking.id));
        self.row.organization_id.set_if_unset(booking.organization_id);
        self
    }

    /// About this opportunity.
    #[must_use]
    pub fn about_opportunity(mut self, opportunity: &opportunities::Model) -> Self {
        self.row.kind = Set(ConversationKind::Opportunity);
        self.row.opportunity_id = Set(Some(opportunity.id));
        self.row.organization_id.set_if_unset(opportunity.organization_id);
        self
    }

    /// With this subject.
    #[must_use]
    pub fn with_subject(mut self, subject: &str) -> Self {
        self.row.subject = Set(Some(subject.to_owned()));
        self
    }

    /// With the platform's staff.
    #[must_use]
    pub fn support(mut self) -> Self {
        self.row.kind = Set(ConversationKind::Support);
        self
    }

    /// Over.
    #[must_use]
    pub fn closed(mut self) -> Self {
        self.row.status = Set(ConversationStatus::Closed);
        self
    }

    /// Out of sight.
    #[must_use]
    pub fn archived(mut self) -> Self {
        self.row.status = Set(ConversationStatus::Archived);
        self
    }
}

#[async_trait]
impl Factory for ConversationFactory {
    type Entity = conversations::Entity;

    fn draft(&mut self) -> &mut conversations::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> conversations::ActiveModel {
        let mut row = self.row.chosen();
        row.id.set_if_unset_with(|| source.next("conversations").id());
        row.kind.set_if_unset(ConversationKind::Direct);
        row.status.set_if_unset(ConversationStatus::Open);
        if row.status.is_set_and(|status| *status == ConversationStatus::Closed) {
            row.closed_at.set_if_unset(Some(source.now()));
        }
        row
    }

    async fn complete(
        &self,
        row: &mut conversations::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.created_by.is_not_set() {
            row.created_by = Set(Some(UserFactory::new().insert(context).await?.id));
        }
        Ok(())
    }

    /// And who takes part.
    async fn store(
        &self,
        rows: Vec<conversations::ActiveModel>,
        context: &Context<'_>,
    ) -> Result<Vec<conversations::Model>, Error> {
        let conversations = context.insert_rows::<conversations::Entity>(rows).await?;
        for conversation in &conversations {
            let mut users = self.participants.clone();
            if users.is_empty() {
                users.extend(conversation.created_by);
                users.push(UserFactory::new().insert(context).await?.id);
            }
            for user_id in users {
                let participant = ConversationParticipantFactory::new().in_conversation(conversation);
                participant.with(|row| row.user_id = Set(user_id)).insert(context).await?;
            }
        }
        Ok(conversations)
    }
}

pub(in crate::factory) fn presets() -> Presets<ConversationFactory> {
    Presets::of(ConversationFactory::new)
        .and("support", ConversationFactory::support)
        .and("closed", ConversationFactory::closed)
        .and("archived", ConversationFactory::archived)
}
