//! `project_equipment_groups`: the sections of a project's equipment list.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

/// The sections of a project's equipment list.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "project_equipment_groups")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The project.
    pub project_id: Uuid,
    /// What it is called.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// Place in the order.
    pub sort_order: i32,
    /// For one event; absent: not priced yet.
    #[sea_orm(column_type = "Decimal(Some((16, 3)))")]
    pub total_price: Option<Decimal>,
    /// ISO 4217 code of every amount in the row.
    #[sea_orm(column_type = "Char(Some(3))", save_as = "bpchar")]
    pub currency: String,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
    /// The project's variant that it belongs to: see `project_variants`.
    #[sea_orm(column_type = "Text")]
    pub variant_name: String,
}

/// Where its keys lead, and what leads to it.
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
    /// By `currency`.
    #[sea_orm(
        belongs_to = "crate::geography::currencies::Entity",
        from = "Column::Currency",
        to = "crate::geography::currencies::Column::CurrencyCode",
        on_delete = "Restrict"
    )]
    Currency,
    /// Its project equipment.
    #[sea_orm(has_many = "super::project_equipment::Entity")]
    ProjectEquipment,
    /// Its project event equipment.
    #[sea_orm(has_many = "super::project_event_equipment::Entity")]
    ProjectEventEquipment,
}

impl Related<super::projects::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Project.def()
    }
}

impl Related<crate::geography::currencies::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Currency.def()
    }
}

impl Related<super::project_equipment::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::ProjectEquipment.def()
    }
}

impl Related<super::project_event_equipment::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::ProjectEventEquipment.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}
