//! Passwords do not stand in the process list: one in `--database-url` moves into the environment.

use std::ffi::{OsStr, OsString};
use std::os::unix::process::CommandExt as _;
use std::process::Command;

use anyhow::Context as _;
use backline_postgres::mask_password;

use crate::failure::Failure;

const OPTION: &str = "--database-url";

/// The variable that the option reads as well; what is given as an argument wins, so it may take its place.
const VARIABLE: &str = "DATABASE_URL";

/// Starts this program anew, in the same process, where an argument holds a password: without that argument, and with the
/// variable instead, which other users cannot read.
///
/// # Errors
/// When this program cannot be started.
pub fn hide_from_process_list() -> Result<(), Failure> {
    let Some((arguments, url)) = without_password(std::env::args_os().skip(1)) else { return Ok(()) };
    let program = std::env::current_exe().context("failed to find this program")?;
    let error = Command::new(program).args(arguments).env(VARIABLE, url).exec();
    Err(anyhow::Error::new(error)
        .context("failed to start again without the password among the arguments")
        .into())
}

/// The arguments without the URL, and the URL; none where there is no URL with a password.
fn without_password(arguments: impl Iterator<Item = OsString>) -> Option<(Vec<OsString>, OsString)> {
    let mut kept = Vec::new();
    let mut url = None;
    let mut arguments = arguments;
    while let Some(argument) = arguments.next() {
        let value = match argument.to_str().and_then(|text| text.strip_prefix(OPTION)) {
            Some("") => arguments.next(),
            Some(rest) => rest.strip_prefix('=').map(OsString::from),
            None => None,
        };
        match value {
            Some(value) if holds_password(&value) => url = Some(value),
            Some(value) => kept.extend([OPTION.into(), value]),
            None => kept.push(argument),
        }
    }
    url.map(|url| (kept, url))
}

fn holds_password(url: &OsStr) -> bool {
    let url = url.to_string_lossy();
    mask_password(&url) != url
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moved(arguments: &[&str]) -> Option<(Vec<OsString>, OsString)> {
        without_password(arguments.iter().map(OsString::from))
    }

    #[test]
    fn a_url_with_a_password_is_taken_out_however_it_is_written() {
        let url = "postgres://ann:secret@db/app";
        let expected = Some((vec!["db".into(), "ping".into(), "-q".into()], url.into()));
        assert_eq!(moved(&["db", "ping", "--database-url", url, "-q"]), expected);
        assert_eq!(moved(&["--database-url=postgres://ann:secret@db/app", "db", "ping", "-q"]), expected);
        let url = "postgres://db/app?password=secret";
        assert_eq!(moved(&["--database-url", url]), Some((vec![], url.into())));
    }

    #[test]
    fn nothing_else_is_touched() {
        assert_eq!(moved(&["db", "ping", "--database-url", "postgres://ann@db/app"]), None);
        assert_eq!(moved(&["db", "psql", "--database-url-like", "postgres://ann:secret@db/app"]), None);
        assert_eq!(moved(&["db", "ping", "--database-url"]), None);
    }
}
