//! `users`: everyone with an account.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Func;
use sea_orm::{ExprTrait, JoinType, QuerySelect, Set};
use time::{Date, OffsetDateTime};

use super::{Gender, RoleName, UserStatus, roles, user_roles};

/// Everyone with an account.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Unique whatever its case; absent until chosen.
    #[sea_orm(column_type = "Text")]
    pub username: Option<String>,
    /// Unique whatever its case.
    #[sea_orm(column_type = "custom(\"citext\")", select_as = "text", save_as = "citext")]
    pub email: String,
    /// Argon2id, PHC string; absent where only a provider signs in.
    #[sea_orm(column_type = "Text")]
    pub password_hash: Option<String>,
    /// As dialled, best with country code: +919900000000.
    #[sea_orm(column_type = "Text")]
    pub phone: Option<String>,
    /// What others see.
    #[sea_orm(column_type = "Text")]
    pub display_name: Option<String>,
    /// Given name.
    #[sea_orm(column_type = "Text")]
    pub first_name: Option<String>,
    /// Family name.
    #[sea_orm(column_type = "Text")]
    pub last_name: Option<String>,
    /// Address of the picture, with the scheme.
    #[sea_orm(column_type = "Text")]
    pub avatar_url: Option<String>,
    /// As they gave it.
    pub gender: Option<Gender>,
    /// Date of birth.
    pub date_of_birth: Option<Date>,
    /// How far it has come.
    pub status: UserStatus,
    /// Absent: the one of the browser.
    #[sea_orm(column_type = "String(StringLen::N(15))")]
    pub locale: Option<String>,
    /// In which prices are shown.
    #[sea_orm(column_type = "Char(Some(3))", save_as = "bpchar")]
    pub currency: String,
    /// IANA name of the civil time zone.
    #[sea_orm(column_type = "Text")]
    pub timezone: String,
    /// Where they live.
    pub city_id: Option<i32>,
    /// Name, relation and phone of whom to call.
    #[sea_orm(column_type = "JsonBinary")]
    pub emergency_contact: Option<Json>,
    /// When they proved that the address is theirs.
    pub email_verified_at: Option<OffsetDateTime>,
    /// When they proved that the number is theirs.
    pub phone_verified_at: Option<OffsetDateTime>,
    /// When they last signed in.
    pub last_login_at: Option<OffsetDateTime>,
    /// Since the last success.
    pub failed_login_count: i16,
    /// No sign-in before this moment.
    pub locked_until: Option<OffsetDateTime>,
    /// Set with status deleted; the row stays for its history.
    pub deleted_at: Option<OffsetDateTime>,
    /// Whatever has no column of its own; a JSON object.
    #[sea_orm(column_type = "JsonBinary")]
    pub metadata: Json,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// Where its keys lead, and what leads to it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `locale`.
    #[sea_orm(
        belongs_to = "crate::geography::locales::Entity",
        from = "Column::Locale",
        to = "crate::geography::locales::Column::LocaleCode",
        on_delete = "Restrict"
    )]
    Locale,
    /// By `currency`.
    #[sea_orm(
        belongs_to = "crate::geography::currencies::Entity",
        from = "Column::Currency",
        to = "crate::geography::currencies::Column::CurrencyCode",
        on_delete = "Restrict"
    )]
    Currency,
    /// By `timezone`.
    #[sea_orm(
        belongs_to = "crate::geography::timezones::Entity",
        from = "Column::Timezone",
        to = "crate::geography::timezones::Column::TzName",
        on_delete = "Restrict"
    )]
    Timezone,
    /// By `city_id`.
    #[sea_orm(
        belongs_to = "crate::geography::cities::Entity",
        from = "Column::CityId",
        to = "crate::geography::cities::Column::CityId",
        on_delete = "Restrict"
    )]
    City,
    /// Its api keys.
    #[sea_orm(has_many = "super::api_keys::Entity")]
    ApiKeys,
    /// Its artists.
    #[sea_orm(has_many = "crate::talent::artists::Entity")]
    Artists,
    /// Its auth providers.
    #[sea_orm(has_many = "super::auth_providers::Entity")]
    AuthProviders,
    /// Its celebrity ratings.
    #[sea_orm(has_many = "crate::talent::celebrity_ratings::Entity")]
    CelebrityRatings,
    /// Its conversation participants.
    #[sea_orm(has_many = "crate::communication::conversation_participants::Entity")]
    ConversationParticipants,
    /// Its crew members.
    #[sea_orm(has_many = "crate::production::crew_members::Entity")]
    CrewMembers,
    /// Its event attendances.
    #[sea_orm(has_many = "crate::events::event_attendances::Entity")]
    EventAttendances,
    /// Its event saves.
    #[sea_orm(has_many = "crate::events::event_saves::Entity")]
    EventSaves,
    /// Its favorites.
    #[sea_orm(has_many = "crate::system::favorites::Entity")]
    Favorites,
    /// Its follows.
    #[sea_orm(has_many = "crate::talent::follows::Entity")]
    Follows,
    /// Its kyc documents.
    #[sea_orm(has_many = "super::kyc_documents::Entity")]
    KycDocuments,
    /// Its notification preferences.
    #[sea_orm(has_many = "crate::communication::notification_preferences::Entity")]
    NotificationPreferences,
    /// Its notifications.
    #[sea_orm(has_many = "crate::communication::notifications::Entity")]
    Notifications,
    /// Its organization members.
    #[sea_orm(has_many = "crate::organizations::organization_members::Entity")]
    OrganizationMembers,
    /// Its payouts.
    #[sea_orm(has_many = "crate::payments::payouts::Entity")]
    Payouts,
    /// Its promoters.
    #[sea_orm(has_many = "crate::organizations::promoters::Entity")]
    Promoters,
    /// Its tax profile, where there is one.
    #[sea_orm(has_one = "super::tax_profiles::Entity")]
    TaxProfile,
    /// Its tickets.
    #[sea_orm(has_many = "crate::events::tickets::Entity")]
    Tickets,
    /// Its user preferences, where there is one.
    #[sea_orm(has_one = "super::user_preferences::Entity")]
    UserPreferences,
    /// Its user roles.
    #[sea_orm(has_many = "super::user_roles::Entity")]
    UserRoles,
    /// Its user sessions.
    #[sea_orm(has_many = "super::user_sessions::Entity")]
    UserSessions,
    /// Its venues.
    #[sea_orm(has_many = "crate::venues::venues::Entity")]
    Venues,
}

impl Related<crate::geography::locales::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Locale.def()
    }
}

impl Related<crate::geography::currencies::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Currency.def()
    }
}

impl Related<crate::geography::timezones::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Timezone.def()
    }
}

impl Related<crate::geography::cities::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::City.def()
    }
}

impl Related<super::api_keys::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::ApiKeys.def()
    }
}

impl Related<crate::talent::artists::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Artists.def()
    }
}

impl Related<super::auth_providers::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::AuthProviders.def()
    }
}

impl Related<crate::talent::celebrity_ratings::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::CelebrityRatings.def()
    }
}

impl Related<crate::communication::conversation_participants::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::ConversationParticipants.def()
    }
}

impl Related<crate::production::crew_members::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::CrewMembers.def()
    }
}

impl Related<crate::events::event_attendances::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::EventAttendances.def()
    }
}

impl Related<crate::events::event_saves::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::EventSaves.def()
    }
}

impl Related<crate::system::favorites::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Favorites.def()
    }
}

impl Related<crate::talent::follows::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Follows.def()
    }
}

impl Related<super::kyc_documents::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::KycDocuments.def()
    }
}

impl Related<crate::communication::notification_preferences::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::NotificationPreferences.def()
    }
}

impl Related<crate::communication::notifications::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Notifications.def()
    }
}

impl Related<crate::organizations::organization_members::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::OrganizationMembers.def()
    }
}

impl Related<crate::payments::payouts::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Payouts.def()
    }
}

impl Related<crate::organizations::promoters::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Promoters.def()
    }
}

impl Related<super::tax_profiles::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::TaxProfile.def()
    }
}

impl Related<crate::events::tickets::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Tickets.def()
    }
}

impl Related<super::user_preferences::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::UserPreferences.def()
    }
}

impl Related<super::user_roles::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::UserRoles.def()
    }
}

impl Related<super::user_sessions::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::UserSessions.def()
    }
}

impl Related<crate::venues::venues::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Venues.def()
    }
}

/// Through `conversation_participants`.
impl Related<crate::communication::conversations::Entity> for Entity {
    fn to() -> RelationDef {
        crate::communication::conversation_participants::Relation::Conversation.def()
    }

    fn via() -> Option<RelationDef> {
        Some(crate::communication::conversation_participants::Relation::User.def().rev())
    }
}

/// Through `organization_members`.
impl Related<crate::organizations::organizations::Entity> for Entity {
    fn to() -> RelationDef {
        crate::organizations::organization_members::Relation::Organization.def()
    }

    fn via() -> Option<RelationDef> {
        Some(crate::organizations::organization_members::Relation::User.def().rev())
    }
}

/// Through `user_roles`.
impl Related<super::roles::Entity> for Entity {
    fn to() -> RelationDef {
        super::user_roles::Relation::Role.def()
    }

    fn via() -> Option<RelationDef> {
        Some(super::user_roles::Relation::User.def().rev())
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}

impl Entity {
    /// The user of an e-mail address, whatever its case; `uq_users_email` serves it.
    ///
    /// Under row level security only users themselves see their rows: see [`sign_in`](super::sign_in) and
    /// [`UserCard`](super::UserCard).
    pub fn find_by_email(email: &str) -> Select<Entity> {
        Self::find().filter(Column::Email.eq(email))
    }

    /// The user of a name, whatever its case; `uq_users_username_lower` serves it.
    pub fn find_by_username(username: &str) -> Select<Entity> {
        Self::find()
            .filter(Func::lower(Expr::col(Column::Username.as_column_ref())).eq(username.to_lowercase()))
    }

    /// Everyone who plays a part; `uq_roles_name` and `idx_user_roles_role_id` serve it.
    pub fn with_role(role: RoleName) -> Select<Entity> {
        Self::find()
            .join(JoinType::InnerJoin, user_roles::Relation::User.def().rev())
            .join(JoinType::InnerJoin, user_roles::Relation::Role.def())
            .filter(roles::Column::Name.eq(role))
    }
}

impl Model {
    /// What others see: the display name, else the given name, else the user name, else nothing.
    #[must_use]
    pub fn shown_name(&self) -> &str {
        [&self.display_name, &self.first_name, &self.username]
            .into_iter()
            .flatten()
            .next()
            .map_or("", String::as_str)
    }
}
