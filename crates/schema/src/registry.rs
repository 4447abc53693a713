//! All entities and enums, described as the database's catalog describes them.
//!
//! To add a table: its file in its domain's folder, its `pub mod` line there, its line in [`entities`]; an enum
//! has its line in [`enums`], and in [`state_machines`] where it is one. A test names the line that is missing.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ForeignKeyAction;
use sea_orm::{IdenStatic, Identity, Iterable, PrimaryKeyToColumn};

use crate::StateMachine;

/// All entities, a line each.
#[must_use]
pub fn entities() -> Vec<EntityDescription> {
    vec![
        entity::<crate::geography::cities::Entity>(),
        entity::<crate::geography::countries::Entity>(),
        entity::<crate::geography::currencies::Entity>(),
        entity::<crate::geography::exchange_rates::Entity>(),
        entity::<crate::geography::locales::Entity>(),
        entity::<crate::geography::states::Entity>(),
        entity::<crate::geography::timezones::Entity>(),
        entity::<crate::identity::api_keys::Entity>(),
        entity::<crate::identity::auth_providers::Entity>(),
        entity::<crate::identity::kyc_documents::Entity>(),
        entity::<crate::identity::permissions::Entity>(),
        entity::<crate::identity::role_permissions::Entity>(),
        entity::<crate::identity::roles::Entity>(),
        entity::<crate::identity::tax_profiles::Entity>(),
        entity::<crate::identity::user_preferences::Entity>(),
        entity::<crate::identity::user_roles::Entity>(),
        entity::<crate::identity::user_sessions::Entity>(),
        entity::<crate::identity::users::Entity>(),
        entity::<crate::organizations::customers::Entity>(),
        entity::<crate::organizations::organization_members::Entity>(),
        entity::<crate::organizations::organizations::Entity>(),
        entity::<crate::organizations::promoters::Entity>(),
        entity::<crate::talent::artist_availability::Entity>(),
        entity::<crate::talent::artist_genres::Entity>(),
        entity::<crate::talent::artist_social_links::Entity>(),
        entity::<crate::talent::artists::Entity>(),
        entity::<crate::talent::celebrities::Entity>(),
        entity::<crate::talent::celebrity_ratings::Entity>(),
        entity::<crate::talent::follows::Entity>(),
        entity::<crate::talent::genres::Entity>(),
        entity::<crate::talent::instruments::Entity>(),
        entity::<crate::talent::musician_instruments::Entity>(),
        entity::<crate::talent::musicians::Entity>(),
        entity::<crate::talent::teachers::Entity>(),
        entity::<crate::venues::amenities::Entity>(),
        entity::<crate::venues::venue_amenities::Entity>(),
        entity::<crate::venues::venues::Entity>(),
        entity::<crate::events::event_artists::Entity>(),
        entity::<crate::events::event_attendances::Entity>(),
        entity::<crate::events::event_prices::Entity>(),
        entity::<crate::events::event_saves::Entity>(),
        entity::<crate::events::event_stages::Entity>(),
        entity::<crate::events::events::Entity>(),
        entity::<crate::events::ticket_pools::Entity>(),
        entity::<crate::events::tickets::Entity>(),
        entity::<crate::booking::applications::Entity>(),
        entity::<crate::booking::booking_history::Entity>(),
        entity::<crate::booking::booking_riders::Entity>(),
        entity::<crate::booking::bookings::Entity>(),
        entity::<crate::booking::negotiation_rounds::Entity>(),
        entity::<crate::booking::negotiations::Entity>(),
        entity::<crate::booking::opportunities::Entity>(),
        entity::<crate::booking::opportunity_genres::Entity>(),
        entity::<crate::contracts::contract_signatures::Entity>(),
        entity::<crate::contracts::contract_templates::Entity>(),
        entity::<crate::contracts::contract_versions::Entity>(),
        entity::<crate::contracts::contracts::Entity>(),
        entity::<crate::payments::commission_rules::Entity>(),
        entity::<crate::payments::crypto_payments::Entity>(),
        entity::<crate::payments::crypto_wallets::Entity>(),
        entity::<crate::payments::escrow_accounts::Entity>(),
        entity::<crate::payments::invoice_lines::Entity>(),
        entity::<crate::payments::invoices::Entity>(),
        entity::<crate::payments::ledger_accounts::Entity>(),
        entity::<crate::payments::ledger_entries::Entity>(),
        entity::<crate::payments::payment_providers::Entity>(),
        entity::<crate::payments::payments::Entity>(),
        entity::<crate::payments::payouts::Entity>(),
        entity::<crate::payments::refunds::Entity>(),
        entity::<crate::trust::disputes::Entity>(),
        entity::<crate::trust::fraud_alerts::Entity>(),
        entity::<crate::trust::fraud_rules::Entity>(),
        entity::<crate::trust::reviews::Entity>(),
        entity::<crate::trust::trust_score_history::Entity>(),
        entity::<crate::trust::trust_scores::Entity>(),
        entity::<crate::communication::conversation_participants::Entity>(),
        entity::<crate::communication::conversations::Entity>(),
        entity::<crate::communication::email_notifications::Entity>(),
        entity::<crate::communication::message_reads::Entity>(),
        entity::<crate::communication::messages::Entity>(),
        entity::<crate::communication::notification_preferences::Entity>(),
        entity::<crate::communication::notification_types::Entity>(),
        entity::<crate::communication::notifications::Entity>(),
        entity::<crate::media::equipment_inventories::Entity>(),
        entity::<crate::media::media::Entity>(),
        entity::<crate::calendar::calendar_connections::Entity>(),
        entity::<crate::calendar::calendar_events::Entity>(),
        entity::<crate::production::crew_members::Entity>(),
        entity::<crate::production::crew_roles::Entity>(),
        entity::<crate::production::equipment::Entity>(),
        entity::<crate::production::event_types::Entity>(),
        entity::<crate::production::project_equipment::Entity>(),
        entity::<crate::production::project_equipment_groups::Entity>(),
        entity::<crate::production::project_event_equipment::Entity>(),
        entity::<crate::production::project_event_roles::Entity>(),
        entity::<crate::production::project_events::Entity>(),
        entity::<crate::production::project_roles::Entity>(),
        entity::<crate::production::project_types::Entity>(),
        entity::<crate::production::project_variants::Entity>(),
        entity::<crate::production::projects::Entity>(),
        entity::<crate::analytics::analytics_events::Entity>(),
        entity::<crate::analytics::daily_metrics::Entity>(),
        entity::<crate::analytics::forecasts::Entity>(),
        entity::<crate::analytics::metrics::Entity>(),
        entity::<crate::system::audit_logs::Entity>(),
        entity::<crate::system::entity_tags::Entity>(),
        entity::<crate::system::favorites::Entity>(),
        entity::<crate::system::feature_flags::Entity>(),
        entity::<crate::system::search_index::Entity>(),
        entity::<crate::system::system_settings::Entity>(),
        entity::<crate::system::tags::Entity>(),
        entity::<crate::system::webhook_deliveries::Entity>(),
        entity::<crate::system::webhooks::Entity>(),
        // the next one goes here
    ]
}

/// All native enums, a line each.
#[must_use]
pub fn enums() -> Vec<EnumDescription> {
    vec![
        enumeration::<crate::identity::Gender>(),
        enumeration::<crate::identity::GstRegistrationType>(),
        enumeration::<crate::identity::KycDocumentType>(),
        enumeration::<crate::identity::KycStatus>(),
        enumeration::<crate::identity::RoleName>(),
        enumeration::<crate::identity::UiTheme>(),
        enumeration::<crate::identity::UserStatus>(),
        enumeration::<crate::organizations::OrganizationKind>(),
        enumeration::<crate::organizations::OrganizationMemberRole>(),
        enumeration::<crate::talent::ArtistCategory>(),
        enumeration::<crate::talent::AvailabilityKind>(),
        enumeration::<crate::talent::InstrumentFamily>(),
        enumeration::<crate::talent::SocialPlatform>(),
        enumeration::<crate::venues::AmenityCategory>(),
        enumeration::<crate::events::AttendanceStatus>(),
        enumeration::<crate::events::EventLevel>(),
        enumeration::<crate::events::EventStatus>(),
        enumeration::<crate::events::LineUpRole>(),
        enumeration::<crate::events::PriceType>(),
        enumeration::<crate::events::TicketStatus>(),
        enumeration::<crate::events::TicketType>(),
        enumeration::<crate::booking::ApplicationStatus>(),
        enumeration::<crate::booking::BookingStatus>(),
        enumeration::<crate::booking::NegotiationOutcome>(),
        enumeration::<crate::booking::NegotiationSide>(),
        enumeration::<crate::booking::NegotiationStatus>(),
        enumeration::<crate::booking::OpportunityStatus>(),
        enumeration::<crate::contracts::ContractRole>(),
        enumeration::<crate::contracts::ContractStatus>(),
        enumeration::<crate::contracts::SignatureType>(),
        enumeration::<crate::payments::CommissionTarget>(),
        enumeration::<crate::payments::CryptoChain>(),
        enumeration::<crate::payments::CryptoPaymentStatus>(),
        enumeration::<crate::payments::EscrowStatus>(),
        enumeration::<crate::payments::InvoiceStatus>(),
        enumeration::<crate::payments::LedgerAccountKind>(),
        enumeration::<crate::payments::PaymentKind>(),
        enumeration::<crate::payments::PaymentMethod>(),
        enumeration::<crate::payments::PaymentStatus>(),
        enumeration::<crate::payments::PayoutStatus>(),
        enumeration::<crate::trust::DisputeReason>(),
        enumeration::<crate::trust::DisputeStatus>(),
        enumeration::<crate::trust::FraudAction>(),
        enumeration::<crate::trust::FraudAlertStatus>(),
        enumeration::<crate::trust::FraudSeverity>(),
        enumeration::<crate::trust::ReviewStatus>(),
        enumeration::<crate::trust::TrustScoreReason>(),
        enumeration::<crate::communication::ConversationKind>(),
        enumeration::<crate::communication::ConversationStatus>(),
        enumeration::<crate::communication::EmailStatus>(),
        enumeration::<crate::communication::MessageKind>(),
        enumeration::<crate::communication::NotificationCategory>(),
        enumeration::<crate::communication::NotificationChannel>(),
        enumeration::<crate::communication::NotificationEntity>(),
        enumeration::<crate::communication::NotificationPriority>(),
        enumeration::<crate::communication::NotificationStatus>(),
        enumeration::<crate::media::InventoryCategory>(),
        enumeration::<crate::media::InventoryCondition>(),
        enumeration::<crate::media::MediaEntity>(),
        enumeration::<crate::media::MediaType>(),
        enumeration::<crate::media::MediaVisibility>(),
        enumeration::<crate::calendar::CalendarConnectionStatus>(),
        enumeration::<crate::calendar::CalendarProvider>(),
        enumeration::<crate::calendar::CalendarSyncDirection>(),
        enumeration::<crate::calendar::CalendarSyncStatus>(),
        enumeration::<crate::production::CrewAssignmentStatus>(),
        enumeration::<crate::production::CrewRateType>(),
        enumeration::<crate::production::EquipmentStockCalculation>(),
        enumeration::<crate::production::ProjectEventStatus>(),
        enumeration::<crate::production::ProjectStatus>(),
        enumeration::<crate::analytics::AnalyticsEntity>(),
        enumeration::<crate::analytics::DeviceKind>(),
        enumeration::<crate::analytics::MetricAggregation>(),
        enumeration::<crate::analytics::MetricUnit>(),
        enumeration::<crate::system::AuditAction>(),
        enumeration::<crate::system::AuditedTable>(),
        enumeration::<crate::system::SearchEntity>(),
        enumeration::<crate::system::TagEntity>(),
        enumeration::<crate::system::WebhookDeliveryStatus>(),
        // the next one goes here
    ]
}

/// All state machines, a line each.
#[must_use]
pub fn state_machines() -> Vec<StateMachineDescription> {
    vec![
        //MACHINES
        // the next one goes here
    ]
}

/// A table as its entity sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntityDescription {
    /// The table's name.
    pub table: &'static str,
    /// In the order of the entity's fields.
    pub columns: Vec<ColumnDescription>,
    /// The columns of the primary key.
    pub primary_key: Vec<&'static str>,
    /// In the order of the entity's relations.
    pub foreign_keys: Vec<ForeignKeyDescription>,
}

/// A column as its entity sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnDescription {
    /// The column's name.
    pub name: &'static str,
    /// As PostgreSQL's `format_type` spells it: `character varying(15)`, `text[]`, `booking_status`.
    pub type_name: String,
    /// Whether it may be null.
    pub nullable: bool,
    /// The labels in their order where the type, or its elements', is a native enum.
    pub labels: Option<Vec<String>>,
}

/// A foreign key as its entity sees it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ForeignKeyDescription {
    /// The columns that refer.
    pub columns: Vec<String>,
    /// The table that is referred to.
    pub target: String,
    /// The columns that are referred to.
    pub target_columns: Vec<String>,
    /// As SQL spells it: `NO ACTION`, `CASCADE`, `SET NULL`, `RESTRICT`, `SET DEFAULT`.
    pub on_delete: &'static str,
}

/// A native enum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnumDescription {
    /// The type's name.
    pub name: String,
    /// In the order in which they sort.
    pub labels: Vec<String>,
}

/// A state machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateMachineDescription {
    /// The type's name.
    pub name: &'static str,
    /// Each state with those that may follow it.
    pub states: Vec<(String, Vec<String>)>,
}

/// Describes an entity.
#[must_use]
pub fn entity<E: EntityTrait>() -> EntityDescription {
    EntityDescription {
        table: E::default().table_name(),
        columns: E::Column::iter().map(|column| describe_column(column.as_str(), &column.def())).collect(),
        primary_key: E::PrimaryKey::iter().map(|key| key.into_column().as_str()).collect(),
        foreign_keys: E::Relation::iter()
            .map(|relation| relation.def())
            .filter(|relation| !relation.is_owner)
            .map(describe_foreign_key)
            .collect(),
    }
}

/// Describes an enum.
#[must_use]
pub fn enumeration<E: ActiveEnum>() -> EnumDescription {
    let definition = E::db_type();
    EnumDescription {
        name: E::name().to_string(),
        labels: labels(definition.get_column_type()).unwrap_or_default(),
    }
}

/// Describes a state machine.
#[must_use]
pub fn state_machine<M: StateMachine<Value = sea_orm::sea_query::Enum>>() -> StateMachineDescription {
    let label = |state: &M| state.to_value().value.to_string();
    StateMachineDescription {
        name: M::TYPE,
        states: <M as Iterable>::iter()
            .map(|state| (label(&state), state.next().iter().map(label).collect()))
            .collect(),
    }
}

fn describe_column(name: &'static str, definition: &ColumnDef) -> ColumnDescription {
    let column_type = definition.get_column_type();
    ColumnDescription {
        name,
        type_name: type_name(column_type),
        nullable: definition.is_null(),
        labels: labels(column_type),
    }
}

fn describe_foreign_key(relation: RelationDef) -> ForeignKeyDescription {
    ForeignKeyDescription {
        columns: names(&relation.from_col),
        target: relation.to_tbl.sea_orm_table().to_string(),
        target_columns: names(&relation.to_col),
        on_delete: match relation.on_delete {
            Some(ForeignKeyAction::Cascade) => "CASCADE",
            Some(ForeignKeyAction::SetNull) => "SET NULL",
            Some(ForeignKeyAction::Restrict) => "RESTRICT",
            Some(ForeignKeyAction::SetDefault) => "SET DEFAULT",
            _ => "NO ACTION",
        },
    }
}

fn names(identity: &Identity) -> Vec<String> {
    identity.iter().map(ToString::to_string).collect()
}

fn labels(column_type: &ColumnType) -> Option<Vec<String>> {
    match column_type {
        ColumnType::Enum { variants, .. } => Some(variants.iter().map(ToString::to_string).collect()),
        ColumnType::Array(element) => labels(element),
        _ => None,
    }
}

/// The type as `format_type` spells it.
fn type_name(column_type: &ColumnType) -> String {
    match column_type {
        ColumnType::Char(Some(length)) => format!("character({length})"),
        ColumnType::String(StringLen::N(length)) => format!("character varying({length})"),
        ColumnType::String(_) => "character varying".to_owned(),
        ColumnType::Text => "text".to_owned(),
        ColumnType::SmallInteger => "smallint".to_owned(),
        ColumnType::Integer => "integer".to_owned(),
        ColumnType::BigInteger => "bigint".to_owned(),
        ColumnType::Float => "real".to_owned(),
        ColumnType::Double => "double precision".to_owned(),
        ColumnType::Decimal(Some((precision, scale))) => format!("numeric({precision},{scale})"),
        ColumnType::Decimal(None) => "numeric".to_owned(),
        ColumnType::Boolean => "boolean".to_owned(),
        ColumnType::Time => "time without time zone".to_owned(),
        ColumnType::Date => "date".to_owned(),
        ColumnType::TimestampWithTimeZone => "timestamp with time zone".to_owned(),
        ColumnType::Json => "json".to_owned(),
        ColumnType::JsonBinary => "jsonb".to_owned(),
        ColumnType::Uuid => "uuid".to_owned(),
        ColumnType::Blob | ColumnType::VarBinary(_) => "bytea".to_owned(),
        ColumnType::Enum { name, .. } | ColumnType::Custom(name) => name.to_string(),
        ColumnType::Array(element) => format!("{}[]", type_name(element)),
        other => format!("{other:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
}
