//! Everything that does not fit, in one report, before anything runs; and what is no difference.

use backline_ops::Error;
use backline_ops::migrate::{
    Code, Options, Problem, State, Until, UsageError, diagnose, history, records, status, up,
};
use sea_orm_migration::MigratorTrait;

use crate::support::{
    BrokenShop, EmptyShop, EndingShop, MuddledShop, RenamedShop, Shop, ShopCrlf, ShopWithCustomers,
    TestDatabase, TwiceShop,
};

async fn refused<M: MigratorTrait>(database: &TestDatabase, options: Options) -> UsageError {
    match up::<M>(database.conn(), options, |_| {}).await {
        Err(Error::Usage(refused)) => refused,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn all_is_told_at_once_with_what_changed() {
    let database = TestDatabase::new().await;
    let db = database.conn();
    up::<Shop>(db, Options::default(), |_| {}).await.unwrap();
    database.execute("INSERT INTO seaql_migrations VALUES ('m9_from_the_future', 1)").await;
    let before = database.column::<i64>("SELECT count(*) FROM migration_events").await;

    let found = diagnose::<MuddledShop>(db).await.unwrap();
    let problems: Vec<(&str, &Problem)> =
        found.differences.iter().map(|one| (one.name.as_str(), &one.problem)).collect();
    assert_eq!(
        problems,
        [
            ("m1_create_shop", &Problem::Changed),
            ("m1b_create_customers", &Problem::OutOfOrder { after: "m3_trim_the_titles".into() }),
            ("m3_trim_titles", &Problem::Renamed { to: "m3_trim_the_titles".into() }),
            ("m2_index_orders", &Problem::Missing),
            ("m9_from_the_future", &Problem::Unknown),
        ]
    );
    let detail = found.differences[0].detail.as_deref().unwrap();
    assert!(
        detail.contains("-CREATE TYPE order_state")
            && detail.contains("+CREATE TABLE goods (id integer PRIMARY KEY);"),
        "{detail}"
    );
    assert!(!found.up_to_date);

    let Err(Error::Diverged { differences }) = up::<MuddledShop>(db, Options::default(), |_| {}).await else {
        panic!()
    };
    assert_eq!(differences, found.differences);
    assert_eq!(database.column::<i64>("SELECT count(*) FROM migration_events").await, before, "nothing ran");
}

#[tokio::test]
async fn line_ends_and_blanks_are_no_difference() {
    let database = TestDatabase::new().await;
    up::<Shop>(database.conn(), Options::default(), |_| {}).await.unwrap();
    assert!(diagnose::<ShopCrlf>(database.conn()).await.unwrap().up_to_date);
}

#[tokio::test]
async fn a_renamed_one_is_recorded_anew_when_that_is_wanted() {
    let database = TestDatabase::new().await;
    let db = database.conn();
    up::<Shop>(db, Options::default(), |_| {}).await.unwrap();
    let accept = Options { accept_renamed: true, ..Options::default() };
    let report = up::<RenamedShop>(db, accept, |_| {}).await.unwrap();
    assert_eq!(report.applied.len(), 0);
    assert!(diagnose::<RenamedShop>(db).await.unwrap().up_to_date);
    let last = history(db).await.unwrap().pop().unwrap();
    assert_eq!((last.event.as_str(), last.migration.as_str()), ("renamed", "m3_trim_the_titles"));
}

#[tokio::test]
async fn a_late_one_is_applied_when_that_is_wanted() {
    let database = TestDatabase::new().await;
    let db = database.conn();
    up::<Shop>(db, Options::default(), |_| {}).await.unwrap();
    assert!(matches!(
        up::<ShopWithCustomers>(db, Options::default(), |_| {}).await,
        Err(Error::Diverged { .. })
    ));
    let late = Options { out_of_order: true, ..Options::default() };
    let report = up::<ShopWithCustomers>(db, late, |_| {}).await.unwrap();
    assert_eq!(
        report.applied.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(),
        ["m1b_create_customers"]
    );
    assert!(diagnose::<ShopWithCustomers>(db).await.unwrap().up_to_date);
}

#[tokio::test]
async fn as_far_as_is_wanted_and_dry() {
    let database = TestDatabase::new().await;
    let db = database.conn();
    let to = |until| Options { until, ..Options::default() };
    let dry = Options { dry_run: true, ..Options::default() };
    let planned = up::<Shop>(db, dry, |_| {}).await.unwrap().planned;
    assert_eq!(planned.len(), 3);
    assert!(planned[1].sql.starts_with("CREATE INDEX CONCURRENTLY") && !planned[1].transactional);
    let exists = "SELECT to_regclass('migration_history') IS NOT NULL";
    assert_eq!(database.column::<bool>(exists).await, [false], "a dry run writes nothing");
    up::<Shop>(db, to(Until::Steps(1)), |_| {}).await.unwrap();
    up::<Shop>(db, to(Until::Name("m2_index_orders".into())), |_| {}).await.unwrap();
    let states: Vec<State> = status::<Shop>(db).await.unwrap().iter().map(|one| one.state).collect();
    assert_eq!(states, [State::Applied, State::Applied, State::Pending]);
}

#[tokio::test]
async fn wrong_requests_change_nothing() {
    let database = TestDatabase::new().await;
    let to = |name: &str| Options { until: Until::Name(name.into()), ..Options::default() };
    let near = vec!["m2_index_orders".to_owned()];
    assert_eq!(
        refused::<Shop>(&database, to("index_order")).await,
        UsageError::UnknownName { name: "index_order".into(), nearest: near }
    );
    assert_eq!(refused::<EmptyShop>(&database, Options::default()).await, UsageError::NoMigrations);
    assert_eq!(
        refused::<TwiceShop>(&database, Options::default()).await,
        UsageError::DuplicateName("m1_create_shop".into())
    );
    let together = Options { single_transaction: true, ..Options::default() };
    assert_eq!(
        refused::<Shop>(&database, together).await,
        UsageError::NotTransactional(vec!["m2_index_orders".into()])
    );
    database.execute("CREATE TABLE of_somebody_else (id integer)").await;
    let refused = refused::<Shop>(&database, Options::default()).await;
    assert_eq!(refused, UsageError::ForeignDatabase);
    assert!(refused.hint().unwrap().contains("adopt"));
    let tables =
        "SELECT relname::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace";
    assert_eq!(database.column::<String>(tables).await, ["of_somebody_else"]);
    let onto = Options { onto_existing_tables: true, ..Options::default() };
    assert_eq!(up::<Shop>(database.conn(), onto, |_| {}).await.unwrap().applied.len(), 3);
}

#[tokio::test]
async fn a_failure_is_in_the_audit_trail_with_statement_and_position() {
    let database = TestDatabase::new().await;
    let db = database.conn();
    let error = up::<BrokenShop>(db, Options::default(), |_| {}).await.unwrap_err();
    let Error::Statement { circumstances, sql, .. } = &error else { panic!("{error}") };
    let at = usize::try_from(circumstances.character.unwrap_or(1)).unwrap();
    assert!(sql.len() >= at, "{at} lies in {sql}");
    let events = history(db).await.unwrap();
    let last = events.last().unwrap();
    assert_eq!((last.event.as_str(), last.sqlstate.as_deref()), ("failed", Some("42P01")));
    assert_eq!(last.statement_position, Some(2));
    assert_eq!(events.iter().filter(|event| event.event == "applied").count(), 2);
    up::<Shop>(db, Options::default(), |_| {}).await.unwrap();
    assert_eq!(
        history(db).await.unwrap().iter().filter(|event| event.event == "failed").count(),
        1,
        "it stays"
    );
}

#[tokio::test]
async fn a_migration_that_ends_the_transaction_is_found_out() {
    let database = TestDatabase::new().await;
    let error = up::<EndingShop>(database.conn(), Options::default(), |_| {}).await.unwrap_err();
    assert!(
        matches!(&error, Error::TransactionEnded { migration } if migration == "m4_end_the_transaction"),
        "{error}"
    );
    assert_eq!(records(database.conn()).await.unwrap().len(), 2);
}

#[tokio::test]
async fn sea_orm_cli_and_ours_agree() {
    let database = TestDatabase::new().await;
    let db = database.conn();
    // What sea-orm-cli runs are these functions of sea-orm-migration.
    Shop::up(db, Some(1)).await.unwrap();
    assert_eq!(diagnose::<Shop>(db).await.unwrap().executed, 1);
    let report = up::<Shop>(db, Options::default(), |_| {}).await.unwrap();
    assert_eq!((report.reconciled.len(), report.applied.len()), (1, 2));
    assert_eq!(Shop::get_pending_migrations(db).await.unwrap().len(), 0);
    assert_eq!(records(db).await.unwrap()[0].applied_by, "sea-orm-cli");

    Shop::down(db, Some(2)).await.unwrap();
    let states: Vec<State> = status::<Shop>(db).await.unwrap().iter().map(|one| one.state).collect();
    assert_eq!(states, [State::Applied, State::RolledBack, State::RolledBack]);
    let report = up::<Shop>(db, Options::default(), |_| {}).await.unwrap();
    assert_eq!((report.reconciled.len(), report.applied.len()), (2, 2));
    assert!(diagnose::<Shop>(db).await.unwrap().up_to_date);
    Shop::status(db).await.unwrap();
    assert_eq!(Shop::get_applied_migrations(db).await.unwrap().len(), 3);
}

/// What is asked in a hurry, of tables that are taken to be there, beside what is asked carefully.
#[tokio::test]
async fn a_glance_sees_what_a_closer_look_does() {
    let database = TestDatabase::new().await;
    let code = Code::of::<Shop>().await.unwrap();
    let agree = async |state: &str, executed: usize| {
        let db = database.other().await;
        let glance = code.diagnose(&db).await.unwrap();
        let closely = diagnose::<Shop>(&db).await.unwrap();
        let [glance_json, closely_json] = [&glance, &closely].map(|one| serde_json::to_value(one).unwrap());
        assert_eq!(glance_json, closely_json, "{state}");
        assert_eq!(glance.executed, executed, "{state}");
    };
    agree("empty", 0).await;
    database.execute("CREATE TABLE of_somebody_else ()").await;
    agree("tables of others", 0).await;
    database.execute("DROP TABLE of_somebody_else").await;
    up::<Shop>(database.conn(), Options::default(), |_| {}).await.unwrap();
    agree("all applied", 3).await;
    for (state, executed, change) in [
        (
            "a time to the microsecond",
            3,
            "UPDATE migration_history SET executed_at = '2026-01-02 03:04:05.678901+00'",
        ),
        ("no time", 3, "UPDATE migration_history SET executed_at = NULL WHERE id = 1"),
        ("no state", 3, "UPDATE migration_history SET status = NULL WHERE id = 2"),
        ("out of its order", 3, "UPDATE migration_history SET id = 99 WHERE id = 1"),
        (
            "two of the future, the later one first",
            5,
            "INSERT INTO migration_history (id, migration_name, batch_number, execution_time_ms, checksum)
                 VALUES (201, 'm9_later', 9, 0, 'x'), (200, 'm9_earlier', 9, 0, 'y');
             INSERT INTO seaql_migrations VALUES ('m9_later', 1), ('m9_earlier', 1)",
        ),
        (
            "and gone again",
            3,
            "DELETE FROM migration_history WHERE id >= 200; DELETE FROM seaql_migrations WHERE version LIKE 'm9%'",
        ),
        ("a holder is named", 3, "UPDATE migration_lock SET is_locked = TRUE, process_id = '1'"),
        (
            "failed",
            2,
            "UPDATE migration_history SET status = 'failed', error_message = 'x' WHERE id = 3; DELETE FROM seaql_migrations WHERE version LIKE 'm3%'",
        ),
        ("unknown to sea-orm-cli", 1, "DELETE FROM seaql_migrations WHERE version LIKE 'm2%'"),
        ("by sea-orm-cli", 2, "INSERT INTO seaql_migrations VALUES ('m9_from_the_future', 1)"),
        ("nobody migrates", 2, "DELETE FROM migration_lock"),
        ("not all columns", 2, "ALTER TABLE migration_history DROP COLUMN statement_hashes"),
        ("no audit trail", 2, "DROP TABLE migration_events"),
        ("no history", 2, "DROP TABLE migration_history"),
    ] {
        database.execute(change).await;
        agree(state, executed).await;
    }
}

#[tokio::test]
async fn what_another_schema_of_the_search_path_holds_is_not_taken_for_this_ones() {
    let database = TestDatabase::new().await;
    up::<Shop>(database.conn(), Options::default(), |_| {}).await.unwrap();
    let name = database.column::<String>("SELECT current_database()::text").await.remove(0);
    database
        .execute(&format!("CREATE SCHEMA first; ALTER DATABASE {name} SET search_path TO first, public"))
        .await;
    let code = Code::of::<Shop>().await.unwrap();
    for of_its_own in ["SELECT 1", "CREATE TABLE first.migration_history (LIKE public.migration_history)"] {
        database.execute(of_its_own).await;
        assert_eq!(code.diagnose(&database.other().await).await.unwrap().executed, 0, "{of_its_own}");
    }
}
