//! What belongs to the platform: for `ops check` its references without a foreign key and its own queries; what it and
//! `ops drift` leave alone; for `ops deploy` its maintenance flag and the validations beside its migrations.

use backline_migrations::validation;
use backline_ops::check::{OwnQuery, PolymorphicReference};
use backline_ops::deploy::{Expect, Maintenance, RowChange, Validation};

/// What the seeding engine, scenarios, rewrites and take-overs keep in the database for themselves.
pub const BESIDE: [&str; 7] = [
    "backline_seed",
    "backline_rewrite",
    "backline_adopt",
    "green",
    "legacy",
    "public.seed_runs",
    "public.seed_entries",
];

/// Kinds of `entity_type` and where their keys are. The references of analytics are not among these: what was looked at
/// stays on record when it is gone.
const ENTITIES: [(&str, &str, &str); 21] = [
    ("application", "applications", "id"),
    ("artist", "artists", "id"),
    ("booking", "bookings", "id"),
    ("contract", "contracts", "id"),
    ("conversation", "conversations", "id"),
    ("dispute", "disputes", "id"),
    ("equipment", "equipment", "id"),
    ("event", "events", "id"),
    ("invoice", "invoices", "id"),
    ("media", "media", "id"),
    ("opportunity", "opportunities", "id"),
    ("organization", "organizations", "id"),
    ("organizer", "organizations", "id"),
    ("payment", "payments", "id"),
    ("payout", "payouts", "id"),
    ("project", "projects", "id"),
    ("promoter", "promoters", "id"),
    ("refund", "refunds", "id"),
    ("review", "reviews", "id"),
    ("user", "users", "id"),
    ("venue", "venues", "id"),
];

/// The columns whose table depends on another column.
pub const REFERENCES: [PolymorphicReference; 4] =
    [entity_of("notifications"), entity_of("media"), entity_of("search_index"), entity_of("entity_tags")];

const fn entity_of(table: &'static str) -> PolymorphicReference {
    PolymorphicReference { table, kind_column: "entity_type", key_column: "entity_id", targets: &ENTITIES }
}

/// The platform's own checks.
pub const QUERIES: [OwnQuery; 4] = [
    OwnQuery {
        name: "derived_numbers",
        finds: "stored numbers that are not what they are derived from",
        query: "SELECT * FROM derived_number_differences()",
    },
    OwnQuery {
        name: "search_index",
        finds: "search entries that are missing, orphaned or stale",
        query: "SELECT * FROM search_index_differences()",
    },
    OwnQuery {
        name: "month_partitions",
        finds: "tables with partitions for less than a month from now",
        query: "SELECT * FROM partitions_run_out() WHERE months_left < 1",
    },
    OwnQuery {
        name: "ledger_balance",
        finds: "transactions whose entries do not sum to zero in each currency",
        query: "SELECT transaction_id, currency, sum(amount) AS off_by FROM ledger_entries \
                GROUP BY transaction_id, currency HAVING sum(amount) <> 0",
    },
];

/// A flag that a deploy, or a person, left on. Beside the others: while a deploy runs, it is on.
pub const LEFT_CLOSED: OwnQuery = OwnQuery {
    name: "maintenance",
    finds: "the platform is closed: the maintenance flag is on",
    query: "SELECT * FROM system_settings WHERE key = 'maintenance' AND value = 'true'",
};

/// The flag by which the platform closes itself.
pub const MAINTENANCE: Maintenance = Maintenance {
    table: "public.system_settings",
    is_on: "SELECT value = 'true' FROM public.system_settings WHERE key = 'maintenance'",
    set: "INSERT INTO public.system_settings (key, value, description)
          VALUES ('maintenance', to_jsonb($1::boolean), 'Whether the platform shows a notice instead of itself.')
          ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    unset: "DELETE FROM public.system_settings WHERE key = 'maintenance'",
};

/// What must hold of the data before and after migrations.
pub fn validations() -> Vec<Validation> {
    let all = validation::GROUPS.iter().flat_map(|group| group.validations);
    let validation = |one: &validation::Validation| Validation {
        name: one.name,
        migration: one.migration,
        query: one.query,
        expect: match one.expect {
            validation::Expect::SameBeforeAndAfter => Expect::SameBeforeAndAfter,
            validation::Expect::NoRows => Expect::NoRows,
        },
    };
    all.map(validation).collect()
}

/// The tables whose number of rows migrations change.
pub fn row_changes() -> Vec<RowChange> {
    let all = validation::GROUPS.iter().flat_map(|group| group.row_changes);
    all.map(|one| RowChange { migration: one.migration, table: one.table }).collect()
}
