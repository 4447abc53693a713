//! A database on a server.

use std::str::FromStr as _;

use anyhow::Context as _;
use backline_postgres::{Address, ConnectError, DIAGNOSING, Server, ServerInfo, diagnose};
use percent_encoding::percent_decode_str;
use sea_orm::sqlx::postgres::PgConnectOptions;
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
        match self.diagnose(&self.name).await {
            Ok(_usable) => self.open(&self.name, 4).await,
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

    /// A pool of at most so many connections to a database on this server, of which is known that it can be used.
    ///
    /// # Errors
    /// When the connection fails.
    pub async fn open(&self, database: &str, most: u32) -> Result<DatabaseConnection, Failure> {
        let mut options = ConnectOptions::new(self.url(database).as_str());
        options.max_connections(most);
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
