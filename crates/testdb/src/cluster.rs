//! The one cluster of a test run.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use backline_postgres::{Server, SharedCluster, SharedSettings};

use crate::Error;

/// Asked for in every project, so that whoever starts the cluster starts one that serves all of its tests: they are
/// part of every complete PostgreSQL.
const EXTENSIONS: [&str; 3] = ["btree_gist", "citext", "pg_trgm"];

/// Room for the pools of many tests at once.
const MAX_CONNECTIONS: &str = "500";

/// For how long databases stay that are kept on demand.
const KEPT_ON_DEMAND: Duration = Duration::from_secs(60 * 60);

/// For how long the databases of failed tests stay.
const KEPT_ON_FAILURE: Duration = Duration::from_secs(30 * 60);

/// Held until the process ends: its lease ends with it.
static CLUSTER: Mutex<Option<SharedCluster>> = Mutex::new(None);

/// The server, started when no process of the test run has, and started anew when it was killed.
pub(crate) async fn server() -> Result<Server, Error> {
    tokio::task::spawn_blocking(join).await.map_err(Error::RuntimeEnded)?.map_err(Error::Cluster)
}

/// Whether `BACKLINE_KEEP_DB` asks for every database to be kept.
pub(crate) fn keeps_all() -> bool {
    std::env::var_os("BACKLINE_KEEP_DB").is_some_and(|value| !value.is_empty() && value != "0")
}

/// For how long a kept database stays after the last test.
pub(crate) fn kept_for() -> Duration {
    if keeps_all() { KEPT_ON_DEMAND } else { KEPT_ON_FAILURE }
}

/// Has the cluster outlast its tests, for a database that is kept in it.
pub(crate) fn keep() -> Result<(), backline_postgres::Error> {
    let cluster = CLUSTER.lock().unwrap_or_else(PoisonError::into_inner);
    cluster.as_ref().map_or(Ok(()), |cluster| cluster.keep_for(kept_for()))
}

fn join() -> Result<Server, backline_postgres::Error> {
    let mut cluster = CLUSTER.lock().unwrap_or_else(PoisonError::into_inner);
    match &*cluster {
        Some(cluster) => cluster.ensure_started(),
        None => {
            let joined = SharedCluster::join(&settings())?;
            let server = joined.server().clone();
            *cluster = Some(joined);
            Ok(server)
        }
    }
}

fn settings() -> SharedSettings {
    let workspace = workspace().display().to_string();
    let settings = if keeps_all() {
        // Another cluster: how long one stays is settled by whoever starts it.
        SharedSettings { linger: KEPT_ON_DEMAND, ..SharedSettings::new(format!("{workspace} kept")) }
    } else {
        SharedSettings::new(workspace)
    };
    settings.with_extensions(EXTENSIONS).with_parameter("max_connections", MAX_CONNECTIONS)
}

/// The folder with the `Cargo.lock` that this test was built by; all test processes of a run agree on it.
fn workspace() -> PathBuf {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let start = package.or_else(|| std::env::current_dir().ok()).unwrap_or_default();
    let locked = start.ancestors().find(|folder| folder.join("Cargo.lock").is_file());
    locked.map_or_else(|| start.clone(), Path::to_owned)
}
