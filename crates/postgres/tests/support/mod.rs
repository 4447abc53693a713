//! What the tests of this crate share: a cluster in a folder of its own that is gone at the end, whatever happens.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use backline_postgres::{Cluster, Server, Settings};
use tempfile::TempDir;

/// A folder for clusters; when it goes, so do they.
pub struct Scratch {
    folder: TempDir,
    clusters: Vec<Cluster>,
}

impl Scratch {
    /// A new folder that the unprivileged user of a server may enter.
    pub fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("backline-test-").tempdir_in("/tmp").unwrap();
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        Self { folder, clusters: Vec::new() }
    }

    /// A path inside the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A cluster with these settings that is destroyed at the end.
    pub fn cluster(&mut self, settings: Settings) -> Cluster {
        let cluster = Cluster::new(settings).unwrap();
        self.clusters.push(cluster.clone());
        cluster
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        for cluster in &self.clusters {
            if let Err(error) = cluster.destroy() {
                assert!(std::thread::panicking(), "failed to destroy a cluster: {error}");
            }
        }
    }
}

/// The answer of a query through `psql`, which must be installed with the server.
pub fn query(server: &Server, sql: &str) -> String {
    query_url(&server.socket_url("postgres"), sql)
}

/// The answer of a query through `psql` on a URL.
pub fn query_url(url: &str, sql: &str) -> String {
    let output = std::process::Command::new("psql")
        .args(["-X", "-A", "-t", "-w", "-v", "ON_ERROR_STOP=1", "-c", sql, url])
        .output()
        .expect("psql runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// Waits until something is so.
pub fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !is_so() {
        assert!(Instant::now() < deadline, "{what}: not within 20 s");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Whether the process exists and is no zombie.
pub fn is_alive(pid: u32) -> bool {
    let output =
        std::process::Command::new("ps").args(["-o", "stat=", "-p", &pid.to_string()]).output().unwrap();
    let state = String::from_utf8(output.stdout).unwrap();
    !state.trim().is_empty() && !state.starts_with('Z')
}

/// Ends a process as a crash would.
pub fn kill_9(pid: u32) {
    let status = std::process::Command::new("kill").args(["-9", &pid.to_string()]).status().unwrap();
    assert!(status.success());
}

/// The names in a folder.
pub fn names_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}
