//! `entity_tags`: which thing has which tag.

use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

use super::TagEntity;

/// Which thing has which tag.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "entity_tags")]
pub struct Model {
    /// Which table the other end is in.
    #[sea_orm(primary_key, auto_increment = false)]
    pub entity_type: TagEntity,
    /// No foreign key: the table depends on `entity_type`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub entity_id: Uuid,
    /// The tag.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tag_id: Uuid,
    /// Absent: the platform.
    pub tagged_by: Option<Uuid>,
    /// When the row was made.
    pub created_at: OffsetDateTime,
}

/// Where its keys lead.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `tag_id`.
    #[sea_orm(
        belongs_to = "super::tags::Entity",
        from = "Column::TagId",
        to = "super::tags::Column::Id",
        on_delete = "Cascade"
    )]
    Tag,
    /// By `tagged_by`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::TaggedBy",
        to = "crate::identity::users::Column::Id",
        on_delete = "SetNull"
    )]
    TaggedBy,
}

impl Related<super::tags::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Tag.def()
    }
}

impl Related<crate::identity::users::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::TaggedBy.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
