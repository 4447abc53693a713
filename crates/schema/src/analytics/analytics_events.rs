//! `analytics_events`: what people did on the platform. Append-only; partitioned by month of `occurred_at`,
//! owned by the actor.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

use super::{AnalyticsEntity, DeviceKind};

/// What people did on the platform. Append-only; partitioned by month of `occurred_at`, owned by the actor.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "analytics_events")]
pub struct Model {
    /// The user's id where signed in, otherwise the visitor's.
    #[sea_orm(primary_key, auto_increment = false)]
    pub actor_id: Uuid,
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// By the clock of where it happened.
    #[sea_orm(primary_key, auto_increment = false)]
    pub occurred_at: OffsetDateTime,
    /// What was done to what: `artist_viewed`.
    #[sea_orm(column_type = "Text")]
    pub event_name: String,
    /// Absent: not signed in, or the account is gone.
    pub user_id: Option<Uuid>,
    /// Absent: not signed in, or the session is gone.
    pub session_id: Option<Uuid>,
    /// For which the actor acted.
    pub organization_id: Option<Uuid>,
    /// What it was done to.
    pub entity_type: Option<AnalyticsEntity>,
    /// No foreign key: the table depends on `entity_type`.
    pub entity_id: Option<Uuid>,
    /// What goes with it; a JSON object.
    #[sea_orm(column_type = "JsonBinary")]
    pub properties: Json,
    /// The page on which it happened.
    #[sea_orm(column_type = "Text")]
    pub page_url: Option<String>,
    /// The page before it.
    #[sea_orm(column_type = "Text")]
    pub referrer: Option<String>,
    /// What was used.
    pub device: Option<DeviceKind>,
    /// What the browser or program calls itself.
    #[sea_orm(column_type = "Text")]
    pub user_agent: Option<String>,
    /// Shortened: the last part is zero.
    #[sea_orm(column_type = "custom(\"inet\")", select_as = "text", save_as = "inet")]
    pub ip_address: Option<String>,
    /// ISO 3166-1 alpha-2, guessed from the address.
    #[sea_orm(column_type = "Char(Some(2))", save_as = "bpchar")]
    pub country_code: Option<String>,
    /// When the row was made.
    pub created_at: OffsetDateTime,
}

/// Where its keys lead.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `user_id`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::UserId",
        to = "crate::identity::users::Column::Id",
        on_delete = "SetNull"
    )]
    User,
    /// By `session_id`.
    #[sea_orm(
        belongs_to = "crate::identity::user_sessions::Entity",
        from = "Column::SessionId",
        to = "crate::identity::user_sessions::Column::Id",
        on_delete = "SetNull"
    )]
    Session,
    /// By `organization_id`.
    #[sea_orm(
        belongs_to = "crate::organizations::organizations::Entity",
        from = "Column::OrganizationId",
        to = "crate::organizations::organizations::Column::Id",
        on_delete = "SetNull"
    )]
    Organization,
}

impl Related<crate::identity::users::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::User.def()
    }
}

impl Related<crate::identity::user_sessions::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Session.def()
    }
}

impl Related<crate::organizations::organizations::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Organization.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}
