//! How a command ends: exit codes, and what is said of an error.

use std::process::ExitCode;

use clap::builder::styling::{AnsiColor, Style};

const ERROR: Style = AnsiColor::Red.on_default().bold();
const CAUSE: Style = Style::new().bold();
const HINT: Style = AnsiColor::Cyan.on_default().bold();

/// Done, or nothing to do.
pub const DONE: u8 = 0;
/// Something was found: a difference, a stale document.
pub const FINDING: u8 = 1;
/// Wrong usage, or it could not run.
pub const FAILED: u8 = 2;
/// Refused by a guard.
pub const REFUSED: u8 = 3;
/// Another process holds the migration lock.
pub const LOCKED: u8 = 4;

/// An error with its exit code and remedy.
#[derive(Debug)]
pub struct Failure {
    code: u8,
    error: anyhow::Error,
    hint: Option<String>,
}

impl Failure {
    /// Refused by a guard.
    pub fn refused(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code: REFUSED, error: anyhow::Error::msg(message.into()), hint: Some(hint.into()) }
    }

    /// Could not run, with a remedy.
    pub fn with_hint(error: impl Into<anyhow::Error>, hint: impl Into<String>) -> Self {
        Self { code: FAILED, error: error.into(), hint: Some(hint.into()) }
    }

    /// Writes `error:`, `caused by:` and `hint:` to stderr.
    pub fn report(&self) -> ExitCode {
        anstream::eprintln!("{ERROR}error:{ERROR:#} {}", self.error);
        for cause in self.error.chain().skip(1) {
            anstream::eprintln!("{CAUSE}caused by:{CAUSE:#} {cause}");
        }
        if let Some(hint) = &self.hint {
            anstream::eprintln!("{HINT}hint:{HINT:#} {hint}");
        }
        self.code.into()
    }
}

impl From<backline_postgres::Error> for Failure {
    fn from(error: backline_postgres::Error) -> Self {
        let hint = error.hint();
        Self::with_hint(error, hint)
    }
}

impl From<backline_postgres::ConnectError> for Failure {
    fn from(error: backline_postgres::ConnectError) -> Self {
        let hint = error.hint();
        Self::with_hint(error, hint)
    }
}

impl From<backline_bench::Error> for Failure {
    fn from(error: backline_bench::Error) -> Self {
        Self { code: FAILED, hint: error.hint(), error: error.into() }
    }
}

impl From<backline_ops::Error> for Failure {
    fn from(error: backline_ops::Error) -> Self {
        let code = if matches!(error, backline_ops::Error::Locked { .. }) { LOCKED } else { FAILED };
        Self { code, hint: error.hint(), error: error.into() }
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self { code: FAILED, error, hint: None }
    }
}

impl From<sea_orm::DbErr> for Failure {
    fn from(error: sea_orm::DbErr) -> Self {
        anyhow::Error::new(error).context("failed to work with the database").into()
    }
}
