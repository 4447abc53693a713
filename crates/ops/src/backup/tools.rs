//! `pg_dump` and `pg_restore`, run so that no password stands in a process list.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use sea_orm::DatabaseConnection;
use sea_orm::sqlx::postgres::PgConnectOptions;
use tokio::process::Command;

use super::BackupError;
use crate::Error;
use crate::scratch::{check_pg_dump, hand_over};
use crate::sql;

/// The programs.
#[derive(Debug, Clone)]
pub struct Tools {
    /// `pg_dump`, at least as new as the server.
    pub pg_dump: PathBuf,
    /// `pg_restore` of the same installation.
    pub pg_restore: PathBuf,
}

/// The server's version: as it tells it, and its major number.
pub(super) async fn server_version(db: &DatabaseConnection) -> Result<(String, u32), BackupError> {
    let failed = || Error::database("failed to ask the server for its version");
    let text: String =
        sql::scalar(db, "SELECT current_setting('server_version')", []).await.map_err(failed())?;
    let major: i32 = sql::scalar(db, "SELECT current_setting('server_version_num')::integer / 10000", [])
        .await
        .map_err(failed())?;
    Ok((text, major.unsigned_abs()))
}

impl Tools {
    /// Checks that they fit a server of this major version.
    pub(super) async fn check(&self, server: u32) -> Result<(), BackupError> {
        check_pg_dump(&self.pg_dump, server).await?;
        Ok(check_pg_dump(&self.pg_restore, server).await?)
    }

    /// Dumps the database as the exported snapshot sees it.
    pub(super) async fn dump(
        &self,
        options: &PgConnectOptions,
        exported: &str,
        arguments: &[&str],
        into: &Path,
    ) -> Result<(), BackupError> {
        let mut command = Command::new(&self.pg_dump);
        command.arg("--snapshot").arg(exported).args(arguments).arg("--file").arg(into);
        hand_over(options, &mut command);
        run("pg_dump", command).await
    }

    /// Restores an archive into an empty database.
    pub(super) async fn restore(
        &self,
        options: &PgConnectOptions,
        archive: &Path,
        jobs: usize,
    ) -> Result<(), BackupError> {
        let restore = |stops: bool| {
            let mut command = Command::new(&self.pg_restore);
            if stops {
                command.arg("--exit-on-error");
            }
            command.arg("--jobs").arg(jobs.max(1).to_string());
            // A name makes it connect, instead of writing a script; the rest comes by the environment.
            command.arg("--dbname").arg(options.get_database().unwrap_or_default()).arg(archive);
            hand_over(options, &mut command);
            // We read what it says.
            command.env("LC_ALL", "C");
            run("pg_restore", command)
        };
        match restore(true).await {
            // It did nothing yet.
            Err(BackupError::Tool { said, .. }) if only_unknown_setting(&said) => {}
            other => return other,
        }
        match restore(false).await {
            Err(BackupError::Tool { said, .. }) if only_unknown_setting(&said) && is_whole(&said) => Ok(()),
            other => other,
        }
    }

    /// Writes a part of an archive as SQL: `--schema-only` or `--data-only`.
    pub(super) async fn script(&self, archive: &Path, part: &str, into: &Path) -> Result<(), BackupError> {
        let mut command = Command::new(&self.pg_restore);
        command.arg(part).arg("--file").arg(into).arg(archive);
        run("pg_restore", command).await
    }
}

/// Whether nothing failed but the setting with which a `pg_restore` from 17 on begins each of its sessions, and which an
/// older server does not know. Its jobs write at once, so that the beginning of a line may be another's.
fn only_unknown_setting(said: &str) -> bool {
    let errors = said.matches("error:").count();
    errors > 0 && errors == said.matches("SET transaction_timeout = 0;").count()
}

/// Whether it went on to its end, past errors.
fn is_whole(said: &str) -> bool {
    said.lines()
        .last()
        .is_some_and(|line| line.starts_with("pg_restore: warning: errors ignored on restore: "))
}

async fn run(program: &'static str, mut command: Command) -> Result<(), BackupError> {
    let output = command.stdin(Stdio::null()).kill_on_drop(true).output().await;
    let output = output.map_err(|source| BackupError::Tool { program, said: source.to_string() })?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    let said = if said.is_empty() { format!("it ended with {}", output.status) } else { said };
    Err(BackupError::Tool { program, said })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_setting_of_a_newer_program_is_passed_over() {
        let setting = "pg_restore: error: could not execute query: ERROR:  unrecognized configuration parameter \
                       \"transaction_timeout\"\nCommand was: SET transaction_timeout = 0;\n";
        let other = "pg_restore: error: could not execute query: ERROR:  relation \"a\" already exists\n\
                     Command was: CREATE TABLE a ();\n";
        let ignored = "pg_restore: warning: errors ignored on restore: 2";
        assert!(only_unknown_setting(setting));
        assert!(only_unknown_setting(&format!("{setting}{setting}{ignored}")));
        assert!(!only_unknown_setting(&format!("{setting}{other}{ignored}")));
        let unprefixed = setting.trim_start_matches("pg_restore: error: ");
        let at_once = format!("pg_restore:pg_restore: error:  error: {unprefixed}{unprefixed}{ignored}");
        assert!(only_unknown_setting(&at_once) && is_whole(&at_once));
        assert!(!only_unknown_setting(&format!("pg_restore:{other}{at_once}")));
        assert!(!only_unknown_setting("pg_restore: error: could not connect"));
        assert!(!only_unknown_setting(""));
        assert!(is_whole(&format!("{setting}{ignored}")));
        assert!(!is_whole(&format!("{setting}connection lost")));
    }
}
