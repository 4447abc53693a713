//! Backups: whole or not there, proven, put back beside what serves; with the real programs on a real server.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

#[path = "../catalog/support.rs"]
#[expect(dead_code, reason = "shared with the tests of the catalog, which use more of it")]
mod support;

mod killed;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use backline_ops::backup::{
    BackupError, Format, Options, RestoreOptions, Tools, create, list, load, prune, restore, undo, verify,
};
use backline_ops::consent::{Consent, Environment, Request};
use backline_postgres::binaries::{Search, find};
use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::{self, AssertSqlSafe, Connection as _, PgConnection};
use support::TestDatabase;
use time::macros::datetime;

const SHOP: &str = "
CREATE TYPE state AS ENUM ('open', 'paid');
CREATE TABLE goods (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, title text NOT NULL, state state DEFAULT 'open', at timestamptz DEFAULT now());
CREATE TABLE orders (id int PRIMARY KEY, goods_id int REFERENCES goods, picture bytea);
CREATE VIEW open_goods AS SELECT * FROM goods WHERE state = 'open';
GRANT SELECT ON goods TO pg_monitor;
INSERT INTO goods (title) SELECT 'thing ' || n FROM generate_series(1, 2000) n;
INSERT INTO orders SELECT n, n, decode(md5(n::text), 'hex') FROM generate_series(1, 1000) n";

fn tools() -> Tools {
    let binaries = find(&Search::from_environment()).unwrap();
    Tools { pg_dump: binaries.pg_dump().unwrap(), pg_restore: binaries.pg_restore().unwrap() }
}

/// A program in place of the real one.
fn script(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}

fn options(root: &Path, format: Format) -> Options {
    Options { root: root.to_owned(), format, jobs: 2, now: datetime!(2026-05-01 10:00 UTC) }
}

fn consent(database: &str) -> Consent {
    Request::new(database, Environment::Test).confirmed(true).decide().unwrap()
}

impl TestDatabase {
    fn name(&self) -> String {
        self.options().get_database().unwrap().to_owned()
    }

    fn options(&self) -> PgConnectOptions {
        self.url.parse().unwrap()
    }

    fn maintenance(&self) -> PgConnectOptions {
        self.options().database("postgres")
    }

    /// A value by a session of its own: the pool's may have been ended.
    async fn ask(&self, query: &str) -> String {
        let mut session = PgConnection::connect_with(&self.options()).await.unwrap();
        let value =
            sqlx::query_scalar(AssertSqlSafe(query.to_owned())).fetch_one(&mut session).await.unwrap();
        session.close().await.unwrap();
        value
    }
}

const COUNT: &str = "SELECT concat(count(*), ' ', max(id)) FROM goods";

async fn restored(
    database: &TestDatabase,
    tools: &Tools,
    folder: &Path,
) -> Result<Option<String>, BackupError> {
    let options = RestoreOptions { jobs: 2, drop_old: false };
    let consent = consent(&database.name());
    restore(&database.maintenance(), &consent, tools, folder, &options, |_| {})
        .await
        .map(|restored| restored.kept)
}

#[tokio::test]
async fn what_is_saved_is_proven_and_put_back() {
    for format in [Format::Custom, Format::Directory] {
        let database = TestDatabase::with(SHOP).await;
        let root = tempfile::tempdir().unwrap();
        let (folder, manifest) =
            create(&database.connection, &tools(), &options(root.path(), format), |_| {}).await.unwrap();
        assert_eq!(manifest.tables["public.goods"].rows, 2000);
        assert_eq!(manifest.rows(), 3000);
        assert!(folder.join("schema_only.sql").is_file() && folder.join("data_only.sql").is_file());
        assert_eq!(load(&folder).unwrap(), manifest);
        verify(&database.connection, &tools(), &folder, 2, |_| {}).await.unwrap();

        let before = database.snapshot().await;
        database.execute("DELETE FROM orders; DELETE FROM goods WHERE id > 5; DROP VIEW open_goods").await;
        let kept = restored(&database, &tools(), &folder).await.unwrap().unwrap();
        assert_eq!(database.ask(COUNT).await, "2000 2000");
        let again = sea_orm::Database::connect(&database.url).await.unwrap();
        assert_eq!(backline_ops::catalog::Snapshot::read(&again).await.unwrap(), before);
        again.close().await.unwrap();

        // The old one is kept, and comes back.
        assert_eq!(kept, format!("{}_before_restore", database.name()));
        let mut maintenance = PgConnection::connect_with(&database.maintenance()).await.unwrap();
        undo(&mut maintenance, &consent(&database.name())).await.unwrap();
        assert_eq!(database.ask(COUNT).await, "5 5");
        let error = undo(&mut maintenance, &consent(&database.name())).await.unwrap_err();
        assert!(matches!(error, BackupError::NoDatabase { .. }), "{error}");
    }
}

#[tokio::test]
async fn settings_and_privileges_of_the_database_are_kept() {
    const PROPERTIES: &str = "
        SELECT concat_ws(' | ', pg_get_userbyid(datdba), datconnlimit, shobj_description(pg_database.oid, 'pg_database'),
            (SELECT string_agg(acl::text, ',' ORDER BY acl::text) FROM unnest(datacl) AS acl),
            (SELECT string_agg(concat(setrole::regrole, ' ', setconfig), ',' ORDER BY setrole) FROM pg_db_role_setting WHERE setdatabase = pg_database.oid))
        FROM pg_database WHERE datname = current_database()";
    let database = TestDatabase::with(SHOP).await;
    let name = database.name();
    database
        .execute(&format!(
            "ALTER DATABASE {name} SET search_path = \"$user\", public, pg_catalog; ALTER DATABASE {name} SET app.name = 'x=y, z';
             ALTER ROLE postgres IN DATABASE {name} SET temp_tablespaces = ''; ALTER DATABASE {name} CONNECTION LIMIT 50;
             REVOKE ALL ON DATABASE {name} FROM PUBLIC; GRANT CONNECT, TEMPORARY ON DATABASE {name} TO pg_monitor WITH GRANT OPTION;
             COMMENT ON DATABASE {name} IS 'the shop''s'"
        ))
        .await;
    let root = tempfile::tempdir().unwrap();
    let (folder, _) =
        create(&database.connection, &tools(), &options(root.path(), Format::Custom), |_| {}).await.unwrap();
    let before = database.ask(PROPERTIES).await;
    assert!(before.contains("pg_monitor=T*c*") && before.contains("public, pg_catalog"), "{before}");
    restored(&database, &tools(), &folder).await.unwrap();
    assert_eq!(database.ask(PROPERTIES).await, before);
}

#[tokio::test]
async fn writes_while_it_is_saved_change_nothing_of_it() {
    let database = TestDatabase::with(SHOP).await;
    let root = tempfile::tempdir().unwrap();
    // Before pg_dump begins, and after the snapshot was exported, somebody writes.
    let real = tools();
    let psql = real.pg_dump.with_file_name("psql");
    let meddling = script(
        root.path(),
        "pg_dump",
        &format!(
            "#!/bin/sh\ncase \"$1\" in --version) exec {0} --version;; esac\n{1} -qc \"DELETE FROM orders WHERE id < 50\" || exit 1\nexec {0} \"$@\"\n",
            real.pg_dump.display(),
            psql.display()
        ),
    );
    let tools = Tools { pg_dump: meddling, ..real };
    let all = root.path().join("backups");
    let (folder, manifest) =
        create(&database.connection, &tools, &options(&all, Format::Custom), |_| {}).await.unwrap();
    assert_eq!(database.ask("SELECT count(*)::text FROM orders").await, "951");
    assert_eq!(manifest.tables["public.orders"].rows, 1000);
    verify(&database.connection, &tools, &folder, 1, |_| {}).await.unwrap();
}

#[tokio::test]
async fn a_truncated_or_altered_archive_is_refused() {
    let database = TestDatabase::with(SHOP).await;
    let root = tempfile::tempdir().unwrap();
    let (folder, manifest) =
        create(&database.connection, &tools(), &options(root.path(), Format::Custom), |_| {}).await.unwrap();
    let archive = folder.join(&manifest.archive);
    let whole = fs::read(&archive).unwrap();
    let mut altered = whole.clone();
    let middle = altered.len() / 2;
    altered[middle] ^= 1;
    for (content, why) in [(&whole[..whole.len() - 1], "bytes"), (&altered[..], "SHA-256")] {
        fs::write(&archive, content).unwrap();
        for error in [
            verify(&database.connection, &tools(), &folder, 1, |_| {}).await.unwrap_err(),
            restored(&database, &tools(), &folder).await.unwrap_err(),
        ] {
            assert!(
                matches!(error, BackupError::Damaged { .. }) && error.to_string().contains(why),
                "{error}"
            );
        }
    }
    fs::remove_file(&archive).unwrap();
    assert!(matches!(restored(&database, &tools(), &folder).await, Err(BackupError::Damaged { .. })));
    assert_eq!(database.ask(COUNT).await, "2000 2000", "what serves was not touched");
}

#[tokio::test]
async fn one_missing_row_or_another_value_is_noticed() {
    let database = TestDatabase::with(SHOP).await;
    let root = tempfile::tempdir().unwrap();
    let (folder, _) =
        create(&database.connection, &tools(), &options(root.path(), Format::Custom), |_| {}).await.unwrap();
    let real = tools();
    let psql = real.pg_dump.with_file_name("psql");
    for (deed, expected) in [
        ("DELETE FROM orders WHERE id = 500", "public.orders has 999 rows, 1000 were saved"),
        ("UPDATE goods SET title = 'x' WHERE id = 7", "public.goods has other content"),
        ("DROP VIEW open_goods", "the catalog has another fingerprint"),
        ("DROP TABLE orders", "public.orders is missing"),
    ] {
        // A pg_restore that loses something.
        let lossy = script(
            root.path(),
            "pg_restore",
            &format!(
                "#!/bin/sh\ncase \"$1\" in --version) exec {0} --version;; esac\n{0} \"$@\"\ncode=$?\n{1} -qc \"{deed}\"\nexit $code\n",
                real.pg_restore.display(),
                psql.display()
            ),
        );
        let tools = Tools { pg_restore: lossy, ..real.clone() };
        for error in [
            verify(&database.connection, &tools, &folder, 1, |_| {}).await.unwrap_err(),
            restored(&database, &tools, &folder).await.unwrap_err(),
        ] {
            let BackupError::Differs { differences } = &error else { panic!("{error}") };
            assert!(differences.iter().any(|line| line == expected), "{deed}: {differences:?}");
        }
    }
    assert_eq!(database.ask(COUNT).await, "2000 2000");
}

#[tokio::test]
async fn a_restore_that_fails_half_way_leaves_the_old_one_serving() {
    let database = TestDatabase::with(SHOP).await;
    let root = tempfile::tempdir().unwrap();
    let (folder, _) =
        create(&database.connection, &tools(), &options(root.path(), Format::Custom), |_| {}).await.unwrap();
    let real = tools();
    let failing = script(
        root.path(),
        "pg_restore",
        &format!(
            "#!/bin/sh\ncase \"$1\" in --version) exec {0} --version;; esac\n{0} --section=pre-data \"$@\"\necho 'connection lost' >&2\nexit 1\n",
            real.pg_restore.display()
        ),
    );
    let tools = Tools { pg_restore: failing, ..real };
    let error = restored(&database, &tools, &folder).await.unwrap_err();
    assert!(matches!(&error, BackupError::Tool { said, .. } if said.contains("connection lost")), "{error}");
    assert_eq!(database.ask(COUNT).await, "2000 2000");
    let left = database
        .ask(&format!("SELECT count(*)::text FROM pg_database WHERE datname LIKE '{}\\_%'", database.name()))
        .await;
    assert_eq!(left, "0", "nothing is left of the attempt");
}

#[tokio::test]
async fn a_full_disk_leaves_no_half_archive_and_an_abandoned_one_is_removed() {
    let database = TestDatabase::with(SHOP).await;
    let root = tempfile::tempdir().unwrap();
    let backups = root.path().join("backups");
    let real = tools();
    // The kernel refuses to let the file grow: the same to pg_dump as a full disk.
    let limited = script(
        root.path(),
        "pg_dump",
        &format!(
            "#!/bin/sh\ncase \"$1\" in --version) exec {0} --version;; esac\ntrap '' XFSZ\nulimit -f 8\nexec {0} \"$@\"\n",
            real.pg_dump.display()
        ),
    );
    let tools = Tools { pg_dump: limited, ..real.clone() };
    let error =
        create(&database.connection, &tools, &options(&backups, Format::Custom), |_| {}).await.unwrap_err();
    assert!(matches!(error, BackupError::Tool { program: "pg_dump", .. }), "{error}");
    assert_eq!(fs::read_dir(&backups).unwrap().count(), 0, "nothing is left");

    // What a killed process left behind goes with the next backup.
    let abandoned = backups.join(".partial-shop-1");
    fs::create_dir(&abandoned).unwrap();
    fs::write(abandoned.join(".lock"), "").unwrap();
    fs::write(abandoned.join("full_backup.dump"), "half").unwrap();
    create(&database.connection, &real, &options(&backups, Format::Custom), |_| {}).await.unwrap();
    assert!(!abandoned.exists());
    assert_eq!(list(&backups).unwrap().0.len(), 1);
}

#[tokio::test]
async fn a_password_stands_in_no_argument_and_no_file() {
    let database = TestDatabase::with(SHOP).await;
    database.execute("DO $$ BEGIN CREATE ROLE keeper SUPERUSER LOGIN PASSWORD 'geheim-42'; EXCEPTION WHEN duplicate_object THEN NULL; END $$").await;
    let root = tempfile::tempdir().unwrap();
    let real = tools();
    let spying = |program: &Path, name: &str| {
        script(
            root.path(),
            name,
            &format!(
                "#!/bin/sh\necho \"$@\" >> {0}/arguments\necho \"$PGPASSWORD\" >> {0}/environment\nexec {1} \"$@\"\n",
                root.path().display(),
                program.display()
            ),
        )
    };
    let tools = Tools {
        pg_dump: spying(&real.pg_dump, "pg_dump"),
        pg_restore: spying(&real.pg_restore, "pg_restore"),
    };
    let url = database.url.replace("postgres://postgres@", "postgres://keeper:geheim-42@");
    let db = sea_orm::Database::connect(url).await.unwrap();
    let backups = root.path().join("backups");
    let (folder, _) = create(&db, &tools, &options(&backups, Format::Custom), |_| {}).await.unwrap();
    verify(&db, &tools, &folder, 1, |_| {}).await.unwrap();
    db.close().await.unwrap();
    let arguments = fs::read_to_string(root.path().join("arguments")).unwrap();
    assert!(arguments.contains("--snapshot") && !arguments.contains("geheim"), "{arguments}");
    assert!(fs::read_to_string(root.path().join("environment")).unwrap().contains("geheim-42"));
    for name in ["manifest.json", "schema_only.sql", "data_only.sql"] {
        assert!(!fs::read_to_string(folder.join(name)).unwrap().contains("geheim"), "{name}");
    }
}

#[tokio::test]
async fn an_older_program_or_server_is_refused_with_the_versions() {
    let database = TestDatabase::with(SHOP).await;
    let root = tempfile::tempdir().unwrap();
    let real = tools();
    let (folder, mut manifest) =
        create(&database.connection, &real, &options(root.path(), Format::Custom), |_| {}).await.unwrap();
    let old = script(root.path(), "pg_dump", "#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.1'\n");
    let tools = Tools { pg_dump: old, ..real.clone() };
    let error = create(&database.connection, &tools, &options(root.path(), Format::Custom), |_| {})
        .await
        .unwrap_err();
    assert!(error.to_string().contains("of version 9"), "{error}");
    manifest.server_major = 99;
    fs::write(folder.join("manifest.json"), serde_json::to_vec(&manifest).unwrap()).unwrap();
    let error = verify(&database.connection, &real, &folder, 1, |_| {}).await.unwrap_err();
    assert!(matches!(error, BackupError::OlderServer { saved: 99, .. }), "{error}");
}

#[tokio::test]
async fn the_newest_backups_are_kept() {
    let database = TestDatabase::with("CREATE TABLE t (id int)").await;
    let root = tempfile::tempdir().unwrap();
    for day in 1..=4 {
        let now = datetime!(2026-05-01 10:00 UTC).replace_day(day).unwrap();
        let options = Options { now, ..options(root.path(), Format::Custom) };
        create(&database.connection, &tools(), &options, |_| {}).await.unwrap();
    }
    fs::create_dir(root.path().join("notes")).unwrap();
    let gone = prune(root.path(), 2).unwrap();
    assert_eq!(gone.len(), 2);
    let (left, others) = list(root.path()).unwrap();
    let days: Vec<u8> = left.iter().map(|(_, manifest)| manifest.created_at.day()).collect();
    assert_eq!(days, [3, 4]);
    assert_eq!(others.len(), 1, "what is no backup is shown, and left alone");
    assert!(root.path().join("notes").exists());
}
