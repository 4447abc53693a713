//! `crew_members`: the people who work on an organization's projects, with or without an account.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

/// The people who work on an organization's projects, with or without an account.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "crew_members")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// Their account; absent: they have none.
    pub user_id: Option<Uuid>,
    /// What they usually do.
    pub role_id: Option<Uuid>,
    /// What it is called.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// Compared without regard to case.
    #[sea_orm(column_type = "custom(\"citext\")", select_as = "text", save_as = "citext")]
    pub email: Option<String>,
    /// As dialled, best with country code.
    #[sea_orm(column_type = "Text")]
    pub phone: Option<String>,
    /// Address of the picture, with the scheme.
    #[sea_orm(column_type = "Text")]
    pub avatar_url: Option<String>,
    /// For a day of work; absent: as agreed.
    #[sea_orm(column_type = "Decimal(Some((16, 3)))")]
    pub daily_rate: Option<Decimal>,
    /// For an hour of work; absent: as agreed.
    #[sea_orm(column_type = "Decimal(Some((16, 3)))")]
    pub hourly_rate: Option<Decimal>,
    /// ISO 4217 code of every amount in the row.
    #[sea_orm(column_type = "Char(Some(3))", save_as = "bpchar")]
    pub currency: String,
    /// Remarks.
    #[sea_orm(column_type = "Text")]
    pub notes: Option<String>,
    /// In use.
    pub is_active: bool,
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
    /// By `user_id`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::UserId",
        to = "crate::identity::users::Column::Id",
        on_delete = "SetNull"
    )]
    User,
    /// By `role_id`.
    #[sea_orm(
        belongs_to = "super::crew_roles::Entity",
        from = "Column::RoleId",
        to = "super::crew_roles::Column::Id",
        on_delete = "SetNull"
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
    /// Its project event roles.
    #[sea_orm(has_many = "super::project_event_roles::Entity")]
    ProjectEventRoles,
    /// Its project roles.
    #[sea_orm(has_many = "super::project_roles::Entity")]
    ProjectRoles,
    /// Its projects.
    #[sea_orm(has_many = "super::projects::Entity")]
    Projects,
}

impl Related<crate::organizations::organizations::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Organization.def()
    }
}

impl Related<crate::identity::users::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::User.def()
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
