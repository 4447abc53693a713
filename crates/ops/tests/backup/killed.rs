//! `kill -9` of backups and restores, after each thing that they tell and at moments in between: something whole has each
//! name, and the next run ends right.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use backline_ops::backup::{BackupError, Event, Format, RestoreOptions, create, list, restore, verify};
use backline_ops::catalog::{Snapshot, digests};
use sea_orm::Database;
use sea_orm::sqlx::{self, Connection as _, PgConnection};

use crate::support::TestDatabase;
use crate::{SHOP, consent, options, tools};

/// Names the database's URL, the folder, what is to be done, and after which event it stands still; set for children only.
const TOLD: &str = "BACKUP_TEST";

/// No event of this number: it does not stand still.
const THROUGH: usize = usize::MAX;

#[tokio::test]
async fn child() {
    let Ok(told) = std::env::var(TOLD) else { return };
    let [url, folder, what, number] = told.lines().collect::<Vec<_>>().try_into().unwrap();
    let mut left: usize = number.parse().unwrap();
    let tell = |event: Event| {
        if left == 0 {
            println!("reached {event:?}");
            loop {
                std::thread::park();
            }
        }
        left -= 1;
    };
    let url = format!("{url}{}application_name=child", if url.contains('?') { '&' } else { '?' });
    let outcome = if what == "save" {
        let db = Database::connect(&url).await.unwrap();
        create(&db, &tools(), &options(folder.as_ref(), Format::Directory), tell).await.map(drop)
    } else {
        let target: sqlx::postgres::PgConnectOptions = url.parse().unwrap();
        let consent = consent(target.get_database().unwrap());
        let wish = RestoreOptions { jobs: 2, drop_old: what == "restore and drop" };
        let maintenance = target.database("postgres");
        restore(&maintenance, &consent, &tools(), folder.as_ref(), &wish, tell).await.map(drop)
    };
    outcome.unwrap();
}

fn start(database: &TestDatabase, folder: &Path, what: &str, number: usize) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "killed::child", "--nocapture"])
        .env(TOLD, format!("{}\n{}\n{what}\n{number}", database.url, folder.display()))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Kills it where it stands still, and gives the event that it had told last; none when it was through before.
fn killed_after(database: &TestDatabase, folder: &Path, what: &str, number: usize) -> Option<String> {
    let mut child = start(database, folder, what, number);
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let reached = lines.find_map(|line| line.split_once("reached ").map(|(_, event)| event.to_owned()));
    child.kill().unwrap();
    let status = child.wait().unwrap();
    assert!(reached.is_some() || status.success(), "{what} {number}: {status}");
    reached
}

/// Moments all over a run. How long one takes changes with what else the machine has to do.
struct Moments {
    through: Duration,
    turn: u32,
}

impl Moments {
    fn next(&mut self) -> Duration {
        self.turn += 1;
        assert!(
            self.turn < 100,
            "the runs are through before they are killed, or killed before they have begun"
        );
        self.through.mul_f64(f64::from(self.turn * 7 % 12 + 1) / 13.0)
    }

    /// The next ones are later where it was killed, and earlier where it was through before.
    fn seen(&mut self, moment: Duration, was_killed: bool) {
        self.through = if was_killed { self.through.mul_f64(1.1) } else { moment };
    }
}

/// Kills it at this moment, unless it is through before; whether it was killed.
async fn killed_at(database: &TestDatabase, folder: &Path, what: &str, moment: Duration) -> bool {
    let mut child = start(database, folder, what, THROUGH);
    tokio::time::sleep(moment).await;
    child.kill().unwrap();
    let status = child.wait().unwrap();
    assert!(status.success() || status.code().is_none(), "{what}: {status}");
    status.code().is_none()
}

impl TestDatabase {
    async fn maintained(&self) -> PgConnection {
        PgConnection::connect_with(&self.maintenance()).await.unwrap()
    }

    /// The databases that are called like this one and a bit more.
    async fn beside(&self) -> Vec<String> {
        let query =
            "SELECT datname::text FROM pg_database WHERE starts_with(datname, $1 || '_') ORDER BY datname";
        let mut session = self.maintained().await;
        sqlx::query_scalar(query).bind(self.name()).fetch_all(&mut session).await.unwrap()
    }

    /// Sessions of the killed process may live a moment longer; those of a `pg_restore` that it left go on.
    async fn settled(&self) {
        let mut session = self.maintained().await;
        let left = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'child'";
        let deadline = Instant::now() + Duration::from_secs(60);
        while sqlx::query_scalar::<_, i64>(left).fetch_one(&mut session).await.unwrap() > 0 {
            assert!(Instant::now() < deadline, "the killed process's sessions live on");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Catalog, rows and content of a database of the same server.
    async fn state_of(&self, name: &str) -> String {
        let url = self.url.replace(&self.name(), name);
        let db = Database::connect(url).await.unwrap();
        let snapshot = Snapshot::read(&db).await.unwrap();
        let rows = digests(&db, &snapshot, None, 1).await.unwrap();
        db.close().await.unwrap();
        format!("{} {rows:?}", snapshot.fingerprint())
    }

    async fn state(&self) -> String {
        self.state_of(&self.name()).await
    }

    /// Other rows than those that were saved: what serves until a restore is through.
    async fn go_on(&self) -> String {
        let mut session = PgConnection::connect(&self.url).await.unwrap();
        let deed = "INSERT INTO goods (title) VALUES ('since'); DELETE FROM orders WHERE id = (SELECT max(id) FROM orders)";
        sqlx::raw_sql(deed).execute(&mut session).await.unwrap();
        self.state().await
    }

    /// Restores to the end, and takes nothing else for that.
    async fn restore_whole(&self, folder: &Path) {
        let wish = RestoreOptions { jobs: 2, drop_old: false };
        restore(&self.maintenance(), &consent(&self.name()), &tools(), folder, &wish, |_| {}).await.unwrap();
    }

    async fn drop_all(&self) {
        let mut session = self.maintained().await;
        for name in self.beside().await {
            let statement = format!("DROP DATABASE \"{name}\" WITH (FORCE)");
            sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(&mut session).await.unwrap();
        }
    }
}

/// What serves is whole, old or new, and so is what is kept.
async fn assert_whole(database: &TestDatabase, old: &str, new: &str, moment: &str) {
    let serving = database.state().await;
    assert!(serving == old || serving == new, "{moment}: neither serves");
    let kept = format!("{}_before_restore", database.name());
    if database.beside().await.contains(&kept) {
        let kept = database.state_of(&kept).await;
        assert!(kept == old || kept == new, "{moment}: half is kept");
        assert!(serving == new || kept == new, "{moment}: the old one is kept, and serves");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_killed_after_each_thing_that_it_tells_leaves_one_serving_whole() {
    let root = tempfile::tempdir().unwrap();
    let saved = TestDatabase::with(SHOP).await;
    let made = create(&saved.connection, &tools(), &options(root.path(), Format::Custom), |_| {}).await;
    let (folder, _) = made.unwrap();
    let new = saved.state().await;
    let mut served = Vec::new();
    for what in ["restore", "restore and drop"] {
        for number in 0.. {
            let database = TestDatabase::with(SHOP).await;
            let old = database.go_on().await;
            let Some(event) = killed_after(&database, &folder, what, number) else { break };
            database.settled().await;
            assert_whole(&database, &old, &new, &event).await;
            served.push(database.state().await == new);
            database.restore_whole(&folder).await;
            assert_eq!(database.state().await, new, "{event}");
            assert_eq!(database.beside().await, [format!("{}_before_restore", database.name())], "{event}");
            database.drop_all().await;
        }
    }
    assert!(served.contains(&true) && served.contains(&false), "{served:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_killed_again_and_again_leaves_one_serving_whole() {
    let root = tempfile::tempdir().unwrap();
    let database = TestDatabase::with(SHOP).await;
    let made = create(&database.connection, &tools(), &options(root.path(), Format::Custom), |_| {}).await;
    let (folder, _) = made.unwrap();
    let new = database.state().await;
    let begun = Instant::now();
    assert_eq!(killed_after(&database, &folder, "restore", THROUGH), None);
    let mut moments = Moments { through: begun.elapsed(), turn: 0 };
    let (mut killed, mut left) = (0, 0);
    while killed < 6 || left == 0 {
        // What an earlier one left is there for this one.
        let old = database.go_on().await;
        let moment = moments.next();
        let was_killed = killed_at(&database, &folder, "restore", moment).await;
        moments.seen(moment, was_killed);
        killed += u32::from(was_killed);
        database.settled().await;
        let kept = format!("{}_before_restore", database.name());
        let serving = database.state().await;
        assert!(serving == old || serving == new, "after {moment:?} neither serves");
        for name in database.beside().await {
            if name == kept {
                // Of this run or an earlier one, but whole: whatever served.
                assert_eq!(database.state_of(&name).await.split(' ').next(), new.split(' ').next());
            } else {
                left += 1;
            }
        }
    }
    database.restore_whole(&folder).await;
    assert_eq!(database.state().await, new);
    assert_eq!(database.beside().await, [format!("{}_before_restore", database.name())]);
    database.drop_all().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_killed_at_any_moment_has_no_name() {
    let database = TestDatabase::with(SHOP).await;
    let root = tempfile::tempdir().unwrap();
    let backups = root.path().join("backups");
    let mut whole = 0;
    let mut check = async |moment: &str| {
        let (found, others) = if backups.exists() { list(&backups).unwrap() } else { Default::default() };
        assert_eq!(others, [], "{moment}");
        for (folder, manifest) in &found[whole..] {
            manifest.check_files(folder).unwrap();
            verify(&database.connection, &tools(), folder, 2, |_| {}).await.unwrap();
        }
        whole = found.len();
    };
    let mut number = 0;
    while let Some(event) = killed_after(&database, &backups, "save", number) {
        check(&event).await;
        number += 1;
    }
    assert!(number > 1, "{number}");
    let begun = Instant::now();
    assert_eq!(killed_after(&database, &backups, "save", THROUGH), None);
    let mut moments = Moments { through: begun.elapsed(), turn: 0 };
    let mut killed = 0;
    while killed < 6 {
        let moment = moments.next();
        let was_killed = killed_at(&database, &backups, "save", moment).await;
        moments.seen(moment, was_killed);
        killed += u32::from(was_killed);
        check(&format!("{moment:?}")).await;
    }
    // A pg_dump that was left may still be at it.
    create(&database.connection, &tools(), &options(&backups, Format::Directory), |_| {}).await.unwrap();
    check("the end").await;
    let names = fs::read_dir(&backups).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(names.into_iter().all(|name| !name.to_string_lossy().starts_with('.')));
}

#[tokio::test]
async fn two_do_not_restore_one_database_at_once() {
    let database = TestDatabase::with(SHOP).await;
    let root = tempfile::tempdir().unwrap();
    let made = create(&database.connection, &tools(), &options(root.path(), Format::Custom), |_| {}).await;
    let (folder, _) = made.unwrap();
    let mut child = start(&database, &folder, "restore", 1);
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    assert!(lines.any(|line| line.contains("reached ")));
    let wish = RestoreOptions { jobs: 1, drop_old: false };
    let consent = consent(&database.name());
    let error =
        restore(&database.maintenance(), &consent, &tools(), &folder, &wish, |_| {}).await.unwrap_err();
    assert!(matches!(error, BackupError::Database(backline_ops::Error::Locked { .. })), "{error}");
    let error = backline_ops::backup::undo(&mut database.maintained().await, &consent).await.unwrap_err();
    assert!(matches!(error, BackupError::Database(backline_ops::Error::Locked { .. })), "{error}");
    child.kill().unwrap();
    child.wait().unwrap();
}
