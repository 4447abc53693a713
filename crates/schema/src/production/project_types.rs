//! `project_types`: kinds of project: artist, corporate, broadcast, dry hire.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

/// Kinds of project: artist, corporate, broadcast, dry hire.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "project_types")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// artist, corporate, broadcast, `dry_hire` and what comes later.
    #[sea_orm(column_type = "Text")]
    pub code: String,
    /// What it is called.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// By which list prices are multiplied.
    #[sea_orm(column_type = "Decimal(Some((6, 3)))")]
    pub price_multiplier: Decimal,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// What leads to it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// Its projects.
    #[sea_orm(has_many = "super::projects::Entity")]
    Projects,
}

impl Related<super::projects::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Projects.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}
