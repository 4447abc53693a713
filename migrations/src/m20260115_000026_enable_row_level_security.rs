//! Row level security: who sees and changes which rows.
//!
//! `backline_app` reads and writes as the acting user, `backline_readonly` reads as they do, `backline_admin` (jobs,
//! webhooks of payment providers, support) sees everything. Tables and functions belong to whoever migrates; owners and
//! superusers are bound by nothing, so applications never connect as one.
//!
//! - What is everybody's (reference data) has no policies: everybody reads, `backline_admin` writes.
//! - What is shown to everybody (artists, venues, published events) is read by all, written by its owner.
//! - What has two sides (bookings and all that hangs on them) is seen by both.
//! - What is one side's (projects, customers, payouts) or one user's (sessions, notifications) is seen by nobody else.
//! - Money moves, and trust and fraud are judged, by `backline_admin` alone.
//! - Partitions have no policies and no privileges: their rows are reached through the parent, or not at all.
//!
//! A further table: its line in the list of its domain. Of a later migration: its own [`Access`], there.

mod correspondence;
mod dealings;
mod identity;
mod market;
pub(crate) mod production;
mod rows;
mod system;

use crate::ddl::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // PostgreSQL 14 lets everybody make things in the schema, such as functions that come before ours.
        run(manager, Grant::on("CREATE", "SCHEMA public", "public").revoked().as_str()).await?;
        for role in ROLES {
            run(manager, Grant::on("USAGE", "SCHEMA public", role)).await?;
        }
        for function in TRIGGER_FUNCTIONS {
            run(manager, execute(function).revoked().as_str()).await?;
        }
        for access in accesses() {
            access.enable(manager).await?;
        }
        for partition in DEFAULT_PARTITIONS {
            run(manager, RowLevelSecurity::enable(partition)).await?;
        }
        for grant in all_grants() {
            run(manager, grant).await?;
        }
        Ok(())
    }

    /// That not everybody may make things in the schema stays: it is how PostgreSQL 15 and later come.
    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let reason =
            "everybody may create tables there in PostgreSQL 14 only; later ones come as this leaves it";
        run(manager, Note::leaves("privilege schema public to public", reason)).await?;
        for grant in all_grants().iter().rev() {
            run(manager, grant.revoked().as_str()).await?;
        }
        for partition in DEFAULT_PARTITIONS {
            run(manager, RowLevelSecurity::disable(partition)).await?;
        }
        for access in accesses().iter().rev() {
            access.disable(manager).await?;
        }
        for function in TRIGGER_FUNCTIONS {
            run(manager, execute(function)).await?;
        }
        for role in ROLES {
            run(manager, Grant::on("USAGE", "SCHEMA public", role).revoked().as_str()).await?;
        }
        Ok(())
    }
}

fn accesses() -> Vec<Access> {
    [
        identity::accesses(),
        market::accesses(),
        dealings::accesses(),
        correspondence::accesses(),
        production::accesses(),
        system::accesses(),
    ]
    .concat()
}

fn all_grants() -> Vec<Grant> {
    let reference = format!("TABLE {}", quote::identifiers(REFERENCE));
    let mut all = vec![
        Grant::on("SELECT", &reference, "backline_app"),
        Grant::on("SELECT", &reference, "backline_readonly"),
        Grant::on("SELECT, INSERT, UPDATE, DELETE", &reference, "backline_admin"),
        Grant::on("USAGE", SEQUENCES, "backline_admin"),
    ];
    all.extend(grants(&accesses()));
    all
}

fn execute(function: &str) -> Grant {
    Grant::on("EXECUTE", &format!("FUNCTION {function}"), "public")
}

const ROLES: [&str; 3] = ["backline_app", "backline_readonly", "backline_admin"];

/// What everybody may know and nobody owns.
const REFERENCE: &[&str] = &[
    "currencies",
    "countries",
    "timezones",
    "locales",
    "states",
    "cities",
    "exchange_rates",
    "roles",
    "permissions",
    "role_permissions",
    "genres",
    "instruments",
    "amenities",
    "payment_providers",
    "commission_rules",
    "notification_types",
    "project_types",
    "metrics",
    "feature_flags",
    "system_settings",
];

const SEQUENCES: &str = "SEQUENCE countries_country_id_seq, states_state_id_seq, cities_city_id_seq";

const DEFAULT_PARTITIONS: [&str; 4] =
    ["messages_default", "notifications_default", "analytics_events_default", "audit_logs_default"];

/// Trigger functions that run with their owner's rights. Who could make a trigger of one on a temporary table of their
/// own could have it move balances.
const TRIGGER_FUNCTIONS: [&str; 25] = [
    "refuse_rewriting()",
    "append_booking_history()",
    "check_booking_stage()",
    "check_stage_bookings()",
    "require_contract_signatures()",
    "check_negotiation_round()",
    "check_negotiation_maximum()",
    "count_followers()",
    "count_event_saves()",
    "count_event_attendances()",
    "count_tickets_sold()",
    "rate_reviewed()",
    "rate_celebrities()",
    "move_escrow_balances()",
    "relink_escrow_balances()",
    "note_last_messages()",
    "show_trust_scores()",
    "check_ledger_balance()",
    "check_ledger_entry()",
    "count_refund()",
    "require_captured_money()",
    "check_parent_value()",
    "sum_invoice_lines()",
    "keep_search_entry()",
    "keep_search_entries_naming()",
];
