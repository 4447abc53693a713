//! Somebody for each of the seven roles, and what each of them may do. For menus, guards, and tests of permissions.

use backline_schema::prelude::*;
use backline_seed::scenario::{Check, Failure, Scenario, Stage, expect, require};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, Iterable, QueryFilter};

use super::story::{add, context};
use crate::basic::row::row;
use crate::factory::{Factory as _, UserFactory};

/// See the module.
#[derive(Debug, Clone, Default)]
pub struct RoleMatrix;

impl RoleMatrix {
    /// Seven users.
    #[must_use]
    pub fn new() -> Self {
        Self
    }
}

/// Somebody with one role.
#[derive(Debug, Clone)]
pub struct RoleHolder {
    /// Who.
    pub user: users::Model,
    /// In which role.
    pub role: RoleName,
    /// What the role may do, as codes such as `bookings:create`, in alphabetical order.
    pub permissions: Vec<String>,
}

impl RoleHolder {
    /// Whether the role may do this.
    #[must_use]
    pub fn may(&self, permission: &str) -> bool {
        self.permissions.iter().any(|each| each == permission)
    }
}

/// One of each.
#[derive(Debug, Clone)]
pub struct RoleHolders {
    /// In the order of the roles.
    pub holders: Vec<RoleHolder>,
}

impl RoleHolders {
    /// Who has this role.
    #[must_use]
    pub fn of(&self, role: RoleName) -> Option<&RoleHolder> {
        self.holders.iter().find(|holder| holder.role == role)
    }
}

impl Scenario for RoleMatrix {
    type Handles = RoleHolders;
    const NAME: &'static str = "role-matrix";
    const TABLES: &'static [&'static str] = &["audit_logs", "user_roles", "users"];
    const NEEDS: &'static [&'static str] =
        &["roles", "permissions", "role_permissions", "currencies", "timezones"];

    async fn tell(&self, stage: &Stage) -> Result<RoleHolders, Failure> {
        let context = context(stage);
        let mut holders = Vec::new();
        for role in RoleName::iter() {
            let user = UserFactory::new().with_display_name(&format!("{role:?}")).insert(&context).await?;
            let found = roles::Entity::find().filter(roles::Column::Name.eq(role)).one(context.db()).await?;
            let found = found.ok_or_else(|| format!("there is no role {role:?}"))?;
            let given = row!(user_roles { user_id: user.id, role_id: found.id, assigned_at: context.now() });
            add(&context, given).await?;
            holders.push(RoleHolder { user, role, permissions: permissions_of(context.db(), &found).await? });
        }
        Ok(RoleHolders { holders })
    }
}

async fn permissions_of(db: &impl ConnectionTrait, role: &roles::Model) -> Result<Vec<String>, Failure> {
    let given = role_permissions::Entity::find().filter(role_permissions::Column::RoleId.eq(role.id));
    let given: Vec<_> = given.all(db).await?.into_iter().map(|each| each.permission_id).collect();
    let named = permissions::Entity::find().filter(permissions::Column::Id.is_in(given)).all(db).await?;
    let mut codes: Vec<String> = named.into_iter().map(|permission| permission.code).collect();
    codes.sort();
    Ok(codes)
}

impl Check for RoleHolders {
    async fn check(&self, db: &DatabaseConnection) -> Result<(), Failure> {
        expect("roles", self.holders.len(), RoleName::iter().count())?;
        let all = permissions::Entity::find().all(db).await?;
        for holder in &self.holders {
            let roles = user_roles::Entity::find()
                .filter(user_roles::Column::UserId.eq(holder.user.id))
                .all(db)
                .await?;
            let [given] = roles.as_slice() else { return Err("somebody has not one role".into()) };
            let role = roles::Entity::find_by_id(given.role_id).one(db).await?.ok_or("a role is gone")?;
            expect("the role", role.name, holder.role)?;
            expect("what it may do", permissions_of(db, &role).await?, holder.permissions.clone())?;
            require(&format!("{:?} may do something", holder.role), !holder.permissions.is_empty())?;
            let is_admin = holder.role == RoleName::Admin;
            expect("whether it may do everything", holder.permissions.len() == all.len(), is_admin)?;
        }
        Ok(())
    }
}
