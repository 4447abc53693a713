//! `ops rewrite` of a large table that nobody writes to, beside `pg_repack` of the same table.

use std::cell::Cell;
use std::path::PathBuf;
use std::time::Duration;

use super::super::{Built, Setup};
use crate::pace::Pace;
use crate::{BenchServer, Claim, Comparison, Contender, Error, Measured, Target, process};

pub(super) const WHOLE: &str = "A rewrite of a large table";
pub(super) const RATE: &str = "The rate of a rewrite, from its first rows to its last";

/// Rows of the table, where nothing else is said.
const ROWS: u64 = 5_000_000;
/// The rows whose rate is compared are this part of all of them: a million of five.
const PART: u64 = 5;

const OURS: &str = "cargo xtask ops rewrite";
const UNCOMPARED: &str = "the same with --skip-comparison";
const REPACK: &str = "pg_repack --no-order";

const SOURCE: &str = "bench_rewrite_source";
const DATABASE: &str = "bench_rewrite";

/// About 190 bytes a row, a key and an index.
const TABLE: &str = "
    CREATE TABLE booking (
        id integer PRIMARY KEY, venue integer NOT NULL, starts_at timestamptz NOT NULL, fee numeric(10, 2) NOT NULL,
        note text NOT NULL
    );
    INSERT INTO booking SELECT number, number % 5000, timestamptz '2026-01-01 00:00Z' + number % 500000 * interval '1 minute',
        number % 90000 / 100.0, repeat(md5(number::text), 4) FROM generate_series(1, %ROWS%) AS number;
    CREATE INDEX booking_venue_idx ON booking (venue, starts_at);";

/// As a whole, beside `pg_repack`.
pub(super) fn whole(setup: &Setup<'_>, built: &Built, server: &BenchServer) -> Result<Measured, Error> {
    let rows = make_source(setup, server)?;
    let repack = Repack::find(setup, server)?;
    let url = server.url(DATABASE);
    let ours = |more: &'static [&'static str]| {
        let url = url.clone();
        move || {
            server.remake(DATABASE, SOURCE)?;
            let mut command = built.xtask(&["ops", "rewrite", "booking", "--set", "id=bigint"]);
            process::time(command.args(["--database-url", &url]).args(more))
        }
    };
    setup.measure(Comparison {
        title: WHOLE,
        note: "Whole processes, nobody else at work; the key becomes bigint. Both copy all rows beside the table, build its two \
               indexes and exchange the two. Ours compares every row of the two tables before that and keeps the old one, so \
               that it can come back; pg_repack does neither, and drops it.",
        contenders: vec![
            Contender::new(OURS, ours(&[])).of(rows),
            Contender::new(UNCOMPARED, ours(&["--skip-comparison"])).of(rows),
            Contender::new(REPACK, || {
                server.remake(DATABASE, SOURCE)?;
                repack.install(server)?;
                repack.time(server)
            })
            .of(rows),
        ],
        claims: vec![
            Claim::new(OURS, REPACK, Target::AtMost(1.5)),
            Claim::new(UNCOMPARED, REPACK, Target::Shown),
        ],
    })
}

/// The first rows of the copy beside the last.
pub(super) fn rate(setup: &Setup<'_>, built: &Built, server: &BenchServer) -> Result<Measured, Error> {
    let rows = make_source(setup, server)?;
    let part = rows / PART;
    let url = server.url(DATABASE);
    // Both are of one run: whoever comes first in a round makes it.
    let run: Cell<Option<(Duration, Duration)>> = Cell::new(None);
    let of_one_run = || match run.take() {
        Some(pair) => Ok(pair),
        None => {
            server.remake(DATABASE, SOURCE)?;
            let told = process::output(
                &mut built.subject("rewrite", &[&url, "booking", "id=bigint", &part.to_string()]),
            )?;
            let pair = Pace::read(&told).ok_or(Error::Unexpected { told })?;
            run.set(Some(pair));
            Ok::<_, Error>(pair)
        }
    };
    setup.measure(Comparison {
        title: RATE,
        note: "The first and the last fifth of the rows of one copy, as the events of the library tell how far it is.",
        contenders: vec![
            Contender::new(FIRST, || of_one_run().map(|(first, _)| first)).of(part),
            Contender::new(LAST, || of_one_run().map(|(_, last)| last)).of(part),
        ],
        claims: vec![Claim::new(LAST, FIRST, Target::TimesTheRows(0.8))],
    })
}

const FIRST: &str = "the first rows";
const LAST: &str = "the last rows";

/// The database that each round begins with; answers the rows of its table.
fn make_source(setup: &Setup<'_>, server: &BenchServer) -> Result<u64, Error> {
    let rows = setup.rows.unwrap_or(ROWS);
    let there = format!("SELECT count(*) FROM pg_database WHERE datname = '{SOURCE}'");
    if server.sql("postgres", &there)?.trim() == "0" {
        (setup.narrate)(&format!("making a table of {rows} rows"));
        server.remake(SOURCE, "template0")?;
        server.sql(SOURCE, &TABLE.replace("%ROWS%", &rows.to_string()))?;
        // No transaction.
        server.sql(SOURCE, "VACUUM (FREEZE, ANALYZE) booking")?;
    }
    Ok(rows)
}

/// `pg_repack`, unpacked.
struct Repack {
    program: PathBuf,
    script: String,
}

impl Repack {
    fn find(setup: &Setup<'_>, server: &BenchServer) -> Result<Self, Error> {
        let major = server.server().binaries().version.major;
        let folder = setup.tools().debian(&format!("postgresql-{major}-repack"), setup.narrate)?;
        let library = folder.join(format!("usr/lib/postgresql/{major}/lib/pg_repack.so"));
        // Where the server's user can read it.
        let copy = server.server().data_folder().join("pg_repack.so");
        std::fs::copy(&library, &copy).map_err(Error::io("copy", &library))?;
        let extension = folder.join(format!("usr/share/postgresql/{major}/extension"));
        let script = script_in(&extension)?.replace("MODULE_PATHNAME", &copy.display().to_string());
        Ok(Self { program: folder.join(format!("usr/lib/postgresql/{major}/bin/pg_repack")), script })
    }

    /// What `CREATE EXTENSION` would do, had the server its files in its own folders.
    fn install(&self, server: &BenchServer) -> Result<(), Error> {
        server.sql(DATABASE, &self.script).map(drop)
    }

    fn time(&self, server: &BenchServer) -> Result<Duration, Error> {
        let mut command = server.server().client(&self.program, DATABASE);
        process::time(command.args(["--no-order", "--table", "booking", "--dbname", DATABASE]))
    }
}

/// The one script in a folder that installs the whole.
fn script_in(folder: &std::path::Path) -> Result<String, Error> {
    let entries = std::fs::read_dir(folder).map_err(Error::io("read", folder))?;
    let mut scripts = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|end| end == "sql"));
    let script = scripts.next().unwrap_or_else(|| folder.join("pg_repack.sql"));
    std::fs::read_to_string(&script).map_err(Error::io("read", script))
}
