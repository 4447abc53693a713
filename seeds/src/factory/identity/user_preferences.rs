//! What users want to be told, and how the application looks.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{Context, Draft, Error, Factory, Presets, Source, UserFactory};

/// Makes [`user_preferences`]: by default a user's who has changed nothing.
#[derive(Debug, Clone, Default)]
pub struct UserPreferenceFactory {
    row: Draft<user_preferences::ActiveModel>,
}

impl UserPreferenceFactory {
    /// Nothing is changed.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// This user's, one a user.
    #[must_use]
    pub fn for_user(mut self, user: &users::Model) -> Self {
        self.row.user_id = Set(user.id);
        self
    }

    /// Looks like this.
    #[must_use]
    pub fn with_theme(mut self, theme: UiTheme) -> Self {
        self.row.theme = Set(theme);
        self
    }

    /// Looks for events within so many kilometres.
    #[must_use]
    pub fn with_search_radius(mut self, kilometres: i32) -> Self {
        self.row.search_radius_km = Set(kilometres);
        self
    }

    /// Wants to be told nothing.
    #[must_use]
    pub fn silent(mut self) -> Self {
        self.row.email_notifications = Set(false);
        self.row.push_notifications = Set(false);
        self.row.new_event_notifications = Set(false);
        self.row.deadline_reminders = Set(false);
        self.row.following_updates = Set(false);
        self
    }
}

#[async_trait]
impl Factory for UserPreferenceFactory {
    type Entity = user_preferences::Entity;

    fn draft(&mut self) -> &mut user_preferences::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> user_preferences::ActiveModel {
        let mut row = self.row.chosen();
        row.id.set_if_unset_with(|| source.next("user_preferences").id());
        row
    }

    async fn complete(
        &self,
        row: &mut user_preferences::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.user_id.is_not_set() {
            row.user_id = Set(UserFactory::new().insert(context).await?.id);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<UserPreferenceFactory> {
    Presets::of(UserPreferenceFactory::new).and("silent", UserPreferenceFactory::silent)
}
