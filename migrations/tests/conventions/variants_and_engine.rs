//! The tables of `project-variants-migration-strategy.md`, and those of the engine in
//! `celebrity-booking-migration-system.md`: kept to the letter.

use backline_ops::sql;
use sea_orm_migration::sea_orm::DatabaseConnection;

use crate::{catalog, columns, migrated};

#[tokio::test]
async fn projects_and_variants_are_the_documents() {
    let tables: [(&str, &str); 8] = [
        ("projects", "id, name, project_type_id, customer_id, owner_id"),
        ("project_types", "id, code, name"),
        ("project_roles", "id, project_id, role_id, daily_rate, preferred_id"),
        ("project_equipment", "id, project_id, equipment_id, quantity, group_id"),
        ("project_equipment_groups", "id, project_id, name, sort_order"),
        ("project_events", "id, project_id, date, name, event_type_id"),
        ("project_event_roles", "id, project_id, event_id, role_id, crew_member_id"),
        ("project_event_equipment", "id, project_id, event_id, equipment_id, quantity"),
    ];
    for (name, expected) in tables {
        let table = catalog().await.table(name);
        for column in expected.split(", ") {
            assert!(table.columns.iter().any(|found| found.name == column), "{name}.{column} is missing");
        }
    }
    for name in ["project_equipment_groups", "project_roles"] {
        let found = columns(catalog().await.table(name));
        assert!(
            found.contains(&"variant_name text not null default 'default'::text".to_owned()),
            "{found:#?}"
        );
    }

    let variants = catalog().await.table("project_variants");
    assert_eq!(
        columns(variants),
        [
            "id uuid not null default gen_random_uuid()",
            "project_id uuid not null",
            "variant_name text not null",
            "display_name text not null",
            "description text",
            "is_default boolean default false",
            "sort_order integer default 0",
            "created_at timestamp with time zone default now()",
            "updated_at timestamp with time zone default now()",
        ]
    );
    let constraints: Vec<(&str, &str)> =
        variants.checks.iter().map(|check| (check.name.as_str(), check.definition.as_str())).collect();
    assert_eq!(
        constraints,
        [
            (
                "unique_default_per_project",
                "EXCLUDE USING btree (project_id WITH =) WHERE ((is_default = true))"
            ),
            ("valid_variant_name", "CHECK ((variant_name ~ '^[a-z0-9_]+$'::text))"),
        ]
    );
    let unique = variants.indexes.iter().find(|index| index.name == "unique_project_variant").unwrap();
    assert!(
        unique.unique && unique.definition.ends_with("(project_id, variant_name)"),
        "{}",
        unique.definition
    );
    assert_eq!(variants.primary_key, ["id"]);
    let [key] = &variants.foreign_keys[..] else { panic!("{:?}", variants.foreign_keys) };
    assert_eq!((key.target.as_str(), key.on_delete.as_str()), ("projects", "CASCADE"));
    assert!(variants.row_level_security);
}

/// Columns and constraints of one of the engine's own tables.
async fn own(db: &DatabaseConnection, table: &str) -> (Vec<String>, Vec<String>) {
    let texts = async |query: &str| -> Vec<String> {
        let rows = sql::rows(db, query, [table.into()]).await.unwrap();
        rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
    };
    let columns = "SELECT concat_ws(' ', attname, format_type(atttypid, atttypmod), CASE WHEN attnotnull THEN 'not null' END,
                                    'default ' || pg_get_expr(adbin, adrelid))
                   FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
                   WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum";
    let constraints = "SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
                       WHERE conrelid = $1::regclass AND contype IN ('c', 'p', 'u') ORDER BY conname";
    (texts(columns).await, texts(constraints).await)
}

#[tokio::test]
async fn the_engines_tables_are_the_documents() {
    let database = migrated().await;
    let (columns, constraints) = own(database.conn(), "migration_history").await;
    assert_eq!(
        columns[..10],
        [
            "id integer not null default nextval('migration_history_id_seq'::regclass)",
            "migration_name character varying(255) not null",
            "batch_number integer not null",
            "executed_at timestamp with time zone default now()",
            "execution_time_ms integer not null",
            "checksum character varying(64) not null",
            "status character varying(20) default 'completed'::character varying",
            "rollback_sql text",
            "error_message text",
            "created_at timestamp with time zone default now()",
        ]
    );
    assert_eq!(
        constraints,
        [
            "migration_history_migration_name_key UNIQUE (migration_name)",
            "migration_history_pkey PRIMARY KEY (id)"
        ]
    );
    let (columns, constraints) = own(database.conn(), "migration_lock").await;
    assert_eq!(
        columns,
        [
            "id integer not null default 1",
            "is_locked boolean default false",
            "locked_by character varying(255)",
            "locked_at timestamp with time zone",
            "process_id character varying(100)",
            "expires_at timestamp with time zone",
        ]
    );
    assert_eq!(constraints, ["migration_lock_pkey PRIMARY KEY (id)", "single_lock CHECK ((id = 1))"]);
}
