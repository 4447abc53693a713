//! Whether a server can be used, and if not, exactly why.
//!
//! A pool hides the reason: with sea-orm a refused connection shows as "pool timed out". So this opens one connection
//! of its own and looks at what it is told.

mod error;

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::{Duration, Instant};

use sea_orm::sqlx;
use sea_orm::sqlx::postgres::{PgConnectOptions, PgConnection};
use sea_orm::sqlx::{Connection, Row};
use serde::Serialize;

use crate::mask::mask_password;
use crate::version::{SUPPORTED_MAJORS, Version};

pub use error::{ConnectError, hint_for_sqlstate};

/// How long the server may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// The `application_name` of a session that only looks whether a server can be used, and is gone in a moment.
pub const DIAGNOSING: &str = "backline diagnose";

/// Where a server is to be found; its `Display` is for messages and holds no password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Address {
    /// A host and a TCP port.
    Tcp {
        /// Name or address of the host.
        host: String,
        /// The port.
        port: u16,
    },
    /// The folder of a socket and the port in the socket's name.
    Socket {
        /// The folder.
        folder: PathBuf,
        /// The port.
        port: u16,
    },
}

impl Address {
    /// Where a URL leads, read as sqlx reads it: query parameters and `PGHOST` included. Nothing is connected to.
    ///
    /// # Errors
    /// [`ConnectError::InvalidUrl`].
    pub fn of_url(url: &str) -> Result<Self, ConnectError> {
        parse(url).map(|options| address_of(&options))
    }

    /// Whether it is on this machine: a socket, or an address of the loopback interface.
    pub fn is_local(&self) -> bool {
        match self {
            Self::Socket { .. } => true,
            Self::Tcp { host, .. } => {
                let bare = host.trim_start_matches('[').trim_end_matches(']');
                bare.is_empty()
                    || bare.eq_ignore_ascii_case("localhost")
                    || bare.parse().is_ok_and(|address: IpAddr| address.is_loopback())
            }
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp { host, port } => write!(formatter, "{host}:{port}"),
            Self::Socket { folder, port } => {
                write!(formatter, "{}", folder.join(format!(".s.PGSQL.{port}")).display())
            }
        }
    }
}

/// What a connection tells about the server and the role.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct ServerInfo {
    /// Where the server is.
    pub address: Address,
    /// The URL that was used, its password masked.
    pub url: String,
    /// The server's version.
    pub version: Version,
    /// The role that is logged in.
    pub role: String,
    /// The database.
    pub database: String,
    /// Whether the role is a superuser.
    pub is_superuser: bool,
    /// Whether the role may create databases.
    pub can_create_database: bool,
    /// Whether the server is a standby, which cannot be written to.
    pub is_standby: bool,
    /// How long connecting and logging in took.
    pub connected_in: Duration,
    /// How long the server took to answer a query once connected.
    pub answered_in: Duration,
    /// The extensions that can be created on this server, in alphabetical order.
    pub available_extensions: Vec<String>,
}

impl ServerInfo {
    /// Checks that the role may create databases, as cloning a template needs.
    ///
    /// # Errors
    /// [`ConnectError::CannotCreateDatabase`].
    pub fn check_can_create_database(&self) -> Result<(), ConnectError> {
        if self.can_create_database {
            return Ok(());
        }
        Err(ConnectError::CannotCreateDatabase { role: self.role.clone(), address: self.address.clone() })
    }

    /// Checks that these extensions can be created.
    ///
    /// # Errors
    /// [`ConnectError::MissingExtension`] naming those that cannot.
    pub fn check_extensions(&self, extensions: &[&str]) -> Result<(), ConnectError> {
        let missing: Vec<String> = extensions
            .iter()
            .filter(|wanted| !self.available_extensions.iter().any(|available| available == *wanted))
            .map(|wanted| (*wanted).to_owned())
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        Err(ConnectError::MissingExtension {
            address: self.address.clone(),
            version: self.version,
            extensions: missing,
        })
    }
}

/// Connects to the database of a URL, looks around, and leaves.
///
/// # Errors
/// A [`ConnectError`] that says what is wrong, with a hint: server unreachable, wrong password, role or database
/// missing, server older than PostgreSQL 14, and others.
pub async fn diagnose(url: &str) -> Result<ServerInfo, ConnectError> {
    let options = parse(url)?;
    let address = address_of(&options);
    let began = Instant::now();
    let connecting = tokio::time::timeout(PATIENCE, PgConnection::connect_with(&options)).await;
    let mut connection = match connecting {
        Ok(Ok(connection)) => connection,
        Ok(Err(error)) => return Err(ConnectError::from_sqlx(error, &options, address)),
        Err(_elapsed) => return Err(ConnectError::Timeout { address, seconds: PATIENCE.as_secs() }),
    };
    let connected_in = began.elapsed();
    let looked = tokio::time::timeout(PATIENCE, look_around(&mut connection)).await;
    let found = match looked {
        Ok(Ok(found)) => found,
        Ok(Err(error)) => return Err(ConnectError::from_sqlx(error, &options, address)),
        Err(_elapsed) => return Err(ConnectError::Timeout { address, seconds: PATIENCE.as_secs() }),
    };
    // We have what we wanted: that the farewell fails is of no interest.
    let _ = connection.close().await;
    check_age(found.version, &address)?;
    Ok(ServerInfo {
        address,
        url: mask_password(url),
        version: found.version,
        role: found.role,
        database: found.database,
        is_superuser: found.is_superuser,
        can_create_database: found.can_create_database,
        is_standby: found.is_standby,
        connected_in,
        answered_in: found.answered_in,
        available_extensions: found.available_extensions,
    })
}

/// Newer versions than the tested ones are let in: PostgreSQL takes care that old clients keep working.
fn check_age(version: Version, address: &Address) -> Result<(), ConnectError> {
    if version.major < *SUPPORTED_MAJORS.start() {
        return Err(ConnectError::TooOld { address: address.clone(), version });
    }
    Ok(())
}

/// Reads a URL as sqlx does.
fn parse(url: &str) -> Result<PgConnectOptions, ConnectError> {
    let invalid = |reason: String| ConnectError::InvalidUrl { url: mask_password(url), reason };
    match url.split_once("://") {
        Some(("postgres" | "postgresql", _)) => {}
        Some((scheme, _)) => return Err(invalid(format!("its scheme is \"{scheme}\", not \"postgres\""))),
        None => return Err(invalid("it does not begin with postgres://".to_owned())),
    }
    PgConnectOptions::from_str(url)
        .map(|options| options.application_name(DIAGNOSING))
        .map_err(|error| invalid(error.to_string()))
}

fn address_of(options: &PgConnectOptions) -> Address {
    let port = options.get_port();
    let host = options.get_host();
    match options.get_socket() {
        Some(folder) => Address::Socket { folder: folder.clone(), port },
        None if host.starts_with('/') => Address::Socket { folder: host.into(), port },
        None => Address::Tcp { host: host.to_owned(), port },
    }
}

struct Found {
    version: Version,
    role: String,
    database: String,
    is_superuser: bool,
    can_create_database: bool,
    is_standby: bool,
    answered_in: Duration,
    available_extensions: Vec<String>,
}

async fn look_around(connection: &mut PgConnection) -> Result<Found, sqlx::Error> {
    const QUESTION: &str = "\
        SELECT current_setting('server_version_num')::int AS version, current_user::text AS role, \
               current_database()::text AS database, rolsuper, rolsuper OR rolcreatedb AS can_create, \
               pg_is_in_recovery() AS is_standby, \
               ARRAY(SELECT name::text FROM pg_available_extensions ORDER BY name) AS extensions \
        FROM pg_roles WHERE rolname = current_user";
    let began = Instant::now();
    connection.ping().await?;
    let answered_in = began.elapsed();
    let row = sqlx::query(QUESTION).fetch_one(connection).await?;
    Ok(Found {
        version: Version::from_number(u32::try_from(row.try_get::<i32, _>("version")?).unwrap_or_default()),
        role: row.try_get("role")?,
        database: row.try_get("database")?,
        is_superuser: row.try_get("rolsuper")?,
        can_create_database: row.try_get("can_create")?,
        is_standby: row.try_get("is_standby")?,
        answered_in,
        available_extensions: row.try_get("extensions")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_that_is_none_is_refused_without_its_password() {
        for url in ["mysql://ann:secret@db/app", "ann:secret@db/app", "postgres://ann:secret@db:99999/app"] {
            let error = parse(url).unwrap_err();
            assert!(matches!(error, ConnectError::InvalidUrl { .. }), "{error}");
            assert!(!error.to_string().contains("secret"), "{error}");
        }
    }

    #[test]
    fn a_server_of_version_13_is_too_old() {
        let address = Address::Tcp { host: "db".to_owned(), port: 5432 };
        let error = check_age(Version::from_number(130_022), &address).unwrap_err();
        assert_eq!(error.to_string(), "the server at db:5432 is PostgreSQL 13.22, older than 14");
        check_age(Version::from_number(140_000), &address).unwrap();
        check_age(Version::from_number(190_000), &address).unwrap();
    }

    #[test]
    fn only_what_is_on_this_machine_is_local() {
        let is_local = |url| Address::of_url(url).unwrap().is_local();
        for url in [
            "postgres://localhost/app",
            "postgres://LOCALHOST:5433/app",
            "postgres://127.0.0.2/app",
            "postgres://[::1]:5432/app",
            "postgres://%2Frun%2Fpostgresql/app",
            "postgres://db.example/app?host=/run/postgresql",
        ] {
            assert!(is_local(url), "{url}");
        }
        for url in [
            "postgres://db.example/app",
            "postgres://10.0.0.7/app",
            "postgres://localhost/app?host=db.example",
            "postgres://localhost/app?hostaddr=10.0.0.7",
            "postgres://localhost.example/app",
        ] {
            assert!(!is_local(url), "{url}");
        }
    }

    #[test]
    fn an_address_is_told_as_a_person_would_look_for_it() {
        let address = |url| address_of(&parse(url).unwrap()).to_string();
        assert_eq!(address("postgres://db.example:6543/app"), "db.example:6543");
        assert_eq!(address("postgres://localhost:5433/app?host=/run/pg"), "/run/pg/.s.PGSQL.5433");
    }
}
