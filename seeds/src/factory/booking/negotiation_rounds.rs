//! Proposals of a negotiation.

use async_trait::async_trait;
use backline_schema::prelude::*;
use rust_decimal::Decimal;
use sea_orm::Set;

use crate::factory::{Context, Draft, Error, Factory, NegotiationFactory, Presets, Source};

/// Makes [`negotiation_rounds`]: by default the first, in which the artist asks for 120,000, not yet answered.
#[derive(Debug, Clone, Default)]
pub struct NegotiationRoundFactory {
    row: Draft<negotiation_rounds::ActiveModel>,
}

impl NegotiationRoundFactory {
    /// The first, not yet answered.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Of this negotiation, in its currency.
    #[must_use]
    pub fn of_negotiation(mut self, negotiation: &negotiations::Model) -> Self {
        self.row.negotiation_id = Set(negotiation.id);
        self.row.currency.set_if_unset_with(|| negotiation.currency.clone());
        self
    }

    /// The how manieth, from 1.
    #[must_use]
    pub fn with_round(mut self, round: i16) -> Self {
        self.row.round = Set(round);
        self
    }

    /// This much.
    #[must_use]
    pub fn with_amount(mut self, amount: impl Into<Decimal>) -> Self {
        self.row.amount = Set(amount.into());
        self
    }

    /// Proposed by this user, of this side.
    #[must_use]
    pub fn proposed_by(mut self, user: &users::Model, side: NegotiationSide) -> Self {
        self.row.proposed_by = Set(Some(user.id));
        self.row.side = Set(side);
        self
    }

    /// With this outcome.
    #[must_use]
    pub fn with_outcome(mut self, outcome: NegotiationOutcome) -> Self {
        self.row.outcome = Set(outcome);
        self
    }

    /// The other side agreed.
    #[must_use]
    pub fn accepted(self) -> Self {
        self.with_outcome(NegotiationOutcome::Accepted)
    }

    /// The other side made a proposal of its own.
    #[must_use]
    pub fn countered(self) -> Self {
        self.with_outcome(NegotiationOutcome::Countered)
    }

    /// The other side said no.
    #[must_use]
    pub fn rejected(self) -> Self {
        self.with_outcome(NegotiationOutcome::Rejected)
    }

    /// Taken back.
    #[must_use]
    pub fn withdrawn(self) -> Self {
        self.with_outcome(NegotiationOutcome::Withdrawn)
    }

    /// Not answered in time.
    #[must_use]
    pub fn expired(self) -> Self {
        self.with_outcome(NegotiationOutcome::Expired)
    }

    /// The promoter's.
    #[must_use]
    pub fn from_promoter(mut self) -> Self {
        self.row.side = Set(NegotiationSide::Promoter);
        self
    }
}

#[async_trait]
impl Factory for NegotiationRoundFactory {
    type Entity = negotiation_rounds::Entity;

    fn draft(&mut self) -> &mut negotiation_rounds::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> negotiation_rounds::ActiveModel {
        let mut row = self.row.chosen();
        row.id.set_if_unset_with(|| source.next("negotiation_rounds").id());
        row.round.set_if_unset(1);
        row.side.set_if_unset(NegotiationSide::Artist);
        row.amount.set_if_unset(Decimal::from(120_000));
        row.outcome.set_if_unset(NegotiationOutcome::Pending);
        row.expires_at.set_if_unset(Some(source.in_days(7)));
        if row.outcome.is_set_and(|outcome| *outcome != NegotiationOutcome::Pending) {
            row.responded_at.set_if_unset(Some(source.now()));
        }
        row
    }

    async fn complete(
        &self,
        row: &mut negotiation_rounds::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.negotiation_id.is_not_set() {
            let negotiation = NegotiationFactory::new().insert(context).await?;
            row.negotiation_id = Set(negotiation.id);
            row.proposed_by.set_if_unset(negotiation.opened_by);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<NegotiationRoundFactory> {
    Presets::of(NegotiationRoundFactory::new)
        .and("accepted", NegotiationRoundFactory::accepted)
        .and("countered", NegotiationRoundFactory::countered)
        .and("rejected", NegotiationRoundFactory::rejected)
        .and("withdrawn", NegotiationRoundFactory::withdrawn)
        .and("expired", NegotiationRoundFactory::expired)
        .and("from_promoter", NegotiationRoundFactory::from_promoter)
}
