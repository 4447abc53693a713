//! Coverage of the platform's schema by the rows of a database.

use backline_seed::coverage::{self, Coverage, Kind, Machine, Unreachable};
use sea_orm::sqlx::{self, PgPool};

/// What cannot be shown, with its reason.
const UNREACHABLE: &[Unreachable] = &[
    Unreachable {
        kind: Kind::ForeignKey,
        place: "role_permissions.role_id",
        what: "none",
        reason: "reference data: every role has permissions",
    },
    Unreachable {
        kind: Kind::EnumLabel,
        place: "refunds.status",
        what: "authorized",
        reason: "a CHECK: refunds are not authorized apart",
    },
    Unreachable {
        kind: Kind::EnumLabel,
        place: "refunds.status",
        what: "refunded",
        reason: "a CHECK: refunds are not refunded themselves",
    },
];

/// Reference data shows what the world is like, and migrations' tables what the tools need.
const WITHOUT: &[&str] = &[
    "seaql_migrations",
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
