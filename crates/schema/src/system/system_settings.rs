//! `system_settings`: settings of this database: its environment mark, the maintenance flag, the platform's
//! own.

use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

/// Settings of this database: its environment mark, the maintenance flag, the platform's own.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "system_settings")]
pub struct Model {
    /// environment: which it is. maintenance: whether the platform is closed. Others: the platform's own.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub key: String,
    /// What it is set to.
    #[sea_orm(column_type = "JsonBinary")]
    pub value: Json,
    /// In plain words.
    #[sea_orm(column_type = "Text")]
    pub description: String,
    /// Absent: set by a command.
    pub updated_by: Option<Uuid>,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// Where its keys lead.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `updated_by`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::UpdatedBy",
        to = "crate::identity::users::Column::Id",
        on_delete = "SetNull"
    )]
    UpdatedBy,
}

impl Related<crate::identity::users::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::UpdatedBy.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
