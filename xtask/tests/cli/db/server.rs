//! `db start|stop|status|url|psql|ping` on a private server.

use crate::support::Cli;

#[test]
fn the_server_starts_answers_and_stops() {
    let cli = Cli::private();
    assert_eq!(cli.run("db status").code, 1);
    assert_eq!(cli.run("db stop").code, 0);
    assert_eq!(cli.run("db start").code, 0);
    assert_eq!(cli.run("db start").code, 0);
    for verb in ["status", "url", "ping", "psql -- -d postgres -XAtc SELECT(42)"] {
        let run = cli.run(&format!("db {verb}"));
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:?}");
    }
    assert_eq!(cli.run("db stop").code, 0);
    assert_eq!(cli.run("db status").code, 1);
    cli.assert_snapshot("db_server");
}

#[test]
fn json_is_what_the_text_tells() {
    let cli = Cli::private();
    assert_eq!(cli.run("db start --json -q").code, 0);
    assert_eq!(cli.run("db url --json").code, 0);
    assert_eq!(cli.run("db status --json").code, 0);
    assert_eq!(cli.run("db stop --json -q").code, 0);
    cli.assert_snapshot("db_server_json");
    // Its list of extensions is another one on each machine.
    let ping = cli.json("db ping -q");
    assert_eq!(ping["role"], "postgres");
    assert!(ping["answered_in"]["nanos"].as_u64().unwrap() > 0, "{ping}");
}

#[test]
fn the_url_is_all_that_url_prints_and_clients_accept_it() {
    let cli = Cli::private();
    let run = cli.run("db url");
    assert_eq!(run.stdout.lines().count(), 1, "{run:?}");
    let url = run.stdout.trim_end();
    let server = url.strip_suffix("/backline").unwrap();
    let status = cli.run("db status").stdout;
    let password = url.split([':', '@']).nth(2).unwrap();
    assert!(!status.contains(password), "{status}");

    let cli = Cli::on(&format!("{server}/postgres"));
    assert_eq!(cli.sql("SELECT current_database()"), ["postgres"]);
    assert_eq!(cli.run("db url").stdout.trim_end(), format!("{server}/postgres"));
}

#[test]
fn psql_ends_with_the_code_of_psql() {
    let cli = Cli::private();
    assert_eq!(cli.run("db psql -- -d postgres -Xc SELECT(1/0)").code, 1);
    assert_eq!(cli.run("db psql -- -d nowhere").code, 2);
}
