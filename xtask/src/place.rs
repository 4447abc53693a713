//! Which database is meant: the one of a URL, or `backline` on a private server of this checkout.

use std::path::Path;

use anyhow::Context as _;
use backline_postgres::{Cluster, Progress, Settings, diagnose};
use sea_orm::{ConnectOptions, Database, DatabaseConnection};
use url::Url;

use crate::failure::Failure;

/// The folder of the checkout.
pub fn workspace() -> &'static Path {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask)
}

/// The database on a private server.
const DATABASE: &str = "backline";

/// The extensions that the migrations create.
const EXTENSIONS: [&str; 3] = ["btree_gist", "citext", "pg_trgm"];

/// Options that every command takes.
#[derive(Debug, clap::Args)]
pub struct Place {
    /// Use this database instead of a private server
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, global = true)]
    database_url: Option<String>,
    /// Write the result as JSON
    #[arg(long, global = true)]
    pub json: bool,
}

/// A server that answers, and the database meant on it.
#[derive(Debug)]
pub struct Target {
    url: Url,
    /// The URL that clients of every kind accept.
    pub public_url: String,
    /// The database's name.
    pub name: String,
}

impl Place {
    /// The private server of this checkout, running or not.
    pub fn cluster(&self) -> Result<Cluster, Failure> {
        let folder = workspace().join(".backline/postgres");
        let progress = Progress::new(|event| anstream::eprintln!("{event}"));
        Ok(Cluster::new(Settings::development(folder).with_extensions(EXTENSIONS).with_progress(progress))?)
    }

    /// Whether a URL was given.
    pub fn is_configured(&self) -> bool {
        self.database_url.is_some()
    }

    /// The target; a private server is started when it does not run.
    pub async fn target(&self) -> Result<Target, Failure> {
        if let Some(text) = &self.database_url {
            let url = Url::parse(text).context("failed to read the database URL")?;
            let name = url.path().trim_start_matches('/').to_owned();
            if name.is_empty() {
                let error = anyhow::Error::msg("the database URL names no database");
                return Err(Failure::with_hint(
                    error,
                    "end it with the database's name: postgres://host/name",
                ));
            }
            let target = Target { url, public_url: text.clone(), name };
            diagnose(target.url("postgres").as_str()).await?;
            return Ok(target);
        }
        let cluster = self.cluster()?;
        let server = tokio::task::block_in_place(|| cluster.ensure_started())?;
        let url = server.url(DATABASE);
        Ok(Target {
            url: Url::parse(&url).context("failed to read the server's URL")?,
            public_url: url,
            name: DATABASE.to_owned(),
        })
    }
}

impl Target {
    /// The URL of another database on the same server.
    pub fn url(&self, database: &str) -> Url {
        let mut url = self.url.clone();
        url.set_path(database);
        url
    }

    /// A connection to a database on this server.
    pub async fn connect(&self, database: &str) -> Result<DatabaseConnection, Failure> {
        self.connect_with(database, 4).await
    }

    /// A pool of at most so many connections to a database on this server.
    pub async fn connect_with(&self, database: &str, most: u32) -> Result<DatabaseConnection, Failure> {
        let mut options = ConnectOptions::new(self.url(database).as_str());
        options.max_connections(most).sqlx_logging(false);
        Ok(Database::connect(options).await?)
    }

    /// Whether the server is on this machine.
    pub fn is_local(&self) -> bool {
        let by_folder = self.url.query_pairs().any(|(key, value)| key == "host" && value.starts_with('/'));
        by_folder || matches!(self.url.host_str(), None | Some("" | "localhost" | "127.0.0.1" | "[::1]"))
    }
}
