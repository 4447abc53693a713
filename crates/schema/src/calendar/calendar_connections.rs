//! `calendar_connections`: calendars elsewhere that a user has connected.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

use super::{CalendarConnectionStatus, CalendarProvider, CalendarSyncDirection};

/// Calendars elsewhere that a user has connected.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "calendar_connections")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The user.
    pub user_id: Uuid,
    /// Whose calendar it is.
    pub provider: CalendarProvider,
    /// Whose account it is there: mostly an e-mail address.
    #[sea_orm(column_type = "Text")]
    pub external_account: String,
    /// The provider's own id of the calendar.
    #[sea_orm(column_type = "Text")]
    pub external_calendar_id: String,
    /// As people see it.
    #[sea_orm(column_type = "Text")]
    pub display_name: Option<String>,
    /// Encrypted by the application before it comes here; the key is never in the database.
    pub access_token_encrypted: Option<Vec<u8>>,
    /// As `access_token_encrypted`.
    pub refresh_token_encrypted: Option<Vec<u8>>,
    /// When the access token runs out.
    pub token_expires_at: Option<OffsetDateTime>,
    /// What the user has allowed.
    #[sea_orm(column_type = "Array(RcOrArc::new(ColumnType::Text))")]
    pub scopes: Vec<String>,
    /// Which side copies from which.
    pub direction: CalendarSyncDirection,
    /// How far it has come.
    pub status: CalendarConnectionStatus,
    /// Where the provider says to go on from.
    #[sea_orm(column_type = "Text")]
    pub sync_token: Option<String>,
    /// When it was last brought in line.
    pub last_synced_at: Option<OffsetDateTime>,
    /// Of the last attempt; absent if it succeeded.
    #[sea_orm(column_type = "Text")]
    pub last_error: Option<String>,
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
        belongs_to = "crate::identity::users::Entity",
        from = "Column::UserId",
        to = "crate::identity::users::Column::Id",
        on_delete = "Cascade"
    )]
    User,
    /// Its calendar events.
    #[sea_orm(has_many = "super::calendar_events::Entity")]
    CalendarEvents,
}

impl Related<crate::identity::users::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::User.def()
    }
}

impl Related<super::calendar_events::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::CalendarEvents.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}
