//! `payment_providers`: who moves the money: gateways, banks, the till.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

/// Who moves the money: gateways, banks, the till.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "payment_providers")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// razorpay, stripe, `bank_transfer` and the like.
    #[sea_orm(column_type = "Text")]
    pub code: String,
    /// What it is called.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// Nothing secret: keys live outside the database.
    #[sea_orm(column_type = "JsonBinary")]
    pub provider_config: Json,
    /// What the provider keeps of each payment.
    #[sea_orm(column_type = "Decimal(Some((5, 2)))")]
    pub fee_percent: Decimal,
    /// And beside it, a payment.
    #[sea_orm(column_type = "Decimal(Some((16, 3)))")]
    pub fee_fixed: Decimal,
    /// Of `fee_fixed`.
    #[sea_orm(column_type = "Char(Some(3))", save_as = "bpchar")]
    pub currency: String,
    /// In use.
    pub active: bool,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// Where its keys lead, and what leads to it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `currency`.
    #[sea_orm(
        belongs_to = "crate::geography::currencies::Entity",
        from = "Column::Currency",
        to = "crate::geography::currencies::Column::CurrencyCode",
        on_delete = "Restrict"
    )]
    Currency,
    /// Its payments.
    #[sea_orm(has_many = "super::payments::Entity")]
    Payments,
    /// Its payouts.
    #[sea_orm(has_many = "super::payouts::Entity")]
    Payouts,
}

impl Related<crate::geography::currencies::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Currency.def()
    }
}

impl Related<super::payments::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Payments.def()
    }
}

impl Related<super::payouts::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Payouts.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}
