//! An event that many kept, meant to visit and visited, and that only those review who really went: their tickets were
//! taken at the door. For ratings, feeds and moderation.
//!
//! Source: the festival document's "High Engagement Scenario", whose own reviews were by anybody.

use std::collections::HashSet;

use backline_schema::act_as_app;
use backline_schema::prelude::*;
use backline_seed::scenario::{Check, Failure, Scenario, Stage, expect, require};
use rust_decimal::Decimal;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use super::story::{Attempt, PLACES, Refusal, add, context};
use crate::basic::row::row;
use crate::factory::{
    EventAttendanceFactory, EventFactory, Factory as _, PromoterFactory, ReviewFactory, UserFactory,
    VenueFactory,
};

/// See the module.
#[derive(Debug, Clone)]
pub struct HighEngagement {
    visitors: usize,
}

impl HighEngagement {
    /// Visited by 20.
    #[must_use]
    pub fn new() -> Self {
        Self { visitors: 20 }
    }

    /// Visited by so many, of whom every other one writes a review; half as many more were only interested.
    #[must_use]
    pub fn with_visitors(mut self, visitors: usize) -> Self {
        self.visitors = visitors.max(2);
        self
    }
}

impl Default for HighEngagement {
    fn default() -> Self {
        Self::new()
    }
}

/// The event and its crowd.
#[derive(Debug, Clone)]
pub struct Engagement {
    /// Over, and rated.
    pub event: events::Model,
    /// Those whose tickets were taken at the door.
    pub visitors: Vec<users::Model>,
    /// Those who only thought of coming.
    pub interested: Vec<users::Model>,
    /// By every other visitor, published.
    pub reviews: Vec<reviews::Model>,
    /// How the review of somebody who was not there was refused.
    pub absent_reviewer: Refusal,
}

impl Scenario for HighEngagement {
    type Handles = Engagement;
    const NAME: &'static str = "high-engagement";
    const TABLES: &'static [&'static str] = &[
        "audit_logs",
        "event_attendances",
        "event_saves",
        "events",
        "organization_members",
        "organizations",
        "promoters",
        "reviews",
        "search_index",
        "ticket_pools",
        "tickets",
        "users",
        "venues",
    ];
    const NEEDS: &'static [&'static str] = PLACES;

    async fn tell(&self, stage: &Stage) -> Result<Engagement, Failure> {
        let context = context(stage);
        let promoter = PromoterFactory::new().insert(&context).await?;
        let venue = VenueFactory::new().with_capacity(500).insert(&context).await?;
        let event =
            EventFactory::new().by_promoter(&promoter).at_venue(&venue).completed().insert(&context).await?;
        let visitors = UserFactory::new().insert_many(self.visitors, &context).await?;
        let interested = UserFactory::new().insert_many(self.visitors.div_ceil(2), &context).await?;

        let saves = visitors
            .iter()
            .chain(&interested)
            .map(|user| row!(event_saves { user_id: user.id, event_id: event.id }));
        context.insert_rows::<event_saves::Entity>(saves.collect()).await?;
        let pool = row!(ticket_pools {
            event_id: event.id,
            name: "Entry",
            price: 800,
            quantity: i32::try_from(self.visitors)?,
        });
        let pool = add(&context, pool).await?;
        let tickets = visitors.iter().map(|visitor| {
            row!(tickets {
                ticket_pool_id: pool.id,
                purchaser_id: visitor.id,
                code: context.next("tickets").slug("ticket"),
                price: 800,
                status: TicketStatus::Redeemed,
                issued_at: event.starts_at - time::Duration::days(7),
                redeemed_at: event.starts_at,
            })
        });
        context.insert_rows::<tickets::Entity>(tickets.collect()).await?;

        let mut reviews = Vec::new();
        for (number, visitor) in visitors.iter().enumerate() {
            let attendance = EventAttendanceFactory::new()
                .of_event(&event)
                .by_user(visitor)
                .going()
                .insert(&context)
                .await?;
            if number % 2 == 0 {
                let stars = if number % 4 == 0 { 5 } else { 4 };
                let review = ReviewFactory::new().of_event(&attendance).with_rating(stars).published();
                reviews.push(review.insert(&context).await?);
            }
        }
        for user in &interested {
            EventAttendanceFactory::new().of_event(&event).by_user(user).insert(&context).await?;
        }

        // Somebody who was not there signs in, and passes off another's visit as their own.
        let attempt = Attempt::begin(stage, &context).await?;
        let visit = event_attendances::Entity::find()
            .filter(event_attendances::Column::UserId.eq(visitors[0].id))
            .one(attempt.transaction())
            .await?;
        let visit = visit.ok_or("nobody was there")?;
        act_as_app(attempt.transaction(), interested[0].id, None).await?;
        let review = ReviewFactory::new().of_event(&visit).by_user(&interested[0]).with_rating(1);
        let tried = review.insert(&attempt.context()).await;
        let absent_reviewer = attempt.refused(tried).await?;
        let event =
            events::Entity::find_by_id(event.id).one(context.db()).await?.ok_or("the event is gone")?;
        Ok(Engagement { event, visitors, interested, reviews, absent_reviewer })
    }
}

impl Check for Engagement {
    async fn check(&self, db: &DatabaseConnection) -> Result<(), Failure> {
        let event = events::Entity::find_by_id(self.event.id).one(db).await?.ok_or("the event is gone")?;
        let counts = (event.going_count, event.interested_count, event.save_count);
        let (visited, interested) =
            (i32::try_from(self.visitors.len())?, i32::try_from(self.interested.len())?);
        expect("going, interested, kept", counts, (visited, interested, visited + interested))?;

        let reviews = reviews::Entity::find().filter(reviews::Column::EventId.eq(event.id)).all(db).await?;
        expect("reviews", reviews.len(), self.visitors.len().div_ceil(2))?;
        let redeemed = tickets::Entity::find().filter(tickets::Column::Status.eq(TicketStatus::Redeemed));
        let visited =
            redeemed.filter(tickets::Column::PurchaserId.is_in(self.visitors.iter().map(|user| user.id)));
        let visited: HashSet<Option<Uuid>> =
            visited.all(db).await?.into_iter().map(|ticket| ticket.purchaser_id).collect();
        require(
            "who reviews was there",
            reviews.iter().all(|review| visited.contains(&Some(review.reviewer_id))),
        )?;
        let stars: Decimal = reviews.iter().map(|review| Decimal::from(review.rating)).sum();
        let average = (stars / Decimal::from(reviews.len())).round_dp(2);
        expect(
            "rating",
            (event.rating_average, event.rating_count),
            (average, i32::try_from(reviews.len())?),
        )?;
        expect("the absent reviewer", self.absent_reviewer.sqlstate.as_str(), "42501")?;
        let saves = event_saves::Entity::find().filter(event_saves::Column::EventId.eq(event.id));
        expect("saves", saves.count(db).await?, u64::try_from(event.save_count)?)
    }
}
