//! What destroys data is refused where data may be dear.

use std::net::TcpListener;
use std::time::Duration;

use backline_testdb::TestDb;
use sea_orm::ConnectionTrait;

use crate::support::{Cli, Run};

fn in_environment(cli: &Cli, environment: &str, arguments: &str) -> Run {
    cli.run_with(arguments, |command| {
        command.env("BACKLINE_ENV", environment);
    })
}

#[test]
fn what_is_called_protected_is_refused_before_a_server_is_started() {
    let cli = Cli::private();
    for environment in ["staging", "production"] {
        assert_eq!(in_environment(&cli, environment, "db reset").code, 3);
    }
    assert_eq!(in_environment(&cli, "production", "db reset --yes --force").code, 3);
    assert_eq!(in_environment(&cli, "production", "db reset --yes-production other").code, 3);
    assert!(!cli.home().exists());
    cli.assert_snapshot("guard_environment");
}

#[test]
fn what_is_on_another_machine_is_refused_before_it_is_connected_to() {
    // A documentation address (RFC 5737): a connection would run into its timeout.
    let started = std::time::Instant::now();
    let cli = Cli::on("postgres://ann:secret@192.0.2.1/app");
    assert_eq!(cli.run("db reset").code, 3);
    assert_eq!(cli.run("db reset --yes").code, 3);
    assert_eq!(in_environment(&cli, "production", "db reset").code, 3);
    assert!(started.elapsed() < Duration::from_secs(10), "it was connected to");

    // A URL that says this machine and leads to another.
    let cli = Cli::on("postgres://localhost/app?host=192.0.2.1");
    assert_eq!(cli.run("db reset").code, 3);

    // Somebody who listens is not called.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    let cli = Cli::on(&format!("postgres://127.0.0.1:{port}/app"));
    assert_eq!(in_environment(&cli, "staging", "db reset").code, 3);
    assert_eq!(listener.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
}

#[test]
fn the_mark_protects_and_the_typed_name_is_leave() {
    let cli = Cli::private();
    let run = cli.run("db reset -q");
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "quiet, also while it builds");
    cli.sql("ALTER TABLE system_settings DROP CONSTRAINT ck_system_settings_environment_known");
    for mark in ["staging", "production", "something else"] {
        cli.sql(&format!("UPDATE system_settings SET value = '\"{mark}\"' WHERE key = 'environment'"));
        assert_eq!(cli.run("db reset").code, 3);
        assert_eq!(
            in_environment(&cli, "development", "db reset --yes --force").code,
            3,
            "the stricter one wins"
        );
    }
    cli.sql("CREATE TABLE mine ()");
    assert_eq!(cli.run("db reset --yes-production BACKLINE").code, 3);
    assert_eq!(cli.run("db reset --yes-production backline").code, 0);
    assert_eq!(cli.sql("SELECT to_regclass('mine') IS NULL"), ["t"]);
    let mark = cli.sql("SELECT value FROM system_settings WHERE key = 'environment'");
    assert_eq!(mark, ["\"production\""], "it stays protected");
    assert_eq!(cli.run("db reset").code, 3);
    cli.assert_snapshot("guard_mark");
}

#[tokio::test]
async fn a_strangers_database_is_asked_for() {
    let db = TestDb::empty().await.unwrap();
    // Looks like the table of settings, and is none.
    for sql in [
        "CREATE TABLE system_settings (environment text)",
        "INSERT INTO system_settings VALUES ('production')",
    ] {
        db.conn().execute_unprepared(sql).await.unwrap();
    }
    db.conn().clone().close().await.unwrap();
    let cli = Cli::on(db.url());
    assert_eq!(cli.run("db reset").code, 3);
    cli.assert_snapshot("guard_unmarked");
    let run = cli.run("db reset --yes -q");
    assert_eq!(run.code, 0, "{run:?}");
    // It is ours now.
    let run = cli.run("db reset -q");
    assert_eq!(run.code, 0, "{run:?}");
}
