//! `project_variants`: the line-ups that a project can be played in.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

use crate::condition::is_constant;

/// The line-ups that a project can be played in.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "project_variants")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The project.
    pub project_id: Uuid,
    /// As programs know it: trio, band, dj.
    #[sea_orm(column_type = "Text")]
    pub variant_name: String,
    /// As people know it: Trio, Band, DJ.
    #[sea_orm(column_type = "Text")]
    pub display_name: String,
    /// In plain words.
    #[sea_orm(column_type = "Text")]
    pub description: Option<String>,
    /// The one taken where none is named; at most one a project.
    pub is_default: Option<bool>,
    /// Place in the order.
    pub sort_order: Option<i32>,
    /// When the row was made.
    pub created_at: Option<OffsetDateTime>,
    /// When the row last changed; kept by a trigger.
    pub updated_at: Option<OffsetDateTime>,
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
}

impl Related<super::projects::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Project.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}

impl Entity {
    /// The line-up of a project that is taken where none is named; `unique_default_per_project` serves it.
    pub fn default_of(project_id: Uuid) -> Select<Entity> {
        Self::find().filter(Column::ProjectId.eq(project_id)).filter(is_constant(Column::IsDefault, true))
    }
}
