//! Several processes, and what is left of those that fail or die. A child is this program again, told to run one test
//! that does nothing unless it is told to.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

mod support;

use std::ffi::OsStr;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, SystemTime};

use backline_testdb::{Template, TestDb, TestResult};
use sea_orm::{ConnectionTrait, Database};
use support::{Shelf, count, databases_like};

/// Names the file in which each build of a template leaves a line; set for children only.
const LOG: &str = "TESTDB_TEST_LOG";

const PROCESSES: usize = 4;
const TASKS: usize = 5;
const CLONES_A_TASK: usize = 5;

#[tokio::test]
async fn a_hundred_databases_from_several_processes_take_one_build() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("builds");
    let children: Vec<Child> = (0..PROCESSES).map(|_| spawn("child_clones", &log, &[])).collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
    }
    assert_eq!(fs::read_to_string(&log).unwrap(), "built\n", "one line a build");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 5)]
async fn child_clones() {
    let Some(log) = told() else { return };
    let template = counted("counted", &log, false).await;
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..TASKS {
        let template = template.clone();
        tasks.spawn(async move {
            for _ in 0..CLONES_A_TASK {
                let db = TestDb::from_template(&template).await.unwrap();
                db.conn().execute_unprepared("INSERT INTO authors (name) VALUES ('Ada')").await.unwrap();
                assert_eq!(count(db.conn(), "authors").await, 1);
            }
        });
    }
    tasks.join_all().await;
}

#[tokio::test]
async fn who_dies_while_building_leaves_no_template_and_no_obstacle() {
    let folder = tempfile::tempdir().unwrap();
    // The cluster may be that of the run before: no two runs ask for the same template.
    let name = format!("dying_{}", std::process::id());
    let log = folder.path().join(&name);
    let witness = TestDb::empty().await.unwrap();
    let output = spawn("child_dies_while_building", &log, &[]).wait_with_output().unwrap();
    assert!(!output.status.success(), "{}", said(&output));
    assert_eq!(fs::read_to_string(&log).unwrap(), "built\n", "{}", said(&output));
    let (whole, unfinished) = (format!("template_{name}_%"), format!("unfinished_template_{name}_%"));
    assert_eq!(databases_like(witness.conn(), &unfinished).await, 1);
    assert_eq!(databases_like(witness.conn(), &whole).await, 0);
    let db = TestDb::from_template(&counted(&name, &log, false).await).await.unwrap();
    assert_eq!(count(db.conn(), "authors").await, 0);
    assert_eq!(databases_like(witness.conn(), &unfinished).await, 0);
    assert_eq!(databases_like(witness.conn(), &whole).await, 1);
}

#[tokio::test]
async fn child_dies_while_building() {
    let Some(log) = told() else { return };
    let name = log.file_name().unwrap().to_str().unwrap();
    let _db = TestDb::from_template(&counted(name, &log, true).await).await;
}

#[tokio::test]
async fn a_test_that_panics_keeps_its_database_and_says_where() {
    let folder = tempfile::tempdir().unwrap();
    let witness = TestDb::empty().await.unwrap();
    let output = spawn("child_panics", folder.path(), &[]).wait_with_output().unwrap();
    assert!(!output.status.success(), "{}", said(&output));
    let url = kept(&output).unwrap_or_else(|| panic!("no line of psql in: {}", said(&output)));
    let database = Database::connect(url).await.unwrap();
    assert_eq!(count(&database, "authors WHERE name = 'the culprit'").await, 1);
    let name = text(&database, "SELECT current_database()::text").await;
    database.close().await.unwrap();
    witness.conn().execute_unprepared(&format!("DROP DATABASE {name}")).await.unwrap();
}

#[tokio::test]
async fn child_panics() {
    if told().is_none() {
        return;
    }
    let db = TestDb::for_migrator::<Shelf>().await.unwrap();
    db.conn().execute_unprepared("INSERT INTO authors (name) VALUES ('the culprit')").await.unwrap();
    panic!("as it was told to");
}

#[tokio::test]
async fn a_test_that_returns_an_error_keeps_its_database_and_says_where() {
    let folder = tempfile::tempdir().unwrap();
    let witness = TestDb::empty().await.unwrap();
    let output = spawn("child_errs", folder.path(), &[]).wait_with_output().unwrap();
    assert!(!output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("relation \"nothing\" does not exist"), "{}", said(&output));
    assert!(said(&output).contains("tests/processes.rs"), "{}", said(&output));
    let url = kept(&output).unwrap_or_else(|| panic!("no line of psql in: {}", said(&output)));
    let database = Database::connect(url).await.unwrap();
    assert_eq!(count(&database, "authors WHERE name = 'the culprit'").await, 1);
    let name = text(&database, "SELECT current_database()::text").await;
    database.close().await.unwrap();
    witness.conn().execute_unprepared(&format!("DROP DATABASE {name}")).await.unwrap();
}

#[tokio::test]
async fn child_errs() -> TestResult {
    if told().is_none() {
        return Ok(());
    }
    let db = TestDb::for_migrator::<Shelf>().await?;
    db.conn().execute_unprepared("INSERT INTO authors (name) VALUES ('the culprit')").await?;
    db.conn().execute_unprepared("SELECT FROM nothing").await?;
    Ok(())
}

#[tokio::test]
async fn a_kept_database_outlasts_its_cluster_s_tests_and_is_pruned_later() {
    // A workspace of its own, so that nobody else uses the cluster.
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("Cargo.lock"), "").unwrap();
    let environment = [("CARGO_MANIFEST_DIR", folder.path().as_os_str())];
    let output = spawn("child_panics", folder.path(), &environment).wait_with_output().unwrap();
    let url = kept(&output).unwrap_or_else(|| panic!("no line of psql in: {}", said(&output)));
    let database = Database::connect(&url).await.unwrap();
    let data_folder = PathBuf::from(text(&database, "SHOW data_directory").await);
    let keep = data_folder.with_file_name("keep");
    assert_eq!(fs::read_to_string(&keep).unwrap(), "1800\n", "seconds: half an hour");
    let name = text(&database, "SELECT current_database()::text").await;
    let oid = text(&database, "SELECT oid::text FROM pg_database WHERE datname = current_database()").await;
    database.close().await.unwrap();

    // Young, it stays; grown old, the next run drops it.
    let there = async || {
        let maintenance = url.replace(&name, "postgres");
        let database = Database::connect(maintenance).await.unwrap();
        let there = databases_like(&database, &name).await;
        database.close().await.unwrap();
        there
    };
    spawn("child_passes", folder.path(), &environment).wait_with_output().unwrap();
    assert_eq!(there().await, 1);
    let version = data_folder.join("base").join(oid).join("PG_VERSION");
    let long_ago = SystemTime::now() - Duration::from_secs(3600);
    fs::File::options().append(true).open(version).unwrap().set_modified(long_ago).unwrap();
    spawn("child_passes", folder.path(), &environment).wait_with_output().unwrap();
    assert_eq!(there().await, 0);
    end(&data_folder);
}

#[tokio::test]
async fn all_are_kept_on_demand() {
    // A workspace of its own, so that the cluster can be ended here rather than in an hour.
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("Cargo.lock"), "").unwrap();
    let environment =
        [("BACKLINE_KEEP_DB", OsStr::new("1")), ("CARGO_MANIFEST_DIR", folder.path().as_os_str())];
    let output = spawn("child_passes", folder.path(), &environment).wait_with_output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    let url = kept(&output).unwrap_or_else(|| panic!("no line of psql in: {}", said(&output)));
    let database = Database::connect(url).await.unwrap();
    assert_eq!(count(&database, "authors").await, 0);
    let data_folder = PathBuf::from(text(&database, "SHOW data_directory").await);
    drop(database);
    end(&data_folder);
}

#[tokio::test]
async fn a_test_that_passes_prints_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let output = spawn("child_passes", folder.path(), &[]).wait_with_output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(kept(&output), None);
}

#[tokio::test]
async fn child_passes() {
    if told().is_some() {
        drop(TestDb::for_migrator::<Shelf>().await.unwrap());
    }
}

/// A template whose build leaves a line in the file, and may then die.
async fn counted(name: &str, log: &Path, dies: bool) -> Template {
    let path = log.to_owned();
    let template = Template::migrated::<Shelf>().await.unwrap();
    template.then(name, &log.display().to_string(), move |db| {
        let path = path.clone();
        async move {
            let mut file = OpenOptions::new().create(true).append(true).open(path).unwrap();
            file.write_all(b"built\n").unwrap();
            if dies {
                std::process::abort();
            }
            db.ping().await
        }
    })
}

/// What a child is told; none in the test run itself.
fn told() -> Option<PathBuf> {
    std::env::var_os(LOG).map(PathBuf::from)
}

fn spawn(test: &str, log: &Path, environment: &[(&str, &OsStr)]) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env_remove("BACKLINE_KEEP_DB")
        .env(LOG, log)
        .envs(environment.iter().copied())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// The URL in the one line of psql.
fn kept(output: &Output) -> Option<String> {
    let text = String::from_utf8_lossy(&output.stderr);
    let mut lines = text.lines().filter_map(|line| line.split_once(": psql '"));
    let url = lines.next()?.1.strip_suffix('\'').unwrap().to_owned();
    assert_eq!(lines.next(), None, "one line: {text}");
    Some(url)
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

async fn text(db: &impl ConnectionTrait, sql: &str) -> String {
    let statement = sea_orm::Statement::from_string(db.get_database_backend(), sql);
    db.query_one_raw(statement).await.unwrap().unwrap().try_get_by_index(0).unwrap()
}

/// Ends the cluster of this data folder: its supervisor leaves when its folder has gone.
fn end(data_folder: &Path) {
    let pid_file = fs::read_to_string(data_folder.join("postmaster.pid")).unwrap();
    let killed = Command::new("kill").args(["-QUIT", pid_file.lines().next().unwrap()]).status().unwrap();
    assert!(killed.success());
    let folder = data_folder.parent().unwrap();
    // Out of the way in one step, whatever the server still writes; then away.
    let gone = folder.with_extension("gone");
    fs::rename(folder, &gone).unwrap();
    while fs::remove_dir_all(&gone).is_err() && gone.exists() {
        std::thread::yield_now();
    }
}
