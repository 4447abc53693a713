//! `fraud_rules`: what to look out for, and what to do when it is seen.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

use super::{FraudAction, FraudSeverity};

/// What to look out for, and what to do when it is seen.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "fraud_rules")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// As logs and alerts name it: many-cards-one-device.
    #[sea_orm(column_type = "Text")]
    pub code: String,
    /// What it is called.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// In plain words.
    #[sea_orm(column_type = "Text")]
    pub description: Option<String>,
    /// How bad.
    pub severity: FraudSeverity,
    /// What is done.
    pub action: FraudAction,
    /// Score from which an alert is raised, 0–100.
    #[sea_orm(column_type = "Decimal(Some((5, 2)))")]
    pub threshold: Decimal,
    /// Conditions, as the fraud service reads them.
    #[sea_orm(column_type = "JsonBinary")]
    pub definition: Json,
    /// Switched on.
    pub enabled: bool,
    /// The user who made it.
    pub created_by: Option<Uuid>,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// Where its keys lead, and what leads to it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `created_by`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::CreatedBy",
        to = "crate::identity::users::Column::Id",
        on_delete = "SetNull"
    )]
    CreatedBy,
    /// Its fraud alerts.
    #[sea_orm(has_many = "super::fraud_alerts::Entity")]
    FraudAlerts,
}

impl Related<crate::identity::users::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::CreatedBy.def()
    }
}

impl Related<super::fraud_alerts::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::FraudAlerts.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}
