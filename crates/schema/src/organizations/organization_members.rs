//! `organization_members`: who belongs to an organization, and what they may do in it.

use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

use super::OrganizationMemberRole;

/// Who belongs to an organization, and what they may do in it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organization_members")]
pub struct Model {
    /// The organization.
    #[sea_orm(primary_key, auto_increment = false)]
    pub organization_id: Uuid,
    /// The user.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    /// The part that is played.
    pub role: OrganizationMemberRole,
    /// As on a visiting card.
    #[sea_orm(column_type = "Text")]
    pub title: Option<String>,
    /// Who invited them.
    pub invited_by: Option<Uuid>,
    /// When they joined.
    pub joined_at: OffsetDateTime,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// Where its keys lead.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `organization_id`.
    #[sea_orm(
        belongs_to = "super::organizations::Entity",
        from = "Column::OrganizationId",
        to = "super::organizations::Column::Id",
        on_delete = "Cascade"
    )]
    Organization,
    /// By `user_id`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::UserId",
        to = "crate::identity::users::Column::Id",
        on_delete = "Cascade"
    )]
    User,
    /// By `invited_by`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::InvitedBy",
        to = "crate::identity::users::Column::Id",
        on_delete = "SetNull"
    )]
    InvitedBy,
}

impl Related<super::organizations::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Organization.def()
    }
}

impl Related<crate::identity::users::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::User.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
