//! `refunds`: money paid back of a payment; all of them together never exceed it.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

use super::PaymentStatus;

/// Money paid back of a payment; all of them together never exceed it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "refunds")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The payment.
    pub payment_id: Uuid,
    /// Captured once the money has gone back.
    pub status: PaymentStatus,
    /// In `currency`.
    #[sea_orm(column_type = "Decimal(Some((16, 3)))")]
    pub amount: Decimal,
    /// The payment's.
    #[sea_orm(column_type = "Char(Some(3))", save_as = "bpchar")]
    pub currency: String,
    /// Why.
    #[sea_orm(column_type = "Text")]
    pub reason: Option<String>,
    /// Who asked for it.
    pub initiated_by: Option<Uuid>,
    /// Who approved it.
    pub approved_by: Option<Uuid>,
    /// The provider's own id of it.
    #[sea_orm(column_type = "Text")]
    pub provider_refund_id: Option<String>,
    /// The provider's last answer, word for word.
    #[sea_orm(column_type = "JsonBinary")]
    pub provider_response: Option<Json>,
    /// As on a payment.
    #[sea_orm(column_type = "Text")]
    pub idempotency_key: Option<String>,
    /// When it was begun.
    pub initiated_at: OffsetDateTime,
    /// When the money had gone back: status captured.
    pub processed_at: Option<OffsetDateTime>,
    /// The provider's code of what went wrong.
    #[sea_orm(column_type = "Text")]
    pub failure_code: Option<String>,
    /// Whatever has no column of its own; a JSON object.
    #[sea_orm(column_type = "JsonBinary")]
    pub metadata: Json,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// Where its keys lead, and what leads to it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `payment_id`.
    #[sea_orm(
        belongs_to = "super::payments::Entity",
        from = "Column::PaymentId",
        to = "super::payments::Column::Id",
        on_delete = "Restrict"
    )]
    Payment,
    /// By `currency`.
    #[sea_orm(
        belongs_to = "crate::geography::currencies::Entity",
        from = "Column::Currency",
        to = "crate::geography::currencies::Column::CurrencyCode",
        on_delete = "Restrict"
    )]
    Currency,
    /// By `initiated_by`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::InitiatedBy",
        to = "crate::identity::users::Column::Id",
        on_delete = "SetNull"
    )]
    InitiatedBy,
    /// By `approved_by`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::ApprovedBy",
        to = "crate::identity::users::Column::Id",
        on_delete = "SetNull"
    )]
    ApprovedBy,
    /// Its ledger entries.
    #[sea_orm(has_many = "super::ledger_entries::Entity")]
    LedgerEntries,
}

impl Related<super::payments::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Payment.def()
    }
}

impl Related<crate::geography::currencies::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Currency.def()
    }
}

impl Related<super::ledger_entries::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::LedgerEntries.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}
