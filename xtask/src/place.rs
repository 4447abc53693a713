//! Where a command works: the database of a URL, or `backline` on a private server of this checkout.

mod target;

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use backline_ops::consent::Environment;
use backline_postgres::{Address, Cluster, Progress, Settings};
use clap::ArgAction;
use url::Url;

use crate::failure::Failure;
use crate::output::{Measurements, Output};

pub use target::Target;

/// The folder of the checkout.
pub fn workspace() -> &'static Path {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask)
}

/// The database on a private server.
const DATABASE: &str = "backline";

/// The extensions that the migrations create.
pub const EXTENSIONS: [&str; 3] = ["btree_gist", "citext", "pg_trgm"];

/// What the environment is said to be.
const ENVIRONMENT: &str = "BACKLINE_ENV";

/// Options that every command takes.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Global options")]
pub struct GlobalOptions {
    /// Use this database instead of one on a private server
    #[arg(long, value_name = "URL", env = "DATABASE_URL", hide_env_values = true, global = true)]
    database_url: Option<String>,
    /// Keep the private server in this folder instead of .backline in the checkout
    #[arg(long, value_name = "FOLDER", env = "BACKLINE_HOME", hide_env_values = true, global = true)]
    home: Option<PathBuf>,
    /// Write the result as JSON
    #[arg(long, global = true)]
    json: bool,
    /// Tell what is done; -vv tells the SQL statements, too
    #[arg(long, short, action = ArgAction::Count, global = true)]
    verbose: u8,
    /// Tell nothing but the result and errors
    #[arg(long, short, conflicts_with = "verbose", global = true)]
    quiet: bool,
    /// Write what the run measured (its end, duration, rows, retries) into this `OpenMetrics` text file
    #[arg(long, value_name = "FILE", global = true)]
    metrics: Option<PathBuf>,
}

/// Where a command works, and where its output goes.
#[derive(Debug)]
pub struct Place {
    database_url: Option<String>,
    home: PathBuf,
    environment: Option<Environment>,
    output: Output,
}

impl Place {
    /// As the options and the environment have it, for a run of `verb`.
    ///
    /// # Errors
    /// A `BACKLINE_ENV` that is no environment; a file for measurements that cannot be written.
    pub fn new(options: GlobalOptions, verb: &str) -> Result<Self, Failure> {
        let GlobalOptions { database_url, home, json, verbose, quiet, metrics } = options;
        let home = home.unwrap_or_else(|| workspace().join(".backline"));
        let database_url = database_url.filter(|url| !url.is_empty());
        let measurements = match metrics {
            Some(file) => Measurements::into_file(file, verb, &name_of(database_url.as_deref())?)?,
            None => Measurements::default(),
        };
        Ok(Self {
            database_url,
            home: std::path::absolute(&home)
                .with_context(|| format!("failed to find the folder {}", home.display()))?,
            environment: declared_environment()?,
            output: Output::new(json, quiet, verbose, measurements),
        })
    }

    /// Where results, narration, progress and questions go.
    pub fn output(&self) -> &Output {
        &self.output
    }

    /// The folder of what is kept for this checkout.
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// The folder of what takes long to work out and can be worked out anew: the program's migrations, what they build.
    pub fn kept(&self) -> PathBuf {
        self.home.join("kept")
    }

    /// The private server of this checkout, running or not.
    ///
    /// # Errors
    /// When its folder cannot be looked at.
    pub fn cluster(&self) -> Result<Cluster, Failure> {
        let output = self.output.clone();
        let progress = Progress::new(move |event| output.narrate(event));
        let settings = Settings::development(self.home.join("postgres"));
        Ok(Cluster::new(settings.with_extensions(EXTENSIONS).with_progress(progress))?)
    }

    /// The target. A private server is started when it does not run; the server of a URL is not connected to.
    ///
    /// # Errors
    /// A URL that cannot be read or names no database; no private server, for one of many reasons.
    pub async fn target(&self) -> Result<Target, Failure> {
        if let Some(text) = &self.database_url {
            return Target::of_url(text);
        }
        let cluster = self.cluster()?;
        let starting = tokio::task::spawn_blocking(move || cluster.ensure_started());
        let server = starting.await.context("failed to start the server")??;
        let public_url = server.url(DATABASE);
        // The socket costs no password check, which takes longer than most of our questions.
        let url = Url::parse(&server.socket_url(DATABASE)).context("failed to read the server's URL")?;
        Ok(Target::private(server, url, public_url, DATABASE))
    }

    /// The name of the database that is meant; nothing is started or connected to.
    ///
    /// # Errors
    /// A URL that cannot be read or names no database.
    pub fn database_name(&self) -> Result<String, Failure> {
        name_of(self.database_url.as_deref())
    }

    /// What the target is for, as far as it can be told without a connection: what `BACKLINE_ENV` says; else, what is on
    /// this machine is for development, and the rest may be production.
    ///
    /// # Errors
    /// A URL that cannot be read.
    pub fn presumption(&self) -> Result<Presumption, Failure> {
        if let Some(environment) = self.environment {
            return Ok(Presumption { environment, why: format!("{ENVIRONMENT} is {environment}") });
        }
        let is_local = match &self.database_url {
            Some(text) => Address::of_url(text)?.is_local(),
            None => true,
        };
        Ok(if is_local {
            Presumption { environment: Environment::Development, why: "it is on this machine".to_owned() }
        } else {
            Presumption { environment: Environment::Production, why: "it is on another machine".to_owned() }
        })
    }
}

/// What a database is taken to be for.
#[derive(Debug)]
pub struct Presumption {
    /// What for.
    pub environment: Environment,
    /// Why, as a clause.
    pub why: String,
}

fn name_of(url: Option<&str>) -> Result<String, Failure> {
    match url {
        Some(text) => Ok(Target::of_url(text)?.name),
        None => Ok(DATABASE.to_owned()),
    }
}

fn declared_environment() -> Result<Option<Environment>, Failure> {
    let Some(value) = std::env::var_os(ENVIRONMENT).filter(|value| !value.is_empty()) else {
        return Ok(None);
    };
    match value.to_string_lossy().parse::<Environment>() {
        Ok(environment) => Ok(Some(environment)),
        Err(error) => {
            let hint = error.hint();
            Err(Failure::with_hint(
                anyhow::Error::new(error).context(format!("failed to read {ENVIRONMENT}")),
                hint,
            ))
        }
    }
}
