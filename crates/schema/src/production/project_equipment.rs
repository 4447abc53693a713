//! `project_equipment`: the equipment that a project needs at each of its events.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

/// The equipment that a project needs at each of its events.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "project_equipment")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The project.
    pub project_id: Uuid,
    /// The equipment.
    pub equipment_id: Uuid,
    /// A group of the same project; absent: in none.
    pub group_id: Option<Uuid>,
    /// Pieces.
    pub quantity: i32,
    /// Remarks.
    #[sea_orm(column_type = "Text")]
    pub notes: Option<String>,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// Where its keys lead.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `project_id`.
    #[sea_orm(
        belongs_to = "super::projects::Entity",
        from = "Column::ProjectId",
        to = "super::projects::Column::Id",
        on_delete = "Cascade"
    )]
    Project,
    /// By `equipment_id`.
    #[sea_orm(
        belongs_to = "super::equipment::Entity",
        from = "Column::EquipmentId",
        to = "super::equipment::Column::Id",
        on_delete = "Restrict"
    )]
    Equipment,
    /// By `group_id` and `project_id`.
    #[sea_orm(
        belongs_to = "super::project_equipment_groups::Entity",
        from = "(Column::GroupId, Column::ProjectId)",
        to = "(super::project_equipment_groups::Column::Id, super::project_equipment_groups::Column::ProjectId)",
        on_delete = "Cascade"
    )]
    Group,
}

impl Related<super::projects::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Project.def()
    }
}

impl Related<super::equipment::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Equipment.def()
    }
}

impl Related<super::project_equipment_groups::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Group.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}
