//! `event_types`: kinds of day in a project: preparation, load-in, show, travel.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

use super::CrewRateType;

/// Kinds of day in a project: preparation, load-in, show, travel.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_types")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose own it is; absent: everybody's.
    pub organization_id: Option<Uuid>,
    /// What it is called.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// In plans, as in style sheets: #64748b.
    #[sea_orm(column_type = "Char(Some(7))", save_as = "bpchar")]
    pub color: String,
    /// A discount may be given.
    pub allows_discount: bool,
    /// People are planned for it.
    pub needs_crew: bool,
    /// Equipment is planned for it.
    pub needs_equipment: bool,
    /// How work is paid.
    pub rate_type: CrewRateType,
    /// By which crew rates are multiplied; 0: not paid.
    #[sea_orm(column_type = "Decimal(Some((6, 3)))")]
    pub crew_rate_multiplier: Decimal,
    /// By which rental prices are multiplied; 0: not charged.
    #[sea_orm(column_type = "Decimal(Some((6, 3)))")]
    pub equipment_rate_multiplier: Decimal,
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
    /// Its project events.
    #[sea_orm(has_many = "super::project_events::Entity")]
    ProjectEvents,
}

impl Related<crate::organizations::organizations::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Organization.def()
    }
}

impl Related<super::project_events::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::ProjectEvents.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}
