//! Which role allows what.

use std::marker::PhantomData;

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{
    Chosen, Context, Draft, Error, Factory, PermissionFactory, Presets, RoleFactory, Source, Unchosen,
};

/// Makes [`role_permissions`] once it is said which role: by default a new permission.
#[derive(Debug, Clone, Default)]
pub struct RolePermissionFactory<Role = Unchosen> {
    row: Draft<role_permissions::ActiveModel>,
    choice: PhantomData<Role>,
}

impl RolePermissionFactory {
    /// Of which role is not yet said.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Of this role.
    #[must_use]
    pub fn of_role(mut self, role: &roles::Model) -> RolePermissionFactory<Chosen> {
        self.row.role_id = Set(role.id);
        self.chosen()
    }

    fn chosen(self) -> RolePermissionFactory<Chosen> {
        RolePermissionFactory { row: self.row, choice: PhantomData }
    }
}

impl<Role> RolePermissionFactory<Role> {
    /// This permission.
    #[must_use]
    pub fn for_permission(mut self, permission: &permissions::Model) -> Self {
        self.row.permission_id = Set(permission.id);
        self
    }
}

#[async_trait]
impl Factory for RolePermissionFactory<Chosen> {
    type Entity = role_permissions::Entity;

    fn draft(&mut self) -> &mut role_permissions::ActiveModel {
        &mut self.row
    }

    fn build(&self, _source: &Source) -> role_permissions::ActiveModel {
        self.row.chosen()
    }

    async fn complete(
        &self,
        row: &mut role_permissions::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.permission_id.is_not_set() {
            row.permission_id = Set(PermissionFactory::new().insert(context).await?.id);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<RolePermissionFactory<Chosen>> {
    Presets::with_choice(|context| {
        Box::pin(async move {
            let role = RoleFactory::new().named(RoleName::Staff).insert(context).await?;
            Ok(RolePermissionFactory::new().of_role(&role))
        })
    })
}
