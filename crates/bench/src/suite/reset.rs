//! `cargo xtask bench reset`: a development database made anew, and the steps of that.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use backline_migrations::Migrator;
use backline_seeds::reference::TABLES;

use super::{Built, Setup, Step, rendered};
use crate::tools::build_release;
use crate::{
    BenchServer, Claim, Comparison, Contender, Error, Measured, Report, SEA_ORM_CLI, Scripts, Target, process,
};

/// Runs the suite on a thread that may block.
///
/// # Errors
/// The first of anything that is measured or prepared.
pub fn run(setup: &Setup<'_>) -> Result<Report, Error> {
    let steps: [(&str, Step); 3] =
        [(SECOND_RESET, second_reset), (ALL_MIGRATIONS, all_migrations), (REFERENCE_DATA, reference_data)];
    setup.run("reset", &steps)
}

const SECOND_RESET: &str = "A second db reset";
const ALL_MIGRATIONS: &str = "All migrations on an empty database";
const REFERENCE_DATA: &str = "Reference data into empty tables";

fn second_reset(setup: &Setup<'_>, built: &Built, server: &BenchServer) -> Result<Measured, Error> {
    let home = setup.home().display().to_string();
    let reset = || built.xtask(&["db", "reset", "--home", &home]);
    process::output(&mut reset())?;
    let find = "SELECT datname FROM pg_database WHERE datname LIKE 'backline_template_%'";
    let template = server.sql("postgres", find)?.trim().to_owned();
    server.remake("bench_copy", &template)?;
    setup.measure(Comparison {
        title: SECOND_RESET,
        note: "Whole processes, on a private server that runs. The template is there; what is replaced is a copy of it.",
        contenders: vec![
            Contender::new("cargo xtask db reset", || {
                server.sql("postgres", "CHECKPOINT")?;
                process::time(&mut reset())
            }),
            Contender::new("psql, DROP and CREATE DATABASE", || {
                server.sql("postgres", "CHECKPOINT")?;
                let mut psql = server.psql("postgres")?;
                psql.args(["--command", "DROP DATABASE bench_copy"]);
                psql.args(["--command", &format!("CREATE DATABASE bench_copy TEMPLATE {template}")]);
                process::time(&mut psql)
            }),
        ],
        claims: vec![Claim::new(
            "cargo xtask db reset",
            "psql, DROP and CREATE DATABASE",
            Target::AtMost(1.5),
        )],
    })
}

fn all_migrations(setup: &Setup<'_>, built: &Built, server: &BenchServer) -> Result<Measured, Error> {
    let sea_orm_cli = setup.tools().cargo(SEA_ORM_CLI, setup.narrate)?;
    (setup.narrate)("building the migration crate's own program, with optimisations and as sea-orm-cli does");
    let own = build_release(setup.workspace, &["--package", "backline-migrations"])?;
    let own = own.join("backline-migrations");
    process::output(Command::new("cargo").current_dir(setup.workspace).args([
        "build",
        "--quiet",
        "--package",
        "backline-migrations",
    ]))?;
    let scripts = Scripts::write(&setup.scratch("platform"), &rendered::<Migrator>()?)?;
    let database = "bench_migrations";
    let url = server.url(database);
    let fresh = || server.remake(database, "template0");
    setup.measure(Comparison {
        title: ALL_MIGRATIONS,
        note: "Whole processes. sea-orm-cli builds and runs the migration crate by `cargo run`; everything is built \
               beforehand. sea-orm-migration is that crate's own program, built with optimisations.",
        contenders: vec![
            Contender::new("cargo xtask migrate up", || {
                fresh()?;
                process::time(&mut built.xtask(&["migrate", "up", "--database-url", &url]))
            }),
            Contender::new("psql -1 -f", || {
                fresh()?;
                process::time(server.psql(database)?.arg("--file").arg(&scripts.psql))
            }),
            Contender::new("sea-orm-migration up", || {
                fresh()?;
                process::time(Command::new(&own).args(["--database-url", &url, "up"]))
            }),
            Contender::new("sea-orm-cli migrate up", || {
                fresh()?;
                process::time(
                    Command::new(&sea_orm_cli)
                        .current_dir(setup.workspace)
                        .args(["migrate", "--migration-dir", "migrations", "--database-url", &url, "up"]),
                )
            }),
        ],
        claims: vec![
            Claim::new("cargo xtask migrate up", "psql -1 -f", Target::AtMost(1.15)),
            Claim::new("cargo xtask migrate up", "sea-orm-migration up", Target::Faster),
            Claim::new("cargo xtask migrate up", "sea-orm-cli migrate up", Target::Faster),
        ],
    })
}

fn reference_data(setup: &Setup<'_>, built: &Built, server: &BenchServer) -> Result<Measured, Error> {
    let (migrated, loaded, database) = ("bench_migrated", "bench_loaded", "bench_reference");
    server.remake(migrated, "template0")?;
    process::output(&mut built.xtask(&["migrate", "up", "--database-url", &server.url(migrated)]))?;
    server.remake(loaded, migrated)?;
    process::output(&mut built.subject("reference", &[&server.url(loaded)]))?;
    let script = copy_script(&setup.scratch("reference"), server, loaded)?;
    let fresh = || server.remake(database, migrated);
    setup.measure(Comparison {
        title: REFERENCE_DATA,
        note: "Whole processes, one transaction each. psql copies the same CSV files; for tables whose rows get an id or \
               name rows of other tables, files that already hold the ids.",
        contenders: vec![
            Contender::new("reference data load", || {
                fresh()?;
                process::time(&mut built.subject("reference", &[&server.url(database)]))
            }),
            Contender::new(r"psql \copy", || {
                fresh()?;
                process::time(server.psql(database)?.arg("--single-transaction").arg("--file").arg(&script))
            }),
        ],
        claims: vec![Claim::new("reference data load", r"psql \copy", Target::AtMost(1.5))],
    })
}

/// A script for psql that copies every file of the reference data into its table. Where ours makes an id or looks one up, the
/// rows with their ids are taken from a database into which they are loaded.
fn copy_script(folder: &Path, server: &BenchServer, loaded: &str) -> Result<PathBuf, Error> {
    fs::create_dir_all(folder).map_err(Error::io("make the folder", folder))?;
    let mut text = String::new();
    for table in TABLES {
        let file = folder.join(format!("{}.csv", table.name));
        let header = table.csv.lines().next().unwrap_or_default();
        let mut columns: Vec<&str> = header.split(',').collect();
        if table.lookups.is_empty() && table.id.is_none() {
            fs::write(&file, table.csv).map_err(Error::io("write", &file))?;
        } else {
            for column in &mut columns {
                if let Some(lookup) = table.lookups.iter().find(|lookup| lookup.column == *column) {
                    *column = lookup.fills;
                }
            }
            columns.extend(table.id);
            let export = format!(
                r"\copy {}({}) TO '{}' (FORMAT csv, HEADER)",
                table.name,
                columns.join(", "),
                file.display()
            );
            server.sql(loaded, &export)?;
        }
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            r"\copy {}({}) FROM '{}' (FORMAT csv, HEADER)",
            table.name,
            columns.join(", "),
            file.display()
        );
    }
    let script = folder.join("copy.sql");
    fs::write(&script, text).map_err(Error::io("write", &script))?;
    Ok(script)
}
