//! What all commands have in common.

use std::io::Read as _;
use std::net::TcpListener;
use std::process::Stdio;

use backline_seeds::testdb;

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
