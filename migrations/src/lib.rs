//! The Backline schema as typed SeaQuery migrations, one file each, in the order in which they are applied.
//!
//! To add one: `cargo xtask new migration NAME`, or by hand a file, its `mod` line and its line in
//! [`Migrator::migrations`]. A released migration never changes.

pub mod ddl;
pub mod validation;

mod m20260115_000001_create_extensions_and_roles;
mod m20260115_000002_create_enum_types;
mod m20260115_000003_create_geography_tables;
mod m20260115_000004_create_identity_tables;
mod m20260115_000004_define_access;
mod m20260115_000004_prove_identity;
mod m20260115_000005_create_organization_tables;
mod m20260115_000006_create_talent_tables;
mod m20260115_000006_extend_artists;
mod m20260115_000007_create_venue_tables;
mod m20260115_000008_create_event_tables;
mod m20260115_000008_create_opportunity_tables;
mod m20260115_000008_create_ticket_tables;
mod m20260115_000009_create_booking_tables;
mod m20260115_000009_create_negotiation_tables;
mod m20260115_000010_create_contract_tables;
mod m20260115_000010_create_invoice_tables;
mod m20260115_000011_create_payment_tables;
mod m20260115_000011_create_wallet_tables;
mod m20260115_000012_create_ledger_tables;
mod m20260115_000013_create_trust_tables;
mod m20260115_000013_introduce_fraud_alerts;
mod m20260115_000014_create_communication_tables;
mod m20260115_000014_create_notification_tables;
mod m20260115_000015_create_media_tables;
mod m20260115_000016_create_calendar_tables;
mod m20260115_000017_create_production_tables;
mod m20260115_000017_schedule_projects;
mod m20260115_000017_show_projects_in_calendars;
mod m20260115_000018_create_analytics_tables;
mod m20260115_000019_create_system_tables;
mod m20260115_000019_create_webhook_tables;
mod m20260115_000020_create_status_transition_triggers;
mod m20260115_000020_keep_booking_records;
mod m20260115_000021_create_derived_number_triggers;
mod m20260115_000022_create_ledger_triggers;
mod m20260115_000023_create_audit_triggers;
mod m20260115_000024_create_search_triggers;
mod m20260115_000025_create_partition_functions;
mod m20260115_000026_define_acting_user;
mod m20260115_000026_enable_row_level_security;
mod m20260203_000001_add_variant_columns;
mod m20260203_000002_create_project_variants;
mod m20260203_000003_initialize_default_variants;
mod m20260203_000004_validate_variants;
mod m20260203_000005_create_variant_lookup_indexes;

use sea_orm_migration::{MigrationTrait, MigratorTrait};

/// All migrations of the platform.
#[derive(Debug, Clone, Copy)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20260115_000001_create_extensions_and_roles::Migration),
            Box::new(m20260115_000002_create_enum_types::Migration),
            Box::new(m20260115_000003_create_geography_tables::Migration),
            Box::new(m20260115_000004_create_identity_tables::Migration),
            Box::new(m20260115_000004_define_access::Migration),
            Box::new(m20260115_000004_prove_identity::Migration),
            Box::new(m20260115_000005_create_organization_tables::Migration),
            Box::new(m20260115_000006_create_talent_tables::Migration),
            Box::new(m20260115_000006_extend_artists::Migration),
            Box::new(m20260115_000007_create_venue_tables::Migration),
            Box::new(m20260115_000008_create_event_tables::Migration),
            Box::new(m20260115_000008_create_opportunity_tables::Migration),
            Box::new(m20260115_000008_create_ticket_tables::Migration),
            Box::new(m20260115_000009_create_booking_tables::Migration),
            Box::new(m20260115_000009_create_negotiation_tables::Migration),
            Box::new(m20260115_000010_create_contract_tables::Migration),
            Box::new(m20260115_000010_create_invoice_tables::Migration),
            Box::new(m20260115_000011_create_payment_tables::Migration),
            Box::new(m20260115_000011_create_wallet_tables::Migration),
            Box::new(m20260115_000012_create_ledger_tables::Migration),
            Box::new(m20260115_000013_create_trust_tables::Migration),
            Box::new(m20260115_000013_introduce_fraud_alerts::Migration),
            Box::new(m20260115_000014_create_communication_tables::Migration),
            Box::new(m20260115_000014_create_notification_tables::Migration),
            Box::new(m20260115_000015_create_media_tables::Migration),
            Box::new(m20260115_000016_create_calendar_tables::Migration),
            Box::new(m20260115_000017_create_production_tables::Migration),
            Box::new(m20260115_000017_schedule_projects::Migration),
            Box::new(m20260115_000017_show_projects_in_calendars::Migration),
            Box::new(m20260115_000018_create_analytics_tables::Migration),
            Box::new(m20260115_000019_create_system_tables::Migration),
            Box::new(m20260115_000019_create_webhook_tables::Migration),
            Box::new(m20260115_000020_create_status_transition_triggers::Migration),
            Box::new(m20260115_000020_keep_booking_records::Migration),
            Box::new(m20260115_000021_create_derived_number_triggers::Migration),
            Box::new(m20260115_000022_create_ledger_triggers::Migration),
            Box::new(m20260115_000023_create_audit_triggers::Migration),
            Box::new(m20260115_000024_create_search_triggers::Migration),
            Box::new(m20260115_000025_create_partition_functions::Migration),
            Box::new(m20260115_000026_define_acting_user::Migration),
            Box::new(m20260115_000026_enable_row_level_security::Migration),
            Box::new(m20260203_000001_add_variant_columns::Migration),
            Box::new(m20260203_000002_create_project_variants::Migration),
            Box::new(m20260203_000003_initialize_default_variants::Migration),
            Box::new(m20260203_000004_validate_variants::Migration),
            Box::new(m20260203_000005_create_variant_lookup_indexes::Migration),
            // the next one goes here
        ]
    }
}
