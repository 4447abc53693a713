//! `ledger_entries`: the books themselves, append-only: the entries of a transaction sum to zero in each
//! currency.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

/// The books themselves, append-only: the entries of a transaction sum to zero in each currency.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ledger_entries")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What was booked together; no table of its own.
    pub transaction_id: Uuid,
    /// The account.
    pub account_id: Uuid,
    /// Debits are positive, credits negative.
    #[sea_orm(column_type = "Decimal(Some((16, 3)))")]
    pub amount: Decimal,
    /// The account's.
    #[sea_orm(column_type = "Char(Some(3))", save_as = "bpchar")]
    pub currency: String,
    /// The booking.
    pub booking_id: Option<Uuid>,
    /// The payment.
    pub payment_id: Option<Uuid>,
    /// The refund.
    pub refund_id: Option<Uuid>,
    /// The payout.
    pub payout_id: Option<Uuid>,
    /// The entry that this one takes back.
    pub reverses_id: Option<Uuid>,
    /// In plain words.
    #[sea_orm(column_type = "Text")]
    pub description: String,
    /// When it happened; `created_at` says when it was entered.
    pub occurred_at: OffsetDateTime,
    /// Absent: the platform itself.
    pub created_by: Option<Uuid>,
    /// When the row was made.
    pub created_at: OffsetDateTime,
}

/// Where its keys lead.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `account_id`.
    #[sea_orm(
        belongs_to = "super::ledger_accounts::Entity",
        from = "Column::AccountId",
        to = "super::ledger_accounts::Column::Id",
        on_delete = "Restrict"
    )]
    Account,
    /// By `currency`.
    #[sea_orm(
        belongs_to = "crate::geography::currencies::Entity",
        from = "Column::Currency",
        to = "crate::geography::currencies::Column::CurrencyCode",
        on_delete = "Restrict"
    )]
    Currency,
    /// By `booking_id`.
    #[sea_orm(
        belongs_to = "crate::booking::bookings::Entity",
        from = "Column::BookingId",
        to = "crate::booking::bookings::Column::Id",
        on_delete = "Restrict"
    )]
    Booking,
    /// By `payment_id`.
    #[sea_orm(
        belongs_to = "super::payments::Entity",
        from = "Column::PaymentId",
        to = "super::payments::Column::Id",
        on_delete = "Restrict"
    )]
    Payment,
    /// By `refund_id`.
    #[sea_orm(
        belongs_to = "super::refunds::Entity",
        from = "Column::RefundId",
        to = "super::refunds::Column::Id",
        on_delete = "Restrict"
    )]
    Refund,
    /// By `payout_id`.
    #[sea_orm(
        belongs_to = "super::payouts::Entity",
        from = "Column::PayoutId",
        to = "super::payouts::Column::Id",
        on_delete = "Restrict"
    )]
    Payout,
    /// By `reverses_id`.
    #[sea_orm(belongs_to = "Entity", from = "Column::ReversesId", to = "Column::Id", on_delete = "Restrict")]
    Reverses,
    /// By `created_by`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::CreatedBy",
        to = "crate::identity::users::Column::Id",
        on_delete = "Restrict"
    )]
    CreatedBy,
}

impl Related<super::ledger_accounts::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Account.def()
    }
}

impl Related<crate::geography::currencies::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Currency.def()
    }
}

impl Related<crate::booking::bookings::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Booking.def()
    }
}

impl Related<super::payments::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Payment.def()
    }
}

impl Related<super::refunds::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Refund.def()
    }
}

impl Related<super::payouts::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Payout.def()
    }
}

impl Related<crate::identity::users::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::CreatedBy.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}
