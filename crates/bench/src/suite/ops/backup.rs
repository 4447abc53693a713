//! `ops backup --verify`, beside what does the same by hand: `pg_dump`, `pg_restore` and counts, one after the other.

use super::super::{Built, Setup};
use crate::{BenchServer, Claim, Comparison, Contender, Error, Measured, Target, process};

pub(super) const VERIFIED: &str = "A backup that is proven by restoring it";

/// Rows of all tables, where nothing else is said: about 500 MB with their indexes.
const ROWS: u64 = 2_000_000;
const TABLES: u64 = 8;

const OURS: &str = "cargo xtask ops backup --verify";
const CUSTOM: &str = "the same in one file";
const BY_HAND: &str = "pg_dump -Fc, pg_restore and counts";

const SOURCE: &str = "bench_backup";
const RESTORED: &str = "bench_backup_restored";

/// A table of the set: about 190 bytes a row, a key and an index.
const TABLE: &str = "
    CREATE TABLE part_%TABLE% (
        id integer PRIMARY KEY, venue integer NOT NULL, starts_at timestamptz NOT NULL, fee numeric(10, 2) NOT NULL,
        note text NOT NULL
    );
    INSERT INTO part_%TABLE% SELECT number, number % 5000, timestamptz '2026-01-01 00:00Z' + number % 500000 * interval '1 minute',
        number % 90000 / 100.0, md5(number::text) || md5(random()::text) || repeat('-', 64) FROM generate_series(1, %ROWS%) AS number;
    CREATE INDEX ON part_%TABLE% (venue, starts_at);";

/// Beside the programs, which tell nothing of what a table holds.
pub(super) fn verified(setup: &Setup<'_>, built: &Built, server: &BenchServer) -> Result<Measured, Error> {
    let rows = make_source(setup, server)?;
    let folder = setup.home().join("backups");
    let jobs = std::thread::available_parallelism().map_or(2, usize::from).to_string();
    let ours = |format: &'static str| {
        let (url, folder, jobs) = (server.url(SOURCE), folder.clone(), jobs.clone());
        move || {
            clear(&folder)?;
            let mut command =
                built.xtask(&["ops", "backup", "--verify", "--format", format, "--jobs", &jobs]);
            process::time(command.args(["--database-url", &url]).arg("--into").arg(&folder))
        }
    };
    setup.measure(Comparison {
        title: VERIFIED,
        note: "Whole processes. Ours writes a manifest with the checksums of all files and the digest of every table, schema and \
               data as SQL beside the archive, restores it into a scratch database and compares catalog, rows and content. By hand: \
               an archive, restored into an empty database, and the rows of each table counted in both.",
        contenders: vec![
            Contender::new(OURS, ours("directory")).of(rows),
            Contender::new(CUSTOM, ours("custom")).of(rows),
            Contender::new(BY_HAND, || {
                clear(&folder)?;
                std::fs::create_dir_all(&folder).map_err(Error::io("make", &folder))?;
                server.remake(RESTORED, "template0")?;
                by_hand(server, &folder.join("by_hand.dump"))
            })
            .of(rows),
        ],
        claims: vec![
            Claim::new(OURS, BY_HAND, Target::Faster),
            Claim::new(CUSTOM, BY_HAND, Target::Shown),
        ],
    })
}

fn by_hand(server: &BenchServer, archive: &std::path::Path) -> Result<std::time::Duration, Error> {
    let dump = server.pg_dump(SOURCE)?;
    let programs = std::path::PathBuf::from(dump.get_program());
    let counts: Vec<String> =
        (1..=TABLES).map(|table| format!("SELECT count(*) FROM part_{table};")).collect();
    let script = "set -e
        \"$0/pg_dump\" -Fc -f \"$1\" \"$2\"
        \"$0/pg_restore\" -d \"$3\" \"$1\"
        one=$(\"$0/psql\" -XAtqc \"$4\" \"$2\"); other=$(\"$0/psql\" -XAtqc \"$4\" \"$3\")
        test \"$one\" = \"$other\"";
    let mut command = server.server().client(std::path::Path::new("/bin/sh"), SOURCE);
    command.args(["-c", script]).arg(programs.parent().unwrap_or(&programs)).arg(archive);
    process::time(command.args([SOURCE, RESTORED]).arg(counts.concat()))
}

/// What the round before left, so that each writes as much as the other.
fn clear(folder: &std::path::Path) -> Result<(), Error> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::io("remove", folder)(error)),
        _ => Ok(()),
    }
}

/// The database that is saved; answers the rows of its tables.
fn make_source(setup: &Setup<'_>, server: &BenchServer) -> Result<u64, Error> {
    let rows = setup.rows.unwrap_or(ROWS) / TABLES;
    (setup.narrate)(&format!("making {TABLES} tables of {rows} rows"));
    server.remake(SOURCE, "template0")?;
    for table in 1..=TABLES {
        let script = TABLE.replace("%TABLE%", &table.to_string()).replace("%ROWS%", &rows.to_string());
        server.sql(SOURCE, &script)?;
    }
    // No transaction.
    server.sql(SOURCE, "VACUUM (FREEZE, ANALYZE)")?;
    Ok(rows * TABLES)
}
