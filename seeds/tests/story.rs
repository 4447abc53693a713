//! The development data: coherent, the same each time, of every table.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

use backline_seed::load::{self, Options, Report};
use backline_seeds::story::Settings;
use backline_seeds::testdb;
use backline_testdb::TestDb;
use sea_orm::ConnectionTrait as _;
use time::macros::date;

fn settings(scale: u32) -> Settings {
    Settings { scale, ..Settings::new(date!(2026 - 06 - 15)) }
}

async fn seed(db: &TestDb, settings: &Settings, workers: usize) -> Report {
    let options = Options { workers, ..Options::default() };
    let plan = settings.plan().unwrap();
    load::run(db.conn().get_postgres_connection_pool(), &plan, &options, |_| {}).await.unwrap()
}

async fn lines(db: &TestDb, sql: &str) -> Vec<String> {
    let statement = sea_orm::Statement::from_string(db.conn().get_database_backend(), sql);
    let rows = db.conn().query_all_raw(statement).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_table_has_rows_and_nothing_differs_from_what_triggers_would_have_done() {
    let db = testdb::reference().await.unwrap();
    let report = seed(&db, &settings(1), 2).await;
    assert!((20_000..30_000).contains(&report.rows()), "{} rows", report.rows());
    let empty =
        for_each_table(&db, "SELECT '{table}' WHERE NOT EXISTS (SELECT FROM {table})", "relname IS NOT NULL")
            .await;
    assert_eq!(empty, Vec::<String>::new());
    let differences = lines(
        &db,
        "SELECT format('%s %s.%s: %s, recomputed %s', key, table_name, column_name, stored, recomputed)
        FROM derived_number_differences() ORDER BY 1 LIMIT 20",
    )
    .await;
    assert_eq!(differences, Vec::<String>::new());
    let search =
        lines(&db, "SELECT DISTINCT entity_type || ' ' || problem FROM search_index_differences()").await;
    assert_eq!(search, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_be_shown_is_shown_and_coheres_and_the_audit_log_tells_all_of_it() {
    let db = testdb::reference().await.unwrap();
    seed(&db, &settings(1), 2).await;
    let pool = db.conn().get_postgres_connection_pool();
    let coverage = backline_seeds::coverage::measure(pool).await.unwrap();
    let missing: Vec<String> =
        coverage.missing().map(|item| format!("{:?} {} {}", item.kind, item.place, item.what)).collect();
    assert_eq!(missing, Vec::<String>::new(), "{} missing", missing.len());
    let findings = backline_seeds::check::run_all(pool, |_| {}).await.unwrap();
    assert_eq!(findings, []);
    // Each entry of a new row names each column that the trigger names.
    for (table, key, ignored) in [
        ("users", "id", "{updated_at,last_login_at}"),
        ("user_roles", "user_id", "{}"),
        ("api_keys", "id", "{updated_at,last_used_at}"),
        ("kyc_documents", "id", "{updated_at}"),
        ("tax_profiles", "id", "{updated_at}"),
        ("organization_members", "user_id", "{updated_at}"),
        ("bookings", "id", "{updated_at}"),
        ("contracts", "id", "{updated_at}"),
        ("payments", "id", "{updated_at}"),
        ("refunds", "id", "{updated_at}"),
        ("payouts", "id", "{updated_at}"),
        ("disputes", "id", "{updated_at}"),
    ] {
        let of = format!("FROM audit_logs WHERE table_name = '{table}' AND action = 'insert'");
        let columns = format!(
            "SELECT array_to_string(array_agg(attname::text ORDER BY attname::text COLLATE \"C\"), ' ') FROM pg_attribute
            WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped AND attname <> ALL ('{ignored}')"
        );
        let named = format!(
            "SELECT DISTINCT (SELECT string_agg(key, ' ' ORDER BY key COLLATE \"C\") FROM jsonb_object_keys(new_values) AS key) {of}"
        );
        assert_eq!(lines(&db, &named).await, lines(&db, &columns).await, "{table}");
        let unlogged = format!(
            "SELECT t.{key}::text FROM {table} t WHERE NOT EXISTS (
                SELECT {of} AND entity_id = t.{key} AND occurred_at = (new_values ->> CASE '{table}'
                    WHEN 'user_roles' THEN 'assigned_at' ELSE 'created_at' END)::timestamptz) LIMIT 5"
        );
        assert_eq!(lines(&db, &unlogged).await, Vec::<String>::new(), "{table}");
    }
}

/// What the query, which has `{table}` in it, answers for each table of the platform of which this is true.
async fn for_each_table(db: &TestDb, query: &str, which: &str) -> Vec<String> {
    let tables = format!(
        "SELECT oid::regclass::text FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
            AND relname NOT LIKE 'seaql%' AND relname NOT LIKE 'migration%' AND {which}
        ORDER BY relname"
    );
    let tables = lines(db, &tables).await;
    assert!(tables.len() > 90, "{tables:?}");
    let queries: Vec<String> = tables.iter().map(|table| query.replace("{table}", table)).collect();
    lines(db, &queries.join("\nUNION ALL ")).await
}

/// Every column of every row of the tables that are written, but for reference data.
async fn digests(db: &TestDb) -> Vec<String> {
    let digest = "SELECT format('{table} %s', (SELECT md5(string_agg(row::text, chr(10) ORDER BY row::text)) FROM {table} AS row))";
    let written = "relname NOT IN ('countries', 'states', 'cities', 'timezones', 'locales', 'currencies', 'roles',
        'permissions', 'role_permissions', 'genres', 'instruments', 'amenities', 'project_types', 'crew_roles',
        'event_types', 'notification_types')";
    for_each_table(db, digest, written).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_is_the_same_with_1_2_and_8_workers_and_however_it_grew() {
    let mut all = Vec::new();
    for workers in [1, 2, 8] {
        let db = testdb::reference().await.unwrap();
        seed(&db, &settings(3), workers).await;
        all.push(digests(&db).await);
    }
    let grown = testdb::reference().await.unwrap();
    assert!(seed(&grown, &settings(1), 2).await.rows() > 0);
    seed(&grown, &settings(3), 2).await;
    assert_eq!(seed(&grown, &settings(3), 2).await.rows(), 0, "seeding again changes nothing");
    all.push(digests(&grown).await);
    for one in &all {
        assert_eq!(*one, all[0]);
    }
}

#[test]
fn the_rows_of_scale_1_are_among_those_of_scale_10_and_do_not_change_silently() {
    let (one, ten) = (settings(1).plan().unwrap(), settings(10).plan().unwrap());
    let (small, large) = (one.tell("circle", 0), ten.tell("circle", 0));
    let mut golden = String::new();
    for (story, rows, other) in
        [("platform", one.tell("platform", 0), ten.tell("platform", 0)), ("circle", small, large)]
    {
        for table in rows.tables() {
            let digest = rows.digest(table.table);
            assert_eq!(digest, other.digest(table.table), "{}", table.table);
            golden.push_str(&format!("{story} {} {} {}\n", table.table, table.rows, &digest[..16]));
        }
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/stories.txt");
    if std::env::var_os("BACKLINE_GOLDEN").is_some_and(|value| value == "write") {
        std::fs::create_dir_all(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden")).unwrap();
        std::fs::write(path, &golden).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    let changed: Vec<&str> = golden.lines().filter(|line| !kept.lines().any(|each| each == *line)).collect();
    assert!(
        changed.is_empty() && kept.lines().count() == golden.lines().count(),
        "the stories make other rows: if that is meant, raise VERSION in seeds/src/story/settings.rs and run again with \
         BACKLINE_GOLDEN=write\n{changed:#?}"
    );
    let other_seed = Settings { rng_seed: 2, ..settings(1) }.plan().unwrap().tell("circle", 0);
    assert_ne!(other_seed.digest("users"), one.tell("circle", 0).digest("users"));
}
