//! `user_sessions`: signed-in browsers and devices.

use sea_orm::entity::prelude::*;
use sea_orm::{ExprTrait, Set};
use time::OffsetDateTime;

/// Signed-in browsers and devices.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "user_sessions")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The user.
    pub user_id: Uuid,
    /// SHA-256 of the refresh token, in hexadecimal.
    #[sea_orm(column_type = "Text")]
    pub token_hash: Option<String>,
    /// What the browser or program calls itself.
    #[sea_orm(column_type = "Text")]
    pub user_agent: Option<String>,
    /// With the length of its prefix: `203.0.113.7/32`.
    #[sea_orm(column_type = "custom(\"inet\")", select_as = "text", save_as = "inet")]
    pub ip_address: Option<String>,
    /// When it was last used.
    pub last_seen_at: Option<OffsetDateTime>,
    /// Not valid from this moment on.
    pub expires_at: OffsetDateTime,
    /// Signed out, or thrown out.
    pub revoked_at: Option<OffsetDateTime>,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// Where its keys lead, and what leads to it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `user_id`.
    #[sea_orm(
        belongs_to = "super::users::Entity",
        from = "Column::UserId",
        to = "super::users::Column::Id",
        on_delete = "Cascade"
    )]
    User,
    /// Its analytics events.
    #[sea_orm(has_many = "crate::analytics::analytics_events::Entity")]
    AnalyticsEvents,
}

impl Related<super::users::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::User.def()
    }
}

impl Related<crate::analytics::analytics_events::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::AnalyticsEvents.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}

impl Entity {
    /// A user's sessions that still hold; `idx_user_sessions_user_id` serves it.
    pub fn live_of(user_id: Uuid) -> Select<Entity> {
        Self::find()
            .filter(Column::UserId.eq(user_id))
            .filter(Column::RevokedAt.is_null())
            .filter(Expr::col(Column::ExpiresAt.as_column_ref()).gt(Expr::current_timestamp()))
    }
}
