//! A negotiation in which nobody moves: two offers, the second rejected, and the booking called off without a payment. For
//! dead ends.

use backline_schema::prelude::*;
use backline_seed::scenario::{Check, Failure, Scenario, Stage, expect};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter, Set};

use super::booking_happy_path::reach;
use super::story::{Attempt, PLACES, Parties, Refusal, change, context};
use crate::factory::{Factory as _, NegotiationFactory, NegotiationRoundFactory};

/// See the module.
#[derive(Debug, Clone, Default)]
pub struct NegotiationFails;

impl NegotiationFails {
    /// 60,000 against 150,000.
    #[must_use]
    pub fn new() -> Self {
        Self
    }
}

/// What did not come about.
#[derive(Debug, Clone)]
pub struct NoDeal {
    /// Who negotiated.
    pub parties: Parties,
    /// Cancelled.
    pub booking: bookings::Model,
    /// Rejected.
    pub negotiation: negotiations::Model,
    /// Countered, rejected.
    pub rounds: Vec<negotiation_rounds::Model>,
    /// How it was refused to agree after all.
    pub second_thoughts: Refusal,
}

impl Scenario for NegotiationFails {
    type Handles = NoDeal;
    const NAME: &'static str = "negotiation-fails";
    const TABLES: &'static [&'static str] = &[
        "artists",
        "audit_logs",
        "booking_history",
        "bookings",
        "negotiation_rounds",
        "negotiations",
        "organization_members",
        "organizations",
        "promoters",
        "search_index",
        "users",
        "venues",
    ];
    const NEEDS: &'static [&'static str] = PLACES;

    async fn tell(&self, stage: &Stage) -> Result<NoDeal, Failure> {
        let context = context(stage);
        let parties = Parties::meet(&context, "INR").await?;
        let booking = parties.booking().with_fee(60_000).insert(&context).await?;
        let booking = reach(&context, booking, BookingStatus::Negotiating).await?;
        let negotiation = NegotiationFactory::new().about_booking(&booking).opened_by(&parties.artist_user);
        let negotiation = negotiation.insert(&context).await?;
        let offer = NegotiationRoundFactory::new().of_negotiation(&negotiation);
        let low = offer.clone().with_round(1).with_amount(60_000);
        let low = low.proposed_by(&parties.organizer, NegotiationSide::Promoter).countered();
        let high = offer.with_round(2).with_amount(150_000);
        let high = high.proposed_by(&parties.artist_user, NegotiationSide::Artist).rejected();
        let rounds = vec![low.insert(&context).await?, high.insert(&context).await?];
        let now = context.now();
        let negotiation = change(&context, negotiation, |row: &mut negotiations::ActiveModel| {
            row.status = Set(NegotiationStatus::Rejected);
            row.awaiting_side = Set(None);
            row.closed_at = Set(Some(now));
        })
        .await?;
        let organizer = parties.organizer.id;
        let booking = change(&context, booking, |row: &mut bookings::ActiveModel| {
            row.status = Set(BookingStatus::Cancelled);
            row.cancelled_at = Set(Some(now));
            row.cancelled_by = Set(Some(organizer));
            row.cancellation_reason = Set(Some("No agreement on the fee".to_owned()));
        })
        .await?;

        let attempt = Attempt::begin(stage, &context).await?;
        let tried = change(&attempt.context(), negotiation.clone(), |row: &mut negotiations::ActiveModel| {
            row.status = Set(NegotiationStatus::Agreed);
            row.agreed_amount = Set(Some(100_000.into()));
        })
        .await;
        let second_thoughts = attempt.refused(tried).await?;
        Ok(NoDeal { parties, booking, negotiation, rounds, second_thoughts })
    }
}

impl Check for NoDeal {
    async fn check(&self, db: &DatabaseConnection) -> Result<(), Failure> {
        let booking =
            bookings::Entity::find_by_id(self.booking.id).one(db).await?.ok_or("the booking is gone")?;
        expect("the booking", (booking.status, booking.final_amount), (BookingStatus::Cancelled, None))?;
        let negotiation =
            negotiations::Entity::find_by_id(self.negotiation.id).one(db).await?.ok_or("gone")?;
        expect(
            "the negotiation",
            (negotiation.status, negotiation.agreed_amount),
            (NegotiationStatus::Rejected, None),
        )?;
        let payments = payments::Entity::find().filter(payments::Column::BookingId.eq(booking.id));
        expect("payments", payments.count(db).await?, 0)?;
        let refusal = Refusal::by("23514", "transition_negotiations_status");
        expect("agreeing after all", &self.second_thoughts, &refusal)
    }
}
