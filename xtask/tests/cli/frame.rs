//! What all commands have in common.

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
