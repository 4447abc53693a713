//! `ticket_pools`: tickets of one kind and price for an event.

use sea_orm::entity::prelude::*;
use sea_orm::{ExprTrait, QueryOrder, Set};
use time::OffsetDateTime;

use super::TicketType;
use crate::condition::{is_absent_or_past, is_absent_or_to_come};

/// Tickets of one kind and price for an event.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ticket_pools")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The event.
    pub event_id: Uuid,
    /// Which sort of ticket.
    pub ticket_type: TicketType,
    /// What it is called.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// In plain words.
    #[sea_orm(column_type = "Text")]
    pub description: Option<String>,
    /// Of one ticket, in currency.
    #[sea_orm(column_type = "Decimal(Some((16, 3)))")]
    pub price: Decimal,
    /// ISO 4217 code of every amount in the row.
    #[sea_orm(column_type = "Char(Some(3))", save_as = "bpchar")]
    pub currency: String,
    /// Tickets there are, sold or not.
    pub quantity: i32,
    /// Tickets active or redeemed. Kept by triggers.
    pub sold: i32,
    /// How many one order may have.
    pub max_per_order: i32,
    /// Absent: as soon as the event is published.
    pub sale_starts_at: Option<OffsetDateTime>,
    /// Absent: until the event ends.
    pub sale_ends_at: Option<OffsetDateTime>,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// Where its keys lead, and what leads to it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `event_id`.
    #[sea_orm(
        belongs_to = "super::events::Entity",
        from = "Column::EventId",
        to = "super::events::Column::Id",
        on_delete = "Cascade"
    )]
    Event,
    /// By `currency`.
    #[sea_orm(
        belongs_to = "crate::geography::currencies::Entity",
        from = "Column::Currency",
        to = "crate::geography::currencies::Column::CurrencyCode",
        on_delete = "Restrict"
    )]
    Currency,
    /// Its tickets.
    #[sea_orm(has_many = "super::tickets::Entity")]
    Tickets,
}

impl Related<super::events::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Event.def()
    }
}

impl Related<crate::geography::currencies::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Currency.def()
    }
}

impl Related<super::tickets::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Tickets.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}

impl Entity {
    /// An event's tickets that can be bought at this moment, the cheapest first; `uq_ticket_pools_event_id_name` serves it.
    pub fn on_sale_of(event_id: Uuid) -> Select<Entity> {
        Self::find()
            .filter(Column::EventId.eq(event_id))
            .filter(Expr::col(Column::Sold.as_column_ref()).lt(Expr::col(Column::Quantity.as_column_ref())))
            .filter(is_absent_or_past(Column::SaleStartsAt))
            .filter(is_absent_or_to_come(Column::SaleEndsAt))
            .order_by_asc(Column::Price)
    }
}

impl Model {
    /// How many tickets are left.
    #[must_use]
    pub fn left(&self) -> i32 {
        self.quantity - self.sold
    }
}
