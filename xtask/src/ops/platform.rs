//! What `ops check` looks at beside the catalog: the platform's references without a foreign key, and its own queries;
//! and what it and `ops drift` leave alone.

use backline_ops::check::{OwnQuery, PolymorphicReference};

/// What the seeding engine, scenarios and rewrites keep in the database for themselves.
pub const BESIDE: [&str; 4] =
    ["backline_seed", "backline_rewrite", "public.seed_runs", "public.seed_entries"];

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
