//! `test`: the tests of the workspace on several versions of PostgreSQL.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use anyhow::Context as _;
use backline_postgres::{Binaries, Local, Progress, Search, binaries};
use serde::Serialize;

use crate::failure::{DONE, FINDING, Failure};
use crate::output::{Table, count, elapsed};
use crate::place::{EXTENSIONS, Place, workspace};

/// On which versions, and which tests.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Major versions of PostgreSQL, such as 14,18; what is not installed is fetched. Without it, the local one
    #[arg(long, value_name = "MAJORS", value_delimiter = ',', value_parser = clap::value_parser!(u32).range(14..=18))]
    postgres: Vec<u32>,
    /// Only this crate's tests; may be given several times
    #[arg(long, short, value_name = "CRATE")]
    package: Vec<String>,
    /// Handed to cargo test
    #[arg(last = true)]
    arguments: Vec<String>,
}

/// How the tests went on one version.
#[derive(Debug, Serialize)]
struct Outcome {
    postgres: String,
    passed: bool,
    seconds: u64,
}

pub fn run(options: &Options, place: &Place) -> Result<u8, Failure> {
    let majors: Vec<Option<u32>> = match options.postgres.as_slice() {
        [] => vec![None],
        majors => majors.iter().copied().map(Some).collect(),
    };
    let mut outcomes = Vec::new();
    for major in majors {
        let output = place.output().clone();
        let progress = Progress::new(move |event| output.narrate(event));
        let mut search = Search { major, progress, ..Search::from_environment() };
        search.extensions = EXTENSIONS.map(str::to_owned).to_vec();
        let found = binaries::find(&search)?;
        let clients = clients(&search, &found)?;
        let version = found.version.to_string();
        place.output().narrate(format_args!("PostgreSQL {version}"));
        let started = Instant::now();
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.arg("test").current_dir(workspace()).env("PG_BIN", &found.folder).env("PATH", path(clients)?);
        if options.package.is_empty() {
            command.arg("--workspace");
        }
        for package in &options.package {
            command.args(["--package", package]);
        }
        let status = command.args(&options.arguments).status().context("failed to run cargo test")?;
        outcomes.push(Outcome {
            postgres: version,
            passed: status.success(),
            seconds: started.elapsed().as_secs(),
        });
    }
    let failed = outcomes.iter().filter(|outcome| !outcome.passed).count();
    place.output().result(&outcomes, || {
        let mut table = Table::new(["PostgreSQL", "tests", "time"]).numeric(2);
        for outcome in &outcomes {
            let passed = if outcome.passed { "passed" } else { "failed" };
            let took = elapsed(std::time::Duration::from_secs(outcome.seconds));
            table.row([&outcome.postgres, &passed, &took]);
        }
        format!("{table}{}, {failed} failed.", count(outcomes.len(), "version"))
    })?;
    Ok(if failed == 0 { DONE } else { FINDING })
}

/// Where the client programs are that fit a server which comes without any: of the newest version here, or fetched.
fn clients(search: &Search, server: &Binaries) -> Result<Option<PathBuf>, Failure> {
    let fits = |binaries: &Binaries| {
        binaries.version.major >= server.version.major && binaries.folder.join("pg_dump").is_file()
    };
    if fits(server) {
        return Ok(None);
    }
    let any = Search { major: None, ..search.clone() };
    let fetched = Search { local: Local::Hidden, ..any.clone() };
    for search in [any, fetched] {
        let found = binaries::find(&search)?;
        if fits(&found) {
            return Ok(Some(found.folder));
        }
    }
    Ok(None)
}

/// The search path for programs, with this folder first.
fn path(first: Option<PathBuf>) -> anyhow::Result<OsString> {
    let usual = std::env::var_os("PATH").unwrap_or_default();
    let folders = first.into_iter().chain(std::env::split_paths(&usual));
    std::env::join_paths(folders).context("failed to put the client programs on the path")
}
