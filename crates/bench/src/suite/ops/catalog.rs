//! `ops diff` and `ops drift`, beside what others compare databases with.

use super::super::two_databases::{BY_PG_DUMP, MIGRA, TwoDatabases};
use super::super::{Built, Setup};
use crate::{BenchServer, Claim, Comparison, Contender, Error, Measured, Target, process};

pub(super) const COMPARED: &str = "Diff and drift of platform databases";

const DIFF: &str = "cargo xtask ops diff";
const DRIFT: &str = "cargo xtask ops drift";
const REBUILT: &str = "cargo xtask ops drift --rebuild";

pub(super) fn compared(setup: &Setup<'_>, built: &Built, server: &BenchServer) -> Result<Measured, Error> {
    let two = TwoDatabases::make(setup, built, server)?;
    let home = setup.scratch("catalogs").display().to_string();
    // Ours ends with 1 where it finds differences.
    let finds = |words: &[&str]| {
        let command = built.xtask(words);
        let mut shell = std::process::Command::new("/bin/sh");
        shell.args(["-c", r#""$0" "$@"; test $? = 1"#]).arg(command.get_program()).args(command.get_args());
        process::time(&mut shell)
    };
    let drift = |words: &[&str]| {
        finds(&[&["ops", "drift", "--home", &home, "--database-url", &two.other()], words].concat())
    };
    let targets = |ours| {
        [Claim::new(ours, BY_PG_DUMP, Target::Faster), Claim::new(ours, MIGRA, Target::TimesFaster(5.0))]
    };
    setup.measure(Comparison {
        title: COMPARED,
        note: "Whole processes. Diff compares two databases; drift one with its migrations, of which it keeps what they build until \
               they change: --rebuild builds it again, on a scratch database. Each finds the same four changes and, but for \
               pg_dump, writes the SQL that mends them. The two runs of pg_dump go on at once.",
        contenders: vec![
            Contender::new(DIFF, || finds(&["ops", "diff", &two.one(), &two.other()])),
            Contender::new(DRIFT, || drift(&[])),
            Contender::new(REBUILT, || drift(&["--rebuild"])),
            Contender::new(BY_PG_DUMP, || two.by_pg_dump()),
            Contender::new(MIGRA, || two.by_migra()),
        ],
        claims: [&targets(DIFF)[..], &targets(DRIFT), &[Claim::new(REBUILT, MIGRA, Target::Shown)]].concat(),
    })
}
