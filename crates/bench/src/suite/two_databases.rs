//! Two platform databases, to one of which somebody did something by hand, and what others find it with.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use super::{Built, Setup};
use crate::{BenchServer, Error, process};

pub(super) const BY_PG_DUMP: &str = "pg_dump -s of both and diff";
pub(super) const MIGRA: &str = "migra";

const ONE: &str = "bench_one";
const OTHER: &str = "bench_other";

/// What somebody did to the second database.
const BY_HAND: &str = "CREATE TABLE guest_lists (id bigint PRIMARY KEY, name text NOT NULL);
    ALTER TABLE artists ADD COLUMN nickname text;
    CREATE INDEX by_hand ON venues (created_at);
    ALTER TABLE users ALTER COLUMN phone TYPE varchar(40)";

pub(super) struct TwoDatabases<'a> {
    server: &'a BenchServer,
    migra: PathBuf,
    pg_dump: PathBuf,
    environment: Vec<(OsString, OsString)>,
    dumps: [PathBuf; 2],
}

impl<'a> TwoDatabases<'a> {
    pub(super) fn make(setup: &Setup<'_>, built: &Built, server: &'a BenchServer) -> Result<Self, Error> {
        let migra = setup.tools().migra(setup.narrate)?;
        server.remake(ONE, "template0")?;
        process::output(&mut built.xtask(&["migrate", "up", "--database-url", &server.url(ONE)]))?;
        server.remake(OTHER, ONE)?;
        server.sql(OTHER, BY_HAND)?;
        let pg_dump = server.pg_dump(ONE)?;
        let environment =
            pg_dump.get_envs().map(|(key, value)| (key.to_owned(), value.unwrap_or_default().to_owned()));
        Ok(Self {
            server,
            migra,
            environment: environment.collect(),
            pg_dump: pg_dump.get_program().into(),
            dumps: [ONE, OTHER].map(|name| setup.scratch(name).with_extension("sql")),
        })
    }

    /// As the migrations made it.
    pub(super) fn one(&self) -> String {
        self.server.url(ONE)
    }

    /// With what was done by hand.
    pub(super) fn other(&self) -> String {
        self.server.url(OTHER)
    }

    pub(super) fn by_pg_dump(&self) -> Result<Duration, Error> {
        let mut shell = Command::new("/bin/sh");
        shell.args(["-c", r#""$0" -s -f "$3" "$1" & "$0" -s -f "$4" "$2" && wait && ! diff "$3" "$4""#]);
        shell.arg(&self.pg_dump).args([ONE, OTHER]).args(&self.dumps).envs(self.environment.clone());
        process::time(&mut shell)
    }

    pub(super) fn by_migra(&self) -> Result<Duration, Error> {
        let mut shell = Command::new("/bin/sh");
        // It ends with 2 where it finds differences.
        shell.args(["-c", r#""$0" --unsafe "$1" "$2"; test $? = 2"#]).arg(&self.migra);
        shell.args([self.one(), self.other()].map(|url| url.replacen("postgres:", "postgresql:", 1)));
        process::time(&mut shell)
    }
}
