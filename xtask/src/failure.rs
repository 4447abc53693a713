//! How a command ends: exit codes, and what is said of an error.

use std::error::Error;
use std::process::ExitCode;

use backline_ops::error::Refusal;
use backline_postgres::hint_for_sqlstate;
use clap::builder::styling::{AnsiColor, Style};
use sea_orm::{DbErr, sqlx};

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
/// Another process holds the lock of what was asked for.
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

    /// The exit code.
    pub fn code(&self) -> u8 {
        self.code
    }

    /// Writes `error:`, `caused by:` and `hint:` to stderr.
    pub fn report(&self) -> ExitCode {
        anstream::eprintln!("{ERROR}error:{ERROR:#} {}", self.error);
        let mut said = self.error.to_string();
        for cause in self.error.chain().skip(1) {
            let refusal = refusal(cause);
            let text = refusal.as_ref().map_or_else(|| cause.to_string(), plain);
            // Some errors say what their cause says.
            if !said.ends_with(&text) {
                anstream::eprintln!("{CAUSE}caused by:{CAUSE:#} {text}");
            }
            if refusal.is_some() {
                // What comes below says the same in the words of the driver.
                break;
            }
            said = text;
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

impl From<backline_ops::rewrite::Error> for Failure {
    fn from(error: backline_ops::rewrite::Error) -> Self {
        let is_busy = matches!(error, backline_ops::rewrite::Error::Busy(_));
        let hint = error.hint();
        let failure: Self = anyhow::Error::new(error).into();
        Self { hint, code: if is_busy { LOCKED } else { failure.code }, ..failure }
    }
}

impl From<backline_ops::adopt::Error> for Failure {
    fn from(error: backline_ops::adopt::Error) -> Self {
        let code = if matches!(error, backline_ops::adopt::Error::Busy) { LOCKED } else { FAILED };
        let hint = error.hint();
        Self { code, hint, error: error.into() }
    }
}

impl From<backline_ops::tidy::Error> for Failure {
    fn from(error: backline_ops::tidy::Error) -> Self {
        let hint = error.hint().map(str::to_owned);
        Self { hint, ..anyhow::Error::new(error).into() }
    }
}

impl From<backline_ops::Error> for Failure {
    fn from(error: backline_ops::Error) -> Self {
        let code = if matches!(error, backline_ops::Error::Locked { .. }) { LOCKED } else { FAILED };
        let general = error.sqlstate().and_then(|sqlstate| hint_for_sqlstate(&sqlstate)).map(str::to_owned);
        Self { code, hint: general.or_else(|| error.hint()), error: error.into() }
    }
}

impl From<backline_ops::deploy::DeployError> for Failure {
    fn from(error: backline_ops::deploy::DeployError) -> Self {
        use backline_ops::deploy::DeployError;
        match error {
            DeployError::Engine(error) => error.into(),
            DeployError::Backup(backline_ops::backup::BackupError::Database(error)) => error.into(),
            error => {
                let code = if matches!(error, DeployError::Busy { .. }) { LOCKED } else { FAILED };
                Self { code, hint: error.hint(), error: error.into() }
            }
        }
    }
}

impl From<backline_seed::load::Error> for Failure {
    fn from(error: backline_seed::load::Error) -> Self {
        use backline_seed::load::Error as Load;
        let code = match error {
            Load::Busy => LOCKED,
            Load::AnotherPlan { .. } | Load::Disk { .. } => REFUSED,
            _ => FAILED,
        };
        Self { code, hint: error.hint().map(str::to_owned), error: error.into() }
    }
}

/// With the hint that the SQLSTATE gives, where one of the causes has one.
impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        let refusal = error.chain().find_map(refusal);
        let hint = refusal.and_then(|refusal| hint_for_sqlstate(&refusal.sqlstate)).map(str::to_owned);
        Self { code: FAILED, error, hint }
    }
}

/// What PostgreSQL said, if it is that.
fn refusal(cause: &(dyn Error + 'static)) -> Option<Refusal> {
    match cause.downcast_ref::<DbErr>() {
        Some(error) => backline_ops::error::refusal(error),
        None => backline_ops::error::refusal_of_driver(cause.downcast_ref::<sqlx::Error>()?),
    }
}

/// As a sentence: the words of the server, and what they are about.
fn plain(refusal: &Refusal) -> String {
    let place = [("table", &refusal.table), ("column", &refusal.column), ("constraint", &refusal.constraint)];
    let place = place.into_iter().filter_map(|(what, name)| Some(format!("{what} \"{}\", ", name.as_ref()?)));
    format!("{} ({}SQLSTATE {})", refusal.message, place.collect::<String>(), refusal.sqlstate)
}

impl From<DbErr> for Failure {
    fn from(error: DbErr) -> Self {
        anyhow::Error::new(error).context("failed to work with the database").into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_holds_a_lock_is_told_by_the_code() {
        let held: [Failure; 3] = [
            backline_ops::rewrite::Error::Busy("goods".to_owned()).into(),
            backline_ops::adopt::Error::Busy.into(),
            backline_seed::load::Error::Busy.into(),
        ];
        assert!(held.iter().all(|failure| failure.code == LOCKED));
        let other: Failure = backline_ops::rewrite::Error::Stage("goods".to_owned(), "").into();
        assert_eq!(other.code, FAILED);
    }
}
