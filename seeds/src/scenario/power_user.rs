//! Somebody who follows many artists and teachers, keeps and attends events, and wants to hear of all of it. For
//! personal pages, recommendations and digests.
//!
//! Source: the festival document's "Power User Scenario".

use backline_schema::prelude::*;
use backline_seed::scenario::{Check, Failure, Scenario, Stage, expect};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter};

use super::story::{PLACES, add, context};
use crate::basic::row::row;
use crate::factory::{ArtistFactory, EventFactory, Factory as _, PromoterFactory, UserFactory, VenueFactory};

/// See the module.
#[derive(Debug, Clone)]
pub struct PowerUser {
    follows: usize,
    events: usize,
}

impl PowerUser {
    /// Follows 25 artists, and keeps 8 events.
    #[must_use]
    pub fn new() -> Self {
        Self { follows: 25, events: 8 }
    }

    /// Follows so many artists.
    #[must_use]
    pub fn with_follows(mut self, follows: usize) -> Self {
        self.follows = follows;
        self
    }

    /// Keeps so many events, and goes to every other one.
    #[must_use]
    pub fn with_events(mut self, events: usize) -> Self {
        self.events = events;
        self
    }
}

impl Default for PowerUser {
    fn default() -> Self {
        Self::new()
    }
}

/// Who it is, and what they like.
#[derive(Debug, Clone)]
pub struct Powerful {
    /// The user.
    pub user: users::Model,
    /// What they want to hear of.
    pub preferences: user_preferences::Model,
    /// Whom they follow; every third one teaches.
    pub followed: Vec<artists::Model>,
    /// What they keep for later.
    pub saved: Vec<events::Model>,
    /// Where they go.
    pub attendances: Vec<event_attendances::Model>,
}

impl Scenario for PowerUser {
    type Handles = Powerful;
    const NAME: &'static str = "power-user";
    const TABLES: &'static [&'static str] = &[
        "artists",
        "audit_logs",
        "event_attendances",
        "event_saves",
        "events",
        "follows",
        "organization_members",
        "organizations",
        "promoters",
        "search_index",
        "teachers",
        "user_preferences",
        "users",
        "venues",
    ];
    const NEEDS: &'static [&'static str] = PLACES;

    async fn tell(&self, stage: &Stage) -> Result<Powerful, Failure> {
        let context = context(stage);
        let user = UserFactory::new().with_display_name("Power User").insert(&context).await?;
        let preferences =
            row!(user_preferences { user_id: user.id, weekly_digest: true, search_radius_km: 500 });
        let preferences = add(&context, preferences).await?;

        let followed = ArtistFactory::new().verified().insert_many(self.follows, &context).await?;
        let taught = followed.iter().step_by(3).map(|artist| {
            row!(teachers {
                artist_id: artist.id,
                specialties: ["lindy hop", "solo jazz"],
                teaching_since: 2015
            })
        });
        context.insert_rows::<teachers::Entity>(taught.collect()).await?;
        let follows = followed.iter().map(|artist| row!(follows { user_id: user.id, artist_id: artist.id }));
        context.insert_rows::<follows::Entity>(follows.collect()).await?;

        let promoter = PromoterFactory::new().insert(&context).await?;
        let venue = VenueFactory::new().insert(&context).await?;
        let event = EventFactory::new().by_promoter(&promoter).at_venue(&venue).published();
        let saved = event.insert_many(self.events, &context).await?;
        let saves = saved.iter().map(|event| row!(event_saves { user_id: user.id, event_id: event.id }));
        context.insert_rows::<event_saves::Entity>(saves.collect()).await?;
        let goes = saved.iter().step_by(2).map(|event| {
            row!(event_attendances { user_id: user.id, event_id: event.id, status: AttendanceStatus::Going })
        });
        let attendances = context.insert_rows::<event_attendances::Entity>(goes.collect()).await?;
        Ok(Powerful { user, preferences, followed, saved, attendances })
    }
}

impl Check for Powerful {
    async fn check(&self, db: &DatabaseConnection) -> Result<(), Failure> {
        let follows = follows::Entity::find().filter(follows::Column::UserId.eq(self.user.id));
        expect("follows", follows.count(db).await?, self.followed.len() as u64)?;
        for artist in &self.followed {
            let artist = artists::Entity::find_by_id(artist.id).one(db).await?.ok_or("an artist is gone")?;
            expect("followers of an artist", artist.follower_count, 1)?;
        }
        let saves = event_saves::Entity::find().filter(event_saves::Column::UserId.eq(self.user.id));
        expect("events kept", saves.count(db).await?, self.saved.len() as u64)?;
        for attendance in &self.attendances {
            let event =
                events::Entity::find_by_id(attendance.event_id).one(db).await?.ok_or("an event is gone")?;
            expect("who goes, and who keeps", (event.going_count, event.save_count), (1, 1))?;
        }
        expect("weekly digest", self.preferences.weekly_digest, true)
    }
}
