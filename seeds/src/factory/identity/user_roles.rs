//! Who plays which part.

use std::marker::PhantomData;

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{
    Chosen, Context, Draft, Error, Factory, Presets, RoleFactory, Source, Unchosen, UserFactory,
};

/// Makes [`user_roles`] once it is said which part: by default a new user's, given by nobody.
#[derive(Debug, Clone, Default)]
pub struct UserRoleFactory<Role = Unchosen> {
    row: Draft<user_roles::ActiveModel>,
    role: Option<RoleName>,
    choice: PhantomData<Role>,
}

impl UserRoleFactory {
    /// Which part is not yet said.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// This part.
    #[must_use]
    pub fn with_role(mut self, name: RoleName) -> UserRoleFactory<Chosen> {
        self.role = Some(name);
        self.chosen()
    }

    fn chosen(self) -> UserRoleFactory<Chosen> {
        UserRoleFactory { row: self.row, role: self.role, choice: PhantomData }
    }
}

impl<Role> UserRoleFactory<Role> {
    /// This user's.
    #[must_use]
    pub fn for_user(mut self, user: &users::Model) -> Self {
        self.row.user_id = Set(user.id);
        self
    }

    /// Given by this user.
    #[must_use]
    pub fn given_by(mut self, user: &users::Model) -> Self {
        self.row.assigned_by = Set(Some(user.id));
        self
    }
}

#[async_trait]
impl Factory for UserRoleFactory<Chosen> {
    type Entity = user_roles::Entity;

    fn draft(&mut self) -> &mut user_roles::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> user_roles::ActiveModel {
        let mut row = self.row.chosen();
        row.assigned_at.set_if_unset(source.now());
        row
    }

    async fn complete(&self, row: &mut user_roles::ActiveModel, context: &Context<'_>) -> Result<(), Error> {
        if row.user_id.is_not_set() {
            row.user_id = Set(UserFactory::new().insert(context).await?.id);
        }
        if let Some(role) = self.role
            && row.role_id.is_not_set()
        {
            row.role_id = Set(RoleFactory::new().named(role).insert(context).await?.id);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<UserRoleFactory<Chosen>> {
    Presets::with_choice(|_| {
        Box::pin(async move { Ok(UserRoleFactory::new().with_role(RoleName::Promoter)) })
    })
}
