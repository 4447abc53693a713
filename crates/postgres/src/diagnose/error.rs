//! Why a server cannot be used, each reason with its remedy.

use std::io;

use sea_orm::sqlx;
use sea_orm::sqlx::postgres::PgConnectOptions;

use super::Address;
use crate::version::Version;

/// Why a server cannot be used. Every variant has a [`hint`](ConnectError::hint); none holds a password.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConnectError {
    /// The URL cannot be read.
    #[error("the database URL \"{url}\" is not valid: {reason}")]
    InvalidUrl {
        /// The URL, its password masked.
        url: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Nobody answers at that address.
    #[error("no PostgreSQL server answers at {address}")]
    Unreachable {
        /// Where we looked.
        address: Address,
        /// What the operating system said.
        #[source]
        source: io::Error,
    },
    /// Something is there, but it is silent.
    #[error("the server at {address} did not answer within {seconds} s")]
    Timeout {
        /// Where we looked.
        address: Address,
        /// How long we waited, in seconds.
        seconds: u64,
    },
    /// The password is wrong or missing (SQLSTATE 28P01).
    #[error("the server at {address} refuses the password of the role \"{role}\"")]
    WrongPassword {
        /// Where the server is.
        address: Address,
        /// The role that was to log in.
        role: String,
    },
    /// The role does not exist or may not log in from here (SQLSTATE 28000).
    #[error("the server at {address} does not let the role \"{role}\" in: {message}")]
    RoleRefused {
        /// Where the server is.
        address: Address,
        /// The role that was to log in.
        role: String,
        /// What the server said.
        message: String,
    },
    /// The database does not exist (SQLSTATE 3D000).
    #[error("the database \"{database}\" does not exist at {address}")]
    DatabaseMissing {
        /// Where the server is.
        address: Address,
        /// The database.
        database: String,
    },
    /// The server is older than PostgreSQL 14.
    #[error("the server at {address} is PostgreSQL {version}, older than 14")]
    TooOld {
        /// Where the server is.
        address: Address,
        /// Its version.
        version: Version,
    },
    /// The role may not create databases.
    #[error("the role \"{role}\" may not create databases at {address}")]
    CannotCreateDatabase {
        /// Where the server is.
        address: Address,
        /// The role.
        role: String,
    },
    /// An extension is not installed on the server.
    #[error("the PostgreSQL {version} at {address} lacks the extension{} {}",
            if extensions.len() == 1 { "" } else { "s" }, extensions.join(", "))]
    MissingExtension {
        /// Where the server is.
        address: Address,
        /// Its version.
        version: Version,
        /// The extensions that are missing.
        extensions: Vec<String>,
    },
    /// The disk of the server is full (SQLSTATE 53100).
    #[error("the disk of the server at {address} is full")]
    DiskFull {
        /// Where the server is.
        address: Address,
    },
    /// All connections are taken (SQLSTATE 53300).
    #[error("the server at {address} has no connection left")]
    TooManyConnections {
        /// Where the server is.
        address: Address,
    },
    /// The server is starting or stopping (SQLSTATE 57P01 to 57P03).
    #[error("the server at {address} does not accept connections just now: {message}")]
    NotReady {
        /// Where the server is.
        address: Address,
        /// What the server said.
        message: String,
    },
    /// Encryption was wanted and could not be had.
    #[error("no encrypted connection to {address}: {reason}")]
    Tls {
        /// Where the server is.
        address: Address,
        /// What went wrong.
        reason: String,
    },
    /// The server refused for another reason.
    #[error("the server at {address} refuses: {message} (SQLSTATE {sqlstate})")]
    Refused {
        /// Where the server is.
        address: Address,
        /// The SQLSTATE.
        sqlstate: String,
        /// What the server said.
        message: String,
    },
    /// What answers does not speak PostgreSQL's protocol, or sqlx did not understand it.
    #[error("what answers at {address} cannot be understood")]
    Protocol {
        /// Where we looked.
        address: Address,
        /// What sqlx said.
        #[source]
        source: sqlx::Error,
    },
}

impl ConnectError {
    /// What the user can do about it, in the imperative.
    pub fn hint(&self) -> String {
        match self {
            Self::InvalidUrl { .. } => {
                "write it as postgres://user:password@host:5432/database, with special characters percent-encoded".into()
            }
            Self::Unreachable { address: Address::Tcp { .. }, .. } | Self::Timeout { .. } => {
                "check host and port in DATABASE_URL and that the server runs; \
                 or unset DATABASE_URL to use a private server"
                    .into()
            }
            Self::Unreachable { .. } => "check that the server runs and that its socket lies in this folder".into(),
            Self::WrongPassword { role, .. } => {
                format!("correct the password in DATABASE_URL, or set it anew: ALTER ROLE {role} PASSWORD '…'")
            }
            Self::RoleRefused { role, .. } => {
                format!("create the role (createuser --login {role}), or allow it in the server's pg_hba.conf")
            }
            Self::DatabaseMissing { database, .. } => {
                format!("create it (createdb {database}), or correct the name in DATABASE_URL")
            }
            Self::TooOld { .. } => "use PostgreSQL 14 to 18, or unset DATABASE_URL to use a private server".into(),
            Self::CannotCreateDatabase { role, .. } => {
                format!("let a superuser run: ALTER ROLE {role} CREATEDB; or unset DATABASE_URL to use a private server")
            }
            Self::MissingExtension { .. } => {
                "install the contrib extensions on the server (apt-get install postgresql-contrib)".into()
            }
            Self::Tls { .. } => "set sslmode in the URL to what the server offers: disable, prefer or require".into(),
            Self::Protocol { .. } => "check that the port is that of PostgreSQL and not of something before it".into(),
            Self::DiskFull { .. } | Self::TooManyConnections { .. } | Self::NotReady { .. } | Self::Refused { .. } => {
                self.sqlstate().and_then(hint_for_sqlstate).unwrap_or("read the server's log").into()
            }
        }
    }

    /// The SQLSTATE that the server gave, where it gave one.
    pub fn sqlstate(&self) -> Option<&str> {
        match self {
            Self::WrongPassword { .. } => Some("28P01"),
            Self::RoleRefused { .. } => Some("28000"),
            Self::DatabaseMissing { .. } => Some("3D000"),
            Self::DiskFull { .. } => Some("53100"),
            Self::TooManyConnections { .. } => Some("53300"),
            Self::NotReady { .. } => Some("57P03"),
            Self::Refused { sqlstate, .. } => Some(sqlstate),
            _ => None,
        }
    }

    pub(super) fn from_sqlx(error: sqlx::Error, options: &PgConnectOptions, address: Address) -> Self {
        match error {
            sqlx::Error::Io(source) => Self::Unreachable { address, source },
            sqlx::Error::Tls(reason) => Self::Tls { address, reason: reason.to_string() },
            sqlx::Error::Database(error) => {
                let sqlstate = error.code().unwrap_or_default().into_owned();
                Self::from_sqlstate(sqlstate, error.message().to_owned(), options, address)
            }
            source => Self::Protocol { address, source },
        }
    }

    fn from_sqlstate(
        sqlstate: String,
        message: String,
        options: &PgConnectOptions,
        address: Address,
    ) -> Self {
        let role = options.get_username().to_owned();
        match sqlstate.as_str() {
            "28P01" => Self::WrongPassword { address, role },
            "28000" if message.contains("no encryption") || message.contains("SSL off") => {
                Self::Tls { address, reason: message }
            }
            "28000" => Self::RoleRefused { address, role, message },
            "3D000" => {
                let database = options.get_database().unwrap_or(&role).to_owned();
                Self::DatabaseMissing { address, database }
            }
            "53100" => Self::DiskFull { address },
            "53300" => Self::TooManyConnections { address },
            "57P01" | "57P02" | "57P03" => Self::NotReady { address, message },
            _ => Self::Refused { address, sqlstate, message },
        }
    }
}

/// What to do about an error with this SQLSTATE, whichever statement it came from; `None` when nothing general can be
/// said.
///
/// Source: PostgreSQL's documentation, appendix A, "PostgreSQL Error Codes".
pub fn hint_for_sqlstate(sqlstate: &str) -> Option<&'static str> {
    match sqlstate {
        "28P01" => Some("correct the password in DATABASE_URL"),
        "28000" => Some("create the role, or allow it in the server's pg_hba.conf"),
        "3D000" => Some("create the database, or correct its name in DATABASE_URL"),
        "42501" => Some("use a role with more privileges, or let a superuser grant them"),
        "53100" => Some("make room on the disk of the server, then try again"),
        "53200" => Some("lower work_mem or maintenance_work_mem, or give the server more memory"),
        "53300" => Some("close idle sessions, or raise max_connections"),
        "55006" => Some("close the other sessions on this database, then try again"),
        "55P03" => Some("another session holds a lock that is needed; try again when it has ended"),
        "57014" => Some("it was cancelled, perhaps by statement_timeout; raise that and try again"),
        "57P01" | "57P02" | "57P03" => {
            Some("wait a moment and try again; the server is starting or stopping")
        }
        "58P01" => Some("install the contrib extensions on the server (apt-get install postgresql-contrib)"),
        "58030" => Some("check the disk of the server and its log"),
        "XX001" | "XX002" => Some("data on the disk is damaged: restore a backup, or make the cluster anew"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::str::FromStr;

    #[test]
    fn each_sqlstate_has_its_own_error_and_hint() {
        let options = PgConnectOptions::from_str("postgres://ann:secret@db/app").unwrap();
        let address = Address::Tcp { host: "db".to_owned(), port: 5432 };
        let mut messages = Vec::new();
        for sqlstate in ["28P01", "28000", "3D000", "53100", "53300", "57P03", "XX001"] {
            let error = ConnectError::from_sqlstate(
                sqlstate.to_owned(),
                "said".to_owned(),
                &options,
                address.clone(),
            );
            assert_eq!(error.sqlstate(), Some(sqlstate));
            let text = format!("{error} {}", error.hint());
            assert!(!text.contains("secret") && !messages.contains(&text), "{text}");
            messages.push(text);
        }
    }

    #[test]
    fn a_server_that_wants_encryption_is_recognised() {
        let options = PgConnectOptions::from_str("postgres://ann@db/app").unwrap();
        let address = Address::Tcp { host: "db".to_owned(), port: 5432 };
        let message =
            "no pg_hba.conf entry for host \"10.0.0.1\", user \"ann\", database \"app\", no encryption";
        let error = ConnectError::from_sqlstate("28000".to_owned(), message.to_owned(), &options, address);
        assert!(matches!(error, ConnectError::Tls { .. }));
    }
}
