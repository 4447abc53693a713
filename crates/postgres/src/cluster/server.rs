//! A server that runs, and how to reach it.

use std::fmt;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::binaries::Binaries;
use crate::process::client_command;

/// A running server of a [`Cluster`](super::Cluster), and how to reach it.
///
/// `Debug` and `Display` never show the password.
#[derive(Clone)]
pub struct Server {
    pub(super) pid: u32,
    pub(super) port: u16,
    pub(super) socket_folder: PathBuf,
    pub(super) data_folder: PathBuf,
    pub(super) binaries: Binaries,
    /// `None` when the server listens on its socket only.
    pub(super) password: Option<String>,
}

impl Server {
    /// The URL of a database on this server, with the password in it: over TCP to 127.0.0.1, which every client
    /// understands; for a server that listens on its socket only, the same as [`socket_url`](Self::socket_url).
    pub fn url(&self, database: &str) -> String {
        match &self.password {
            Some(password) => {
                format!(
                    "postgres://postgres:{password}@127.0.0.1:{}/{}",
                    self.port,
                    escaped(database.as_bytes())
                )
            }
            None => self.socket_url(database),
        }
    }

    /// The URL of a database through the server's socket: a little faster, no password. psql, libpq and sqlx
    /// understand it, many graphical clients do not.
    pub fn socket_url(&self, database: &str) -> String {
        format!(
            "postgres://postgres@localhost:{}/{}?host={}",
            self.port,
            escaped(database.as_bytes()),
            escaped(self.socket_folder.as_os_str().as_bytes())
        )
    }

    /// The process id of the server.
    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// The port: of TCP where it listens on it, and in the name of the socket.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The folder of the socket.
    pub fn socket_folder(&self) -> &Path {
        &self.socket_folder
    }

    /// The data folder.
    pub fn data_folder(&self) -> &Path {
        &self.data_folder
    }

    /// The programs that this server was started from, client programs included where there are any.
    pub fn binaries(&self) -> &Binaries {
        &self.binaries
    }

    /// A command of `psql` on this database, through the socket; `None` when there is no `psql` on this machine.
    pub fn psql(&self, database: &str) -> Option<Command> {
        self.binaries.psql().map(|program| self.client(&program, database))
    }

    /// A command of a client program, such as [`Binaries::pg_dump`], with its connection set through the environment
    /// (`PGHOST`, `PGPORT`, `PGUSER`, `PGDATABASE`).
    pub fn client(&self, program: &Path, database: &str) -> Command {
        let mut command = client_command(program);
        command
            .env("PGHOST", &self.socket_folder)
            .env("PGPORT", self.port.to_string())
            .env("PGUSER", "postgres")
            .env("PGDATABASE", database);
        command
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Server")
            .field("pid", &self.pid)
            .field("port", &self.port)
            .field("socket_folder", &self.socket_folder)
            .field("data_folder", &self.data_folder)
            .field("binaries", &self.binaries)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Server {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "PostgreSQL {} at {}",
            self.binaries.version,
            crate::mask::mask_password(&self.url("postgres"))
        )
    }
}

/// Percent-encodes everything that could mean something in a URL.
fn escaped(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for byte in bytes {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(byte) {
            text.push(char::from(*byte));
        } else {
            text.push('%');
            text.push_str(&hex::encode_upper([*byte]));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::binaries::Source;
    use crate::version::Version;

    fn server(password: Option<&str>) -> Server {
        Server {
            pid: 1,
            port: 20_001,
            socket_folder: "/srv/a b/socket".into(),
            data_folder: "/srv/a b/data".into(),
            binaries: Binaries {
                folder: "/usr/bin".into(),
                version: Version { major: 15, minor: 1 },
                source: Source::Path,
            },
            password: password.map(str::to_owned),
        }
    }

    #[test]
    fn urls_are_escaped() {
        let server = server(Some("secret"));
        assert_eq!(server.url("a b"), "postgres://postgres:secret@127.0.0.1:20001/a%20b");
        assert_eq!(
            server.socket_url("app"),
            "postgres://postgres@localhost:20001/app?host=%2Fsrv%2Fa%20b%2Fsocket"
        );
    }

    #[test]
    fn no_password_is_ever_shown() {
        let server = server(Some("secret"));
        assert!(!format!("{server:?} {server}").contains("secret"));
    }
}
