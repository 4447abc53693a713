//! Accounts elsewhere with which users sign in.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{Context, Draft, Error, Factory, Presets, Source, UserFactory};

/// Makes [`auth_providers`]: by default a user's account with Google.
#[derive(Debug, Clone, Default)]
pub struct AuthProviderFactory {
    row: Draft<auth_providers::ActiveModel>,
}

impl AuthProviderFactory {
    /// An account with Google.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// This user's.
    #[must_use]
    pub fn for_user(mut self, user: &users::Model) -> Self {
        self.row.user_id = Set(user.id);
        self
    }

    /// With this provider, one a user.
    #[must_use]
    pub fn with_provider(mut self, provider: &str) -> Self {
        self.row.provider = Set(provider.to_owned());
        self
    }
}

#[async_trait]
impl Factory for AuthProviderFactory {
    type Entity = auth_providers::Entity;

    fn draft(&mut self) -> &mut auth_providers::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> auth_providers::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("auth_providers");
        row.id.set_if_unset(unique.id());
        row.provider.set_if_unset_with(|| "google".to_owned());
        row.provider_user_id.set_if_unset_with(|| unique.slug("account"));
        row
    }

    async fn complete(
        &self,
        row: &mut auth_providers::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.user_id.is_not_set() {
            row.user_id = Set(UserFactory::new().insert(context).await?.id);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<AuthProviderFactory> {
    Presets::of(AuthProviderFactory::new)
}
