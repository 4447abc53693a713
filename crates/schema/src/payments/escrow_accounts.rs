//! `escrow_accounts`: money held for a booking until it is earned or given back; one a booking.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

use super::EscrowStatus;

/// Money held for a booking until it is earned or given back; one a booking.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "escrow_accounts")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The booking.
    pub booking_id: Uuid,
    /// How far it has come.
    pub status: EscrowStatus,
    /// What is held: minus the sum of the entries of its ledger account, a liability.
    #[sea_orm(column_type = "Decimal(Some((16, 3)))")]
    pub balance: Decimal,
    /// ISO 4217 code of every amount in the row.
    #[sea_orm(column_type = "Char(Some(3))", save_as = "bpchar")]
    pub currency: String,
    /// When the money was in.
    pub funded_at: Option<OffsetDateTime>,
    /// Without a dispute it is paid on after this moment.
    pub release_due_at: Option<OffsetDateTime>,
    /// When the money went on.
    pub released_at: Option<OffsetDateTime>,
    /// When it was closed.
    pub closed_at: Option<OffsetDateTime>,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// Where its keys lead, and what leads to it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `booking_id`.
    #[sea_orm(
        belongs_to = "crate::booking::bookings::Entity",
        from = "Column::BookingId",
        to = "crate::booking::bookings::Column::Id",
        on_delete = "Restrict"
    )]
    Booking,
    /// By `currency`.
    #[sea_orm(
        belongs_to = "crate::geography::currencies::Entity",
        from = "Column::Currency",
        to = "crate::geography::currencies::Column::CurrencyCode",
        on_delete = "Restrict"
    )]
    Currency,
    /// Its ledger account, where there is one.
    #[sea_orm(has_one = "super::ledger_accounts::Entity")]
    LedgerAccount,
}

impl Related<crate::booking::bookings::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Booking.def()
    }
}

impl Related<crate::geography::currencies::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Currency.def()
    }
}

impl Related<super::ledger_accounts::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::LedgerAccount.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}
