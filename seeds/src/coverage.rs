//! Coverage of the platform's schema by the rows of a database.

use backline_seed::coverage::{self, Coverage, Kind, Machine, Unreachable};
use sea_orm::sqlx::{self, PgPool};

/// What cannot be shown, with its reason: this is the one place for them.
const UNREACHABLE: &[Unreachable] = &[
    // The schema, or what every story keeps to, stands in the way.
    unreachable(Kind::EnumLabel, "refunds.status", "authorized", "a CHECK: refunds are not authorized apart"),
    unreachable(
        Kind::EnumLabel,
        "refunds.status",
        "refunded",
        "a CHECK: refunds are not refunded themselves",
    ),
    unreachable(Kind::EnumLabel, "booking_history.from_status", "refunded", "nothing follows on refunded"),
    unreachable(
        Kind::ForeignKey,
        "booking_history.booking_id",
        "none",
        "a trigger writes the first entry with the booking",
    ),
    unreachable(
        Kind::ForeignKey,
        "contract_versions.contract_id",
        "none",
        "a contract has each version of its wording, from the first on",
    ),
    unreachable(
        Kind::ForeignKey,
        "conversation_participants.conversation_id",
        "none",
        "who opens a conversation takes part in it",
    ),
    unreachable(
        Kind::ForeignKey,
        "user_roles.role_id",
        "none",
        "each of the seven roles of the platform is somebody's",
    ),
    unreachable(
        Kind::ForeignKey,
        "role_permissions.role_id",
        "none",
        "reference data: every role has permissions",
    ),
    unreachable(Kind::ForeignKey, "ledger_entries.booking_id", "one", DOUBLE_ENTRY),
    unreachable(Kind::ForeignKey, "ledger_entries.payment_id", "one", DOUBLE_ENTRY),
    unreachable(Kind::ForeignKey, "ledger_entries.payout_id", "one", DOUBLE_ENTRY),
    unreachable(Kind::ForeignKey, "ledger_entries.refund_id", "one", DOUBLE_ENTRY),
    unreachable(Kind::ForeignKey, "ledger_entries.created_by", "one", DOUBLE_ENTRY),
    unreachable(Kind::ForeignKey, "ledger_entries.currency", "one", DOUBLE_ENTRY),
    unreachable(Kind::Nullable, "project_variants.created_at", "null", DEFAULTED),
    unreachable(Kind::Nullable, "project_variants.is_default", "null", DEFAULTED),
    unreachable(Kind::Nullable, "project_variants.sort_order", "null", DEFAULTED),
    unreachable(Kind::Nullable, "project_variants.updated_at", "null", DEFAULTED),
    // Bounds that guard against slips of the pen, and that nothing in the world comes to.
    unreachable(Kind::Bound, "artists.years_experience", "100", "nobody has played for a hundred years"),
    unreachable(Kind::Bound, "musicians.active_since", "1900", "nobody who played in 1900 plays today"),
    unreachable(Kind::Bound, "musicians.active_since", "2200", "a year to come"),
    unreachable(Kind::Bound, "teachers.teaching_since", "1900", "nobody who taught in 1900 teaches today"),
    unreachable(Kind::Bound, "teachers.teaching_since", "2200", "a year to come"),
    unreachable(Kind::Bound, "bookings.performance_duration", "1", "no show is over after a minute"),
    unreachable(
        Kind::Bound,
        "bookings.performance_duration",
        "10080",
        "no show goes on for a week without a break",
    ),
    unreachable(Kind::Bound, "opportunities.performance_duration", "1", "no show is over after a minute"),
    unreachable(
        Kind::Bound,
        "opportunities.performance_duration",
        "10080",
        "no show goes on for a week without a break",
    ),
    unreachable(Kind::Bound, "opportunities.positions", "1000", "nobody looks for a thousand acts at once"),
    unreachable(Kind::Bound, "commission_rules.percentage", "100", "the platform never keeps all of it"),
    unreachable(Kind::Bound, "payment_providers.fee_percent", "100", "no provider keeps all of it"),
    unreachable(Kind::Bound, "tax_profiles.withholding_percent", "100", "no state keeps all of it"),
    unreachable(Kind::Bound, "invoice_lines.tax_rate", "100", "no tax is as high as the price"),
    unreachable(Kind::Bound, "crypto_payments.required_confirmations", "1000", "no chain needs so many"),
    unreachable(
        Kind::Bound,
        "forecasts.confidence_percent",
        "0",
        "a forecast that nothing speaks for is none",
    ),
    unreachable(Kind::Bound, "forecasts.confidence_percent", "100", "what is certain need not be forecast"),
    unreachable(Kind::Bound, "payouts.attempt_count", "100", "payouts are given up long before"),
    unreachable(
        Kind::Bound,
        "webhook_deliveries.response_code",
        "100",
        "no last answer, RFC 9110: 100 says go on",
    ),
    unreachable(
        Kind::Bound,
        "webhook_deliveries.response_code",
        "599",
        "no server answers so: it is not assigned",
    ),
    unreachable(Kind::Bound, "venues.lat", "-90", NO_CITY),
    unreachable(Kind::Bound, "venues.lat", "90", NO_CITY),
    unreachable(Kind::Bound, "venues.lon", "-180", NO_CITY),
    unreachable(Kind::Bound, "venues.lon", "180", NO_CITY),
];

const DOUBLE_ENTRY: &str = "double entry: whatever moves money makes two entries at least";
const DEFAULTED: &str = "nullable as the source has it, and filled by its default: nothing writes a null";
const NO_CITY: &str = "no city of the reference data lies there, and venues lie near their city";

const fn unreachable(
    kind: Kind,
    place: &'static str,
    what: &'static str,
    reason: &'static str,
) -> Unreachable {
    Unreachable { kind, place, what, reason }
}

/// Reference data shows what the world is like, and migrations' tables what the tools need.
const WITHOUT: &[&str] = &[
    "seaql_migrations",
    "migration_events",
    "migration_history",
    "migration_lock",
    "countries",
    "states",
    "cities",
    "currencies",
    "timezones",
    "locales",
    "genres",
    "instruments",
    "amenities",
    "permissions",
    "role_permissions",
    "roles",
    "notification_types",
    "project_types",
];

/// The tables whose status is audited, with the state machine.
const AUDITED: &[(&str, &str)] = &[
    ("users", "user_status"),
    ("kyc_documents", "kyc_status"),
    ("contracts", "contract_status"),
    ("payments", "payment_status"),
    ("payouts", "payout_status"),
    ("disputes", "dispute_status"),
];

/// Looks at the database as it stands. Of transitions it sees those of tables that keep a history or are audited.
///
/// # Errors
/// Whatever the database answers: 42P01 where the migrations are not applied.
pub async fn measure(pool: &PgPool) -> sqlx::Result<Coverage> {
    let all = backline_schema::state_machines();
    let steps = |name: &str| -> Vec<(String, String)> {
        let machine = all.iter().filter(|machine| machine.name == name);
        let states = machine.flat_map(|machine| &machine.states);
        states.flat_map(|(from, next)| next.iter().map(|to| (from.clone(), to.clone()))).collect()
    };
    let mut machines = vec![Machine {
        place: "bookings.status".to_owned(),
        steps: steps("booking_status"),
        taken: "SELECT DISTINCT from_status::text, to_status::text FROM booking_history WHERE from_status IS NOT NULL"
            .to_owned(),
    }];
    machines.extend(AUDITED.iter().map(|(table, machine)| Machine {
        place: format!("{table}.status"),
        steps: steps(machine),
        taken: format!(
            "SELECT DISTINCT old_values ->> 'status', new_values ->> 'status' FROM audit_logs
            WHERE table_name = '{table}' AND old_values ? 'status' AND new_values ? 'status'"
        ),
    }));
    coverage::measure(pool, WITHOUT, &machines, UNREACHABLE).await
}
