//! An artist and an organizer who write to each other for half a year, two thousand messages in all, so that they lie in
//! several months' partitions. For paging, and for what is unread.

use std::collections::BTreeSet;

use backline_schema::prelude::*;
use backline_seed::scenario::{Check, Failure, Scenario, Stage, expect};
use sea_orm::{
    ColumnTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use time::{Duration, OffsetDateTime};

use super::story::{PLACES, Parties, context};
use crate::basic::row::row;
use crate::factory::{ConversationFactory, Factory as _, MessageFactory};

/// See the module.
#[derive(Debug, Clone)]
pub struct LongConversation {
    messages: i32,
}

impl LongConversation {
    /// 2,000 messages.
    #[must_use]
    pub fn new() -> Self {
        Self { messages: 2_000 }
    }

    /// So many messages, at least 50.
    #[must_use]
    pub fn with_messages(mut self, messages: i32) -> Self {
        self.messages = messages.max(50);
        self
    }
}

impl Default for LongConversation {
    fn default() -> Self {
        Self::new()
    }
}

/// What they wrote.
#[derive(Debug, Clone)]
pub struct Talked {
    /// Who wrote.
    pub parties: Parties,
    /// About which booking.
    pub booking: bookings::Model,
    /// Where.
    pub conversation: conversations::Model,
    /// Oldest first, by turns.
    pub messages: Vec<messages::Model>,
    /// Of the organizer's messages, how many the artist has not read: the last month's.
    pub unread: u64,
}

/// How long they write.
const DAYS: i32 = 180;

/// The artist has read what is older.
const UNREAD_DAYS: i64 = 30;

impl Scenario for LongConversation {
    type Handles = Talked;
    const NAME: &'static str = "long-conversation";
    const TABLES: &'static [&'static str] = &[
        "artists",
        "audit_logs",
        "booking_history",
        "bookings",
        "conversation_participants",
        "conversations",
        "message_reads",
        "messages",
        "organization_members",
        "organizations",
        "promoters",
        "search_index",
        "users",
        "venues",
    ];
    const NEEDS: &'static [&'static str] = PLACES;

    async fn tell(&self, stage: &Stage) -> Result<Talked, Failure> {
        let context = context(stage);
        let parties = Parties::meet(&context, "INR").await?;
        let booking = parties.booking().insert(&context).await?;
        let conversation = ConversationFactory::new()
            .about_booking(&booking)
            .among(&[&parties.artist_user, &parties.organizer])
            .insert(&context)
            .await?;
        let step = Duration::days(i64::from(DAYS)) / self.messages;
        let begin = context.now() - step * (self.messages - 1);
        let mut rows = Vec::new();
        for number in 0..self.messages {
            let author = if number % 2 == 0 { &parties.organizer } else { &parties.artist_user };
            let message = MessageFactory::new()
                .in_conversation(&conversation)
                .from_user(author)
                .with_body(&format!("Message {}", number + 1))
                .sent_at(begin + step * number);
            rows.push(message.build(context.source()));
        }
        let messages = context.insert_rows::<messages::Entity>(rows).await?;

        let read_up_to = context.in_days(-UNREAD_DAYS);
        let to_artist = messages.iter().filter(|message| message.sender_id == Some(parties.organizer.id));
        let (read, unread): (Vec<_>, Vec<_>) =
            to_artist.partition(|message| message.created_at <= read_up_to);
        let reads = read.iter().map(|message| {
            row!(message_reads {
                conversation_id: conversation.id,
                message_id: message.id,
                message_created_at: message.created_at,
                user_id: parties.artist_user.id,
                read_at: read_up_to,
            })
        });
        context.insert_rows::<message_reads::Entity>(reads.collect()).await?;
        let unread = unread.len() as u64;
        let conversation = conversations::Entity::find_by_id(conversation.id).one(context.db()).await?;
        let conversation = conversation.ok_or("the conversation is gone")?;
        Ok(Talked { parties, booking, conversation, messages, unread })
    }
}

impl Check for Talked {
    async fn check(&self, db: &DatabaseConnection) -> Result<(), Failure> {
        let in_conversation =
            || messages::Entity::find().filter(messages::Column::ConversationId.eq(self.conversation.id));
        let months: BTreeSet<(i32, u8)> = self
            .messages
            .iter()
            .map(|each| (each.created_at.year(), each.created_at.month().into()))
            .collect();
        expect("months", months.len() >= 6, true)?;

        // Page by page, by the key of the last message of the page before.
        let (mut seen, mut last) = (0, None::<OffsetDateTime>);
        loop {
            let page = in_conversation().order_by_desc(messages::Column::CreatedAt).limit(250);
            let page = match last {
                Some(last) => page.filter(messages::Column::CreatedAt.lt(last)).all(db).await?,
                None => page.all(db).await?,
            };
            let Some(oldest) = page.last() else { break };
            seen += page.len();
            last = Some(oldest.created_at);
        }
        expect("messages, page by page", seen, self.messages.len())?;

        let stored = conversations::Entity::find_by_id(self.conversation.id).one(db).await?.ok_or("gone")?;
        expect(
            "the last message",
            stored.last_message_at,
            self.messages.last().map(|message| message.created_at),
        )?;
        let to_artist = in_conversation().filter(messages::Column::SenderId.eq(self.parties.organizer.id));
        let reads = message_reads::Entity::find()
            .filter(message_reads::Column::UserId.eq(self.parties.artist_user.id));
        expect("unread", to_artist.count(db).await? - reads.count(db).await?, self.unread)
    }
}
