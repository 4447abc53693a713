//! Who performs at events.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;
use time::OffsetDateTime;

use crate::factory::{ArtistFactory, Context, Draft, Error, EventFactory, Factory, Presets, Source};

/// Makes [`event_artists`]: by default an artist of a published event without set times.
#[derive(Debug, Clone, Default)]
pub struct EventArtistFactory {
    row: Draft<event_artists::ActiveModel>,
}

impl EventArtistFactory {
    /// A performer without set times.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// At this event.
    #[must_use]
    pub fn of_event(mut self, event: &events::Model) -> Self {
        self.row.event_id = Set(event.id);
        self
    }

    /// This artist.
    #[must_use]
    pub fn for_artist(mut self, artist: &artists::Model) -> Self {
        self.row.artist_id = Set(artist.id);
        self
    }

    /// On this stage, at its event.
    #[must_use]
    pub fn on_stage(mut self, stage: &event_stages::Model) -> Self {
        self.row.event_id = Set(stage.event_id);
        self.row.stage_id = Set(Some(stage.id));
        self
    }

    /// As this.
    #[must_use]
    pub fn with_role(mut self, role: LineUpRole) -> Self {
        self.row.role = Set(role);
        self
    }

    /// From the one moment to the other; sets of one artist at an event do not overlap.
    #[must_use]
    pub fn with_set(mut self, starts_at: OffsetDateTime, ends_at: OffsetDateTime) -> Self {
        self.row.set_starts_at = Set(Some(starts_at));
        self.row.set_ends_at = Set(Some(ends_at));
        self
    }

    /// The name at the top.
    #[must_use]
    pub fn headliner(mut self) -> Self {
        self.row.role = Set(LineUpRole::Headliner);
        self
    }

    /// Gives a workshop for all levels.
    #[must_use]
    pub fn teacher(mut self) -> Self {
        self.row.role = Set(LineUpRole::Teacher);
        self.row.level = Set(Some(EventLevel::AllLevels));
        self.row.workshops = Set(vec!["Foundations".to_owned()]);
        self
    }
}

#[async_trait]
impl Factory for EventArtistFactory {
    type Entity = event_artists::Entity;

    fn draft(&mut self) -> &mut event_artists::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> event_artists::ActiveModel {
        let mut row = self.row.chosen();
        row.id.set_if_unset_with(|| source.next("event_artists").id());
        row.role.set_if_unset(LineUpRole::Performer);
        row
    }

    async fn complete(
        &self,
        row: &mut event_artists::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.event_id.is_not_set() {
            row.event_id = Set(EventFactory::new().published().insert(context).await?.id);
        }
        if row.artist_id.is_not_set() {
            row.artist_id = Set(ArtistFactory::new().insert(context).await?.id);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<EventArtistFactory> {
    Presets::of(EventArtistFactory::new)
        .and("headliner", EventArtistFactory::headliner)
        .and("teacher", EventArtistFactory::teacher)
}
