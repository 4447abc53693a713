//! `tickets`: tickets issued, one a person.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

use super::TicketStatus;

/// Tickets issued, one a person.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tickets")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The ticket pool.
    pub ticket_pool_id: Uuid,
    /// Who bought it; absent for guests and deleted accounts.
    pub purchaser_id: Option<Uuid>,
    /// Who comes in; absent: the purchaser.
    #[sea_orm(column_type = "Text")]
    pub holder_name: Option<String>,
    /// Who will come with it.
    #[sea_orm(column_type = "custom(\"citext\")", select_as = "text", save_as = "citext")]
    pub holder_email: Option<String>,
    /// What the bar code holds and the door reads.
    #[sea_orm(column_type = "Text")]
    pub code: String,
    /// Row and seat; absent where there are none.
    #[sea_orm(column_type = "Text")]
    pub seat_label: Option<String>,
    /// What was paid, in currency.
    #[sea_orm(column_type = "Decimal(Some((16, 3)))")]
    pub price: Decimal,
    /// ISO 4217 code of every amount in the row.
    #[sea_orm(column_type = "Char(Some(3))", save_as = "bpchar")]
    pub currency: String,
    /// How far it has come.
    pub status: TicketStatus,
    /// When it was issued.
    pub issued_at: OffsetDateTime,
    /// When the door let its holder in.
    pub redeemed_at: Option<OffsetDateTime>,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// Where its keys lead, and what leads to it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `ticket_pool_id`.
    #[sea_orm(
        belongs_to = "super::ticket_pools::Entity",
        from = "Column::TicketPoolId",
        to = "super::ticket_pools::Column::Id",
        on_delete = "Restrict"
    )]
    TicketPool,
    /// By `purchaser_id`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::PurchaserId",
        to = "crate::identity::users::Column::Id",
        on_delete = "SetNull"
    )]
    Purchaser,
    /// By `currency`.
    #[sea_orm(
        belongs_to = "crate::geography::currencies::Entity",
        from = "Column::Currency",
        to = "crate::geography::currencies::Column::CurrencyCode",
        on_delete = "Restrict"
    )]
    Currency,
    /// Its payments.
    #[sea_orm(has_many = "crate::payments::payments::Entity")]
    Payments,
}

impl Related<super::ticket_pools::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::TicketPool.def()
    }
}

impl Related<crate::identity::users::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Purchaser.def()
    }
}

impl Related<crate::geography::currencies::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Currency.def()
    }
}

impl Related<crate::payments::payments::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Payments.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}
