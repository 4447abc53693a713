//! `cargo xtask ops deploy`, and the case of `project-variants-migration-strategy.md`.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};

use backline_migrations::Migrator;
use backline_ops::catalog::{Snapshot, TableDigest, digests};
use backline_ops::migrate::{self, Options, Until};
use backline_seeds::testdb;
use backline_testdb::TestDb;
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

use crate::rehearse::without_last;
use crate::support::{Cli, Run};

/// Catalog, and content of every table but the flag's own.
#[derive(Debug, PartialEq)]
struct State {
    catalog: Snapshot,
    data: BTreeMap<String, TableDigest>,
    settings: String,
}

async fn state(db: &TestDb) -> State {
    let catalog = Snapshot::read(db.conn()).await.unwrap();
    let mut data = digests(db.conn(), &catalog, None, 2).await.unwrap();
    // Setting the flag and setting it back leaves its time of change.
    data.remove("public.system_settings");
    let settings = "SELECT coalesce(string_agg(concat_ws('=', key, value, created_at), ' ' ORDER BY key), '') FROM system_settings";
    State { catalog, data, settings: scalar(db, settings).await }
}

async fn scalar<T: sea_orm::TryGetable>(db: &TestDb, query: &str) -> T {
    backline_ops::sql::scalar(db.conn(), query, []).await.unwrap()
}

/// The platform in use, from before the variants migrations.
async fn before_variants() -> (TestDb, Vec<String>) {
    without_last(testdb::basic(testdb::TestDb::NOW).await.unwrap(), 5).await
}

fn report(run: &Run) -> Value {
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:?}"))
}

#[tokio::test]
async fn the_variants_are_deployed_validated_and_taken_back_in_an_emergency() {
    let (db, variants) = before_variants().await;
    // The same that `migrate up --to` the one before builds.
    let other = TestDb::empty().await.unwrap();
    let until = Until::Name("m20260115_000026_enable_row_level_security".to_owned());
    migrate::up::<Migrator>(other.conn(), Options { until, ..Options::default() }, |_| {}).await.unwrap();
    let before = state(&db).await;
    assert_eq!(Snapshot::read(other.conn()).await.unwrap().diff(&before.catalog), []);
    for table in ["projects", "project_equipment_groups", "project_roles"] {
        assert!(scalar::<i64>(&db, &format!("SELECT count(*) FROM {table}")).await > 0, "{table}");
    }

    let cli = Cli::on(db.url());
    let dry = cli.run("ops deploy --dry-run --json -q");
    assert_eq!(dry.code, 0, "{dry:?}");
    assert_eq!(report(&dry)["migrations"], json!(variants));
    assert_eq!(report(&dry)["plan"]["migrations"].as_array().unwrap().len(), 5);
    assert_eq!(state(&db).await, before, "a dry run changes nothing");

    let deployed = cli.run("ops deploy --yes --json -q");
    assert_eq!(deployed.code, 0, "{deployed:?}");
    let told = report(&deployed);
    assert_eq!((&told["stage"], &told["closed"]), (&json!("done"), &json!(false)));
    assert_eq!(told["applied"], json!(variants));
    let validations: Vec<(&str, bool)> = told["validations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["name"].as_str().unwrap(), one["passed"].as_bool().unwrap()))
        .collect();
    let expected = [
        "row counts",
        "record counts match",
        "prices and rates are preserved",
        "all equipment groups have variants",
        "all roles have variants",
        "no equipment group is an orphan",
        "no role is an orphan",
        "every artist project has a default variant",
        "no variant is an orphan",
    ];
    assert_eq!(validations, expected.map(|name| (name, true)));
    let artists = "SELECT count(*) FROM projects p JOIN project_types t ON t.id = p.project_type_id WHERE t.code = 'artist'";
    assert_eq!(
        scalar::<i64>(&db, "SELECT count(*) FROM project_variants").await,
        scalar::<i64>(&db, artists).await
    );
    assert!(scalar::<i64>(&db, artists).await > 0);
    let whole = testdb::migrated().await.unwrap();
    let expected = Snapshot::read(whole.conn()).await.unwrap();
    let found = Snapshot::read(db.conn()).await.unwrap().without_partitions_unknown_to(&expected);
    assert_eq!(expected.without_partitions_unknown_to(&found).diff(&found), []);
    // The report lies beside the backups.
    let [markdown, written] = told["files"].as_array().unwrap().as_slice() else { panic!("{told}") };
    let markdown = std::fs::read_to_string(markdown.as_str().unwrap()).unwrap();
    assert!(markdown.contains("5 migrations are applied and checked. The platform is open"), "{markdown}");
    let written: Value =
        serde_json::from_str(&std::fs::read_to_string(written.as_str().unwrap()).unwrap()).unwrap();
    assert_eq!(written["stage"], "done");

    let back = cli.run("ops deploy --rollback --yes --json -q");
    assert_eq!(back.code, 0, "{back:?}");
    assert_eq!(report(&back)["stage"], "rolled_back");
    let after = state(&db).await;
    assert_eq!(before.catalog.diff(&after.catalog), []);
    assert_eq!(before, after);
    assert_eq!(cli.run("ops deploy --rollback --yes").code, 2, "once is enough");
}

#[tokio::test]
async fn variants_that_cannot_be_undone_any_more_are_restored_by_the_command_given() {
    let (db, _) = before_variants().await;
    let before = state(&db).await;
    let cli = Cli::on(db.url());
    assert_eq!(cli.run("ops deploy --yes -q").code, 0);
    // Two groups of one name in two variants: the old index cannot be had again.
    db.conn()
        .execute_unprepared(
            "INSERT INTO project_equipment_groups (project_id, name, variant_name)
             SELECT project_id, name, 'trio' FROM project_equipment_groups LIMIT 1",
        )
        .await
        .unwrap();
    let back = cli.run("ops deploy --rollback --yes -q");
    assert_eq!(back.code, 2, "{back:?}");
    assert!(back.stdout.contains("THE PLATFORM IS CLOSED: maintenance is on."), "{back:?}");
    assert!(back.stdout.contains("SQLSTATE 23505"), "{back:?}");
    let found = cli.run("ops check --only queries");
    assert!(found.code == 1 && found.stdout.contains("the maintenance flag is on"), "{found:?}");
    let line = back.stdout.lines().find(|line| line.contains("`cargo xtask ops restore ")).unwrap();
    let command = line.split('`').nth(1).unwrap().strip_prefix("cargo xtask ").unwrap();
    let restored = cli.run(command);
    assert_eq!(restored.code, 0, "{restored:?}");
    let again = TestDbAgain::connect(db.url()).await;
    assert_eq!(again.state().await.0.diff(&before.catalog), []);
    assert_eq!(again.state().await.1, before.data);
    again.close().await;
}

#[tokio::test]
async fn a_killed_command_is_recognised_and_goes_on() {
    let (db, variants) = without_last(testdb::reference().await.unwrap(), 5).await;
    let cli = Cli::on(db.url());
    // Who reads keeps the first migration waiting.
    let reader = sea_orm::Database::connect(db.url()).await.unwrap();
    let reading = sea_orm::TransactionTrait::begin(&reader).await.unwrap();
    reading.execute_unprepared("LOCK TABLE project_roles IN ACCESS SHARE MODE").await.unwrap();
    let mut child = cli.command(&["ops", "deploy", "--yes", "-q"]);
    let mut child = child.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let waits = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'project_roles'::regclass";
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(120);
    while scalar::<i64>(&db, waits).await == 0 {
        assert!(
            std::time::Instant::now() < deadline && child.try_wait().unwrap().is_none(),
            "it never waited"
        );
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    child.kill().unwrap();
    child.wait().unwrap();
    // The server notices; a session that got its lock before would end what it was sent.
    while scalar::<i64>(&db, waits).await != 0 {
        assert!(std::time::Instant::now() < deadline, "the server never noticed");
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    reading.rollback().await.unwrap();
    reader.close().await.unwrap();

    let stands = cli.run("ops deploy --dry-run --json -q --lock-wait 60s");
    assert_eq!(stands.code, 1, "{stands:?}");
    let told = report(&stands);
    assert_eq!(
        (&told["stage"], &told["closed"], &told["applied"]),
        (&json!("migrating"), &json!(true), &json!([]))
    );
    let expected = format!(
        "The schema is as it was before the deploy; not applied: {}. THE PLATFORM IS CLOSED: maintenance is on.",
        variants.join(", ")
    );
    assert_eq!(told["state"], expected);
    assert_eq!(told["commands"][0]["command"], "cargo xtask ops deploy");
    assert_eq!(told["commands"][1]["command"], "cargo xtask ops deploy --rollback");
    let done = cli.run("ops deploy --yes --lock-wait 60s");
    assert_eq!(done.code, 0, "{done:?}");
    assert!(done.stderr.contains("Going on with deploy 1, which is in the stage \"migrations\""), "{done:?}");
    assert!(done.stdout.contains("The platform is open: maintenance is off."), "{done:?}");
}

#[tokio::test]
async fn on_production_the_name_is_typed_and_a_full_disk_changes_nothing() {
    let (db, _) = without_last(testdb::reference().await.unwrap(), 5).await;
    let before = state(&db).await;
    let cli = Cli::on(db.url()).env("BACKLINE_ENV", "production");
    for refused in ["ops deploy", "ops deploy --yes", "ops deploy --rollback --yes"] {
        assert_eq!(cli.run(refused).code, 3, "{refused}");
    }
    // Files grow no further: the same to all programs as a full disk, for any user.
    let deploy = format!("ops deploy -q --yes-production {}", db.name());
    let inner = cli.command(&deploy.split(' ').collect::<Vec<_>>());
    let mut full = Command::new("sh");
    full.args(["-c", "trap '' XFSZ; ulimit -f 100; exec \"$0\" \"$@\""]).arg(inner.get_program());
    full.args(inner.get_args()).current_dir(inner.get_current_dir().unwrap()).stdin(Stdio::null());
    for (name, value) in inner.get_envs() {
        match value {
            Some(value) => full.env(name, value),
            None => full.env_remove(name),
        };
    }
    let output = full.output().unwrap();
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(2), "{stdout}{stderr}");
    assert!(stdout.contains("The schema is as it was before the deploy. The platform is open"), "{stdout}");
    assert!(stdout.contains("In the stage \"backup\": pg_dump failed: "), "{stdout}");
    assert!(stderr.contains("error: the deploy failed, and was undone: pg_dump failed"), "{stderr}");
    let again = format!(
        "deploy again, once the cause is mended: `cargo xtask ops deploy --yes-production {}`",
        db.name()
    );
    assert!(stdout.contains(&again), "{stdout}");
    assert_eq!(state(&db).await, before);
    assert_eq!(cli.run(&deploy).code, 0);
}

/// The sessions of the first pool were ended with the database that was replaced.
struct TestDbAgain(sea_orm::DatabaseConnection);

impl TestDbAgain {
    async fn connect(url: &str) -> Self {
        Self(sea_orm::Database::connect(url).await.unwrap())
    }

    async fn state(&self) -> (Snapshot, BTreeMap<String, TableDigest>) {
        let catalog = Snapshot::read(&self.0).await.unwrap();
        let mut data = digests(&self.0, &catalog, None, 2).await.unwrap();
        data.remove("public.system_settings");
        (catalog, data)
    }

    async fn close(self) {
        self.0.close().await.unwrap();
    }
}
