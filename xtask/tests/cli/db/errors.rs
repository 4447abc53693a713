//! Each reason why a server cannot be used is told as error, cause and hint.

use std::fs::{self, Permissions};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use backline_postgres::Search;
use backline_testdb::TestDb;
use sea_orm::ConnectionTrait;

use crate::support::Cli;

/// What goes to the server, one of each noun and kind.
const VERBS: [&str; 5] = ["db reset --yes", "db ping", "migrate up", "migrate status", "schema check"];

#[test]
fn a_url_that_is_none() {
    let cli = Cli::private();
    for url in
        ["mysql://ann:secret@db/app", "ann:secret@db", "postgres://ann:secret@db:99999/app", "postgres:///"]
    {
        let run = cli.run(&format!("db ping --database-url {url}"));
        assert_eq!(run.code, 2, "{run:?}");
        assert!(!run.stderr.contains("secret"), "{run:?}");
    }
    for verb in VERBS.into_iter().chain(["db url", "db psql", "schema docs --check"]) {
        let run = cli.run_with(verb, |command| {
            command.env("DATABASE_URL", "mysql://db/app");
        });
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{run:?}");
    }
    cli.assert_snapshot("error_url");
}

#[test]
fn nobody_answers() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let cli = Cli::on(&format!("postgres://ann:secret@127.0.0.1:{port}/app"));
    for verb in VERBS {
        assert_eq!(cli.run(verb).code, 2);
    }
    cli.assert_snapshot("error_unreachable");
}

#[test]
fn the_password_is_wrong_and_the_role_may_not() {
    let cli = Cli::private();
    assert_eq!(cli.run("db start -q").code, 0);
    let server = cli.url().replace("/backline", "/postgres");
    let (user, place) = server.rsplit_once('@').unwrap();
    assert!(user.starts_with("postgres://postgres:"));
    cli_sql(&server, "CREATE ROLE weak LOGIN PASSWORD 'weak'");

    let wrong = Cli::on(&format!("postgres://postgres:wrong@{place}"));
    for verb in VERBS {
        let run = wrong.run(verb);
        assert_eq!(run.code, 2);
        assert!(!run.stderr.contains("wrong@"), "{run:?}");
    }
    wrong.assert_snapshot("error_password");

    let weak = Cli::on(&format!("postgres://weak:weak@{}", place.replace("/postgres", "/app")));
    assert_eq!(weak.run("db reset").code, 2);
    weak.assert_snapshot("error_privilege");
}

fn cli_sql(url: &str, sql: &str) {
    Cli::on(url).sql(sql);
}

#[tokio::test]
async fn the_database_is_missing() {
    let cli = Cli::private();
    for verb in ["migrate up", "migrate status", "schema check", "schema docs --check"] {
        let run = cli.run(&format!("{verb} -q"));
        assert_eq!(run.code, 2, "{run:?}");
    }
    cli.assert_snapshot("error_database_missing");

    let db = TestDb::empty().await.unwrap();
    let cli = Cli::on(&db.url().replace(db.name(), "nowhere"));
    let run = cli.run("migrate status");
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("the database \"nowhere\" does not exist"), "{run:?}");
}

#[test]
fn the_data_folder_is_damaged() {
    let cli = Cli::private();
    let status = cli.json("db status");
    assert_eq!(cli.run("db start -q").code, 0);
    assert_eq!(cli.run("db stop -q").code, 0);
    let data = std::path::Path::new(status["data_folder"].as_str().unwrap());
    fs::remove_file(data.join("global/pg_control")).unwrap();
    for verb in ["db start", "db reset"] {
        assert_eq!(cli.run(verb).code, 2);
    }
    cli.assert_snapshot("error_damaged");
}

#[test]
fn the_binaries_lack_an_extension() {
    let real = backline_postgres::binaries::find(&Search::default()).unwrap();
    let cli = Cli::private();
    let prefix = cli.home().with_file_name("postgres");
    for folder in ["bin", "share/postgresql/extension"] {
        fs::create_dir_all(prefix.join(folder)).unwrap();
    }
    for program in [real.postgres(), real.initdb()] {
        // No link: some find their libraries from where they lie.
        let script = prefix.join("bin").join(program.file_name().unwrap());
        fs::write(&script, format!("#!/bin/sh\nexec '{}' \"$@\"\n", program.display())).unwrap();
        fs::set_permissions(&script, Permissions::from_mode(0o755)).unwrap();
    }
    fs::write(prefix.join("share/postgresql/postgres.bki"), "").unwrap();
    fs::write(prefix.join("share/postgresql/extension/citext.control"), "").unwrap();
    let cli = cli.env("PG_BIN", prefix.join("bin").to_str().unwrap());
    assert_eq!(cli.run("db start").code, 2);
    cli.assert_snapshot("error_extension");
}

/// The SQLSTATE of a full disk, from the server.
#[tokio::test]
async fn the_disk_of_the_server_is_full() {
    let db = TestDb::empty().await.unwrap();
    for sql in [
        "CREATE FUNCTION fill_up() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
            IF to_regclass('migration_history') IS NOT NULL THEN
                RAISE disk_full USING MESSAGE = 'could not extend file: No space left on device';
            END IF; END $$",
        "CREATE EVENT TRIGGER fill_up ON ddl_command_start EXECUTE FUNCTION fill_up()",
    ] {
        db.conn().execute_unprepared(sql).await.unwrap();
    }
    let cli = Cli::on(db.url());
    assert_eq!(cli.run("migrate up").code, 2);
    cli.assert_snapshot("error_disk_full");
}

/// A disk that is full, where we may mount one: as root.
#[test]
fn the_disk_of_the_data_folder_is_full() {
    if !rustix::process::geteuid().is_root() {
        return;
    }
    let cli = Cli::private();
    fs::create_dir(cli.home()).unwrap();
    let program = cli.command(&[]).get_program().to_owned();
    let script = "mount -t tmpfs -o size=16m,mode=755 tmpfs \"$BACKLINE_HOME\" && exec \"$0\" db start";
    let mut command = Command::new("unshare");
    command.args(["--mount", "sh", "-c", script]).arg(program).env("BACKLINE_HOME", cli.home());
    let output = command.output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(text.contains("error: no space left on the disk that holds"), "{text}");
    assert!(text.contains("hint: make room on the disk"), "{text}");
}
