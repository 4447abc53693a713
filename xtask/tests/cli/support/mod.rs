//! Runs the built program and keeps a transcript: command, stdout, stderr and exit code together, for a snapshot.
//!
//! ```ignore
//! let db = backline_seeds::testdb::migrated().await?;  // on the tests' cluster; or Cli::private() for a server of its own
//! let cli = Cli::on(db.url());
//! assert_eq!(cli.run("migrate status --check").code, 0);
//! cli.assert_snapshot("migrate_status");
//! ```

use std::cell::RefCell;
use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use backline_postgres::{Cluster, Settings};
use tempfile::TempDir;

/// The built program with a folder of its own, in which it keeps its server and which is its current folder.
pub struct Cli {
    folder: TempDir,
    program: PathBuf,
    /// Another user than the one of this process.
    user: Option<u32>,
    environment: Vec<(String, String)>,
    transcript: RefCell<String>,
}

/// How a command ended.
#[derive(Debug)]
pub struct Run {
    /// The exit code.
    pub code: i32,
    /// All of stdout.
    pub stdout: String,
    /// All of stderr.
    pub stderr: String,
}

impl Cli {
    /// With a private server of its own, started by the commands that need it, and destroyed at the end.
    pub fn private() -> Self {
        let open = fs::Permissions::from_mode(0o755);
        Self {
            // The server of root is another user's, who passes through.
            folder: tempfile::Builder::new().prefix("backline-cli-").permissions(open).tempdir().unwrap(),
            program: PathBuf::from(env!("CARGO_BIN_EXE_xtask")),
            user: None,
            environment: Vec::new(),
            transcript: RefCell::default(),
        }
    }

    /// On this database: commands find it in `DATABASE_URL`.
    pub fn on(url: &str) -> Self {
        Self::private().env("DATABASE_URL", url)
    }

    /// As another user, who gets the folder and a copy of the program. Only root can do that.
    pub fn by_user(mut self, id: u32) -> Self {
        let program = self.folder.path().join("xtask");
        fs::copy(&self.program, &program).unwrap();
        chown(self.folder.path(), Some(id), Some(id)).unwrap();
        self.program = program;
        self.user = Some(id);
        self
    }

    /// With an environment variable.
    pub fn env(mut self, name: &str, value: impl Into<String>) -> Self {
        self.environment.push((name.to_owned(), value.into()));
        self
    }

    /// The current folder of the commands.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The folder of the private server.
    pub fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// The command, ready to be started; nothing of our environment that could matter reaches it.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        if let Some(id) = self.user {
            command.uid(id).gid(id).env("HOME", self.folder.path());
        }
        command.args(arguments).current_dir(self.folder.path()).stdin(Stdio::null());
        for (name, _value) in std::env::vars_os() {
            let text = name.to_string_lossy();
            let is_ours = text.starts_with("BACKLINE_") && text != "BACKLINE_CACHE";
            if is_ours || (text.starts_with("PG") && text != "PG_BIN") || text == "DATABASE_URL" {
                command.env_remove(name);
            }
        }
        command.env("BACKLINE_HOME", self.home()).envs(self.environment.iter().cloned());
        command
    }

    /// Runs it; the arguments are separated by spaces.
    pub fn run(&self, arguments: &str) -> Run {
        self.run_with(arguments, |_command| {})
    }

    /// Runs it with a change of the command that the transcript does not show.
    pub fn run_with(&self, arguments: &str, change: impl FnOnce(&mut Command)) -> Run {
        let mut command = self.command(&arguments.split_whitespace().collect::<Vec<_>>());
        change(&mut command);
        let output = command.output().unwrap();
        let run = Run {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        };
        self.note(arguments, &run);
        run
    }

    /// What it writes to stdout as JSON.
    pub fn json(&self, arguments: &str) -> serde_json::Value {
        let run = self.run(&format!("{arguments} --json"));
        serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:?}"))
    }

    /// The URL of the database, with its password; not in the transcript.
    pub fn url(&self) -> String {
        let output = self.command(&["db", "url"]).output().unwrap();
        String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
    }

    /// The first column of what SQL answers, in psql; not in the transcript.
    pub fn sql(&self, sql: &str) -> Vec<String> {
        let output = self.command(&["db", "psql", "--", "-XAtc", sql]).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
    }

    /// Compares all that was run with the snapshot of this name.
    #[track_caller]
    pub fn assert_snapshot(&self, name: &str) {
        let mut settings = insta::Settings::clone_current();
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.set_snapshot_path("../snapshots");
        for (pattern, replacement) in FILTERS {
            settings.add_filter(pattern, *replacement);
        }
        settings.bind(|| insta::assert_snapshot!(name, self.transcript.borrow().as_str()));
    }

    fn note(&self, arguments: &str, run: &Run) {
        let mut text = self.transcript.borrow_mut();
        let _ = writeln!(text, "$ cargo xtask {arguments}");
        for (title, stream) in [("stdout", &run.stdout), ("stderr", &run.stderr)] {
            if !stream.is_empty() {
                let _ = write!(text, "--- {title}\n{}", self.masked(stream));
            }
        }
        let _ = writeln!(text, "--- exit code {}\n", run.code);
    }

    /// Without what is another folder each time.
    fn masked(&self, text: &str) -> String {
        let folder = self.folder.path();
        let mut text = text.to_owned();
        if let Ok(real) = folder.canonicalize() {
            text = text.replace(&*real.to_string_lossy(), "[FOLDER]");
        }
        text = text.replace(&*folder.to_string_lossy(), "[FOLDER]");
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        text.replace(&*workspace.to_string_lossy(), "[WORKSPACE]")
    }
}

impl Drop for Cli {
    fn drop(&mut self) {
        // A folder that never had a server has nothing to destroy.
        if self.home().exists() {
            let cluster = Cluster::new(Settings::development(self.home().join("postgres")));
            let destroyed = cluster.and_then(|cluster| cluster.destroy());
            if !std::thread::panicking() {
                destroyed.unwrap();
            }
        }
    }
}

/// What differs from run to run and from machine to machine.
const FILTERS: &[(&str, &str)] = &[
    (r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "[UUID]"),
    (r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", "[MOMENT]"),
    // Where the work takes long, and only there.
    (r"(?m)^[a-z ]+: \d+( of \d+)?\n", ""),
    (r"--- stderr\n--- exit", "--- exit"),
    (r"/var/lib/backline/[0-9a-f]+", "[FOLDER]/home/postgres"),
    (r"postgres:[0-9A-Za-z]+@", "postgres:[PASSWORD]@"),
    (r"127\.0\.0\.1:\d+", "127.0.0.1:[PORT]"),
    (r"\.s\.PGSQL\.\d+", ".s.PGSQL.[PORT]"),
    (r"\btest_[a-z0-9_]+_\d+_\d+\b", "[DATABASE]"),
    (r"\(process \d+\)", "(process [PID])"),
    (r#""pid": \d+"#, r#""pid": [PID]"#),
    (r#""port": \d+"#, r#""port": [PORT]"#),
    (r#""([a-z_]+_ms)": \d+"#, r#""$1": [TIME]"#),
    (r"\b\d+ min \d+ s\b", "[TIME]"),
    (r"\b\d+(\.\d+)? m?s\b", "[TIME]"),
    (r"PostgreSQL \d+\.\d+", "PostgreSQL [VERSION]"),
    (r#""version": "[0-9.]+""#, r#""version": "[VERSION]""#),
    (r"(?m)^version( +)[0-9.]+$", "version$1[VERSION]"),
    (r"postgresql\d+-contrib", "postgresql[MAJOR]-contrib"),
    (r"\b[1-9]\d* (migrations|tables|rows)\b", "[COUNT] $1"),
    (r#""(tables|rows)": \d+"#, r#""$1": [COUNT]"#),
    (r#""started_at": "[^"]+""#, r#""started_at": "[TIME]""#),
    (r#""binaries": "[^"]+""#, r#""binaries": "[FOLDER OF BINARIES]""#),
];
