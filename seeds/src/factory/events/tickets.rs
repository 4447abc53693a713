//! Tickets.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{Context, Draft, Error, Factory, Presets, Source, TicketPoolFactory, UserFactory};

/// Makes [`tickets`]: by default one that a user has bought, not yet used, at its pool's price. The pool counts those
/// sold.
#[derive(Debug, Clone, Default)]
pub struct TicketFactory {
    row: Draft<tickets::ActiveModel>,
}

impl TicketFactory {
    /// One that is not yet used.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Of this pool, at its price.
    #[must_use]
    pub fn of_pool(mut self, pool: &ticket_pools::Model) -> Self {
        self.row.ticket_pool_id = Set(pool.id);
        self.row.price.set_if_unset(pool.price);
        self.row.currency.set_if_unset(pool.currency.clone());
        self
    }

    /// Bought by this user.
    #[must_use]
    pub fn for_user(mut self, user: &users::Model) -> Self {
        self.row.purchaser_id = Set(Some(user.id));
        self
    }

    /// For this seat.
    #[must_use]
    pub fn with_seat(mut self, seat: &str) -> Self {
        self.row.seat_label = Set(Some(seat.to_owned()));
        self
    }

    /// Shown at the door.
    #[must_use]
    pub fn redeemed(mut self) -> Self {
        self.row.status = Set(TicketStatus::Redeemed);
        self
    }

    /// No longer valid.
    #[must_use]
    pub fn cancelled(mut self) -> Self {
        self.row.status = Set(TicketStatus::Cancelled);
        self
    }

    /// Given back for the money.
    #[must_use]
    pub fn refunded(mut self) -> Self {
        self.row.status = Set(TicketStatus::Refunded);
        self
    }
}

#[async_trait]
impl Factory for TicketFactory {
    type Entity = tickets::Entity;

    fn draft(&mut self) -> &mut tickets::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> tickets::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("tickets");
        row.id.set_if_unset(unique.id());
        row.code.set_if_unset_with(|| unique.slug("ticket"));
        row.issued_at.set_if_unset(source.in_days(-7));
        row.status.set_if_unset(TicketStatus::Active);
        if row.status.is_set_and(|status| *status == TicketStatus::Redeemed) {
            row.redeemed_at.set_if_unset(Some(source.now()));
        }
        row
    }

    async fn complete(&self, row: &mut tickets::ActiveModel, context: &Context<'_>) -> Result<(), Error> {
        if row.ticket_pool_id.is_not_set() {
            let pool = TicketPoolFactory::new().insert(context).await?;
            row.ticket_pool_id = Set(pool.id);
            row.price.set_if_unset(pool.price);
            row.currency.set_if_unset(pool.currency);
        }
        if row.purchaser_id.is_not_set() {
            row.purchaser_id = Set(Some(UserFactory::new().insert(context).await?.id));
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<TicketFactory> {
    Presets::of(TicketFactory::new)
        .and("redeemed", TicketFactory::redeemed)
        .and("cancelled", TicketFactory::cancelled)
        .and("refunded", TicketFactory::refunded)
}
