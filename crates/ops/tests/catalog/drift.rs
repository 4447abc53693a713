//! What somebody did by hand is named, and the SQL that is printed undoes it.

use backline_ops::Error;
use backline_ops::drift::drift;
use backline_ops::migrate::{Options, up};
use sea_orm::{ConnectionTrait as _, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, MigratorTrait, SchemaManager};

use crate::support::TestDatabase;

struct Script(&'static str, &'static [&'static str]);

impl MigrationName for Script {
    fn name(&self) -> &str {
        self.0
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Script {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in self.1 {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared("DROP TABLE goods").await.map(drop)
    }
}

const SHOP: &[&str] = &[
    "CREATE TYPE state AS ENUM ('open', 'paid', 'sent')",
    "CREATE TABLE goods (id int PRIMARY KEY, title text NOT NULL, colour text, price numeric DEFAULT 0, state state DEFAULT 'open',
         CONSTRAINT price_not_negative CHECK (price >= 0))",
    "CREATE INDEX goods_title ON goods (title)",
    "CREATE FUNCTION trim_title() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.title := btrim(NEW.title); RETURN NEW; END'",
    "CREATE TRIGGER trim_title BEFORE INSERT ON goods FOR EACH ROW EXECUTE FUNCTION trim_title()",
    "ALTER TABLE goods ENABLE ROW LEVEL SECURITY",
    "CREATE POLICY cheap ON goods USING (price < 10)",
    "GRANT SELECT ON goods TO pg_monitor",
    "CREATE TABLE log (at date NOT NULL, said text) PARTITION BY RANGE (at)",
    "CREATE INDEX log_at ON log (at)",
    "CREATE TABLE log_old PARTITION OF log FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')",
];

struct Shop;

impl MigratorTrait for Shop {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(Script("m1_create_shop", SHOP))]
    }
}

struct LaterShop;

impl MigratorTrait for LaterShop {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(Script("m1_create_shop", SHOP)),
            Box::new(Script("m2_add_weight", &["ALTER TABLE goods ADD COLUMN weight int"])),
        ]
    }
}

struct Forgetful;

impl MigratorTrait for Forgetful {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(Script("m0_another", &["CREATE TABLE another (id int)"]))]
    }
}

async fn shop() -> TestDatabase {
    shop_in(TestDatabase::new().await).await
}

async fn shop_in(database: TestDatabase) -> TestDatabase {
    up::<Shop>(&database.connection, Options::default(), |_| {}).await.unwrap();
    database.execute("INSERT INTO goods SELECT n, 'g' || n, 'red', n FROM generate_series(1, 9) n").await;
    database
}

#[tokio::test]
async fn what_the_migrations_made_has_not_drifted() {
    let database = shop_in(TestDatabase::alone().await).await;
    assert_eq!(drift::<Shop>(&database.connection, &[], None).await.unwrap().changes, []);
    // One that is pending is no drift.
    assert_eq!(drift::<LaterShop>(&database.connection, &[], None).await.unwrap().changes, []);
    let left =
        database.value("SELECT count(*)::text FROM pg_database WHERE datname LIKE 'ops_scratch%'").await;
    assert_eq!(left, "0", "the scratch database is gone");
}

#[tokio::test]
async fn what_the_migrations_build_is_kept_until_they_change() {
    let (database, folder) = (shop().await, tempfile::tempdir().unwrap());
    let kept = || {
        let files = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path());
        files.filter(|file| file.display().to_string().contains("/expected-")).collect::<Vec<_>>()
    };
    let drifted = async || {
        let mending = drift::<Shop>(&database.connection, &[], Some(folder.path())).await.unwrap();
        mending.changes.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(drifted().await, [""; 0]);
    let [file] = kept().try_into().unwrap();
    // It is what is looked at, and says all that a new one would.
    database.execute("ALTER TABLE goods DROP COLUMN colour; CREATE INDEX by_hand ON goods (price)").await;
    let built = drift::<Shop>(&database.connection, &[], None).await.unwrap();
    let read = drift::<Shop>(&database.connection, &[], Some(folder.path())).await.unwrap();
    assert_eq!((read.script(), read.changes.len()), (built.script(), 2));
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("colour", "color_")).unwrap();
    assert!(drifted().await.iter().any(|line| line == "+ column public.goods.color_"));
    // What cannot be read is built anew.
    std::fs::write(&file, &text[..text.len() / 2]).unwrap();
    assert_eq!(drifted().await.len(), 2);
    let whole: serde_json::Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    assert!(whole.is_object());
    // Other migrations, another file.
    up::<LaterShop>(&database.connection, Options::default(), |_| {}).await.unwrap();
    let later = drift::<LaterShop>(&database.connection, &[], Some(folder.path())).await.unwrap();
    assert_eq!((later.changes.len(), kept().len()), (2, 2));
}

#[tokio::test]
async fn a_partition_more_or_less_is_no_drift() {
    let database = shop().await;
    database
        .execute(
            "CREATE TABLE log_new PARTITION OF log FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
             GRANT SELECT ON log_new TO pg_monitor; COMMENT ON TABLE log_new IS 'now'; DROP TABLE log_old",
        )
        .await;
    assert_eq!(drift::<Shop>(&database.connection, &[], None).await.unwrap().changes, []);
    database.execute("ALTER TABLE log ALTER COLUMN said SET NOT NULL; DROP INDEX log_at").await;
    let mending = drift::<Shop>(&database.connection, &[], None).await.unwrap();
    let lines: Vec<String> = mending.changes.iter().map(ToString::to_string).collect();
    assert_eq!(lines, ["~ column public.log.said: text not null -> text", "+ index public.log_at"]);
}

#[tokio::test]
async fn what_was_done_by_hand_is_named_and_mended() {
    let reordered =
        "ALTER TYPE state RENAME VALUE 'open' TO 'x'; ALTER TYPE state RENAME VALUE 'paid' TO 'open';
                     ALTER TYPE state RENAME VALUE 'x' TO 'paid'";
    for (deed, named) in [
        ("ALTER TABLE goods DROP COLUMN colour", "+ column public.goods.colour"),
        ("CREATE INDEX by_hand ON goods (price)", "- index public.by_hand"),
        ("ALTER TABLE goods ALTER COLUMN price SET DEFAULT 1", "~ default public.goods.price: 1 -> 0"),
        ("ALTER TABLE goods DISABLE TRIGGER trim_title", "~ trigger public.goods.trim_title"),
        ("ALTER POLICY cheap ON goods USING (true)", "~ policy public.goods.cheap"),
        ("REVOKE SELECT ON goods FROM pg_monitor", "+ privilege public.goods to pg_monitor"),
        (
            "ALTER TABLE goods RENAME CONSTRAINT price_not_negative TO not_negative",
            "> constraint public.goods.not_negative is now public.goods.price_not_negative",
        ),
        (reordered, "~ type public.state: enum paid, open, sent -> enum open, paid, sent"),
    ] {
        let database = shop().await;
        database.execute(deed).await;
        let mending = drift::<Shop>(&database.connection, &[], None).await.unwrap();
        let lines: Vec<String> = mending.changes.iter().map(ToString::to_string).collect();
        assert!(lines.iter().any(|line| line.starts_with(named)), "{deed}: {lines:?}");
        database.mend(&mending).await;
        assert_eq!(
            drift::<Shop>(&database.connection, &[], None).await.unwrap().changes,
            [],
            "{deed}:\n{}",
            mending.script()
        );
        assert_eq!(database.value("SELECT count(*)::text FROM goods").await, "9", "{deed}");
    }
}

#[tokio::test]
async fn a_recorded_migration_that_the_code_lacks_is_named() {
    let database = shop().await;
    let error = drift::<Forgetful>(&database.connection, &[], None).await.unwrap_err();
    assert!(
        matches!(error, Error::Diverged { .. }) && error.to_string().contains("m1_create_shop"),
        "{error}"
    );
}
