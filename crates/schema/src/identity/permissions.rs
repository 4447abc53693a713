//! `permissions`: what can be allowed.

use sea_orm::entity::prelude::*;
use sea_orm::{JoinType, QuerySelect, Set};
use time::OffsetDateTime;

use super::{role_permissions, user_roles};

/// What can be allowed.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "permissions")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// resource:action, as in booking:confirm.
    #[sea_orm(column_type = "Text")]
    pub code: String,
    /// In plain words.
    #[sea_orm(column_type = "Text")]
    pub description: Option<String>,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// What leads to it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// Its role permissions.
    #[sea_orm(has_many = "super::role_permissions::Entity")]
    RolePermissions,
}

impl Related<super::role_permissions::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::RolePermissions.def()
    }
}

/// Through `role_permissions`.
impl Related<super::roles::Entity> for Entity {
    fn to() -> RelationDef {
        super::role_permissions::Relation::Role.def()
    }

    fn via() -> Option<RelationDef> {
        Some(super::role_permissions::Relation::Permission.def().rev())
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}

impl Entity {
    /// What a user's roles allow, each once; the primary keys of `user_roles` and `role_permissions` serve it.
    pub fn of_user(user_id: Uuid) -> Select<Entity> {
        Self::find()
            .distinct()
            .join(JoinType::InnerJoin, role_permissions::Relation::Permission.def().rev())
            .join(JoinType::InnerJoin, role_permissions::Relation::Role.def())
            .join(JoinType::InnerJoin, user_roles::Relation::Role.def().rev())
            .filter(user_roles::Column::UserId.eq(user_id))
    }
}
