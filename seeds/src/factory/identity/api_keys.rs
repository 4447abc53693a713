//! Keys with which programs act for a user.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{Context, Draft, Error, Factory, Presets, Source, UserFactory};

/// Makes [`api_keys`]: by default a user's, in use, that may do nothing.
#[derive(Debug, Clone, Default)]
pub struct ApiKeyFactory {
    row: Draft<api_keys::ActiveModel>,
    expired: bool,
    revoked: bool,
}

impl ApiKeyFactory {
    /// A key that may do nothing.
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

    /// Acts for this organization alone.
    #[must_use]
    pub fn for_organization(mut self, organization: &organizations::Model) -> Self {
        self.row.organization_id = Set(Some(organization.id));
        self
    }

    /// With this name.
    #[must_use]
    pub fn with_name(mut self, name: &str) -> Self {
        self.row.name = Set(name.to_owned());
        self
    }

    /// May do this: codes of permissions.
    #[must_use]
    pub fn with_scopes(mut self, codes: &[&str]) -> Self {
        self.row.scopes = Set(codes.iter().map(|code| (*code).to_owned()).collect());
        self
    }

    /// No longer valid since yesterday.
    #[must_use]
    pub fn expired(mut self) -> Self {
        self.expired = true;
        self
    }

    /// Taken back.
    #[must_use]
    pub fn revoked(mut self) -> Self {
        self.revoked = true;
        self
    }
}

#[async_trait]
impl Factory for ApiKeyFactory {
    type Entity = api_keys::Entity;

    fn draft(&mut self) -> &mut api_keys::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> api_keys::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("api_keys");
        row.id.set_if_unset(unique.id());
        row.name.set_if_unset_with(|| unique.name("Key"));
        row.key_prefix.set_if_unset_with(|| Some("blk_test_".to_owned()));
        row.key_hash.set_if_unset_with(|| unique.hexadecimal());
        if self.expired {
            row.created_at.set_if_unset(source.in_days(-60));
            row.expires_at.set_if_unset(Some(source.in_days(-1)));
        }
        if self.revoked {
            row.revoked_at.set_if_unset(Some(source.now()));
        }
        row
    }

    async fn complete(&self, row: &mut api_keys::ActiveModel, context: &Context<'_>) -> Result<(), Error> {
        if row.user_id.is_not_set() {
            row.user_id = Set(UserFactory::new().insert(context).await?.id);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<ApiKeyFactory> {
    Presets::of(ApiKeyFactory::new)
        .and("expired", ApiKeyFactory::expired)
        .and("revoked", ApiKeyFactory::revoked)
}
