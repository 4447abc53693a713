//! An event in each state of its life: draft, published, cancelled, completed, archived, each come there step by step. For
//! filters, public pages and what may follow what.
//!
//! Source: the festival document's "Event Lifecycle Scenario".

use backline_schema::prelude::*;
use backline_seed::scenario::{Check, Failure, Scenario, Stage, expect};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, Set};
use time::OffsetDateTime;

use super::story::{Attempt, PLACES, Refusal, change, context};
use crate::factory::{Context, EventFactory, Factory as _, PromoterFactory, VenueFactory};

/// See the module.
#[derive(Debug, Clone, Default)]
pub struct EventLifeCycle;

impl EventLifeCycle {
    /// Five events.
    #[must_use]
    pub fn new() -> Self {
        Self
    }
}

/// An event in each state.
#[derive(Debug, Clone)]
pub struct EventLives {
    /// Nobody sees it yet.
    pub draft: events::Model,
    /// Everybody sees it.
    pub published: events::Model,
    /// Called off.
    pub cancelled: events::Model,
    /// Took place.
    pub completed: events::Model,
    /// Took place, and was put away.
    pub archived: events::Model,
    /// How it was refused to publish what was archived.
    pub revived: Refusal,
}

impl Scenario for EventLifeCycle {
    type Handles = EventLives;
    const NAME: &'static str = "event-life-cycle";
    const TABLES: &'static [&'static str] = &[
        "audit_logs",
        "events",
        "organization_members",
        "organizations",
        "promoters",
        "search_index",
        "users",
        "venues",
    ];
    const NEEDS: &'static [&'static str] = PLACES;

    async fn tell(&self, stage: &Stage) -> Result<EventLives, Failure> {
        let context = context(stage);
        let promoter = PromoterFactory::new().insert(&context).await?;
        let venue = VenueFactory::new().insert(&context).await?;
        let draft = |title: &str, day: i64| {
            let times = (context.evening(day), context.evening(day) + time::Duration::hours(4));
            EventFactory::new()
                .by_promoter(&promoter)
                .at_venue(&venue)
                .with_title(title)
                .with_times(times.0, times.1)
        };
        let now = context.now();
        let kept = draft("A draft", 60).insert(&context).await?;
        let published = publish(&context, draft("Published", 30).insert(&context).await?, now).await?;
        let cancelled = publish(&context, draft("Cancelled", 40).insert(&context).await?, now).await?;
        let cancelled = change(&context, cancelled, |row: &mut events::ActiveModel| {
            row.status = Set(EventStatus::Cancelled);
            row.cancelled_at = Set(Some(now));
            row.cancelled_reason = Set(Some("The hall is under water".to_owned()));
        })
        .await?;
        let completed = publish(&context, draft("Completed", -10).insert(&context).await?, now).await?;
        let completed = become_status(&context, completed, EventStatus::Completed).await?;
        let archived = publish(&context, draft("Archived", -400).insert(&context).await?, now).await?;
        let archived = become_status(&context, archived, EventStatus::Completed).await?;
        let archived = become_status(&context, archived, EventStatus::Archived).await?;

        let attempt = Attempt::begin(stage, &context).await?;
        let tried = publish(&attempt.context(), archived.clone(), now).await;
        let revived = attempt.refused(tried).await?;
        Ok(EventLives { draft: kept, published, cancelled, completed, archived, revived })
    }
}

async fn publish(
    context: &Context<'_>,
    event: events::Model,
    now: OffsetDateTime,
) -> Result<events::Model, Failure> {
    let published_at = now.min(event.starts_at - time::Duration::days(20));
    change(context, event, |row: &mut events::ActiveModel| {
        row.status = Set(EventStatus::Published);
        row.publication_date = Set(Some(published_at));
    })
    .await
}

async fn become_status(
    context: &Context<'_>,
    event: events::Model,
    status: EventStatus,
) -> Result<events::Model, Failure> {
    change(context, event, |row: &mut events::ActiveModel| row.status = Set(status)).await
}

impl Check for EventLives {
    async fn check(&self, db: &DatabaseConnection) -> Result<(), Failure> {
        use EventStatus::{Archived, Cancelled, Completed, Draft, Published};
        let all = [
            (&self.draft, Draft, false),
            (&self.published, Published, true),
            (&self.cancelled, Cancelled, false),
            (&self.completed, Completed, false),
            (&self.archived, Archived, false),
        ];
        for (event, status, is_found) in all {
            let stored = events::Entity::find_by_id(event.id).one(db).await?.ok_or("an event is gone")?;
            expect("status", stored.status, status)?;
            let entry =
                search_index::Entity::find().filter(search_index::Column::EntityId.eq(event.id)).one(db);
            let is_visible = entry.await?.is_some_and(|entry| entry.is_visible);
            expect(&format!("whether \"{}\" is found", event.title), is_visible, is_found)?;
        }
        expect(
            "publishing what was archived",
            &self.revived,
            &Refusal::by("23514", "transition_events_status"),
        )
    }
}
