//! What all commands have in common.

use std::io::Read as _;
use std::net::TcpListener;
use std::process::Stdio;

use backline_seeds::testdb;
use sea_orm::ConnectionTrait as _;

use crate::support::Cli;

#[test]
fn wrong_usage_is_exit_code_2() {
    let cli = Cli::private();
    for arguments in ["db fly", "db ping --fast", "db ping -q -v"] {
        let run = cli.run(arguments);
        assert_eq!(run.code, 2, "{run:?}");
        assert_eq!(run.stdout, "");
    }
    let run = cli.run_with("db url", |command| {
        command.env("BACKLINE_ENV", "prod");
    });
    assert_eq!(run.code, 2, "{run:?}");
    cli.assert_snapshot("wrong_usage");
}

#[tokio::test]
async fn verbose_tells_what_is_done_and_very_verbose_the_statements() {
    let db = testdb::migrated().await.unwrap();
    let cli = Cli::on(db.url());
    let silent = cli.run("migrate up");
    assert_eq!((silent.code, silent.stderr.as_str()), (0, ""));
    let told = cli.run("migrate up -v");
    assert!(told.code == 0 && !told.stderr.contains("sqlx::query"), "{told:?}");
    let all = cli.run("migrate up -vv");
    assert!(all.code == 0 && all.stderr.contains("sqlx::query"), "{all:?}");
    assert_eq!(all.stdout, silent.stdout);
}

#[test]
fn no_log_holds_a_password() {
    let cli = Cli::private();
    let url = cli.url();
    let password = url.split([':', '@']).nth(2).unwrap();
    for arguments in ["db ping -vv", "db reset -vv"] {
        let run = cli.run(arguments);
        assert!(run.code == 0 && run.stderr.contains("sqlx::query"), "{run:?}");
        assert!(!run.stderr.contains(password), "{run:?}");
    }
    // A parameter that the driver does not know, and would tell of.
    let cli = Cli::on(&format!("{url}?sslpassword=secret"));
    let run = cli.run("db ping -vv");
    assert!(run.code == 0 && !run.stderr.contains("secret"), "{run:?}");
}

/// Nor does what operations tell, and the files that they leave.
#[test]
fn operations_tell_and_leave_no_password() {
    let private = Cli::private();
    assert_eq!(private.run("db reset -q").code, 0);
    let url = private.url();
    let password = url.split([':', '@']).nth(2).unwrap();
    let cli = Cli::on(&url);
    for (arguments, code) in [
        ("migrate up -vv", 0),
        ("ops drift -vv", 0),
        ("ops backup --verify -vv --metrics backup.prom", 0),
        ("ops rewrite genres --set name=varchar(200) -vv", 0),
        ("ops rewrite genres --revert -vv", 0),
        ("ops deploy --yes -vv --json", 0),
        ("ops deploy --rollback --yes -vv", 2),
    ] {
        let run = cli.run(arguments);
        assert!(run.code == code && run.stderr.contains("sqlx::query"), "{run:?}");
        assert!(!run.stderr.contains(password) && !run.stdout.contains(password), "{run:?}");
    }
    let mut looked = 0;
    let mut folders = vec![cli.folder().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
            } else {
                let content = std::fs::read(entry.path()).unwrap();
                let found = content.windows(password.len()).any(|bytes| bytes == password.as_bytes());
                assert!(!found, "{}", entry.path().display());
                looked += 1;
            }
        }
    }
    assert!(looked > 4, "{looked} files");
}

#[tokio::test]
async fn every_run_can_be_measured() {
    let db = testdb::migrated().await.unwrap();
    let cli = Cli::on(db.url());
    let measured = |arguments: &str, code: i32| {
        assert_eq!(cli.run(&format!("{arguments} -q --metrics run.prom")).code, code);
        let text = std::fs::read_to_string(cli.folder().join("run.prom")).unwrap();
        std::fs::remove_file(cli.folder().join("run.prom")).unwrap();
        assert!(text.ends_with("# EOF\n") && text.contains("backline_run_ended_timestamp_seconds"), "{text}");
        let value = move |measure: &str| {
            let line = text.lines().find(|line| line.starts_with(&format!("backline_{measure}{{")));
            line.and_then(|line| line.rsplit(' ').next()).map(|value| value.parse::<f64>().unwrap())
        };
        assert_eq!(value("run_exit_code"), Some(code.into()));
        assert!(value("run_duration_seconds").unwrap() > 0.0);
        value
    };
    assert_eq!(measured("migrate rollback --steps 2 --yes", 0)("migrations_undone"), Some(2.0));
    let up = measured("migrate up", 0);
    assert_eq!((up("migrations_applied"), up("lock_retries")), (Some(2.0), Some(0.0)));
    assert!(up("migration_duration_seconds").is_some());
    db.conn()
        .execute_unprepared(
            "INSERT INTO currencies (currency_code, name) VALUES ('XTS', 'Test'), ('XXX', 'None')",
        )
        .await
        .unwrap();
    let rewritten = measured("ops rewrite currencies --set name=varchar(200)", 0);
    assert_eq!((rewritten("rows"), rewritten("lock_retries")), (Some(2.0), Some(0.0)));
    assert!(measured("ops backup", 0)("bytes").unwrap() > 1000.0);
    // What could not be done is measured, too.
    for arguments in ["migrate up --to nothing", "ops check --only no_such_check"] {
        assert_eq!(measured(arguments, 2)("rows"), None);
    }

    let nowhere = cli.run("migrate up --metrics no/such/folder.prom");
    assert_eq!((nowhere.code, nowhere.stdout.as_str()), (2, ""));
    assert!(nowhere.stderr.contains("hint: name a file"), "{nowhere:?}");
}

#[test]
fn colours_are_for_terminals_and_for_who_wants_them() {
    let cli = Cli::private();
    let wanted = |variable: &str| {
        let run = cli.run_with("db psql --database-url mysql://db/app", |command| {
            command.env("CLICOLOR_FORCE", "1").env(variable, "1");
        });
        assert_eq!(run.code, 2);
        run.stderr.contains('\u{1b}')
    };
    assert!(wanted("CLICOLOR_FORCE"));
    assert!(!wanted("NO_COLOR"));
    assert!(!cli.run("db psql --database-url mysql://db/app").stderr.contains('\u{1b}'));
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let cli = Cli::private();
    let mut child = cli
        .command(&["db", "status", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(1), &[][..]));
}

/// What every user of the machine may read of a process.
#[cfg(target_os = "linux")]
#[test]
fn no_password_stands_in_the_process_list() {
    let cli = Cli::private();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let url = format!("postgres://ann:secret@127.0.0.1:{port}/app");
    let both = [vec!["--database-url".to_owned(), url.clone()], vec![format!("--database-url={url}")]];
    for arguments in both {
        let mut command = cli.command(&["db", "ping", "-q"]);
        let mut child = command.args(arguments).stderr(Stdio::null()).spawn().unwrap();
        // It has come to connecting, and waits for an answer.
        let (mut connection, _address) = listener.accept().unwrap();
        connection.read_exact(&mut [0]).unwrap();
        let process = format!("/proc/{}", child.id());
        let shown = String::from_utf8(std::fs::read(format!("{process}/cmdline")).unwrap()).unwrap();
        let hidden = String::from_utf8(std::fs::read(format!("{process}/environ")).unwrap()).unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(shown.contains("ping") && !shown.contains("secret"), "{shown:?}");
        assert!(hidden.contains(&format!("DATABASE_URL={url}")));
    }
}
