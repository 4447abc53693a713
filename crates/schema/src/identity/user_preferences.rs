//! `user_preferences`: what a user wants to be told, and how the application shows itself; one row a user.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

use super::UiTheme;

/// What a user wants to be told, and how the application shows itself; one row a user.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "user_preferences")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The user.
    pub user_id: Uuid,
    /// Wants e-mail.
    pub email_notifications: bool,
    /// Wants messages on the phone.
    pub push_notifications: bool,
    /// Wants to hear of new events.
    pub new_event_notifications: bool,
    /// Wants to be reminded of deadlines.
    pub deadline_reminders: bool,
    /// Wants a summary each week.
    pub weekly_digest: bool,
    /// Wants news of those they follow.
    pub following_updates: bool,
    /// Where they look for events.
    pub default_country_id: Option<i32>,
    /// Where they look for events.
    pub default_city_id: Option<i32>,
    /// Kilometres around the default city.
    pub search_radius_km: i32,
    /// Light or dark.
    pub theme: UiTheme,
    /// Absent: the user's locale.
    #[sea_orm(column_type = "String(StringLen::N(15))")]
    pub language: Option<String>,
    /// Absent: the user's.
    #[sea_orm(column_type = "Text")]
    pub timezone: Option<String>,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// Where its keys lead.
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
    /// By `default_country_id`.
    #[sea_orm(
        belongs_to = "crate::geography::countries::Entity",
        from = "Column::DefaultCountryId",
        to = "crate::geography::countries::Column::CountryId",
        on_delete = "Restrict"
    )]
    DefaultCountry,
    /// By `default_city_id`.
    #[sea_orm(
        belongs_to = "crate::geography::cities::Entity",
        from = "Column::DefaultCityId",
        to = "crate::geography::cities::Column::CityId",
        on_delete = "Restrict"
    )]
    DefaultCity,
    /// By `language`.
    #[sea_orm(
        belongs_to = "crate::geography::locales::Entity",
        from = "Column::Language",
        to = "crate::geography::locales::Column::LocaleCode",
        on_delete = "Restrict"
    )]
    Language,
    /// By `timezone`.
    #[sea_orm(
        belongs_to = "crate::geography::timezones::Entity",
        from = "Column::Timezone",
        to = "crate::geography::timezones::Column::TzName",
        on_delete = "Restrict"
    )]
    Timezone,
}

impl Related<super::users::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::User.def()
    }
}

impl Related<crate::geography::countries::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::DefaultCountry.def()
    }
}

impl Related<crate::geography::cities::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::DefaultCity.def()
    }
}

impl Related<crate::geography::locales::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Language.def()
    }
}

impl Related<crate::geography::timezones::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Timezone.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}
