//! `payments`: money that somebody pays in, for a booking, an event or a ticket.

use sea_orm::entity::prelude::*;
use sea_orm::{JoinType, QuerySelect, Set};
use time::OffsetDateTime;

use super::{PaymentKind, PaymentMethod, PaymentStatus, refunds};
use crate::booking::bookings;

/// Money that somebody pays in, for a booking, an event or a ticket.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "payments")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The booking.
    pub booking_id: Option<Uuid>,
    /// Several tickets, or a fee, at once.
    pub event_id: Option<Uuid>,
    /// The ticket.
    pub ticket_id: Option<Uuid>,
    /// The invoice that it pays, whole or in part.
    pub invoice_id: Option<Uuid>,
    /// The organization whose payment it is; its members see the row.
    pub organization_id: Option<Uuid>,
    /// Absent: somebody without an account.
    pub payer_id: Option<Uuid>,
    /// For whom it is meant; absent: the platform.
    pub payee_id: Option<Uuid>,
    /// What sort it is.
    pub kind: PaymentKind,
    /// How the money goes.
    pub method: PaymentMethod,
    /// How far it has come.
    pub status: PaymentStatus,
    /// In `currency`.
    #[sea_orm(column_type = "Decimal(Some((16, 3)))")]
    pub amount: Decimal,
    /// What the provider keeps.
    #[sea_orm(column_type = "Decimal(Some((16, 3)))")]
    pub fee_amount: Decimal,
    /// Of its refunds that neither failed nor were cancelled; kept by a trigger.
    #[sea_orm(column_type = "Decimal(Some((16, 3)))")]
    pub refunded_amount: Decimal,
    /// ISO 4217 code of every amount in the row.
    #[sea_orm(column_type = "Char(Some(3))", save_as = "bpchar")]
    pub currency: String,
    /// Absent: hand to hand.
    pub provider_id: Option<Uuid>,
    /// The provider's own id of it.
    #[sea_orm(column_type = "Text")]
    pub provider_payment_id: Option<String>,
    /// The provider's own id of the order.
    #[sea_orm(column_type = "Text")]
    pub provider_order_id: Option<String>,
    /// Its last answer, word for word.
    #[sea_orm(column_type = "JsonBinary")]
    pub provider_response: Option<Json>,
    /// Sent by the client, so that a retry pays once; absent: entered by hand.
    #[sea_orm(column_type = "Text")]
    pub idempotency_key: Option<String>,
    /// In plain words.
    #[sea_orm(column_type = "Text")]
    pub description: Option<String>,
    /// When it was begun.
    pub initiated_at: OffsetDateTime,
    /// When the payer agreed.
    pub authorized_at: Option<OffsetDateTime>,
    /// When the money was ours.
    pub captured_at: Option<OffsetDateTime>,
    /// When it failed.
    pub failed_at: Option<OffsetDateTime>,
    /// When it was called off.
    pub cancelled_at: Option<OffsetDateTime>,
    /// When nothing of it was left.
    pub refunded_at: Option<OffsetDateTime>,
    /// The provider's code of what went wrong.
    #[sea_orm(column_type = "Text")]
    pub failure_code: Option<String>,
    /// What went wrong, in words.
    #[sea_orm(column_type = "Text")]
    pub failure_message: Option<String>,
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
    /// By `booking_id`.
    #[sea_orm(
        belongs_to = "crate::booking::bookings::Entity",
        from = "Column::BookingId",
        to = "crate::booking::bookings::Column::Id",
        on_delete = "Restrict"
    )]
    Booking,
    /// By `event_id`.
    #[sea_orm(
        belongs_to = "crate::events::events::Entity",
        from = "Column::EventId",
        to = "crate::events::events::Column::Id",
        on_delete = "Restrict"
    )]
    Event,
    /// By `ticket_id`.
    #[sea_orm(
        belongs_to = "crate::events::tickets::Entity",
        from = "Column::TicketId",
        to = "crate::events::tickets::Column::Id",
        on_delete = "Restrict"
    )]
    Ticket,
    /// By `invoice_id`.
    #[sea_orm(
        belongs_to = "super::invoices::Entity",
        from = "Column::InvoiceId",
        to = "super::invoices::Column::Id",
        on_delete = "Restrict"
    )]
    Invoice,
    /// By `organization_id`.
    #[sea_orm(
        belongs_to = "crate::organizations::organizations::Entity",
        from = "Column::OrganizationId",
        to = "crate::organizations::organizations::Column::Id",
        on_delete = "Restrict"
    )]
    Organization,
    /// By `payer_id`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::PayerId",
        to = "crate::identity::users::Column::Id",
        on_delete = "Restrict"
    )]
    Payer,
    /// By `payee_id`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::PayeeId",
        to = "crate::identity::users::Column::Id",
        on_delete = "Restrict"
    )]
    Payee,
    /// By `currency`.
    #[sea_orm(
        belongs_to = "crate::geography::currencies::Entity",
        from = "Column::Currency",
        to = "crate::geography::currencies::Column::CurrencyCode",
        on_delete = "Restrict"
    )]
    Currency,
    /// By `provider_id`.
    #[sea_orm(
        belongs_to = "super::payment_providers::Entity",
        from = "Column::ProviderId",
        to = "super::payment_providers::Column::Id",
        on_delete = "Restrict"
    )]
    Provider,
    /// Its crypto payment, where there is one.
    #[sea_orm(has_one = "super::crypto_payments::Entity")]
    CryptoPayment,
    /// Its fraud alerts.
    #[sea_orm(has_many = "crate::trust::fraud_alerts::Entity")]
    FraudAlerts,
    /// Its ledger entries.
    #[sea_orm(has_many = "super::ledger_entries::Entity")]
    LedgerEntries,
    /// Its refunds.
    #[sea_orm(has_many = "super::refunds::Entity")]
    Refunds,
}

impl Related<crate::booking::bookings::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Booking.def()
    }
}

impl Related<crate::events::events::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Event.def()
    }
}

impl Related<crate::events::tickets::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Ticket.def()
    }
}

impl Related<super::invoices::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Invoice.def()
    }
}

impl Related<crate::organizations::organizations::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Organization.def()
    }
}

impl Related<crate::geography::currencies::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Currency.def()
    }
}

impl Related<super::payment_providers::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Provider.def()
    }
}

impl Related<super::crypto_payments::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::CryptoPayment.def()
    }
}

impl Related<crate::trust::fraud_alerts::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::FraudAlerts.def()
    }
}

impl Related<super::ledger_entries::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::LedgerEntries.def()
    }
}

impl Related<super::refunds::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Refunds.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}

impl Entity {
    /// The payments toward a booking's fee, in its currency: deposits, balances and full payments, no fees, no
    /// tickets; `idx_payments_booking_id` serves it.
    pub fn toward_booking(booking: &bookings::Model) -> Select<Entity> {
        Self::find()
            .filter(Column::BookingId.eq(booking.id))
            .filter(Column::Kind.is_in([PaymentKind::Deposit, PaymentKind::Balance, PaymentKind::Full]))
            .filter(Column::Currency.eq(&booking.currency))
    }

    /// What has been captured toward a booking's fee, in its currency, also where it went back later.
    ///
    /// # Errors
    /// Whatever the database answers.
    pub async fn captured_total_of<C: ConnectionTrait>(
        db: &C,
        booking: &bookings::Model,
    ) -> Result<Decimal, DbErr> {
        let total: Option<Option<Decimal>> = Self::toward_booking(booking)
            .filter(Column::Status.is_in([PaymentStatus::Captured, PaymentStatus::Refunded]))
            .select_only()
            .column_as(Column::Amount.sum(), "total")
            .into_tuple()
            .one(db)
            .await?;
        Ok(total.flatten().unwrap_or_default())
    }

    /// What of it has gone back, in the booking's currency: its refunds that are captured, not those on their way;
    /// `idx_refunds_payment_id` serves it.
    ///
    /// # Errors
    /// Whatever the database answers.
    pub async fn refunded_total_of<C: ConnectionTrait>(
        db: &C,
        booking: &bookings::Model,
    ) -> Result<Decimal, DbErr> {
        let total: Option<Option<Decimal>> = Self::toward_booking(booking)
            .join(JoinType::InnerJoin, refunds::Relation::Payment.def().rev())
            .filter(refunds::Column::Status.eq(PaymentStatus::Captured))
            .select_only()
            .column_as(refunds::Column::Amount.sum(), "total")
            .into_tuple()
            .one(db)
            .await?;
        Ok(total.flatten().unwrap_or_default())
    }
}
