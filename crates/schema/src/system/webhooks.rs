//! `webhooks`: where an organization's own programs are told what happens.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

/// Where an organization's own programs are told what happens.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhooks")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// What it is called.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// Called with POST.
    #[sea_orm(column_type = "Text")]
    pub url: String,
    /// Signs each delivery (HMAC-SHA-256); encrypted by the application, as it must be read again.
    pub encrypted_secret: Vec<u8>,
    /// Which of the application's keys encrypted the secret.
    #[sea_orm(column_type = "Text")]
    pub encryption_key_id: String,
    /// What it is told: booking.confirmed, payment.*.
    #[sea_orm(column_type = "Array(RcOrArc::new(ColumnType::Text))")]
    pub events: Vec<String>,
    /// In use.
    pub active: bool,
    /// Deliveries abandoned since the last success.
    pub failure_count: i32,
    /// When one last arrived.
    pub last_success_at: Option<OffsetDateTime>,
    /// When the platform gave up on it.
    pub disabled_at: Option<OffsetDateTime>,
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
    /// By `organization_id`.
    #[sea_orm(
        belongs_to = "crate::organizations::organizations::Entity",
        from = "Column::OrganizationId",
        to = "crate::organizations::organizations::Column::Id",
        on_delete = "Cascade"
    )]
    Organization,
    /// By `created_by`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::CreatedBy",
        to = "crate::identity::users::Column::Id",
        on_delete = "SetNull"
    )]
    CreatedBy,
    /// Its webhook deliveries.
    #[sea_orm(has_many = "super::webhook_deliveries::Entity")]
    WebhookDeliveries,
}

impl Related<crate::organizations::organizations::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Organization.def()
    }
}

impl Related<crate::identity::users::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::CreatedBy.def()
    }
}

impl Related<super::webhook_deliveries::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::WebhookDeliveries.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}
