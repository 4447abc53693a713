//! A cluster on disk for the long runs, and this program seeding in it.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use backline_ops::sql::identifier;
use backline_postgres::{Cluster, Local, Search, Server, Settings, binaries};
use sea_orm::{ConnectionTrait as _, Database, DatabaseConnection, Statement};

use crate::failure::Failure;
use crate::place::{EXTENSIONS, workspace};

/// Migrated, with the reference data.
const TEMPLATE: &str = "stress_reference";
/// The day that is today in the stories.
const AS_OF: &str = "2026-06-15";

/// A cluster that is gone with this.
pub(super) struct Ground {
    cluster: Cluster,
    server: Server,
    admin: DatabaseConnection,
}

/// Each table with the number of its rows and the sum of their digests, in whatever order they lie.
pub(super) type Digests = BTreeMap<String, String>;

/// How a process went that ran to its end.
pub(super) struct Ran {
    pub(super) time: Duration,
    /// The most memory that it had, in bytes; none where the system does not tell.
    pub(super) peak: Option<u64>,
}

impl Ground {
    /// A new cluster, of this major version where one is given, with a template.
    pub(super) async fn prepare(name: &str, major: Option<u32>) -> Result<Self, Failure> {
        let folder = workspace().join("target/stress").join(name);
        let started = tokio::task::block_in_place(|| {
            let mut search = Search { major, ..Search::from_environment() };
            search.extensions = EXTENSIONS.map(str::to_owned).to_vec();
            // A new cluster takes any version that it is not kept from.
            search.local = Local::Folder(binaries::find(&search)?.folder);
            let cluster = Cluster::new(Settings::development(folder).with_search(search))?;
            cluster.destroy()?;
            let server = cluster.ensure_started()?;
            Ok::<_, backline_postgres::Error>((cluster, server))
        });
        let (cluster, server) = started?;
        let admin = Database::connect(server.socket_url("postgres")).await?;
        let ground = Self { cluster, server, admin };
        ground.create(TEMPLATE, "template0").await?;
        for words in [&["migrate", "up"][..], &["seed", "reference"]] {
            ground.finish(TEMPLATE, words)?;
        }
        Ok(ground)
    }

    pub(super) fn version(&self) -> String {
        self.server.binaries().version.to_string()
    }

    pub(super) async fn create(&self, name: &str, template: &str) -> Result<(), Failure> {
        self.drop(name).await?;
        let sql = format!("CREATE DATABASE {} TEMPLATE {}", identifier(name), identifier(template));
        self.admin.execute_unprepared(&sql).await?;
        Ok(())
    }

    /// With migrations and reference data.
    pub(super) async fn create_migrated(&self, name: &str) -> Result<(), Failure> {
        self.create(name, TEMPLATE).await
    }

    pub(super) async fn drop(&self, name: &str) -> Result<(), Failure> {
        let sql = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", identifier(name));
        self.admin.execute_unprepared(&sql).await?;
        Ok(())
    }

    pub(super) async fn connect(&self, name: &str) -> Result<DatabaseConnection, Failure> {
        Ok(Database::connect(self.server.socket_url(name)).await?)
    }

    /// The same as people connect, over TCP.
    pub(super) async fn connect_over_tcp(&self, name: &str) -> Result<DatabaseConnection, Failure> {
        Ok(Database::connect(self.server.url(name)).await?)
    }

    /// This program on a database, started.
    pub(super) fn start(&self, name: &str, words: &[&str]) -> anyhow::Result<Child> {
        let program = std::env::current_exe().context("failed to find this program")?;
        let mut command = Command::new(program);
        command.arg("-q").args(words).env("DATABASE_URL", self.server.socket_url(name));
        command.env_remove("BACKLINE_ENV");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        command.spawn().with_context(|| format!("failed to start {}", words.join(" ")))
    }

    /// This program on a database, to its end.
    pub(super) fn finish(&self, name: &str, words: &[&str]) -> anyhow::Result<Ran> {
        let started = Instant::now();
        let mut child = self.start(name, words)?;
        let mut peak = None;
        while child.try_wait().context("failed to wait for the process")?.is_none() {
            peak = peak.max(high_water(child.id()));
            std::thread::sleep(Duration::from_millis(5));
        }
        let time = started.elapsed();
        let output = child.wait_with_output().context("failed to wait for the process")?;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr).trim().to_owned());
        Ok(Ran { time, peak })
    }

    /// Of the tables that have no rows in the reference data.
    pub(super) async fn digests(&self, name: &str) -> Result<Digests, Failure> {
        let (template, db) = (self.connect(TEMPLATE).await?, self.connect(name).await?);
        let mut digests = Digests::new();
        for table in story_tables(&template).await? {
            let sql = format!(
                "SELECT concat_ws(' ', count(*), sum(('x' || left(md5(t::text), 16))::bit(64)::bigint::numeric))
                FROM {} AS t",
                identifier(&table)
            );
            digests.insert(table, scalar(&db, &sql).await?);
        }
        template.close().await?;
        db.close().await?;
        Ok(digests)
    }
}

impl Drop for Ground {
    fn drop(&mut self) {
        // Should it fail, the next run removes it.
        let _ = self.cluster.destroy();
    }
}

/// What makes a run of these stories.
pub(super) fn seed(scale: u32) -> [String; 5] {
    ["seed", "--scale", &scale.to_string(), "--as-of", AS_OF].map(str::to_owned)
}

/// The words as a command takes them.
pub(super) fn words(owned: &[String]) -> Vec<&str> {
    owned.iter().map(String::as_str).collect()
}

/// Rows of all tables.
pub(super) fn rows(digests: &Digests) -> u64 {
    let count = |digest: &String| digest.split(' ').next().and_then(|count| count.parse::<u64>().ok());
    digests.values().filter_map(count).sum()
}

/// What differs, in words.
pub(super) fn differences(expected: &Digests, found: &Digests) -> Vec<String> {
    expected
        .iter()
        .filter(|(table, digest)| found.get(*table) != Some(*digest))
        .map(|(table, digest)| {
            let other = found.get(table).map_or("nothing", String::as_str);
            format!("\"{table}\" has {other} in the place of {digest}")
        })
        .collect()
}

async fn story_tables(template: &DatabaseConnection) -> Result<Vec<String>, Failure> {
    let sql = "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
        AND NOT relispartition ORDER BY relname";
    let statement = Statement::from_string(template.get_database_backend(), sql);
    let mut tables = Vec::new();
    for row in template.query_all_raw(statement).await? {
        let table: String = row.try_get_by_index(0)?;
        let is_empty = format!("SELECT NOT EXISTS (SELECT FROM {})", identifier(&table));
        if backline_ops::sql::scalar::<bool, _>(template, &is_empty, []).await? {
            tables.push(table);
        }
    }
    Ok(tables)
}

async fn scalar(db: &DatabaseConnection, sql: &str) -> Result<String, Failure> {
    Ok(backline_ops::sql::scalar(db, sql, []).await?)
}

/// The most memory that a process has had until now, where the system has `/proc`.
fn high_water(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(Path::new("/proc").join(process.to_string()).join("status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1_024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_told() {
        let digests = |of: &[(&str, &str)]| -> Digests {
            of.iter().map(|(table, digest)| ((*table).to_owned(), (*digest).to_owned())).collect()
        };
        let expected = digests(&[("a", "1 5"), ("b", "2 7")]);
        assert_eq!(rows(&expected), 3);
        assert!(differences(&expected, &expected).is_empty());
        let found = differences(&expected, &digests(&[("a", "1 6")]));
        assert_eq!(found.len(), 2, "{found:?}");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_process_has_a_high_water_mark() {
        assert!(high_water(std::process::id()).is_some_and(|bytes| bytes > 1_000_000));
        assert_eq!(high_water(u32::MAX), None);
    }
}
