//! `fraud_alerts`: where a rule has seen something, and what became of it.

use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, Set};
use time::OffsetDateTime;

use super::{FraudAlertStatus, FraudSeverity};

/// Where a rule has seen something, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "fraud_alerts")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The fraud rule.
    pub fraud_rule_id: Uuid,
    /// The user.
    pub user_id: Option<Uuid>,
    /// The booking.
    pub booking_id: Option<Uuid>,
    /// The payment.
    pub payment_id: Option<Uuid>,
    /// The payout.
    pub payout_id: Option<Uuid>,
    /// The review.
    pub review_id: Option<Uuid>,
    /// The rule's at the time.
    pub severity: FraudSeverity,
    /// How sure the rule is, 0–100.
    #[sea_orm(column_type = "Decimal(Some((5, 2)))")]
    pub score: Decimal,
    /// How far it has come.
    pub status: FraudAlertStatus,
    /// What the rule saw.
    #[sea_orm(column_type = "JsonBinary")]
    pub evidence: Json,
    /// When it was noticed.
    pub detected_at: OffsetDateTime,
    /// Who looks into it.
    pub assigned_to: Option<Uuid>,
    /// Who settled it.
    pub resolved_by: Option<Uuid>,
    /// When it was settled.
    pub resolved_at: Option<OffsetDateTime>,
    /// What came of it.
    #[sea_orm(column_type = "Text")]
    pub resolution_note: Option<String>,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// Where its keys lead.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `fraud_rule_id`.
    #[sea_orm(
        belongs_to = "super::fraud_rules::Entity",
        from = "Column::FraudRuleId",
        to = "super::fraud_rules::Column::Id",
        on_delete = "Restrict"
    )]
    FraudRule,
    /// By `user_id`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::UserId",
        to = "crate::identity::users::Column::Id",
        on_delete = "Cascade"
    )]
    User,
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
        belongs_to = "crate::payments::payments::Entity",
        from = "Column::PaymentId",
        to = "crate::payments::payments::Column::Id",
        on_delete = "Restrict"
    )]
    Payment,
    /// By `payout_id`.
    #[sea_orm(
        belongs_to = "crate::payments::payouts::Entity",
        from = "Column::PayoutId",
        to = "crate::payments::payouts::Column::Id",
        on_delete = "Restrict"
    )]
    Payout,
    /// By `review_id`.
    #[sea_orm(
        belongs_to = "super::reviews::Entity",
        from = "Column::ReviewId",
        to = "super::reviews::Column::Id",
        on_delete = "Cascade"
    )]
    Review,
    /// By `assigned_to`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::AssignedTo",
        to = "crate::identity::users::Column::Id",
        on_delete = "SetNull"
    )]
    AssignedTo,
    /// By `resolved_by`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::ResolvedBy",
        to = "crate::identity::users::Column::Id",
        on_delete = "SetNull"
    )]
    ResolvedBy,
}

impl Related<super::fraud_rules::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::FraudRule.def()
    }
}

impl Related<crate::identity::users::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::User.def()
    }
}

impl Related<crate::booking::bookings::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Booking.def()
    }
}

impl Related<crate::payments::payments::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Payment.def()
    }
}

impl Related<crate::payments::payouts::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Payout.def()
    }
}

impl Related<super::reviews::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Review.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}

impl Entity {
    /// Alerts that nobody has decided on, the worst first; `idx_fraud_alerts_status_severity` serves it.
    pub fn undecided() -> Select<Entity> {
        Self::find()
            .filter(Column::Status.is_in([FraudAlertStatus::Open, FraudAlertStatus::Investigating]))
            .order_by_desc(Expr::col(Column::Severity.as_column_ref()))
            .order_by_asc(Column::DetectedAt)
    }
}
