//! `organizations`: firms on the platform: the tenants whose rows are kept apart.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

use super::OrganizationKind;

/// Firms on the platform: the tenants whose rows are kept apart.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organizations")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What it is called.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// In public addresses; absent: no public page.
    #[sea_orm(column_type = "Text")]
    pub slug: Option<String>,
    /// What sort it is.
    pub kind: OrganizationKind,
    /// In plain words.
    #[sea_orm(column_type = "Text")]
    pub description: Option<String>,
    /// As registered.
    #[sea_orm(column_type = "Text")]
    pub legal_name: Option<String>,
    /// In the register of companies.
    #[sea_orm(column_type = "Text")]
    pub registration_number: Option<String>,
    /// India's GSTIN.
    #[sea_orm(column_type = "Char(Some(15))", save_as = "bpchar")]
    pub gst_number: Option<String>,
    /// Address of its own site, with the scheme.
    #[sea_orm(column_type = "Text")]
    pub website: Option<String>,
    /// Compared without regard to case.
    #[sea_orm(column_type = "custom(\"citext\")", select_as = "text", save_as = "citext")]
    pub email: Option<String>,
    /// As dialled, best with country code.
    #[sea_orm(column_type = "Text")]
    pub phone: Option<String>,
    /// Address of its logo, with the scheme.
    #[sea_orm(column_type = "Text")]
    pub logo_url: Option<String>,
    /// Street, postal code and the rest; a JSON object.
    #[sea_orm(column_type = "JsonBinary")]
    pub address: Option<Json>,
    /// The country.
    pub country_id: Option<i32>,
    /// The city.
    pub city_id: Option<i32>,
    /// In which it keeps its books.
    #[sea_orm(column_type = "Char(Some(3))", save_as = "bpchar")]
    pub currency: String,
    /// IANA name of the civil time zone.
    #[sea_orm(column_type = "Text")]
    pub timezone: String,
    /// When the platform checked it.
    pub verified_at: Option<OffsetDateTime>,
    /// The user who made it.
    pub created_by: Option<Uuid>,
    /// When it was withdrawn; the row stays for its history.
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
    /// By `country_id`.
    #[sea_orm(
        belongs_to = "crate::geography::countries::Entity",
        from = "Column::CountryId",
        to = "crate::geography::countries::Column::CountryId",
        on_delete = "Restrict"
    )]
    Country,
    /// By `city_id`.
    #[sea_orm(
        belongs_to = "crate::geography::cities::Entity",
        from = "Column::CityId",
        to = "crate::geography::cities::Column::CityId",
        on_delete = "Restrict"
    )]
    City,
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
    /// By `created_by`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::CreatedBy",
        to = "crate::identity::users::Column::Id",
        on_delete = "SetNull"
    )]
    CreatedBy,
    /// Its analytics events.
    #[sea_orm(has_many = "crate::analytics::analytics_events::Entity")]
    AnalyticsEvents,
    /// Its api keys.
    #[sea_orm(has_many = "crate::identity::api_keys::Entity")]
    ApiKeys,
    /// Its artists.
    #[sea_orm(has_many = "crate::talent::artists::Entity")]
    Artists,
    /// Its bookings.
    #[sea_orm(has_many = "crate::booking::bookings::Entity")]
    Bookings,
    /// Its contract templates.
    #[sea_orm(has_many = "crate::contracts::contract_templates::Entity")]
    ContractTemplates,
    /// Its conversations.
    #[sea_orm(has_many = "crate::communication::conversations::Entity")]
    Conversations,
    /// Its crew members.
    #[sea_orm(has_many = "crate::production::crew_members::Entity")]
    CrewMembers,
    /// Its crew roles.
    #[sea_orm(has_many = "crate::production::crew_roles::Entity")]
    CrewRoles,
    /// Its crypto wallets.
    #[sea_orm(has_many = "crate::payments::crypto_wallets::Entity")]
    CryptoWallets,
    /// Its customers.
    #[sea_orm(has_many = "super::customers::Entity")]
    Customers,
    /// Its equipment.
    #[sea_orm(has_many = "crate::production::equipment::Entity")]
    Equipment,
    /// Its event types.
    #[sea_orm(has_many = "crate::production::event_types::Entity")]
    EventTypes,
    /// Its invoices.
    #[sea_orm(has_many = "crate::payments::invoices::Entity")]
    Invoices,
    /// Its ledger accounts.
    #[sea_orm(has_many = "crate::payments::ledger_accounts::Entity")]
    LedgerAccounts,
    /// Its media.
    #[sea_orm(has_many = "crate::media::media::Entity")]
    Media,
    /// Its opportunities.
    #[sea_orm(has_many = "crate::booking::opportunities::Entity")]
    Opportunities,
    /// Its organization members.
    #[sea_orm(has_many = "super::organization_members::Entity")]
    OrganizationMembers,
    /// Its payments.
    #[sea_orm(has_many = "crate::payments::payments::Entity")]
    Payments,
    /// Its payouts.
    #[sea_orm(has_many = "crate::payments::payouts::Entity")]
    Payouts,
    /// Its projects.
    #[sea_orm(has_many = "crate::production::projects::Entity")]
    Projects,
    /// Its promoters.
    #[sea_orm(has_many = "super::promoters::Entity")]
    Promoters,
    /// Its venues.
    #[sea_orm(has_many = "crate::venues::venues::Entity")]
    Venues,
    /// Its webhooks.
    #[sea_orm(has_many = "crate::system::webhooks::Entity")]
    Webhooks,
}

impl Related<crate::geography::countries::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Country.def()
    }
}

impl Related<crate::geography::cities::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::City.def()
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

impl Related<crate::identity::users::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::CreatedBy.def()
    }
}

impl Related<crate::analytics::analytics_events::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::AnalyticsEvents.def()
    }
}

impl Related<crate::identity::api_keys::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::ApiKeys.def()
    }
}

impl Related<crate::talent::artists::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Artists.def()
    }
}

impl Related<crate::booking::bookings::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Bookings.def()
    }
}

impl Related<crate::contracts::contract_templates::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::ContractTemplates.def()
    }
}

impl Related<crate::communication::conversations::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Conversations.def()
    }
}

impl Related<crate::production::crew_members::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::CrewMembers.def()
    }
}

impl Related<crate::production::crew_roles::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::CrewRoles.def()
    }
}

impl Related<crate::payments::crypto_wallets::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::CryptoWallets.def()
    }
}

impl Related<super::customers::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Customers.def()
    }
}

impl Related<crate::production::equipment::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Equipment.def()
    }
}

impl Related<crate::production::event_types::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::EventTypes.def()
    }
}

impl Related<crate::payments::invoices::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Invoices.def()
    }
}

impl Related<crate::payments::ledger_accounts::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::LedgerAccounts.def()
    }
}

impl Related<crate::media::media::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Media.def()
    }
}

impl Related<crate::booking::opportunities::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Opportunities.def()
    }
}

impl Related<super::organization_members::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::OrganizationMembers.def()
    }
}

impl Related<crate::payments::payments::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Payments.def()
    }
}

impl Related<crate::payments::payouts::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Payouts.def()
    }
}

impl Related<crate::production::projects::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Projects.def()
    }
}

impl Related<super::promoters::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Promoters.def()
    }
}

impl Related<crate::venues::venues::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Venues.def()
    }
}

impl Related<crate::system::webhooks::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Webhooks.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}
