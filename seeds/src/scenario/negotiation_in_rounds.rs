//! A negotiation that takes all three rounds: low, high, and the middle, on which they agree; a fourth round is refused.
//! For the back and forth of offers.

use backline_schema::prelude::*;
use backline_seed::scenario::{Check, Failure, Scenario, Stage, expect};
use rust_decimal::Decimal;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder, Set};

use super::booking_happy_path::{agree, reach};
use super::story::{Attempt, PLACES, Parties, Refusal, change, context};
use crate::factory::{Factory as _, NegotiationFactory, NegotiationRoundFactory};

/// See the module.
#[derive(Debug, Clone, Default)]
pub struct NegotiationInRounds;

impl NegotiationInRounds {
    /// 80,000, then 120,000, then 100,000.
    #[must_use]
    pub fn new() -> Self {
        Self
    }
}

/// What they agreed on, and how.
#[derive(Debug, Clone)]
pub struct Deal {
    /// Who negotiated.
    pub parties: Parties,
    /// Confirmed at the last offer.
    pub booking: bookings::Model,
    /// Agreed.
    pub negotiation: negotiations::Model,
    /// Countered, countered, accepted.
    pub rounds: Vec<negotiation_rounds::Model>,
    /// How a fourth round was refused.
    pub fourth_round: Refusal,
}

impl Scenario for NegotiationInRounds {
    type Handles = Deal;
    const NAME: &'static str = "negotiation-in-rounds";
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

    async fn tell(&self, stage: &Stage) -> Result<Deal, Failure> {
        use NegotiationOutcome::{Accepted, Countered};
        let context = context(stage);
        let parties = Parties::meet(&context, "INR").await?;
        let booking = parties.booking().with_fee(80_000).insert(&context).await?;
        let booking = reach(&context, booking, BookingStatus::Offered).await?;
        let booking = reach(&context, booking, BookingStatus::Negotiating).await?;
        let negotiation = NegotiationFactory::new().about_booking(&booking).opened_by(&parties.artist_user);
        let negotiation = negotiation.insert(&context).await?;
        let offers = [
            (1, 80_000, &parties.organizer, NegotiationSide::Promoter, Countered),
            (2, 120_000, &parties.artist_user, NegotiationSide::Artist, Countered),
            (3, 100_000, &parties.organizer, NegotiationSide::Promoter, Accepted),
        ];
        let now = context.now();
        let mut rounds = Vec::new();
        for (round, amount, user, side, outcome) in offers {
            let offer = NegotiationRoundFactory::new().of_negotiation(&negotiation).with_round(round);
            let offer = offer.with_amount(amount).proposed_by(user, side).insert(&context).await?;
            let answered = change(&context, offer, |row: &mut negotiation_rounds::ActiveModel| {
                row.outcome = Set(outcome);
                row.responded_at = Set(Some(now));
            });
            rounds.push(answered.await?);
        }

        let attempt = Attempt::begin(stage, &context).await?;
        let fourth = NegotiationRoundFactory::new().of_negotiation(&negotiation).with_round(4);
        let tried = fourth.with_amount(101_000).insert(&attempt.context()).await;
        let fourth_round = attempt.refused(tried).await?;

        let negotiation = change(&context, negotiation, |row: &mut negotiations::ActiveModel| {
            row.status = Set(NegotiationStatus::Agreed);
            row.agreed_amount = Set(Some(Decimal::from(100_000)));
            row.awaiting_side = Set(None);
            row.closed_at = Set(Some(now));
        })
        .await?;
        let booking = agree(&context, booking, Decimal::from(100_000)).await?;
        Ok(Deal { parties, booking, negotiation, rounds, fourth_round })
    }
}

impl Check for Deal {
    async fn check(&self, db: &DatabaseConnection) -> Result<(), Failure> {
        use NegotiationOutcome::{Accepted, Countered};
        let rounds = negotiation_rounds::Entity::find()
            .filter(negotiation_rounds::Column::NegotiationId.eq(self.negotiation.id))
            .order_by_asc(negotiation_rounds::Column::Round)
            .all(db)
            .await?;
        let outcomes: Vec<_> = rounds.iter().map(|round| round.outcome).collect();
        expect("outcomes", outcomes, vec![Countered, Countered, Accepted])?;
        let booking =
            bookings::Entity::find_by_id(self.booking.id).one(db).await?.ok_or("the booking is gone")?;
        expect("the booking", booking.status, BookingStatus::Confirmed)?;
        let last = rounds.last().map(|round| round.amount);
        expect("the fee is the last offer", booking.final_amount, last)?;
        expect("the negotiation agreed on it", self.negotiation.agreed_amount, last)?;
        expect("the fourth round", self.fourth_round.sqlstate.as_str(), "23514")
    }
}
