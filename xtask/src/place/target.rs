//! A database on a server.

use std::pin::pin;
use std::str::FromStr as _;
use std::time::Duration;

use anyhow::Context as _;
use backline_postgres::{
    Address, ConnectError, DIAGNOSING, SUPPORTED_MAJORS, Server, ServerInfo, Version, diagnose,
};
use percent_encoding::percent_decode_str;
use sea_orm::sqlx;
use sea_orm::sqlx::postgres::{PgConnectOptions, PgSslMode};
use sea_orm::{ConnectOptions, Database, DatabaseConnection};
use url::Url;

use crate::failure::Failure;

/// A database on a server, and how to reach it.
#[derive(Debug)]
pub struct Target {
    url: Url,
    /// The URL that clients of every kind accept, with its password.
    pub public_url: String,
    /// The database's name.
    pub name: String,
    address: Address,
    server: Option<Server>,
}

impl Target {
    /// The one of a URL that somebody gave.
    ///
    /// # Errors
    /// A URL that cannot be read or names no database.
    pub fn of_url(text: &str) -> Result<Self, Failure> {
        let address = Address::of_url(text)?;
        let mut url = Url::parse(text).context("failed to read the database URL")?;
        let options = PgConnectOptions::from_str(text).context("failed to read the database URL")?;
        let Some(name) = options.get_database().map(str::to_owned) else {
            return Err(Failure::with_hint(
                anyhow::Error::msg("the database URL names no database"),
                "end it with the database's name: postgres://host/name",
            ));
        };
        // It would win over the path.
        leave_out(&mut url, "dbname");
        Ok(Self { url, public_url: text.to_owned(), name, address, server: None })
    }

    /// A database on a private server.
    pub(super) fn private(server: Server, url: Url, public_url: String, name: &str) -> Self {
        let address = Address::Tcp { host: "127.0.0.1".to_owned(), port: server.port() };
        Self { url, public_url, name: name.to_owned(), address, server: Some(server) }
    }

    /// The private server, if it is one.
    pub fn server(&self) -> Option<&Server> {
        self.server.as_ref()
    }

    /// Whether it is on a private server.
    pub fn is_private(&self) -> bool {
        self.server.is_some()
    }

    /// Whether the server is on this machine.
    pub fn is_local(&self) -> bool {
        self.address.is_local()
    }

    /// The URL of a database on this server, with its password.
    pub fn url(&self, database: &str) -> Url {
        let mut url = self.url.clone();
        // Only of URLs that cannot have a path is there none to be set.
        if let Ok(mut path) = url.path_segments_mut() {
            path.clear().push(database);
        }
        url
    }

    /// The URL of a database on this server without its password, and the password: for arguments of another program, which
    /// stand in the process list, and its environment, which does not.
    pub fn without_password(&self, database: &str) -> (Url, Option<String>) {
        let mut url = self.url(database);
        let in_query =
            url.query_pairs().find(|(key, _)| key == "password").map(|(_, value)| value.into_owned());
        let in_front = url.password().map(|text| percent_decode_str(text).decode_utf8_lossy().into_owned());
        // It fails only for URLs without a host, which have no password in front of it either.
        let _ = url.set_password(None);
        leave_out(&mut url, "password");
        (url, in_query.or(in_front))
    }

    /// Looks whether a database on this server can be used.
    ///
    /// # Errors
    /// As [`diagnose`].
    pub async fn diagnose(&self, database: &str) -> Result<ServerInfo, ConnectError> {
        diagnose(self.url(database).as_str()).await
    }

    /// A pool of connections to the database.
    ///
    /// # Errors
    /// One for each reason why it cannot be used, with a hint.
    pub async fn connect(&self) -> Result<DatabaseConnection, Failure> {
        self.connect_at_most(4).await
    }

    /// [`connect`](Self::connect) for a command that is in a hurry and needs one connection at a time.
    ///
    /// # Errors
    /// As [`connect`](Self::connect).
    pub async fn connect_once(&self) -> Result<DatabaseConnection, Failure> {
        self.connect_at_most(1).await
    }

    async fn connect_at_most(&self, most: u32) -> Result<DatabaseConnection, Failure> {
        let mut opening = pin!(self.open(&self.name, most));
        // A pool does not tell why it cannot connect, and tries for long: what is not open at once is looked into.
        let opened = tokio::time::timeout(AT_ONCE, &mut opening).await;
        if let Ok(Ok(db)) = opened {
            return Ok(db);
        }
        match self.diagnose(&self.name).await {
            Ok(_usable) => match opened {
                Ok(outcome) => outcome,
                Err(_slow) => opening.await,
            },
            Err(error @ ConnectError::DatabaseMissing { .. }) => {
                let mut hint = "make it: cargo xtask db reset".to_owned();
                if !self.is_private() {
                    hint.push_str("; or correct its name in DATABASE_URL");
                }
                Err(Failure::with_hint(error, hint))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// A pool of at most so many connections to a database on this server.
    ///
    /// # Errors
    /// When the connection fails.
    pub async fn open(&self, database: &str, most: u32) -> Result<DatabaseConnection, Failure> {
        let mut options = ConnectOptions::new(self.url(database).as_str());
        options
            .max_connections(most)
            // What was in use a moment ago need not be asked whether it lives.
            .test_before_acquire_if_idle_for(Duration::from_secs(1))
            .map_sqlx_postgres_opts(without_tls_on_sockets)
            .map_sqlx_postgres_pool_opts(|options| {
                options.after_connect(|connection, _| {
                    let version = connection.server_version_num();
                    Box::pin(async move { refuse_old(version) })
                })
            });
        Ok(Database::connect(options).await?)
    }

    /// A connection to the database that says it only looks.
    ///
    /// # Errors
    /// When the connection fails.
    pub async fn look(&self) -> Result<DatabaseConnection, Failure> {
        let mut options = ConnectOptions::new(self.url(&self.name).as_str());
        options.max_connections(1).map_sqlx_postgres_opts(|options| options.application_name(DIAGNOSING));
        Ok(Database::connect(options).await?)
    }
}

/// How long connecting takes where nothing is wrong.
const AT_ONCE: Duration = Duration::from_millis(300);

/// No server has TLS on its sockets. Asking for it all the same, as is preferred elsewhere, costs an answer.
fn without_tls_on_sockets(options: PgConnectOptions) -> PgConnectOptions {
    let is_socket = options.get_socket().is_some() || options.get_host().starts_with('/');
    match options.get_ssl_mode() {
        PgSslMode::Allow | PgSslMode::Prefer if is_socket => options.ssl_mode(PgSslMode::Disable),
        _ => options,
    }
}

/// The words for it are those of [`diagnose`].
fn refuse_old(version: Option<u32>) -> Result<(), sqlx::Error> {
    match version {
        Some(number) if Version::from_number(number).major < *SUPPORTED_MAJORS.start() => {
            Err(sqlx::Error::Configuration("the server is too old".into()))
        }
        _ => Ok(()),
    }
}

/// Takes a parameter out of the query. The rest stays as it is written.
fn leave_out(url: &mut Url, key: &str) {
    let Some(query) = url.query() else { return };
    let is_another = |pair: &&str| pair.split('=').next() != Some(key);
    let kept = query.split('&').filter(is_another).collect::<Vec<_>>().join("&");
    url.set_query(Some(kept.as_str()).filter(|kept| !kept.is_empty()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_database_is_what_sqlx_takes_for_it() {
        for (url, name) in [
            ("postgres://ann:secret@db/app", "app"),
            ("postgres://db/my%20app%2Fold", "my app/old"),
            ("postgres://db/other?dbname=app&sslmode=disable", "app"),
            ("postgres://%2Frun%2Fpg/app", "app"),
        ] {
            assert_eq!(Target::of_url(url).unwrap().name, name);
        }
        assert!(Target::of_url("postgres://db").is_err());
    }

    #[test]
    fn another_database_of_the_server_is_reached_by_the_same_url() {
        let target =
            Target::of_url("postgres://ann:secret@db:5433/other?dbname=app&sslmode=disable").unwrap();
        assert_eq!(target.url("a/b %").as_str(), "postgres://ann:secret@db:5433/a%2Fb%20%25?sslmode=disable");
        let target = Target::of_url("postgres://ann@localhost/app?host=/run/my%20pg").unwrap();
        assert_eq!(target.url("postgres").as_str(), "postgres://ann@localhost/postgres?host=/run/my%20pg");
    }

    #[test]
    fn tls_is_asked_for_wherever_it_can_be() {
        let mode = |url: &str| without_tls_on_sockets(url.parse().unwrap()).get_ssl_mode();
        assert!(matches!(mode("postgres://ann@%2Frun%2Fpg/app"), PgSslMode::Disable));
        assert!(matches!(mode("postgres://ann@localhost/app?host=/run/pg"), PgSslMode::Disable));
        assert!(matches!(mode("postgres://ann@db/app"), PgSslMode::Prefer));
        assert!(matches!(mode("postgres://ann@%2Frun%2Fpg/app?sslmode=require"), PgSslMode::Require));
    }

    #[test]
    fn a_server_that_is_too_old_is_refused() {
        assert!(refuse_old(Some(130_022)).is_err());
        assert!(refuse_old(Some(140_000)).is_ok());
    }

    #[test]
    fn a_password_is_taken_out_and_decoded() {
        for url in [
            "postgres://ann:s%2Fecr%40t@db/app?sslmode=disable",
            "postgres://ann@db/app?password=s%2Fecr%40t&sslmode=disable",
        ] {
            let (url, password) = Target::of_url(url).unwrap().without_password("app");
            assert_eq!(url.as_str(), "postgres://ann@db/app?sslmode=disable");
            assert_eq!(password.as_deref(), Some("s/ecr@t"));
        }
    }
}
