//! `audit_logs`: who changed what, written by triggers. Append-only; partitioned by month of `occurred_at`,
//! owned by the entity.

use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, Set};
use time::OffsetDateTime;

use super::{AuditAction, AuditedTable};

/// Who changed what, written by triggers. Append-only; partitioned by month of `occurred_at`, owned by the
/// entity.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_logs")]
pub struct Model {
    /// The changed row's id, or the leading column of its key. No foreign key: the log outlives it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub entity_id: Uuid,
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The start of the transaction.
    #[sea_orm(primary_key, auto_increment = false)]
    pub occurred_at: OffsetDateTime,
    /// The table that changed.
    pub table_name: AuditedTable,
    /// What is done.
    pub action: AuditAction,
    /// backline.`user_id` of the transaction; absent: the platform. No foreign key: the log outlives it.
    pub actor_user_id: Option<Uuid>,
    /// The changed row's, otherwise backline.`organization_id`. No foreign key: the log outlives it.
    pub organization_id: Option<Uuid>,
    /// Who was connected.
    #[sea_orm(column_type = "Text")]
    pub database_role: String,
    /// The same for all rows of a transaction.
    pub transaction_id: i64,
    /// The changed columns before; secrets are struck out. Absent for an insert.
    #[sea_orm(column_type = "JsonBinary")]
    pub old_values: Option<Json>,
    /// The changed columns after; secrets are struck out. Absent for a delete.
    #[sea_orm(column_type = "JsonBinary")]
    pub new_values: Option<Json>,
}

/// It leads nowhere, and nothing leads to it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}

impl Entity {
    /// What happened to a row, the newest first; `idx_audit_logs_entity_id_occurred_at` serves it.
    pub fn of_row(table: AuditedTable, id: Uuid) -> Select<Entity> {
        Self::find()
            .filter(Column::EntityId.eq(id))
            .filter(Column::TableName.eq(table))
            .order_by_desc(Column::OccurredAt)
    }
}
