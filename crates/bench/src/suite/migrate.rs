//! `cargo xtask bench migrate`: the migration engine beside psql and the migration tools of others.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use backline_migrations::Migrator;

use super::two_databases::{BY_PG_DUMP, MIGRA, TwoDatabases};
use super::{Built, Setup, Step, rendered};
use crate::chain::{Chain, LENGTH};
use crate::tools::build_release;
use crate::{
    BenchServer, Claim, Comparison, Contender, Error, Measured, REFINERY_CLI, Report, SEA_ORM_CLI, SQLX_CLI,
    Scripts, Target, process,
};

/// Runs the suite on a thread that may block.
///
/// # Errors
/// The first of anything that is measured or prepared.
pub fn run(setup: &Setup<'_>) -> Result<Report, Error> {
    let steps: [(&str, Step); 5] = [
        (FROM_EMPTY, from_empty),
        (NOTHING_TO_DO, nothing_to_do),
        (NOTHING_OF_A_THOUSAND, nothing_of_a_thousand),
        (CHAIN, chain),
        (DIFF, diff),
    ];
    setup.run("migrate", &steps)
}

const FROM_EMPTY: &str = "The platform's migrations, from empty";
const NOTHING_TO_DO: &str = "The platform's migrations, nothing to do";
const NOTHING_OF_A_THOUSAND: &str = "A chain of 1,000 migrations, nothing to do";
const CHAIN: &str = "A chain of 1,000 small migrations, from empty";
const DIFF: &str = "Snapshot and diff of two platform databases";

fn from_empty(setup: &Setup<'_>, built: &Built, server: &BenchServer) -> Result<Measured, Error> {
    let sea_orm_cli = setup.tools().cargo(SEA_ORM_CLI, setup.narrate)?;
    let sqlx = setup.tools().cargo(SQLX_CLI, setup.narrate)?;
    let refinery = setup.tools().cargo(REFINERY_CLI, setup.narrate)?;
    (setup.narrate)("building the migration crate's own program, with optimisations and as sea-orm-cli does");
    let own = build_release(setup.workspace, &["--package", "backline-migrations"])?;
    let own = own.join("backline-migrations");
    let mut build = Command::new("cargo");
    build.current_dir(setup.workspace).args(["build", "--quiet", "--package", "backline-migrations"]);
    process::output(&mut build)?;
    let scripts = Scripts::write(&setup.scratch("platform"), &rendered::<Migrator>()?)?;
    let database = "bench_platform";
    let url = server.url(database);
    let fresh = || server.renew(database);
    let configuration = refinery_configuration(&setup.scratch("refinery.toml"), server, database)?;
    setup.measure(Comparison {
        title: FROM_EMPTY,
        note: "Whole processes, everything built beforehand, the same SQL for all. sea-orm-cli builds and runs the \
               migration crate by `cargo run`; sea-orm-migration is that crate's own program, built with optimisations. \
               sqlx gets a file marked \"no-transaction\" for each index that is built CONCURRENTLY; refinery runs every file \
               in a transaction, so it alone builds those indexes the quicker way.",
        contenders: vec![
            Contender::new("cargo xtask migrate up", || {
                fresh()?;
                process::time(&mut built.xtask(&["migrate", "up", "--database-url", &url]))
            }),
            Contender::new("psql -1 -f", || {
                fresh()?;
                process::time(server.psql(database)?.arg("--file").arg(&scripts.psql))
            }),
            Contender::new("sqlx migrate run", || {
                fresh()?;
                process::time(&mut sqlx_run(&sqlx, &scripts, &url))
            }),
            Contender::new("refinery migrate", || {
                fresh()?;
                process::time(&mut refinery_run(&refinery, &scripts, &configuration))
            }),
            Contender::new("sea-orm-migration up", || {
                fresh()?;
                process::time(Command::new(&own).args(["--database-url", &url, "up"]))
            }),
            Contender::new("sea-orm-cli migrate up", || {
                fresh()?;
                let mut command = Command::new(&sea_orm_cli);
                command.current_dir(setup.workspace);
                command.args(["migrate", "--migration-dir", "migrations", "--database-url", &url, "up"]);
                process::time(&mut command)
            }),
        ],
        claims: vec![
            Claim::new("cargo xtask migrate up", "psql -1 -f", Target::AtMost(1.05)),
            Claim::new("cargo xtask migrate up", "sqlx migrate run", Target::Faster),
            Claim::new("cargo xtask migrate up", "refinery migrate", Target::Faster),
            Claim::new("cargo xtask migrate up", "sea-orm-migration up", Target::Faster),
            Claim::new("cargo xtask migrate up", "sea-orm-cli migrate up", Target::Faster),
        ],
    })
}

fn nothing_to_do(setup: &Setup<'_>, built: &Built, server: &BenchServer) -> Result<Measured, Error> {
    let sqlx = setup.tools().cargo(SQLX_CLI, setup.narrate)?;
    let scripts = Scripts::write(&setup.scratch("platform"), &rendered::<Migrator>()?)?;
    let (ours, theirs) = (server.url("bench_done"), server.url("bench_done_sqlx"));
    server.remake("bench_done", "template0")?;
    process::output(&mut built.xtask(&["migrate", "up", "--database-url", &ours]))?;
    server.remake("bench_done_sqlx", "template0")?;
    process::output(&mut sqlx_run(&sqlx, &scripts, &theirs))?;
    setup.measure(Comparison {
        title: NOTHING_TO_DO,
        note: "Whole processes; all of them are applied. Ours keeps names and checksums of what it rendered until it is another \
               program; sqlx reads its files.",
        contenders: vec![
            Contender::new("cargo xtask migrate up", || {
                process::time(&mut built.xtask(&["migrate", "up", "--database-url", &ours]))
            }),
            Contender::new("cargo xtask migrate status", || {
                process::time(&mut built.xtask(&["migrate", "status", "--database-url", &ours]))
            }),
            Contender::new("sqlx migrate run", || process::time(&mut sqlx_run(&sqlx, &scripts, &theirs))),
        ],
        claims: vec![
            Claim::new("cargo xtask migrate up", "sqlx migrate run", Target::AtMost(1.0)),
            Claim::new("cargo xtask migrate status", "sqlx migrate run", Target::AtMost(1.0)),
        ],
    })
}

fn nothing_of_a_thousand(setup: &Setup<'_>, built: &Built, server: &BenchServer) -> Result<Measured, Error> {
    let sqlx = setup.tools().cargo(SQLX_CLI, setup.narrate)?;
    let scripts = Scripts::write(&setup.scratch("chain"), &rendered::<Chain>()?)?;
    let (ours, theirs) = (server.url("bench_chain"), server.url("bench_chain_sqlx"));
    let kept = setup.scratch("kept").display().to_string();
    server.remake("bench_chain", "template0")?;
    process::output(&mut built.subject("chain-up", &[&ours, &kept]))?;
    server.remake("bench_chain_sqlx", "template0")?;
    process::output(&mut sqlx_run(&sqlx, &scripts, &theirs))?;
    setup.measure(Comparison {
        title: NOTHING_OF_A_THOUSAND,
        note: "Whole processes; ours is the engine in a program of its own, as the chain is not the platform's. It keeps names and \
               checksums of what it rendered until it is another program.",
        contenders: vec![
            Contender::new("the engine, up", || process::time(&mut built.subject("chain-up", &[&ours, &kept]))),
            Contender::new("the engine, status", || {
                process::time(&mut built.subject("chain-status", &[&ours, &kept]))
            }),
            Contender::new("sqlx migrate run", || process::time(&mut sqlx_run(&sqlx, &scripts, &theirs))),
        ],
        claims: vec![
            Claim::new("the engine, up", "sqlx migrate run", Target::AtMost(1.0)),
            Claim::new("the engine, status", "sqlx migrate run", Target::AtMost(1.0)),
        ],
    })
}

fn chain(setup: &Setup<'_>, built: &Built, server: &BenchServer) -> Result<Measured, Error> {
    const PSQL: &str = "psql, a transaction each";
    let sqlx = setup.tools().cargo(SQLX_CLI, setup.narrate)?;
    let refinery = setup.tools().cargo(REFINERY_CLI, setup.narrate)?;
    let scripts = Scripts::write(&setup.scratch("chain"), &rendered::<Chain>()?)?;
    let database = "bench_chain";
    let url = server.url(database);
    let fresh = || server.renew(database);
    let configuration = refinery_configuration(&setup.scratch("refinery.toml"), server, database)?;
    let kept = setup.scratch("kept").display().to_string();
    let subject = |verb: &str, arguments: &[&str]| {
        fresh()?;
        process::time(&mut built.subject(verb, arguments))
    };
    let psql = |wait: &'static str| {
        let (fresh, script) = (&fresh, &scripts.psql_each);
        move || {
            fresh()?;
            let mut psql = server.psql(database)?;
            process::time(psql.arg("--file").arg(script).env("PGOPTIONS", wait))
        }
    };
    setup.measure(Comparison {
        title: CHAIN,
        note: "Whole processes. psql runs the same SQL, BEGIN and COMMIT around each migration: once as the server is \
               set, waiting for the disk at each COMMIT, and once with synchronous_commit off.",
        contenders: vec![
            Contender::new("the engine, up", || subject("chain-up", &[&url, &kept])),
            Contender::new(PSQL, psql("")),
            Contender::new("psql, the same without waiting", psql("-c synchronous_commit=off")),
            Contender::new("sqlx migrate run", || {
                fresh()?;
                process::time(&mut sqlx_run(&sqlx, &scripts, &url))
            }),
            Contender::new("refinery migrate", || {
                fresh()?;
                process::time(&mut refinery_run(&refinery, &scripts, &configuration))
            }),
            Contender::new("sea-orm-migration up", || subject("chain-sea-orm", &[&url])),
        ],
        claims: vec![
            Claim::new("the engine, up", PSQL, Target::Extra { ms: 0.3, items: LENGTH }),
            Claim::new(
                "the engine, up",
                "psql, the same without waiting",
                Target::Extra { ms: 0.3, items: LENGTH },
            ),
            Claim::new("the engine, up", "sqlx migrate run", Target::Faster),
            Claim::new("the engine, up", "refinery migrate", Target::Faster),
            Claim::new("the engine, up", "sea-orm-migration up", Target::Faster),
        ],
    })
}

fn diff(setup: &Setup<'_>, built: &Built, server: &BenchServer) -> Result<Measured, Error> {
    let two = TwoDatabases::make(setup, built, server)?;
    setup.measure(Comparison {
        title: DIFF,
        note: "Whole processes. The two runs of pg_dump go on at once. Each finds the same four changes.",
        contenders: vec![
            Contender::new("the catalog, snapshot and diff", || {
                process::time(&mut built.subject("diff", &[&two.one(), &two.other()]))
            }),
            Contender::new(BY_PG_DUMP, || two.by_pg_dump()),
            Contender::new(MIGRA, || two.by_migra()),
        ],
        claims: vec![
            Claim::new("the catalog, snapshot and diff", BY_PG_DUMP, Target::Faster),
            Claim::new("the catalog, snapshot and diff", MIGRA, Target::TimesFaster(5.0)),
        ],
    })
}

fn sqlx_run(program: &Path, scripts: &Scripts, url: &str) -> Command {
    let mut command = Command::new(program);
    command.args(["migrate", "run", "--source"]).arg(&scripts.sqlx).args(["--database-url", url]);
    command
}

fn refinery_run(program: &Path, scripts: &Scripts, configuration: &Path) -> Command {
    let mut command = Command::new(program);
    command.args(["migrate", "-c"]).arg(configuration).arg("-p").arg(&scripts.refinery);
    command
}

/// Its way to say where the database is.
fn refinery_configuration(path: &Path, server: &BenchServer, database: &str) -> Result<PathBuf, Error> {
    let socket = server.server().socket_folder().display().to_string().replace('/', "%2F");
    let text = format!(
        "[main]\ndb_type = \"Postgres\"\ndb_host = \"{socket}\"\ndb_port = \"{}\"\ndb_user = \"postgres\"\ndb_name = \"{database}\"\n",
        server.server().port()
    );
    fs::write(path, text).map_err(Error::io("write", path))?;
    Ok(path.to_owned())
}
