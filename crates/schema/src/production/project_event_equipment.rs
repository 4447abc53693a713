//! `project_event_equipment`: the equipment on a project's day.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

/// The equipment on a project's day.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "project_event_equipment")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The project.
    pub project_id: Uuid,
    /// An event of the same project.
    pub event_id: Uuid,
    /// The equipment.
    pub equipment_id: Uuid,
    /// Absent: in none.
    pub group_id: Option<Uuid>,
    /// Pieces.
    pub quantity: i32,
    /// Follows the project's own list.
    pub is_synced: bool,
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
    /// By `event_id` and `project_id`.
    #[sea_orm(
        belongs_to = "super::project_events::Entity",
        from = "(Column::EventId, Column::ProjectId)",
        to = "(super::project_events::Column::Id, super::project_events::Column::ProjectId)",
        on_delete = "Cascade"
    )]
    Event,
    /// By `equipment_id`.
    #[sea_orm(
        belongs_to = "super::equipment::Entity",
        from = "Column::EquipmentId",
        to = "super::equipment::Column::Id",
        on_delete = "Restrict"
    )]
    Equipment,
    /// By `group_id`.
    #[sea_orm(
        belongs_to = "super::project_equipment_groups::Entity",
        from = "Column::GroupId",
        to = "super::project_equipment_groups::Column::Id",
        on_delete = "SetNull"
    )]
    Group,
}

impl Related<super::projects::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Project.def()
    }
}

impl Related<super::project_events::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Event.def()
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
