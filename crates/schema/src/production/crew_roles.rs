//! `crew_roles`: what crew members do: front of house, lighting, rigging, driving.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

/// What crew members do: front of house, lighting, rigging, driving.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "crew_roles")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose own it is; absent: everybody's.
    pub organization_id: Option<Uuid>,
    /// What it is called.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// In plain words.
    #[sea_orm(column_type = "Text")]
    pub description: Option<String>,
    /// In plans, as in style sheets: #64748b.
    #[sea_orm(column_type = "Char(Some(7))", save_as = "bpchar")]
    pub color: String,
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
    /// Its crew members.
    #[sea_orm(has_many = "super::crew_members::Entity")]
    CrewMembers,
    /// Its project event roles.
    #[sea_orm(has_many = "super::project_event_roles::Entity")]
    ProjectEventRoles,
    /// Its project roles.
    #[sea_orm(has_many = "super::project_roles::Entity")]
    ProjectRoles,
}

impl Related<crate::organizations::organizations::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Organization.def()
    }
}

impl Related<super::crew_members::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::CrewMembers.def()
    }
}

impl Related<super::project_event_roles::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::ProjectEventRoles.def()
    }
}

impl Related<super::project_roles::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::ProjectRoles.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}
