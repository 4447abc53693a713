//! `project_roles`: the crew that a project needs at each of its events: a row a person needed.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

/// The crew that a project needs at each of its events: a row a person needed.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "project_roles")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The project.
    pub project_id: Uuid,
    /// The role.
    pub role_id: Uuid,
    /// Absent: by the hour, or as agreed.
    #[sea_orm(column_type = "Decimal(Some((16, 3)))")]
    pub daily_rate: Option<Decimal>,
    /// Absent: by the day, or as agreed.
    #[sea_orm(column_type = "Decimal(Some((16, 3)))")]
    pub hourly_rate: Option<Decimal>,
    /// ISO 4217 code of every amount in the row.
    #[sea_orm(column_type = "Char(Some(3))", save_as = "bpchar")]
    pub currency: String,
    /// The crew member to ask first.
    pub preferred_id: Option<Uuid>,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
    /// The project's variant that it belongs to: see `project_variants`.
    #[sea_orm(column_type = "Text")]
    pub variant_name: String,
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
    /// By `role_id`.
    #[sea_orm(
        belongs_to = "super::crew_roles::Entity",
        from = "Column::RoleId",
        to = "super::crew_roles::Column::Id",
        on_delete = "Restrict"
    )]
    Role,
    /// By `currency`.
    #[sea_orm(
        belongs_to = "crate::geography::currencies::Entity",
        from = "Column::Currency",
        to = "crate::geography::currencies::Column::CurrencyCode",
        on_delete = "Restrict"
    )]
    Currency,
    /// By `preferred_id`.
    #[sea_orm(
        belongs_to = "super::crew_members::Entity",
        from = "Column::PreferredId",
        to = "super::crew_members::Column::Id",
        on_delete = "SetNull"
    )]
    Preferred,
}

impl Related<super::projects::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Project.def()
    }
}

impl Related<super::crew_roles::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Role.def()
    }
}

impl Related<crate::geography::currencies::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Currency.def()
    }
}

impl Related<super::crew_members::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Preferred.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}
