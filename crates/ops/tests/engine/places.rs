//! Servers and connections that must not be migrated through: recognised, and refused with a hint.

use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use backline_ops::Error;
use backline_ops::migrate::{Options, Unsuitable, up};
use backline_postgres::{Cluster, Settings, StopMode};
use sea_orm::{ConnectionTrait as _, Database};

use crate::support::{Shop, TestDatabase, until};

async fn refused(url: &str) -> Unsuitable {
    let db = Database::connect(url).await.unwrap();
    match up::<Shop>(&db, Options::default(), |_| {}).await {
        Err(Error::Unsuitable(unsuitable)) => unsuitable,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_worker_of_citus() {
    let database = TestDatabase::new().await;
    // As the extension makes it; the group of the coordinator is 0.
    database
        .execute("SET allow_system_table_mods = on; CREATE TABLE pg_catalog.pg_dist_local_group (groupid int NOT NULL)")
        .await;
    database.execute("INSERT INTO pg_catalog.pg_dist_local_group VALUES (3)").await;
    let unsuitable = refused(database.url()).await;
    assert_eq!(unsuitable, Unsuitable::CitusWorker);
    assert!(unsuitable.hint().contains("coordinator"));
    database.execute("UPDATE pg_catalog.pg_dist_local_group SET groupid = 0").await;
    assert_eq!(up::<Shop>(database.conn(), Options::default(), |_| {}).await.unwrap().applied.len(), 3);
}

#[tokio::test]
async fn a_standby() {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings::test(folder.path().join("standby")).with_parameter("wal_level", "replica");
    let cluster = Cluster::new(settings).unwrap();
    let data = cluster.ensure_started().unwrap().data_folder().to_owned();
    cluster.stop(StopMode::Fast).unwrap();
    std::fs::write(data.join("standby.signal"), "").unwrap();
    let server = cluster.ensure_started().unwrap();
    let unsuitable = refused(&server.socket_url("postgres")).await;
    assert_eq!(unsuitable, Unsuitable::Standby);
    cluster.destroy().unwrap();
}

/// Debian's PgBouncer: the installed one, else unpacked from its packages. `OPS_PGBOUNCER` names another.
fn pgbouncer(folder: &Path) -> Option<(PathBuf, PathBuf)> {
    let libraries = folder.join("root/usr/lib/x86_64-linux-gnu");
    if let Some(program) = std::env::var_os("OPS_PGBOUNCER") {
        return Some((program.into(), libraries));
    }
    let installed = Path::new("/usr/sbin/pgbouncer");
    if installed.exists() {
        return Some((installed.to_owned(), libraries));
    }
    let fetched = Command::new("apt-get")
        .args(["download", "pgbouncer", "libc-ares2", "libevent-2.1-7"])
        .current_dir(folder)
        .output();
    if !fetched.is_ok_and(|output| output.status.success()) {
        return None;
    }
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "deb") {
            let unpacked = Command::new("dpkg").arg("-x").arg(&path).arg(folder.join("root")).status();
            assert!(unpacked.unwrap().success(), "{}", path.display());
        }
    }
    Some((folder.join("root/usr/sbin/pgbouncer"), libraries))
}

struct Pooler(Child);

impl Drop for Pooler {
    fn drop(&mut self) {
        // Gone already is just as well.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test]
async fn a_pooler_that_gives_each_transaction_another_session() {
    let database = TestDatabase::new().await;
    let folder = tempfile::Builder::new().prefix("ops-pooler-").tempdir_in("/tmp").unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o777)).unwrap();
    let (program, libraries) = pgbouncer(folder.path()).expect(
        "neither an installed pgbouncer nor the packages of one: install it, or name it in OPS_PGBOUNCER",
    );
    let name = database.column::<String>("SELECT current_database()::text").await.remove(0);
    let user = database.column::<String>("SELECT current_user::text").await.remove(0);
    for mode in ["session", "transaction"] {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let server = database.server();
        let settings = format!(
            "[databases]\n{name} = host={} port={} dbname={name} user={user}\n[pgbouncer]\nlisten_addr = 127.0.0.1\n\
             listen_port = {port}\nunix_socket_dir =\nauth_type = any\npool_mode = {mode}\nignore_startup_parameters = extra_float_digits\n",
            server.socket_folder().display(),
            server.port(),
        );
        let file = folder.path().join(format!("{mode}.ini"));
        std::fs::write(&file, settings).unwrap();
        let mut command = Command::new(&program);
        command.arg(&file).env("LD_LIBRARY_PATH", &libraries).stdout(Stdio::null()).stderr(Stdio::null());
        // It refuses to run as root; the server's own user may go into the folder of its socket.
        command.uid(std::fs::metadata(server.data_folder()).unwrap().uid());
        let pooler = Pooler(command.spawn().unwrap());
        let url = format!("postgres://{user}@127.0.0.1:{port}/{name}?sslmode=disable");
        until("the pooler answers", async || {
            tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok()
        })
        .await;
        if mode == "session" {
            let db = Database::connect(&url).await.unwrap();
            let first = backline_ops::migrate::Until::Steps(1);
            let options = Options { until: first, ..Options::default() };
            assert_eq!(up::<Shop>(&db, options, |_| {}).await.unwrap().applied.len(), 1);
            db.execute_unprepared("SELECT 1").await.unwrap();
        } else {
            let unsuitable = refused(&url).await;
            assert_eq!(unsuitable, Unsuitable::TransactionPooler);
            assert!(unsuitable.hint().contains("pool_mode = session"));
        }
        drop(pooler);
    }
    assert_eq!(database.column::<i64>("SELECT count(*) FROM migration_history").await, [1]);
}
