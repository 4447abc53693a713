//! What everybody may know of other users.

use sea_orm::entity::prelude::*;
use sea_orm::{DbBackend, FromQueryResult, Statement};

/// What everybody may know of a user. Under row level security nobody sees another user's row in
/// [`users`](super::users); this is what there is to see instead.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct UserCard {
    /// The user's key.
    pub user_id: Uuid,
    /// The user name; absent until chosen.
    pub username: Option<String>,
    /// What others see.
    pub display_name: Option<String>,
    /// Address of the picture, with the scheme.
    pub avatar_url: Option<String>,
    /// Of the acting user, and of those with whom they share an organization.
    pub email: Option<String>,
}

impl UserCard {
    /// The cards of these users, in no order; none of those whose account was given up.
    ///
    /// # Errors
    /// Whatever the database answers.
    pub async fn of<C: ConnectionTrait>(
        db: &C,
        user_ids: impl IntoIterator<Item = Uuid>,
    ) -> Result<Vec<Self>, DbErr> {
        let user_ids: Vec<Uuid> = user_ids.into_iter().collect();
        Self::find_by_statement(Statement::from_sql_and_values(
            DbBackend::Postgres,
            "SELECT user_id, username, display_name, avatar_url, email::text FROM user_cards($1)",
            [user_ids.into()],
        ))
        .all(db)
        .await
    }

    /// The display name, else the user name, else nothing.
    #[must_use]
    pub fn shown_name(&self) -> &str {
        self.display_name.as_deref().or(self.username.as_deref()).unwrap_or_default()
    }
}
