//! The server that a suite measures on: a private cluster with the settings that `cargo xtask db start` gives one.

use std::path::Path;
use std::process::Command;

use backline_postgres::{Cluster, Server, Settings};

use crate::{Error, process};

/// The extensions that the platform's migrations create.
const EXTENSIONS: [&str; 3] = ["btree_gist", "citext", "pg_trgm"];

/// The parameters that times depend on most.
const TOLD: &str = "SELECT string_agg(name || ' ' || current_setting(name), ', ' ORDER BY name)
    FROM unnest('{fsync,full_page_writes,shared_buffers,synchronous_commit,wal_level}'::text[]) AS name";

/// A server of its own for a suite, gone with it.
#[derive(Debug)]
pub struct BenchServer {
    cluster: Cluster,
    server: Server,
    in_memory: bool,
}

impl BenchServer {
    /// A new cluster in this folder, which is said to be in memory or on disk; what a killed run has left there is removed.
    /// `parameters` of the server win over those that `cargo xtask db start` sets.
    ///
    /// # Errors
    /// [`Error::Server`] when it cannot be made or started.
    pub fn start(folder: &Path, in_memory: bool, parameters: &[(&str, &str)]) -> Result<Self, Error> {
        let settings = Settings::development(folder).with_extensions(EXTENSIONS);
        let settings = parameters
            .iter()
            .fold(settings, |settings, (name, value)| settings.with_parameter(*name, *value));
        let cluster = Cluster::new(settings)?;
        cluster.destroy()?;
        let server = cluster.ensure_started()?;
        Ok(Self { cluster, server, in_memory })
    }

    /// The server.
    #[must_use]
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// The URL of a database, through the socket, which is how `cargo xtask` reaches its private server.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        self.server.socket_url(database)
    }

    /// Version and settings, in a sentence.
    ///
    /// # Errors
    /// As [`sql`](Self::sql).
    pub fn setting(&self) -> Result<String, Error> {
        let parameters = self.sql("postgres", TOLD)?;
        Ok(format!(
            "PostgreSQL {}, a private cluster {} ({})",
            self.server.binaries().version,
            if self.in_memory { "in memory" } else { "on disk" },
            parameters.trim()
        ))
    }

    /// A command of psql on a database that reads no start-up file, says nothing and stops at the first error.
    ///
    /// # Errors
    /// [`Error::Tool`] when there is no psql.
    pub fn psql(&self, database: &str) -> Result<Command, Error> {
        let mut command = self.server.psql(database).ok_or_else(|| client_missing("psql"))?;
        command.args(["--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--set", "ON_ERROR_STOP=1"]);
        Ok(command)
    }

    /// A command of `pg_dump` on a database.
    ///
    /// # Errors
    /// [`Error::Tool`] when there is none.
    pub fn pg_dump(&self, database: &str) -> Result<Command, Error> {
        let program = self.server.binaries().pg_dump().ok_or_else(|| client_missing("pg_dump"))?;
        Ok(self.server.client(&program, database))
    }

    /// Runs a script in a database by psql; gives the rows that it shows.
    ///
    /// # Errors
    /// [`Error::Tool`] when there is no psql, [`Error::Program`] when a statement fails.
    pub fn sql(&self, database: &str, script: &str) -> Result<String, Error> {
        process::output(self.psql(database)?.args(["--command", script]))
    }

    /// Makes a database anew, as a copy of `template`. What is still to be written of it is written, so that none of it
    /// falls into what is measured next.
    ///
    /// # Errors
    /// As [`sql`](Self::sql).
    pub fn remake(&self, database: &str, template: &str) -> Result<(), Error> {
        for statement in [
            format!("DROP DATABASE IF EXISTS {database} WITH (FORCE)"),
            format!("CREATE DATABASE {database} TEMPLATE {template}"),
            "CHECKPOINT".to_owned(),
        ] {
            self.sql("postgres", &statement)?;
        }
        // The server's CHECKPOINT leaves what was removed to the system.
        rustix::fs::sync();
        Ok(())
    }

    /// [`remake`](Self::remake), for what is measured by the files that it makes: on disk, the database that was there stays
    /// under another name until the server goes. Without a journal ext4 gives a new file no inode that was removed within
    /// the last minutes, and the more there are of those, the longer it searches.
    ///
    /// # Errors
    /// As [`sql`](Self::sql).
    pub fn renew(&self, database: &str) -> Result<(), Error> {
        if !self.in_memory {
            let oid =
                self.sql("postgres", &format!("SELECT oid FROM pg_database WHERE datname = '{database}'"))?;
            let oid = oid.trim();
            if !oid.is_empty() {
                self.sql("postgres", &format!("ALTER DATABASE {database} RENAME TO {database}_{oid}"))?;
            }
        }
        self.remake(database, "template0")
    }
}

impl Drop for BenchServer {
    fn drop(&mut self) {
        // Should it fail, the next run removes it.
        let _ = self.cluster.destroy();
    }
}

fn client_missing(tool: &str) -> Error {
    Error::Tool {
        tool: tool.to_owned(),
        reason: "it is neither beside the server's programs nor in PATH".to_owned(),
        hint: "install PostgreSQL's client programs, or set PG_BIN to a folder that has them".to_owned(),
    }
}
