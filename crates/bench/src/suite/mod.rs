//! What is measured: a file a suite, each with its `run`.

pub mod migrate;
pub mod ops;
pub mod rebuild;
pub mod reset;
pub mod seed;
pub mod testdb;
mod two_databases;

use std::path::{Path, PathBuf};
use std::process::Command;

use backline_ops::migrate::Rendered;
use sea_orm_migration::MigratorTrait;
use tokio::runtime::Handle;

use crate::tools::{build_release, target_folder};
use crate::{BenchServer, Comparison, Error, Measured, Report, Tools};

/// Where a cluster lies in memory.
const MEMORY: &str = "/dev/shm/backline-bench";

/// What every suite needs to know.
pub struct Setup<'a> {
    /// The folder of the checkout.
    pub workspace: &'a Path,
    /// How often each contender runs, the warm-up not counted.
    pub rounds: usize,
    /// Only comparisons whose title contains this, in lower case; all where it is empty.
    pub only: &'a str,
    /// Whether the server's files lie in memory, where a disk that others use does not disturb it.
    pub in_memory: bool,
    /// Rows of the tables of the suite `ops`; none for as many as their targets are about.
    pub rows: Option<u64>,
    /// Told what is going on.
    pub narrate: &'a dyn Fn(&str),
}

/// The programs of this workspace that are measured, built with optimisations.
struct Built {
    /// The command line.
    xtask: PathBuf,
    /// What it has no verb for.
    subject: PathBuf,
}

/// One comparison of a suite, measured on a server.
type Step = fn(&Setup<'_>, &Built, &BenchServer) -> Result<Measured, Error>;

impl Setup<'_> {
    /// Where peers are kept.
    fn tools(&self) -> Tools {
        let cache = std::env::var_os("BACKLINE_CACHE").map(PathBuf::from);
        Tools::new(cache.map_or_else(|| self.target().join("bench-tools"), |cache| cache.join("bench-tools")))
    }

    /// A folder for what is made while a suite runs.
    fn scratch(&self, name: &str) -> PathBuf {
        self.target().join("bench").join(name)
    }

    /// What stands in the place of `.backline`, so that the developer's own databases are left alone.
    fn home(&self) -> PathBuf {
        if self.in_memory { PathBuf::from(MEMORY) } else { self.scratch("home") }
    }

    fn target(&self) -> PathBuf {
        target_folder(self.workspace)
    }

    fn server(&self, parameters: &[(&str, &str)]) -> Result<BenchServer, Error> {
        (self.narrate)("starting a server");
        BenchServer::start(&self.home().join("postgres"), self.in_memory, parameters)
    }

    fn build(&self) -> Result<Built, Error> {
        (self.narrate)("building xtask with optimisations");
        let folder = build_release(self.workspace, &["--package", "xtask", "--package", "backline-bench"])?;
        Ok(Built { xtask: folder.join("xtask"), subject: folder.join("backline-bench-subject") })
    }

    fn measure(&self, comparison: Comparison<'_>) -> Result<Measured, Error> {
        comparison.measure(self.rounds, self.narrate)
    }

    /// Whether a comparison of this title was asked for.
    fn wants(&self, title: &str) -> bool {
        title.to_lowercase().contains(self.only)
    }

    /// Runs the comparisons that were asked for, on a server of their own.
    fn run(&self, suite: &'static str, steps: &[(&str, Step)]) -> Result<Report, Error> {
        self.run_with(suite, &[], steps)
    }

    /// The same, with these parameters of the server.
    fn run_with(
        &self,
        suite: &'static str,
        parameters: &[(&str, &str)],
        steps: &[(&str, Step)],
    ) -> Result<Report, Error> {
        let built = self.build()?;
        let server = self.server(parameters)?;
        let setting = server.setting()?;
        let mut comparisons = Vec::new();
        for (title, step) in steps {
            if self.wants(title) {
                comparisons.push(step(self, &built, &server)?);
            }
        }
        Ok(Report { suite, setting, in_memory: self.in_memory, rounds: self.rounds, comparisons })
    }
}

impl Built {
    /// A command of `cargo xtask`.
    fn xtask(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.xtask);
        // What the developer has set for himself is not to change what is measured.
        for variable in ["DATABASE_URL", "BACKLINE_ENV", "BACKLINE_HOME"] {
            command.env_remove(variable);
        }
        command.args(words);
        command
    }

    /// A command of the subject on databases.
    fn subject(&self, verb: &str, urls: &[&str]) -> Command {
        let mut command = Command::new(&self.subject);
        command.arg(verb).args(urls);
        command
    }
}

/// The migrations of `M`, rendered. The caller is on a thread that may block.
fn rendered<M: MigratorTrait>() -> Result<Vec<Rendered>, Error> {
    Ok(Handle::current().block_on(backline_ops::migrate::render::<M>())?)
}
