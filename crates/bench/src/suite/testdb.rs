//! `cargo xtask bench testdb`: a private database in every test, beside psql and `#[sqlx::test]`.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use backline_migrations::Migrator;
use backline_postgres::{Search, SharedCluster, SharedSettings, binaries};
use backline_testdb::TestDb;
use tokio::runtime::Handle;

use super::{Setup, rendered};
use crate::tools::target_folder;
use crate::{
    BenchServer, Claim, Comparison, Contender, Error, Measured, Report, Scripts, Target, process, timed,
};

/// How many tests the project of tests has.
const TESTS: usize = 200;

/// The version of sqlx whose `#[sqlx::test]` is measured, the one that SeaORM uses.
const SQLX: &str = "0.9";

/// Times that a run of the tests with `#[sqlx::test]` is measured at most: it takes minutes.
const ROUNDS_OF_TESTS: usize = 3;

const ONE_DATABASE: &str = "A database for a test";
/// The folder of the migrations' SQL in the project of tests.
const SCRIPTS: &str = "platform";

const ALL_TESTS: &str = "200 tests in parallel";

/// Runs the suite on a thread that may block.
///
/// # Errors
/// The first of anything that is measured or prepared.
pub fn run(setup: &Setup<'_>) -> Result<Report, Error> {
    let disk = setup.server(&[])?;
    let setting = disk.setting()?;
    let mut comparisons = Vec::new();
    if setup.wants(ONE_DATABASE) {
        comparisons.push(one_database(setup)?);
    }
    if setup.wants(ALL_TESTS) {
        comparisons.push(all_tests(setup, &disk)?);
    }
    Ok(Report { suite: "testdb", setting, in_memory: setup.in_memory, rounds: setup.rounds, comparisons })
}

fn psql() -> Result<PathBuf, Error> {
    binaries::find(&Search::from_environment())?.psql().ok_or_else(|| Error::Tool {
        tool: "psql".to_owned(),
        reason: "it is neither beside the server's programs nor in PATH".to_owned(),
        hint: "install PostgreSQL's client programs, or set PG_BIN to a folder that has them".to_owned(),
    })
}

fn one_database(setup: &Setup<'_>) -> Result<Measured, Error> {
    const STATEMENT: &str = "psql, the statement alone";
    let psql = psql()?;
    let runtime = Handle::current();
    let make = || runtime.block_on(TestDb::for_migrator::<Migrator>()).map_err(Error::from);
    // Stays, so that the cluster does, and with it the template.
    let first = make()?;
    let sql = |words: &[&str]| {
        let mut command = Command::new(&psql);
        command.args(["--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--set", "ON_ERROR_STOP=1"]);
        for word in words {
            command.args(["--command", word]);
        }
        command.arg(first.url());
        command
    };
    let find =
        "SELECT datname FROM pg_database WHERE datname LIKE 'template_migrated_%' ORDER BY oid DESC LIMIT 1";
    let template = process::output(&mut sql(&[find]))?.trim().to_owned();
    let create = format!("CREATE DATABASE bench_copy TEMPLATE {template}");
    let drop = || process::output(&mut sql(&["DROP DATABASE IF EXISTS bench_copy"]));
    setup.measure(Comparison {
        title: ONE_DATABASE,
        note: "On the cluster of the tests, which lies in memory where there is room. Ours is from the call to a \
               connection that answers; psql is a whole process, and beside it what its own \\timing says of the one \
               statement.",
        contenders: vec![
            Contender::new("TestDb::for_migrator", || {
                let mut made = None;
                let time = timed(|| {
                    made = Some(make()?);
                    Ok(())
                })?;
                // It is dropped here, outside of the time.
                std::mem::drop(made);
                Ok(time)
            }),
            Contender::new("psql, CREATE DATABASE", || {
                drop()?;
                process::time(&mut sql(&[&create]))
            }),
            Contender::new(STATEMENT, || {
                drop()?;
                let told = process::output(&mut sql(&["\\timing on", &create]))?;
                timing(&told).ok_or_else(|| Error::Program {
                    program: "psql".to_owned(),
                    status: "no time".to_owned(),
                    output: told,
                })
            }),
        ],
        claims: vec![
            Claim::new("TestDb::for_migrator", "psql, CREATE DATABASE", Target::AtMost(1.3)),
            Claim::new("TestDb::for_migrator", STATEMENT, Target::Shown),
        ],
    })
}

fn all_tests(setup: &Setup<'_>, disk: &BenchServer) -> Result<Measured, Error> {
    (setup.narrate)("building a project with 200 tests of each kind");
    let (project, psql) = (Project::write(setup)?, psql()?);
    let settings = SharedSettings::private()
        .with_extensions(["btree_gist", "citext", "pg_trgm"])
        .with_parameter("max_connections", "500");
    let memory = SharedCluster::join(&settings)?;
    let memory_url = memory.server().socket_url("postgres");
    let disk_url = disk.url("postgres");
    // Nobody pays for what another has yet to write.
    let rested = |kind, url: &str| {
        for server in [&disk_url, &memory_url] {
            process::output(Command::new(&psql).args([
                "--no-psqlrc",
                "--quiet",
                "--command",
                "CHECKPOINT",
                server,
            ]))?;
        }
        process::time(&mut project.tests(kind, url))
    };
    Comparison {
        title: ALL_TESTS,
        note: "The same tests with the same migrations in two test programs, run whole by `cargo test`'s own harness with \
               its own number of threads. Ours starts its cluster and builds its template each time; #[sqlx::test] is \
               given a server that runs. Before each run, the servers write what they have yet to write.",
        contenders: vec![
            Contender::new("backline-testdb", || rested("ours", &disk_url)),
            Contender::new("#[sqlx::test], a development server", || rested("sqlx", &disk_url)),
            Contender::new("#[sqlx::test], a test server", || rested("sqlx", &memory_url)),
        ],
        claims: vec![
            Claim::new("backline-testdb", "#[sqlx::test], a development server", Target::TimesFaster(10.0)),
            Claim::new("backline-testdb", "#[sqlx::test], a test server", Target::Shown),
        ],
    }
    .measure_cold(setup.rounds.min(ROUNDS_OF_TESTS), setup.narrate)
}

/// The time that psql's `\timing` told last.
fn timing(told: &str) -> Option<std::time::Duration> {
    let line = told.lines().rev().find_map(|line| line.strip_prefix("Time: "))?;
    let ms: f64 = line.split_whitespace().next()?.parse().ok()?;
    Some(std::time::Duration::from_secs_f64(ms / 1000.0))
}

/// A cargo project outside of the workspace, as somebody else would have it.
struct Project {
    folder: PathBuf,
}

impl Project {
    /// Writes it and builds its tests.
    fn write(setup: &Setup<'_>) -> Result<Self, Error> {
        let folder = setup.scratch("tests_of_two_kinds");
        // `#[sqlx::test]` takes a path relative to the project only.
        let scripts = Scripts::write(&folder.join(SCRIPTS), &rendered::<Migrator>()?)?;
        let scripts = scripts.sqlx.strip_prefix(&folder).unwrap_or(&scripts.sqlx);
        let (tests, source) = (folder.join("tests"), folder.join("src"));
        for folder in [&tests, &source] {
            fs::create_dir_all(folder).map_err(Error::io("make the folder", folder))?;
        }
        write(&folder.join("Cargo.toml"), &manifest(setup.workspace))?;
        // The versions of the workspace, so that both kinds use the same.
        let lock = setup.workspace.join("Cargo.lock");
        fs::copy(&lock, folder.join("Cargo.lock")).map_err(Error::io("copy", lock))?;
        write(&source.join("lib.rs"), "//! Nothing but tests.\n")?;
        write(&tests.join("ours.rs"), &ours())?;
        write(&tests.join("sqlx.rs"), &sqlx(scripts))?;
        let project = Self { folder };
        process::output(project.cargo().args(["test", "--quiet", "--no-run"]))?;
        Ok(project)
    }

    fn cargo(&self) -> Command {
        let mut command = Command::new("cargo");
        command.current_dir(&self.folder).env_remove("CARGO_MANIFEST_DIR");
        command.env("CARGO_TARGET_DIR", target_folder(&self.folder));
        command
    }

    /// A run of all tests of one kind.
    fn tests(&self, kind: &str, url: &str) -> Command {
        let mut command = self.cargo();
        command.args(["test", "--quiet", "--test", kind]).env("DATABASE_URL", url);
        command
    }
}

fn write(path: &Path, text: &str) -> Result<(), Error> {
    // A file that is the same is not touched, so that it is not built again.
    if fs::read_to_string(path).is_ok_and(|there| there == text) {
        return Ok(());
    }
    fs::write(path, text).map_err(Error::io("write", path))
}

fn manifest(workspace: &Path) -> String {
    let workspace = workspace.display();
    format!(
        r#"[package]
name = "tests-of-two-kinds"
version = "0.0.0"
edition = "2024"

[workspace]

[dev-dependencies]
backline-migrations = {{ path = "{workspace}/migrations", default-features = false }}
backline-testdb = {{ path = "{workspace}/crates/testdb" }}
sea-orm = {{ version = "2", default-features = false }}
sqlx = {{ version = "{SQLX}", default-features = false, features = ["macros", "migrate", "postgres", "runtime-tokio"] }}
tokio = {{ version = "1", features = ["macros", "rt-multi-thread"] }}

[profile.dev]
debug = false
"#
    )
}

fn ours() -> String {
    let mut text = String::from(
        "use backline_migrations::Migrator;
use backline_testdb::TestDb;
use sea_orm::ConnectionTrait;

async fn check() -> Result<(), Box<dyn std::error::Error>> {
    let db = TestDb::for_migrator::<Migrator>().await?;
    db.conn().execute_unprepared(\"INSERT INTO currencies (currency_code, name) VALUES ('XTS', 'Test')\").await?;
    Ok(())
}
",
    );
    for number in 0..TESTS {
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "\n#[tokio::test]\nasync fn test_{number:03}() -> Result<(), Box<dyn std::error::Error>> {{\n    check().await\n}}\n"
        );
    }
    text
}

fn sqlx(migrations: &Path) -> String {
    let mut text = String::from(
        "use sqlx::PgPool;

async fn check(pool: PgPool) -> sqlx::Result<()> {
    sqlx::raw_sql(\"INSERT INTO currencies (currency_code, name) VALUES ('XTS', 'Test')\").execute(&pool).await?;
    Ok(())
}
",
    );
    for number in 0..TESTS {
        let _ = write!(
            text,
            "\n#[sqlx::test(migrations = {:?})]\nasync fn test_{number:03}(pool: PgPool) -> sqlx::Result<()> {{\n    check(pool).await\n}}\n",
            migrations.display().to_string()
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn psql_tells_the_time_of_the_last_statement() {
        let told = "Timing is on.\nTime: 3.5 ms\nTime: 1210.044 ms (00:01.210)\n";
        assert_eq!(timing(told), Some(std::time::Duration::from_micros(1_210_044)));
        assert_eq!(timing("nothing"), None);
    }

    #[test]
    fn both_kinds_have_as_many_tests() {
        let count = |text: &str, mark: &str| text.matches(mark).count();
        assert_eq!(count(&ours(), "#[tokio::test]"), TESTS);
        assert_eq!(count(&sqlx(Path::new("/m")), "#[sqlx::test(migrations = \"/m\")]"), TESTS);
    }
}
