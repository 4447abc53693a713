//! Signed-in browsers and devices.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{Context, Draft, Error, Factory, Presets, Source, UserFactory};

/// Makes [`user_sessions`]: by default a user's, begun now, for thirty days.
#[derive(Debug, Clone, Default)]
pub struct UserSessionFactory {
    row: Draft<user_sessions::ActiveModel>,
    expired: bool,
    revoked: bool,
}

impl UserSessionFactory {
    /// One that goes on.
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

    /// Of this browser or program.
    #[must_use]
    pub fn with_user_agent(mut self, agent: &str) -> Self {
        self.row.user_agent = Set(Some(agent.to_owned()));
        self
    }

    /// Ended yesterday by itself.
    #[must_use]
    pub fn expired(mut self) -> Self {
        self.expired = true;
        self
    }

    /// Signed out.
    #[must_use]
    pub fn revoked(mut self) -> Self {
        self.revoked = true;
        self
    }
}

#[async_trait]
impl Factory for UserSessionFactory {
    type Entity = user_sessions::Entity;

    fn draft(&mut self) -> &mut user_sessions::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> user_sessions::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("user_sessions");
        row.id.set_if_unset(unique.id());
        row.token_hash.set_if_unset_with(|| Some(unique.hexadecimal()));
        row.user_agent.set_if_unset_with(|| Some("Firefox on Linux".to_owned()));
        row.created_at.set_if_unset(source.in_days(if self.expired { -31 } else { 0 }));
        row.expires_at.set_if_unset(source.in_days(if self.expired { -1 } else { 30 }));
        if self.revoked {
            row.revoked_at.set_if_unset(Some(source.now()));
        }
        row
    }

    async fn complete(
        &self,
        row: &mut user_sessions::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.user_id.is_not_set() {
            row.user_id = Set(UserFactory::new().insert(context).await?.id);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<UserSessionFactory> {
    Presets::of(UserSessionFactory::new)
        .and("expired", UserSessionFactory::expired)
        .and("revoked", UserSessionFactory::revoked)
}
