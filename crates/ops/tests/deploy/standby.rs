//! A standby that is far behind: a real one, whose replay is paused.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Stdio;

use backline_ops::deploy::{Limits, Options, Stage};
use backline_ops::migrate;
use backline_ops::sql::scalar;
use backline_postgres::{Cluster, Server, Settings, StopMode};
use sea_orm::{ConnectionTrait as _, Database, DatabaseConnection};

use crate::support::{New, Old, deploy_with, options, state, until};

/// A server with senders of WAL.
fn primary(folder: &Path) -> Cluster {
    let settings = Settings::test(folder.join("primary"));
    Cluster::new(settings.with_parameter("wal_level", "replica").with_parameter("max_wal_senders", "4"))
        .unwrap()
}

/// A server that follows it, made by `pg_basebackup`.
fn standby(folder: &Path, primary: &Server) -> Cluster {
    let follow = format!(
        "host={} port={} user=postgres application_name=second",
        primary.socket_folder().display(),
        primary.port()
    );
    let settings = Settings::test(folder.join("standby"))
        .with_parameter("wal_level", "replica")
        .with_parameter("max_wal_senders", "4")
        .with_parameter("primary_conninfo", follow)
        .with_parameter("wal_receiver_status_interval", "1");
    let cluster = Cluster::new(settings).unwrap();
    let data = cluster.ensure_started().unwrap().data_folder().to_owned();
    cluster.stop(StopMode::Fast).unwrap();
    for entry in fs::read_dir(&data).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { fs::remove_dir_all(path).unwrap() } else { fs::remove_file(path).unwrap() }
    }
    let program = primary.binaries().pg_dump().unwrap().with_file_name("pg_basebackup");
    let mut command = primary.client(&program, "postgres");
    // As the user who the server's files belong to.
    let owner = fs::metadata(&data).unwrap();
    command.uid(owner.uid()).gid(owner.gid()).current_dir("/");
    command.args(["--wal-method=stream", "--checkpoint=fast", "--no-sync", "--pgdata"]).arg(&data);
    let output = command.stdin(Stdio::null()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    fs::write(data.join("standby.signal"), "").unwrap();
    cluster
}

async fn value<T: sea_orm::TryGetable>(db: &DatabaseConnection, query: &str) -> T {
    scalar(db, query, []).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_standby_that_is_far_behind_refuses_the_deploy_until_it_has_caught_up() {
    let folder = tempfile::Builder::new().prefix("ops-standby-").tempdir_in("/tmp").unwrap();
    let first = primary(folder.path());
    let server = first.ensure_started().unwrap();
    let maintenance = Database::connect(server.socket_url("postgres")).await.unwrap();
    maintenance.execute_unprepared("CREATE DATABASE shop").await.unwrap();
    let shop = Database::connect(server.socket_url("shop")).await.unwrap();
    migrate::up::<Old>(&shop, migrate::Options::default(), |_| {}).await.unwrap();
    shop.execute_unprepared("INSERT INTO goods SELECT n, 'thing ' || n FROM generate_series(1, 50) AS n")
        .await
        .unwrap();
    let second = standby(folder.path(), &server);
    let follower = second.ensure_started().unwrap();
    let follower = Database::connect(follower.socket_url("postgres")).await.unwrap();
    follower.execute_unprepared("SELECT pg_wal_replay_pause()").await.unwrap();
    until("replay is paused", async || {
        value::<bool>(&follower, "SELECT pg_get_wal_replay_pause_state() = 'paused'").await
    })
    .await;

    // So much is not written by the plan, which makes a database for a while.
    let limits = Limits { lag_bytes: 48 << 20, ..options(folder.path()).limits };
    let options = Options { limits, ..options(folder.path()) };
    let filler =
        "CREATE TABLE filler AS SELECT repeat(md5(n::text), 8) AS text FROM generate_series(1, 240000) AS n";
    maintenance.execute_unprepared(filler).await.unwrap();
    let before = state(&shop).await;
    let report = deploy_with::<New>(&shop, &options, |_| {}).await.unwrap();
    let refusals = report.refusals().join("\n");
    assert!(
        refusals.contains("replication: standby second is ") && refusals.contains(" MB of WAL behind"),
        "{refusals}"
    );
    assert_eq!((report.stage, report.is_good(), report.number), (Stage::Preflight, false, None));
    assert_eq!(state(&shop).await, before);

    follower.execute_unprepared("SELECT pg_wal_replay_resume()").await.unwrap();
    let caught_up = "SELECT EXISTS (SELECT FROM pg_stat_replication
        WHERE application_name = 'second' AND pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn) < 1000000)";
    until("the standby has caught up", async || value::<bool>(&maintenance, caught_up).await).await;
    let report = deploy_with::<New>(&shop, &options, |_| {}).await.unwrap();
    assert_eq!((report.stage, report.is_good()), (Stage::Done, true), "{}", report.markdown());
    assert!(report.markdown().contains("standby second is "), "{}", report.markdown());
    for db in [shop, maintenance, follower] {
        db.close().await.unwrap();
    }
    second.destroy().unwrap();
    first.destroy().unwrap();
}
