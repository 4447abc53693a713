//! `payouts`: money that the platform pays on, to an artist or another user.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

use super::{PaymentMethod, PayoutStatus};

/// Money that the platform pays on, to an artist or another user.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "payouts")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Who is paid.
    pub payee_id: Uuid,
    /// Absent: not for one booking, as ticket revenue is not.
    pub booking_id: Option<Uuid>,
    /// The organization whose payout it is; its members see the row.
    pub organization_id: Option<Uuid>,
    /// How far it has come.
    pub status: PayoutStatus,
    /// How the money goes.
    pub method: PaymentMethod,
    /// What arrives: commission and tax are off already.
    #[sea_orm(column_type = "Decimal(Some((16, 3)))")]
    pub amount: Decimal,
    /// Kept by the platform.
    #[sea_orm(column_type = "Decimal(Some((16, 3)))")]
    pub commission_amount: Decimal,
    /// Tax deducted at source.
    #[sea_orm(column_type = "Decimal(Some((16, 3)))")]
    pub withheld_amount: Decimal,
    /// ISO 4217 code of every amount in the row.
    #[sea_orm(column_type = "Char(Some(3))", save_as = "bpchar")]
    pub currency: String,
    /// The payment provider.
    pub provider_id: Option<Uuid>,
    /// The provider's own id of it.
    #[sea_orm(column_type = "Text")]
    pub provider_payout_id: Option<String>,
    /// The provider's last answer, word for word.
    #[sea_orm(column_type = "JsonBinary")]
    pub provider_response: Option<Json>,
    /// So that a retry pays once.
    #[sea_orm(column_type = "Text")]
    pub idempotency_key: Option<String>,
    /// How often it was tried.
    pub attempt_count: i16,
    /// When it was tried last.
    pub last_attempt_at: Option<OffsetDateTime>,
    /// Of the last attempt.
    #[sea_orm(column_type = "Text")]
    pub failure_code: Option<String>,
    /// What went wrong, in words.
    #[sea_orm(column_type = "Text")]
    pub failure_message: Option<String>,
    /// Not before this moment; absent: at once.
    pub scheduled_for: Option<OffsetDateTime>,
    /// When it was begun.
    pub initiated_at: OffsetDateTime,
    /// When the money moved.
    pub paid_at: Option<OffsetDateTime>,
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
    /// By `payee_id`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::PayeeId",
        to = "crate::identity::users::Column::Id",
        on_delete = "Restrict"
    )]
    Payee,
    /// By `booking_id`.
    #[sea_orm(
        belongs_to = "crate::booking::bookings::Entity",
        from = "Column::BookingId",
        to = "crate::booking::bookings::Column::Id",
        on_delete = "Restrict"
    )]
    Booking,
    /// By `organization_id`.
    #[sea_orm(
        belongs_to = "crate::organizations::organizations::Entity",
        from = "Column::OrganizationId",
        to = "crate::organizations::organizations::Column::Id",
        on_delete = "Restrict"
    )]
    Organization,
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
    /// Its fraud alerts.
    #[sea_orm(has_many = "crate::trust::fraud_alerts::Entity")]
    FraudAlerts,
    /// Its ledger entries.
    #[sea_orm(has_many = "super::ledger_entries::Entity")]
    LedgerEntries,
}

impl Related<crate::identity::users::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Payee.def()
    }
}

impl Related<crate::booking::bookings::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Booking.def()
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

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}
