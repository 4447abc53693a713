//! All entities and enums, a line each.
//!
//! To add a table: its file in its domain's folder, its `pub mod` line there, its line in [`entities`]; an enum
//! has its line in [`enums`], and in [`state_machines`] where it is one. A test names the line that is missing.

use crate::description::{
    EntityDescription, EnumDescription, StateMachineDescription, entity, enumeration, state_machine,
};

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
        state_machine::<crate::identity::KycStatus>(),
        state_machine::<crate::identity::UserStatus>(),
        state_machine::<crate::events::EventStatus>(),
        state_machine::<crate::events::TicketStatus>(),
        state_machine::<crate::booking::ApplicationStatus>(),
        state_machine::<crate::booking::BookingStatus>(),
        state_machine::<crate::booking::NegotiationOutcome>(),
        state_machine::<crate::booking::NegotiationStatus>(),
        state_machine::<crate::booking::OpportunityStatus>(),
        state_machine::<crate::contracts::ContractStatus>(),
        state_machine::<crate::payments::CryptoPaymentStatus>(),
        state_machine::<crate::payments::EscrowStatus>(),
        state_machine::<crate::payments::InvoiceStatus>(),
        state_machine::<crate::payments::PaymentStatus>(),
        state_machine::<crate::payments::PayoutStatus>(),
        state_machine::<crate::trust::DisputeStatus>(),
        state_machine::<crate::trust::FraudAlertStatus>(),
        state_machine::<crate::trust::ReviewStatus>(),
        state_machine::<crate::communication::ConversationStatus>(),
        state_machine::<crate::communication::EmailStatus>(),
        state_machine::<crate::communication::NotificationStatus>(),
        state_machine::<crate::calendar::CalendarConnectionStatus>(),
        state_machine::<crate::calendar::CalendarSyncStatus>(),
        state_machine::<crate::production::CrewAssignmentStatus>(),
        state_machine::<crate::production::ProjectEventStatus>(),
        state_machine::<crate::production::ProjectStatus>(),
        state_machine::<crate::system::WebhookDeliveryStatus>(),
        // the next one goes here
    ]
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::{entities, enums, state_machines};

    /// Each file of a domain's folder: the domain, the file's stem, its text.
    fn files() -> Vec<(String, String, String)> {
        let mut files = Vec::new();
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        for domain in fs::read_dir(source).unwrap().map(|entry| entry.unwrap()) {
            if !domain.file_type().unwrap().is_dir() {
                continue;
            }
            for file in fs::read_dir(domain.path()).unwrap().map(|entry| entry.unwrap().path()) {
                files.push((
                    domain.file_name().into_string().unwrap(),
                    file.file_stem().unwrap().to_str().unwrap().to_owned(),
                    fs::read_to_string(&file).unwrap(),
                ));
            }
        }
        files
    }

    /// The name of the type that this text is derived or implemented for.
    fn after<'a>(text: &'a str, words: &str) -> &'a str {
        text.split(words).nth(1).unwrap().split([' ', '{', '(']).next().unwrap()
    }

    #[test]
    fn every_file_is_registered() {
        let tables: Vec<_> = entities().into_iter().map(|entity| entity.table.to_owned()).collect();
        let types: Vec<_> = enums().into_iter().map(|description| description.name).collect();
        let machines: Vec<_> = state_machines().into_iter().map(|machine| machine.name).collect();
        let mut missing = Vec::new();
        for (domain, name, text) in files() {
            let path = format!("crate::{domain}");
            if text.contains("DeriveEntityModel") && !tables.contains(&name) {
                missing.push(format!("add `entity::<{path}::{name}::Entity>(),` to entities()"));
            }
            if text.contains("DeriveActiveEnum") && !types.contains(&name) {
                let type_name = after(&text, "pub enum ");
                missing.push(format!("add `enumeration::<{path}::{type_name}>(),` to enums()"));
            }
            if text.contains("impl StateMachine for ") && !machines.contains(&name.as_str()) {
                let type_name = after(&text, "impl StateMachine for ");
                missing.push(format!("add `state_machine::<{path}::{type_name}>(),` to state_machines()"));
            }
        }
        assert!(missing.is_empty(), "in crates/schema/src/registry.rs:\n{}", missing.join("\n"));
    }

    #[test]
    fn a_file_is_called_as_its_table_or_type() {
        let names: Vec<_> = files().into_iter().map(|(_, name, _)| name).collect();
        let tables = entities().into_iter().map(|entity| entity.table.to_owned());
        let types = enums().into_iter().map(|description| description.name);
        for name in tables.chain(types) {
            assert!(names.contains(&name), "the file of `{name}` is to be called {name}.rs");
        }
    }

    #[test]
    fn what_follows_a_state_is_a_state_of_the_same_machine_and_another_one() {
        for machine in state_machines() {
            let states: Vec<_> = machine.states.iter().map(|(state, _)| state).collect();
            for (state, next) in &machine.states {
                for following in next {
                    assert!(states.contains(&following), "{}: {state} -> {following}", machine.name);
                    assert_ne!(state, following, "{}: staying is always allowed, leave it out", machine.name);
                }
            }
        }
    }
}
