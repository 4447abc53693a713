//! `contract_templates`: wordings from which contracts are made: the platform's own, or a firm's.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

/// Wordings from which contracts are made: the platform's own, or a firm's.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "contract_templates")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Absent: the platform's own, for everyone.
    pub organization_id: Option<Uuid>,
    /// What it is called.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// Counts up from 1.
    pub version: i32,
    /// In plain words.
    #[sea_orm(column_type = "Text")]
    pub description: Option<String>,
    /// Of the wording.
    #[sea_orm(column_type = "String(StringLen::N(15))")]
    pub locale_code: String,
    /// With placeholders in double braces: {{`artist_name`}}.
    #[sea_orm(column_type = "Text")]
    pub body: String,
    /// The placeholders of the body.
    #[sea_orm(column_type = "Array(RcOrArc::new(ColumnType::Text))")]
    pub variables: Vec<String>,
    /// Offered for new contracts.
    pub is_active: bool,
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
    /// By `locale_code`.
    #[sea_orm(
        belongs_to = "crate::geography::locales::Entity",
        from = "Column::LocaleCode",
        to = "crate::geography::locales::Column::LocaleCode",
        on_delete = "Restrict"
    )]
    Locale,
    /// By `created_by`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::CreatedBy",
        to = "crate::identity::users::Column::Id",
        on_delete = "SetNull"
    )]
    CreatedBy,
    /// Its contracts.
    #[sea_orm(has_many = "super::contracts::Entity")]
    Contracts,
}

impl Related<crate::organizations::organizations::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Organization.def()
    }
}

impl Related<crate::geography::locales::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Locale.def()
    }
}

impl Related<crate::identity::users::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::CreatedBy.def()
    }
}

impl Related<super::contracts::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Contracts.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}
