//! `disputes`: disagreements about a booking that the platform decides.

use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, Set};
use time::OffsetDateTime;

use super::{DisputeReason, DisputeStatus};

/// Disagreements about a booking that the platform decides.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "disputes")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The booking.
    pub booking_id: Uuid,
    /// Who raised it.
    pub raised_by: Uuid,
    /// Why.
    pub reason: DisputeReason,
    /// In the words of who raised it.
    #[sea_orm(column_type = "Text")]
    pub description: String,
    /// Media ids, links and quotations, in order.
    #[sea_orm(column_type = "JsonBinary")]
    pub evidence: Json,
    /// 0: it is not about money.
    #[sea_orm(column_type = "Decimal(Some((16, 3)))")]
    pub disputed_amount: Decimal,
    /// ISO 4217 code of every amount in the row.
    #[sea_orm(column_type = "Char(Some(3))", save_as = "bpchar")]
    pub currency: String,
    /// How far it has come.
    pub status: DisputeStatus,
    /// Who of the platform looks into it.
    pub assigned_to: Option<Uuid>,
    /// As both sides read it.
    #[sea_orm(column_type = "Text")]
    pub decision: Option<String>,
    /// What is to go back; absent until decided.
    #[sea_orm(column_type = "Decimal(Some((16, 3)))")]
    pub refund_amount: Option<Decimal>,
    /// Who decided.
    pub decided_by: Option<Uuid>,
    /// When it was opened.
    pub opened_at: OffsetDateTime,
    /// By when the other side must have answered.
    pub respond_by: Option<OffsetDateTime>,
    /// When it was settled.
    pub resolved_at: Option<OffsetDateTime>,
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
    /// By `raised_by`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::RaisedBy",
        to = "crate::identity::users::Column::Id",
        on_delete = "Restrict"
    )]
    RaisedBy,
    /// By `currency`.
    #[sea_orm(
        belongs_to = "crate::geography::currencies::Entity",
        from = "Column::Currency",
        to = "crate::geography::currencies::Column::CurrencyCode",
        on_delete = "Restrict"
    )]
    Currency,
    /// By `assigned_to`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::AssignedTo",
        to = "crate::identity::users::Column::Id",
        on_delete = "SetNull"
    )]
    AssignedTo,
    /// By `decided_by`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::DecidedBy",
        to = "crate::identity::users::Column::Id",
        on_delete = "SetNull"
    )]
    DecidedBy,
    /// Its trust score history.
    #[sea_orm(has_many = "super::trust_score_history::Entity")]
    TrustScoreHistory,
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

impl Related<super::trust_score_history::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::TrustScoreHistory.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}

impl Entity {
    /// Disputes that are not settled, the oldest first; `idx_disputes_status_opened_at` serves it.
    pub fn unsettled() -> Select<Entity> {
        Self::find()
            .filter(Column::Status.is_in([
                DisputeStatus::Open,
                DisputeStatus::Investigating,
                DisputeStatus::Escalated,
            ]))
            .order_by_asc(Column::OpenedAt)
    }
}
