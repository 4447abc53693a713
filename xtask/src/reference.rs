//! `docs/cli.md` is what the commands say of themselves.

use std::fmt::Write as _;

use clap::{Command, CommandFactory as _};

use crate::Arguments;
use crate::place::workspace;

/// Where it is.
const FILE: &str = "docs/cli.md";

/// What there is to be said of all commands.
const HEAD: &str = "# The command line

<!-- Made by `UPDATE_REFERENCE=1 cargo test -p xtask reference`; change the doc comments in xtask/src instead. -->

Nouns first, then verbs. Results go to stdout, everything else to stderr.

| exit code | meaning |
|---|---|
| 0 | done, or nothing to do |
| 1 | a finding: something is pending, stale or differs |
| 2 | wrong usage, or it could not run |
| 3 | refused: it would destroy what may be dear to somebody |
| 4 | another process holds the lock: that of migrations, a rewrite, a take-over, a deploy or a seeding |

`BACKLINE_ENV` says what the database is for: `development`, `test`, `staging` or `production`. A database also carries a
mark; the stricter of the two holds, and what lies on another machine and has no mark counts as production. What destroys
data is refused on staging and production unless the database's name is typed out. Give a password in `DATABASE_URL`, in
the environment or the file `.env`, rather than as an argument.

";

#[test]
fn the_reference_is_what_the_commands_say() {
    let text = reference();
    let file = workspace().join(FILE);
    if std::env::var_os("UPDATE_REFERENCE").is_some() {
        std::fs::write(&file, &text).unwrap();
    }
    let written = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        written == text,
        "{FILE} is stale. Run\n    UPDATE_REFERENCE=1 cargo test -p xtask reference\nand review what changed in it."
    );
}

#[test]
fn every_command_and_option_says_what_it_is() {
    for (path, command) in commands() {
        assert!(command.get_about().is_some(), "give {path} a doc comment");
        for argument in command.get_arguments() {
            assert!(argument.get_help().is_some(), "give {} of {path} a doc comment", argument.get_id());
        }
    }
}

fn reference() -> String {
    let mut text = HEAD.to_owned();
    for (path, command) in commands() {
        let is_verb = command.get_subcommands().next().is_none();
        let is_first = !path.trim_start_matches("cargo xtask").contains(' ');
        // `seed` does something itself, beside its verbs.
        let acts = command.get_arguments().any(|argument| !argument.is_hide_set());
        if !is_verb && !is_first && !acts {
            continue;
        }
        let mark = if is_first { "##" } else { "###" };
        let help = command.term_width(100).render_long_help().to_string();
        let lines: Vec<&str> = help.trim_end().lines().map(str::trim_end).collect();
        let _ = write!(text, "{mark} {path}\n\n```text\n{}\n```\n\n", lines.join("\n"));
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

/// All of them with their paths; the options that every one takes are shown at the first only.
fn commands() -> Vec<(String, Command)> {
    let mut root = Arguments::command().disable_help_subcommand(true);
    root.build();
    let mut found = Vec::new();
    collect(&root, "cargo xtask", &mut found);
    found
}

fn collect(command: &Command, path: &str, found: &mut Vec<(String, Command)>) {
    let is_root = found.is_empty();
    let shown = command.clone().bin_name(path).mut_args(|argument| {
        let hidden = !is_root && (argument.is_global_set() || argument.get_id() == "help");
        argument.hide(hidden)
    });
    found.push((path.to_owned(), shown));
    for verb in command.get_subcommands().filter(|verb| !verb.is_hide_set()) {
        collect(verb, &format!("{path} {}", verb.get_name()), found);
    }
}
