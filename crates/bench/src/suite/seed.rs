//! `cargo xtask bench seed`: development data, made and loaded.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::{Built, Setup, Step};
use crate::like::{self, DRIZZLE};
use crate::{BenchServer, Claim, Comparison, Contender, Error, Measured, Report, Target, process};

/// Runs the suite on a thread that may block.
///
/// # Errors
/// The first of anything that is measured or prepared.
pub fn run(setup: &Setup<'_>) -> Result<Report, Error> {
    let steps: [(&str, Step); 5] = [
        (GENERATION, generation),
        (EMPTY, empty_database),
        (INCREMENTAL, more_rows),
        (FIVE_TABLES, five_tables),
        (GROWTH, growth),
    ];
    setup.run("seed", &steps)
}

const GENERATION: &str = "Stories made, nothing loaded";
const EMPTY: &str = "Stories into an empty database";
const INCREMENTAL: &str = "More stories into a database that has some";
const FIVE_TABLES: &str = "Five tables, beside drizzle-seed";
const GROWTH: &str = "Stories at scale 100 and 1000";

/// The scale of the stories that an empty database gets: three million rows, more than the server's buffers hold.
const WHOLE: u32 = 100;
/// The scale of those that a database has before it gets as many again: about half a million rows.
const SCALE: u32 = 20;
/// The day that is today in the stories.
const AS_OF: &str = "2026-06-15";

fn generation(setup: &Setup<'_>, built: &Built, _server: &BenchServer) -> Result<Measured, Error> {
    let generate = || {
        let told = process::output(&mut built.subject("seed-generate", &["40"]))?;
        let (rows, time) = told.trim().split_once(' ').unwrap_or_default();
        Ok::<_, Error>((number(rows)?, milliseconds(time)?))
    };
    let (rows, _) = generate()?;
    setup.measure(Comparison {
        title: GENERATION,
        note: "On one thread: every row is made as it is sent, and thrown away. The time is that on a processor.",
        contenders: vec![Contender::new(MAKING, || generate().map(|(_, time)| time)).of(rows)],
        claims: vec![Claim::alone(MAKING, Target::RowsASecond(1_000_000.0))],
    })
}

const MAKING: &str = "scale 40 on one core";

fn empty_database(setup: &Setup<'_>, built: &Built, server: &BenchServer) -> Result<Measured, Error> {
    let stories = Stories { setup, built, server };
    stories.prepare_reference()?;
    stories.seed_anew("bench_filled", REFERENCE, WHOLE)?;
    let files = stories.export("bench_filled", "whole", "")?;
    let tables: Vec<&str> = files.tables.iter().map(String::as_str).collect();
    let (url, filled) = (server.url(DATABASE), server.url("bench_filled"));
    let insert_many = || {
        let mut words = vec![filled.as_str(), url.as_str()];
        words.extend(&tables);
        let told = process::output(&mut built.subject("insert-many", &words))?;
        milliseconds(told.split_whitespace().nth(1).unwrap_or_default())
    };
    setup.measure(Comparison {
        title: EMPTY,
        note: "Whole processes on a migrated database with the reference data. Ours makes the rows, loads them, builds and \
               validates all indexes and foreign keys, fills the search index and analyzes. psql copies the same rows from \
               prepared CSV files into the indexed tables, in one transaction: as it is, and once without looking at foreign \
               keys. insert_many has the rows at hand as models and sends 1,000 a statement, without RETURNING; the statements alone are \
               counted. For these the tables' own triggers are off.",
        contenders: vec![
            Contender::new(SEED, || {
                stories.fresh(REFERENCE)?;
                process::time(&mut stories.seed(DATABASE, WHOLE))
            })
            .of(files.rows),
            Contender::new(COPY, || stories.copy(REFERENCE, &files, "")).of(files.rows),
            Contender::new(COPY_UNCHECKED, || stories.copy(REFERENCE, &files, UNCHECKED)).of(files.rows),
            Contender::new(INSERT_MANY, || {
                stories.fresh(REFERENCE)?;
                stories.turn_triggers_off()?;
                insert_many()
            })
            .of(files.rows),
        ],
        claims: vec![
            Claim::new(SEED, COPY, Target::TimesTheRows(1.0)),
            Claim::new(SEED, COPY_UNCHECKED, Target::Shown),
            Claim::new(SEED, INSERT_MANY, Target::TimesTheRows(5.0)),
        ],
    })
}

const SEED: &str = "cargo xtask seed";
const COPY: &str = r"psql \copy";
const COPY_UNCHECKED: &str = r"psql \copy, foreign keys off";
const INSERT_MANY: &str = "SeaORM insert_many(1000)";

fn more_rows(setup: &Setup<'_>, built: &Built, server: &BenchServer) -> Result<Measured, Error> {
    let stories = Stories { setup, built, server };
    stories.prepare_reference()?;
    let half = "bench_half";
    stories.seed_anew(half, REFERENCE, SCALE)?;
    server.remake(DATABASE, half)?;
    // Whatever is newer than this is a new row.
    let before = server.sql(DATABASE, "SELECT pg_current_xact_id()::text")?;
    process::output(&mut stories.seed(DATABASE, SCALE * 2))?;
    let files =
        stories.export(DATABASE, "more", &format!("WHERE xmin::text::bigint >= {}", before.trim()))?;
    setup.measure(Comparison {
        title: INCREMENTAL,
        note: "Whole processes. The database has half of the rows, with all indexes, which stay. psql copies the same rows from \
               prepared CSV files, in one transaction, the tables' own triggers off.",
        contenders: vec![
            Contender::new(SEED, || {
                stories.fresh(half)?;
                process::time(&mut stories.seed(DATABASE, SCALE * 2))
            })
            .of(files.rows),
            Contender::new(COPY, || stories.copy(half, &files, "")).of(files.rows),
            Contender::new(COPY_UNCHECKED, || stories.copy(half, &files, UNCHECKED)).of(files.rows),
        ],
        claims: vec![
            Claim::new(SEED, COPY, Target::TimesTheRows(0.8)),
            Claim::new(SEED, COPY_UNCHECKED, Target::Shown),
        ],
    })
}

fn five_tables(setup: &Setup<'_>, built: &Built, server: &BenchServer) -> Result<Measured, Error> {
    const HUNDREDS: u64 = 1_000;
    let program = setup.tools().drizzle_seed(DRIZZLE, setup.narrate)?;
    let fresh = || {
        server.remake(DATABASE, "template0")?;
        server.sql(DATABASE, like::TABLES)
    };
    let url = server.url(DATABASE);
    setup.measure(Comparison {
        title: FIVE_TABLES,
        note: "Five tables with UUID keys, six foreign keys and five indexes. Ours is a whole process; drizzle-seed is the time \
               of its own call, without the start of Node.",
        contenders: vec![
            Contender::new(ENGINE, || {
                fresh()?;
                process::time(&mut built.subject("like-load", &[&url, &HUNDREDS.to_string()]))
            })
            .of(HUNDREDS * 100),
            Contender::new(DRIZZLE_SEED, || {
                fresh()?;
                let mut node = server.server().client(Path::new("node"), DATABASE);
                node.arg(&program).args(like::counts(HUNDREDS).map(|count| count.to_string()));
                milliseconds(process::output(&mut node)?.trim())
            })
            .of(HUNDREDS * 100),
        ],
        claims: vec![Claim::new(ENGINE, DRIZZLE_SEED, Target::TimesTheRows(10.0))],
    })
}

const ENGINE: &str = "the engine of the stories";
const DRIZZLE_SEED: &str = "drizzle-seed";

fn growth(setup: &Setup<'_>, built: &Built, _server: &BenchServer) -> Result<Measured, Error> {
    // Scale 1000 takes more room than memory has.
    let server = BenchServer::start(&setup.scratch("growth"), false, &[])?;
    let stories = Stories { setup, built, server: &server };
    stories.prepare_reference()?;
    let run = |scale: u32| -> Result<(Duration, u64), Error> {
        (setup.narrate)(&format!("scale {scale}"));
        stories.fresh(REFERENCE)?;
        let time = process::time(&mut stories.seed(DATABASE, scale))?;
        Ok((time, stories.rows(DATABASE)?))
    };
    let ((small, small_rows), (large, large_rows)) = (run(100)?, run(1_000)?);
    Comparison {
        title: GROWTH,
        note: "Whole processes on an empty database on disk, once each: indexes and foreign keys built and validated, search \
               index filled, analyzed.",
        contenders: vec![
            Contender::new("scale 1000", || Ok(large)).of(large_rows),
            Contender::new("scale 100", || Ok(small)).of(small_rows),
        ],
        claims: vec![Claim::new("scale 1000", "scale 100", Target::TimesTheRows(0.8))],
    }
    .measure_cold(1, setup.narrate)
}

/// The database that contenders fill.
const DATABASE: &str = "bench_seed";
/// Migrated, with the reference data.
const REFERENCE: &str = "bench_reference";
/// What keeps PostgreSQL from looking at foreign keys.
const UNCHECKED: &str = "SET session_replication_role = replica;";

struct Stories<'a> {
    setup: &'a Setup<'a>,
    built: &'a Built,
    server: &'a BenchServer,
}

/// A script of `\copy`, and what it copies.
struct Files {
    script: PathBuf,
    /// In the order in which they refer to each other.
    tables: Vec<String>,
    rows: u64,
}

/// Tables that the reference data does not fill, with their foreign keys' targets.
const EDGES: &str = "SELECT child.relname || ' ' || coalesce(string_agg(DISTINCT parent.relname, ' '), '')
    FROM pg_class child
    LEFT JOIN pg_constraint ON conrelid = child.oid AND contype = 'f' AND confrelid <> conrelid
    LEFT JOIN pg_class parent ON parent.oid = confrelid
    WHERE child.relnamespace = 'public'::regnamespace AND child.relkind IN ('r', 'p') AND NOT child.relispartition
    GROUP BY child.relname ORDER BY child.relname";

impl Stories<'_> {
    fn prepare_reference(&self) -> Result<(), Error> {
        let find = format!("SELECT 1 FROM pg_database WHERE datname = '{REFERENCE}'");
        if self.server.sql("postgres", &find)?.trim().is_empty() {
            let url = self.server.url(REFERENCE);
            self.server.remake(REFERENCE, "template0")?;
            process::output(&mut self.built.xtask(&["migrate", "up", "--database-url", &url]))?;
            process::output(&mut self.built.subject("reference", &[&url]))?;
        }
        Ok(())
    }

    fn fresh(&self, template: &str) -> Result<(), Error> {
        self.server.remake(DATABASE, template)
    }

    fn seed(&self, database: &str, scale: u32) -> Command {
        let (scale, url) = (scale.to_string(), self.server.url(database));
        self.built.xtask(&["-q", "seed", "--scale", &scale, "--as-of", AS_OF, "--database-url", &url])
    }

    fn seed_anew(&self, database: &str, template: &str, scale: u32) -> Result<(), Error> {
        (self.setup.narrate)(&format!("preparing scale {scale}"));
        self.server.remake(database, template)?;
        process::output(&mut self.seed(database, scale)).map(drop)
    }

    /// Rows of all tables that have none in the reference data.
    fn rows(&self, database: &str) -> Result<u64, Error> {
        self.tables()?.iter().map(|table| self.count(database, table, "")).sum()
    }

    fn count(&self, database: &str, table: &str, condition: &str) -> Result<u64, Error> {
        number(&self.server.sql(database, &format!("SELECT count(*) FROM {table} {condition}"))?)
    }

    /// The tables that have no rows in the reference data, those first to which others refer.
    fn tables(&self) -> Result<Vec<String>, Error> {
        let edges = self.server.sql(REFERENCE, EDGES)?;
        let edges: Vec<(&str, Vec<&str>)> = edges
            .lines()
            .filter_map(|line| line.split_once(' '))
            .map(|(child, parents)| (child, parents.split_whitespace().collect()))
            .collect();
        let mut filled = Vec::new();
        for table in in_order(&edges) {
            if self.count(REFERENCE, &table, "")? == 0 {
                filled.push(table);
            }
        }
        Ok(filled)
    }

    /// Writes the rows of a database into CSV files.
    fn export(&self, database: &str, name: &str, condition: &str) -> Result<Files, Error> {
        let folder = self.setup.scratch(name);
        std::fs::create_dir_all(&folder).map_err(Error::io("make the folder", &folder))?;
        let (mut script, mut tables, mut rows) = (String::new(), Vec::new(), 0);
        for table in self.tables()? {
            let count = self.count(database, &table, condition)?;
            if count == 0 {
                continue;
            }
            let columns = self.columns(database, &table)?;
            let file = folder.join(format!("{table}.csv"));
            let to = format!(
                r"\copy (SELECT {columns} FROM {table} {condition}) TO '{}' (FORMAT csv)",
                file.display()
            );
            self.server.sql(database, &to)?;
            script.push_str(&format!("\\copy {table}({columns}) FROM '{}' (FORMAT csv)\n", file.display()));
            tables.push(table);
            rows += count;
        }
        let path = folder.join("copy.sql");
        std::fs::write(&path, script).map_err(Error::io("write", &path))?;
        Ok(Files { script: path, tables, rows })
    }

    /// The columns that can be written.
    fn columns(&self, database: &str, table: &str) -> Result<String, Error> {
        let sql = format!(
            "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
            WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''"
        );
        Ok(self.server.sql(database, &sql)?.trim().to_owned())
    }

    /// They would write rows that are in the files already.
    fn turn_triggers_off(&self) -> Result<(), Error> {
        let sql = "SELECT format('ALTER TABLE %s DISABLE TRIGGER USER;', oid::regclass) FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') ORDER BY relkind DESC";
        let statements = self.server.sql(DATABASE, sql)?;
        self.server.sql(DATABASE, &statements).map(drop)
    }

    fn copy(&self, template: &str, files: &Files, setting: &str) -> Result<Duration, Error> {
        self.fresh(template)?;
        self.turn_triggers_off()?;
        let mut psql = self.server.psql(DATABASE)?;
        if !setting.is_empty() {
            psql.args(["--command", setting]);
        }
        process::time(psql.arg("--single-transaction").arg("--file").arg(&files.script))
    }
}

/// Tables with what they refer to, in an order in which each comes after those. Foreign keys between tables have no circles.
fn in_order(edges: &[(&str, Vec<&str>)]) -> Vec<String> {
    let mut done: Vec<&str> = Vec::new();
    while let Some((table, _)) = edges.iter().find(|(table, parents)| {
        !done.contains(table)
            && parents
                .iter()
                .all(|parent| done.contains(parent) || edges.iter().all(|(each, _)| each != parent))
    }) {
        done.push(table);
    }
    done.into_iter().map(str::to_owned).collect()
}

fn number(text: &str) -> Result<u64, Error> {
    text.trim().parse().map_err(|_error| Error::Unexpected { told: text.trim().to_owned() })
}

fn milliseconds(text: &str) -> Result<Duration, Error> {
    let time: f64 = text.parse().map_err(|_error| Error::Unexpected { told: text.to_owned() })?;
    Ok(Duration::from_secs_f64(time / 1000.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_come_after_those_to_which_they_refer() {
        let edges = [("a", vec!["c", "elsewhere"]), ("b", vec!["a", "c"]), ("c", vec![])];
        assert_eq!(in_order(&edges), ["c", "a", "b"].map(str::to_owned));
    }

    #[test]
    fn what_is_no_number_is_told() {
        assert_eq!(number("12\n").unwrap(), 12);
        assert!(number("twelve").unwrap_err().to_string().contains("twelve"));
        assert_eq!(milliseconds("1500.5").unwrap(), Duration::from_micros(1_500_500));
        assert!(milliseconds("").is_err());
    }
}
