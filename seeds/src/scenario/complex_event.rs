//! An event with a price for everybody, sold out to the last seat, whose registration has closed. For price tables, capacity
//! and deadlines.
//!
//! Source: the festival document's "Complex Event Scenario".

use backline_schema::prelude::*;
use backline_seed::scenario::{Check, Failure, Scenario, Stage, expect, require};
use rust_decimal::Decimal;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter};

use super::story::{Attempt, PLACES, Refusal, add, context};
use crate::basic::row::row;
use crate::factory::{EventFactory, Factory as _, PromoterFactory, UserFactory, VenueFactory};

/// See the module.
#[derive(Debug, Clone)]
pub struct ComplexEvent {
    capacity: i32,
}

impl ComplexEvent {
    /// For 24 people.
    #[must_use]
    pub fn new() -> Self {
        Self { capacity: 24 }
    }

    /// For so many people, at least 3.
    #[must_use]
    pub fn with_capacity(mut self, people: i32) -> Self {
        self.capacity = people.max(3);
        self
    }
}

impl Default for ComplexEvent {
    fn default() -> Self {
        Self::new()
    }
}

/// The event and what was sold.
#[derive(Debug, Clone)]
pub struct SoldOut {
    /// Published, full, and past its registration deadline.
    pub event: events::Model,
    /// One of each type.
    pub prices: Vec<event_prices::Model>,
    /// Early, regular and VIP tickets.
    pub pools: Vec<ticket_pools::Model>,
    /// One for each seat.
    pub tickets: Vec<tickets::Model>,
    /// Those who hold them.
    pub guests: Vec<users::Model>,
    /// How one ticket more was refused.
    pub oversold: Refusal,
}

const PRICES: [(PriceType, i32); 7] = [
    (PriceType::EarlyBird, 3_500),
    (PriceType::Regular, 5_000),
    (PriceType::Late, 6_500),
    (PriceType::Student, 2_500),
    (PriceType::Local, 4_000),
    (PriceType::Vip, 15_000),
    (PriceType::Donation, 0),
];

impl Scenario for ComplexEvent {
    type Handles = SoldOut;
    const NAME: &'static str = "complex-event";
    const TABLES: &'static [&'static str] = &[
        "audit_logs",
        "event_attendances",
        "event_prices",
        "events",
        "organization_members",
        "organizations",
        "promoters",
        "search_index",
        "ticket_pools",
        "tickets",
        "users",
        "venues",
    ];
    const NEEDS: &'static [&'static str] = PLACES;

    async fn tell(&self, stage: &Stage) -> Result<SoldOut, Failure> {
        let context = context(stage);
        let promoter = PromoterFactory::new().insert(&context).await?;
        let venue = VenueFactory::new().with_capacity(self.capacity).insert(&context).await?;
        let event = EventFactory::new()
            .by_promoter(&promoter)
            .at_venue(&venue)
            .with_capacity(self.capacity)
            .with_times(context.evening(5), context.evening(7))
            .with_registration_deadline(context.in_days(-1))
            .published()
            .insert(&context)
            .await?;

        let prices = PRICES.map(|(price_type, amount)| {
            let is_early = price_type == PriceType::EarlyBird;
            row!(event_prices {
                event_id: event.id,
                price_type: price_type,
                amount: amount,
                deadline: is_early.then(|| context.in_days(-30)),
                is_available: !is_early,
            })
        });
        let prices = context.insert_rows::<event_prices::Entity>(prices.to_vec()).await?;

        let (early, vip) = (self.capacity / 3, self.capacity / 6);
        let quantities = [("Early bird", early), ("Regular", self.capacity - early - vip), ("VIP", vip)];
        let pools = quantities.map(|(name, quantity)| {
            row!(ticket_pools {
                event_id: event.id,
                ticket_type: if name == "VIP" { TicketType::Vip } else { TicketType::General },
                name: name,
                price: match name {
                    "Early bird" => 3_500,
                    "VIP" => 15_000,
                    _ => 5_000,
                },
                quantity: quantity,
                sale_starts_at: context.in_days(-60),
                sale_ends_at: context.in_days(-1),
            })
        });
        let pools = context.insert_rows::<ticket_pools::Entity>(pools.to_vec()).await?;

        let seats = usize::try_from(self.capacity)?;
        let guests = UserFactory::new().insert_many(seats, &context).await?;
        let pool_of_seat = pools.iter().flat_map(|pool| (0..pool.quantity).map(move |_| pool));
        let tickets = guests.iter().zip(pool_of_seat).map(|(guest, pool)| {
            let code = context.next("tickets").slug("ticket");
            row!(tickets { ticket_pool_id: pool.id, purchaser_id: guest.id, code: code, price: pool.price })
        });
        let tickets = context.insert_rows::<tickets::Entity>(tickets.collect()).await?;
        let goes = guests.iter().map(|guest| {
            row!(event_attendances { user_id: guest.id, event_id: event.id, status: AttendanceStatus::Going })
        });
        context.insert_rows::<event_attendances::Entity>(goes.collect()).await?;

        let attempt = Attempt::begin(stage, &context).await?;
        let code = context.next("tickets").slug("ticket");
        let one_more = row!(tickets { ticket_pool_id: pools[0].id, code: code, price: pools[0].price });
        let tried = add(&attempt.context(), one_more).await;
        let oversold = attempt.refused(tried).await?;

        let event =
            events::Entity::find_by_id(event.id).one(context.db()).await?.ok_or("the event is gone")?;
        Ok(SoldOut { event, prices, pools, tickets, guests, oversold })
    }
}

impl Check for SoldOut {
    async fn check(&self, db: &DatabaseConnection) -> Result<(), Failure> {
        let event = events::Entity::find_by_id(self.event.id).one(db).await?.ok_or("the event is gone")?;
        expect("seats taken", Some(event.going_count), event.capacity)?;
        let pools =
            ticket_pools::Entity::find().filter(ticket_pools::Column::EventId.eq(event.id)).all(db).await?;
        expect("pools", pools.len(), 3)?;
        for pool in &pools {
            expect("tickets sold of a pool", pool.sold, pool.quantity)?;
        }
        expect("tickets sold", Some(pools.iter().map(|pool| pool.sold).sum()), event.capacity)?;
        let prices = event_prices::Entity::find().filter(event_prices::Column::EventId.eq(event.id));
        expect("price tiers", prices.count(db).await?, PRICES.len() as u64)?;
        require("the VIP pays most", self.prices.iter().all(|price| price.amount <= Decimal::from(15_000)))?;
        require("registration closes before the event", event.registration_deadline < Some(event.starts_at))?;
        expect("the ticket too many", &self.oversold, &Refusal::by("23514", "ck_ticket_pools_not_oversold"))
    }
}
