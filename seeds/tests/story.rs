//! The development data: coherent, the same each time, of every table.

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
    println!("{} rows in {:?}", report.rows(), report.elapsed);
    let empty = lines(
        &db,
        "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
            AND NOT relispartition AND relname NOT LIKE 'seaql%' AND relname NOT LIKE 'migration%'
            AND (xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM %s', oid::regclass), false, true, '')))[1]::text = '0'
        ORDER BY 1",
    )
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
