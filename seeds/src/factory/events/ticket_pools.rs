//! Tickets of one kind that an event has.

use async_trait::async_trait;
use backline_schema::prelude::*;
use rust_decimal::Decimal;
use sea_orm::Set;
use time::OffsetDateTime;

use crate::factory::{Context, Draft, Error, EventFactory, Factory, Presets, Source};

/// Makes [`ticket_pools`]: by default 100 for everybody at 1,200, of a published event.
#[derive(Debug, Clone, Default)]
pub struct TicketPoolFactory {
    row: Draft<ticket_pools::ActiveModel>,
}

impl TicketPoolFactory {
    /// 100 for everybody.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Of this event, in its currency.
    #[must_use]
    pub fn of_event(mut self, event: &events::Model) -> Self {
        self.row.event_id = Set(event.id);
        self.row.currency.set_if_unset(event.currency.clone());
        self
    }

    /// With this name, once an event.
    #[must_use]
    pub fn with_name(mut self, name: &str) -> Self {
        self.row.name = Set(name.to_owned());
        self
    }

    /// Of this kind.
    #[must_use]
    pub fn with_type(mut self, ticket_type: TicketType) -> Self {
        self.row.ticket_type = Set(ticket_type);
        self
    }

    /// At this price.
    #[must_use]
    pub fn with_price(mut self, price: impl Into<Decimal>) -> Self {
        self.row.price = Set(price.into());
        self
    }

    /// So many.
    #[must_use]
    pub fn with_quantity(mut self, quantity: i32) -> Self {
        self.row.quantity = Set(quantity);
        self
    }

    /// Sold from the one moment to the other.
    #[must_use]
    pub fn with_sale(mut self, starts_at: OffsetDateTime, ends_at: OffsetDateTime) -> Self {
        self.row.sale_starts_at = Set(Some(starts_at));
        self.row.sale_ends_at = Set(Some(ends_at));
        self
    }

    /// For those who pay more.
    #[must_use]
    pub fn vip(mut self) -> Self {
        self.row.ticket_type = Set(TicketType::Vip);
        self
    }

    /// For nothing.
    #[must_use]
    pub fn free(mut self) -> Self {
        self.row.price = Set(Decimal::ZERO);
        self
    }
}

#[async_trait]
impl Factory for TicketPoolFactory {
    type Entity = ticket_pools::Entity;

    fn draft(&mut self) -> &mut ticket_pools::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> ticket_pools::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("ticket_pools");
        row.id.set_if_unset(unique.id());
        row.name.set_if_unset_with(|| unique.label("Tickets"));
        row.price.set_if_unset(Decimal::from(1_200));
        row.quantity.set_if_unset(100);
        row
    }

    async fn complete(
        &self,
        row: &mut ticket_pools::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.event_id.is_not_set() {
            row.event_id = Set(EventFactory::new().published().insert(context).await?.id);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<TicketPoolFactory> {
    Presets::of(TicketPoolFactory::new)
        .and("vip", TicketPoolFactory::vip)
        .and("free", TicketPoolFactory::free)
}
