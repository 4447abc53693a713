//! Databases that others built are taken over when they are what the migrations build; what is emptied is empty.

use backline_ops::Error;
use backline_ops::catalog::Snapshot;
use backline_ops::consent::{Environment, Request};
use backline_ops::migrate::{
    ExportOptions, LockOptions, Options, RollbackOptions, Selection, UsageError, adopt, diagnose, export,
    fresh, render, rollback, up,
};
use sea_orm::ConnectionTrait as _;
use sea_orm_migration::MigratorTrait as _;

use crate::support::{PlainShop, Shop, ShopInSchemas, TestDatabase};

#[tokio::test]
async fn what_sea_orm_built_is_taken_over_and_can_be_undone() {
    let database = TestDatabase::new().await;
    let db = database.conn();
    PlainShop::up(db, None).await.unwrap();
    let adoption = adopt::<PlainShop>(db, None, LockOptions::default()).await.unwrap();
    assert_eq!((adoption.adopted.len(), adoption.changes.len()), (3, 0));
    assert!(diagnose::<PlainShop>(db).await.unwrap().up_to_date);
    let again = adopt::<PlainShop>(db, None, LockOptions::default()).await;
    assert!(matches!(again, Err(Error::Usage(UsageError::AlreadyRecorded(3)))), "{again:?}");
    let consent = Request::new("test", Environment::Test).confirmed(true).decide().unwrap();
    let undone = rollback::<PlainShop>(db, &Selection::All, RollbackOptions::default(), &consent, |_| {})
        .await
        .unwrap();
    assert_eq!(undone.steps.len(), 3);
}

#[tokio::test]
async fn what_was_built_by_hand_is_compared_first() {
    let database = TestDatabase::new().await;
    let db = database.conn();
    for statement in &render::<PlainShop>().await.unwrap()[0].up {
        db.execute_unprepared(&statement.sql).await.unwrap();
    }
    database.execute("CREATE INDEX by_hand ON goods (title)").await;
    let without_name = adopt::<PlainShop>(db, None, LockOptions::default()).await;
    assert!(matches!(without_name, Err(Error::Usage(UsageError::NothingToAdopt))), "{without_name:?}");
    let at = Some("m1_create_shop");
    let adoption = adopt::<PlainShop>(db, at, LockOptions::default()).await.unwrap();
    assert_eq!(adoption.changes, ["+ index public.by_hand"]);
    assert_eq!(database.column::<bool>("SELECT to_regclass('migration_history') IS NULL").await, [true]);
    database.execute("DROP INDEX by_hand").await;
    let adoption = adopt::<PlainShop>(db, at, LockOptions::default()).await.unwrap();
    assert_eq!(adoption.adopted, ["m1_create_shop"]);
    assert_eq!(up::<PlainShop>(db, Options::default(), |_| {}).await.unwrap().applied.len(), 2);
}

#[tokio::test]
async fn the_consolidated_file_builds_the_same() {
    let (migrated, scripted) = (TestDatabase::new().await, TestDatabase::new().await);
    up::<Shop>(migrated.conn(), Options::default(), |_| {}).await.unwrap();
    let exported = export::<Shop>(&ExportOptions::default()).await.unwrap();
    for part in &exported.parts {
        scripted.execute(part).await;
    }
    let built = Snapshot::read(scripted.conn()).await.unwrap();
    assert_eq!(Snapshot::read(migrated.conn()).await.unwrap().diff(&built), []);
    assert!(diagnose::<Shop>(scripted.conn()).await.unwrap().up_to_date);
    let down = ExportOptions {
        direction: backline_ops::migrate::Direction::Down,
        from: Some("m2_index_orders".into()),
        ..ExportOptions::default()
    };
    for part in &export::<Shop>(&down).await.unwrap().parts {
        scripted.execute(part).await;
    }
    assert_eq!(diagnose::<Shop>(scripted.conn()).await.unwrap().executed, 1);
    let again = ExportOptions { direction: backline_ops::migrate::Direction::Up, ..down };
    for part in &export::<Shop>(&again).await.unwrap().parts {
        scripted.execute(part).await;
    }
    let diagnosis = diagnose::<Shop>(scripted.conn()).await.unwrap();
    assert!(diagnosis.up_to_date, "{diagnosis:?}");
    assert_eq!(diagnosis.last_batch, Some(2), "a script is a batch");
}

/// In one session, as psql runs it: a migration that sets the search path does not set it for the next one.
#[tokio::test]
async fn a_script_puts_everything_into_the_schema_where_a_run_puts_it() {
    let paths = ["public", "app, public"];
    for path in paths {
        let (migrated, scripted) = (TestDatabase::new().await, TestDatabase::new().await);
        for database in [&migrated, &scripted] {
            let name = database.column::<String>("SELECT current_database()::text").await.remove(0);
            database
                .execute(&format!("CREATE SCHEMA app; ALTER DATABASE {name} SET search_path TO {path}"))
                .await;
        }
        let (run, session) = (migrated.other().await, scripted.session("psql").await);
        up::<ShopInSchemas>(&run, Options::default(), |_| {}).await.unwrap();
        let search_path = path.split(", ").map(str::to_owned).collect();
        let options = ExportOptions { search_path, ..ExportOptions::default() };
        for part in &export::<ShopInSchemas>(&options).await.unwrap().parts {
            session.execute_unprepared(part).await.unwrap();
        }
        let found = Snapshot::read(&session).await.unwrap();
        assert_eq!(Snapshot::read(&run).await.unwrap().diff(&found), [], "{path}");
        let fresh = scripted.other().await;
        assert!(diagnose::<ShopInSchemas>(&fresh).await.unwrap().up_to_date, "{path}");
        let first = path.split(", ").next().unwrap();
        let table = format!("SELECT to_regclass('{first}.after_it') IS NOT NULL");
        assert_eq!(scripted.column::<bool>(&table).await, [true], "{path}");
    }
    let nowhere = ExportOptions { search_path: Vec::new(), ..ExportOptions::default() };
    let refused = export::<ShopInSchemas>(&nowhere).await;
    assert!(matches!(refused, Err(Error::Usage(UsageError::NoSchema))), "{refused:?}");
}

#[tokio::test]
async fn fresh_empties_all_schemas_and_keeps_extensions() {
    let database = TestDatabase::new().await;
    let db = database.conn();
    up::<Shop>(db, Options::default(), |_| {}).await.unwrap();
    let migrated = Snapshot::read(db).await.unwrap();
    database
        .execute(
            "CREATE EXTENSION citext; CREATE SCHEMA other; CREATE TABLE other.things (name citext, of order_state);
             CREATE TABLE days (day date NOT NULL) PARTITION BY RANGE (day); CREATE TABLE days_default PARTITION OF days DEFAULT;
             CREATE VIEW other.names AS SELECT name FROM other.things; CREATE MATERIALIZED VIEW m AS SELECT 1 AS one;
             CREATE FUNCTION other.one() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE DOMAIN positive AS int CHECK (value > 0);
             CREATE PROCEDURE p() LANGUAGE sql AS 'SELECT 1'; CREATE SEQUENCE loose; CREATE TYPE pair AS (a int, b int);
             INSERT INTO goods (title) VALUES ('gone soon')",
        )
        .await;
    let consent = Request::new("test", Environment::Test).confirmed(true).decide().unwrap();
    let report = fresh::<Shop>(db, Options::default(), &consent, |_| {}).await.unwrap();
    assert_eq!(report.batch, Some(1));
    assert_eq!(database.column::<i64>("SELECT count(*) FROM goods").await, [0]);
    assert_eq!(
        database.column::<i64>("SELECT count(*) FROM pg_extension WHERE extname = 'citext'").await,
        [1]
    );
    database.execute("DROP EXTENSION citext").await;
    let left: Vec<String> =
        migrated.diff(&Snapshot::read(db).await.unwrap()).iter().map(ToString::to_string).collect();
    assert_eq!(left, Vec::<String>::new());
}
