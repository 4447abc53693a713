//! `db reset`

use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::MetadataExt as _;
use std::process::Stdio;

use backline_ops::sql::scalar;
use sea_orm::Database;

use crate::support::Cli;

const TEMPLATES: &str =
    "SELECT datname, oid FROM pg_database WHERE starts_with(datname, 'backline_template_') ORDER BY oid";

#[tokio::test]
async fn the_first_builds_and_the_second_clones() {
    let cli = Cli::private();
    assert_eq!(cli.run("db reset").code, 0);
    let built = cli.sql(TEMPLATES);
    assert_eq!(built.len(), 1, "{built:?}");
    cli.sql("CREATE TABLE mine ()");
    cli.sql("CREATE DATABASE backline_template_of_last_month");
    cli.sql("CREATE DATABASE backline_template_of_last_month_temporary");

    assert_eq!(cli.run("db reset").code, 0);
    assert_eq!(cli.sql(TEMPLATES), built, "the same template, and no other one");
    assert_eq!(cli.sql("SELECT to_regclass('mine') IS NULL"), ["t"]);
    assert_eq!(cli.sql("SELECT count(*) > 100 FROM cities"), ["t"]);
    assert_eq!(cli.sql("SELECT value FROM system_settings WHERE key = 'environment'"), ["\"development\""]);

    // Somebody is at work on it.
    let session = Database::connect(cli.url()).await.unwrap();
    let its_process: i32 = scalar(&session, "SELECT pg_backend_pid()", []).await.unwrap();
    assert_eq!(cli.run("db reset").code, 3);
    assert_eq!(cli.run("db reset --force --json").code, 0);
    let is_closed = format!("SELECT count(*) = 0 FROM pg_stat_activity WHERE pid = {its_process}");
    assert_eq!(cli.sql(&is_closed), ["t"]);
    session.close().await.unwrap();

    let run = cli.run("db reset -q");
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert!(run.stdout.contains("cloned from its template"), "{run:?}");
    cli.assert_snapshot("db_reset");
    // A newcomer's database is sound, with what the seeding engine keeps beside the platform.
    let checked = cli.run("ops check");
    assert!(checked.code == 0 && checked.stdout.ends_with(", 0 findings.\n"), "{checked:?}");
}

#[test]
fn one_that_is_killed_leaves_nothing_behind() {
    let cli = Cli::private();
    let mut child =
        cli.command(&["db", "reset"]).stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    // Migrated, and not seeded.
    assert!(lines.any(|line| line.unwrap().ends_with("migrations applied")));
    child.kill().unwrap();
    child.wait().unwrap();
    let run = cli.run("db reset");
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stdout.contains("built, and kept as a template"), "{run:?}");
    let templates = cli.sql(TEMPLATES);
    assert!(templates.len() == 1 && !templates[0].contains("temporary"), "{templates:?}");
}

#[test]
fn of_two_at_once_one_builds_and_both_end_well() {
    let cli = Cli::private();
    let resets = [(); 2].map(|()| {
        cli.command(&["db", "reset", "-q", "--json"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    });
    let mut cloned = resets.map(|reset| {
        let output = reset.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice::<serde_json::Value>(&output.stdout).unwrap()["from_template"]
            .as_bool()
            .unwrap()
    });
    cloned.sort_unstable();
    assert_eq!(cloned, [false, true]);
    assert_eq!(cli.sql("SELECT count(*) > 100 FROM cities"), ["t"]);
}

/// As root: the other tests are an ordinary user's, where they are not root's.
#[test]
fn an_ordinary_user_gets_it_too() {
    const NOBODY: u32 = 65_534;
    if !rustix::process::geteuid().is_root() {
        return;
    }
    let cli = Cli::private().by_user(NOBODY);
    for arguments in ["db reset", "db reset", "db ping", "migrate status --check", "schema check", "db stop"]
    {
        let run = cli.run(arguments);
        assert_eq!(run.code, 0, "{run:?}");
    }
    let owner = std::fs::metadata(cli.home().join("postgres/data")).unwrap().uid();
    assert_eq!(owner, NOBODY);
}
