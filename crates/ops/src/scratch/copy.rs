//! The schema of a live database, copied into a scratch one by `pg_dump`.
//!
//! By `pg_dump`, and not by the recorded migrations: the live schema may have drifted from what they build, and what is
//! asked is how the pending migrations will fare on the schema that is there.

use std::path::Path;
use std::process::{Output, Stdio};

use percent_encoding::percent_decode_str;
use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::{self, AssertSqlSafe, ConnectOptions as _, Connection as _};
use sea_orm::{ConnectionTrait, DatabaseConnection};
use tokio::process::Command;

use super::{Scratch, ScratchError, same_search_path};
use crate::sql;

/// What is left out: owners and privileges, which only their owners could give again and on which no lock depends;
/// subscriptions, which would begin to receive.
const OPTIONS: [&str; 7] = [
    "--schema-only",
    "--no-owner",
    "--no-privileges",
    "--no-publications",
    "--no-subscriptions",
    "--no-security-labels",
    "--no-tablespaces",
];

/// What a dump of a newer `pg_dump` begins with and an older server does not know.
const UNKNOWN_TO_OLDER: [&str; 3] = ["SET transaction_timeout", "\\restrict ", "\\unrestrict "];

/// Checks that this `pg_dump` can dump a server of this major version.
///
/// # Errors
/// [`ScratchError::Run`] and [`ScratchError::TooOld`].
pub async fn check_pg_dump(program: &Path, server: u32) -> Result<(), ScratchError> {
    let output = run(program, Command::new(program).arg("--version")).await?;
    let text = String::from_utf8_lossy(&output.stdout);
    // "pg_dump (PostgreSQL) 15.8 (Debian 15.8-1)", "pg_dump (PostgreSQL) 18beta1"
    let version = text.split_whitespace().nth(2).unwrap_or_default();
    let digits: String = version.chars().take_while(char::is_ascii_digit).collect();
    match digits.parse() {
        Ok(found) if found < server => {
            Err(ScratchError::TooOld { program: program.to_owned(), found, server })
        }
        _ => Ok(()),
    }
}

/// Copies the schema of `live` into `scratch`, without a row. `live` is only read.
///
/// # Errors
/// As [`check_pg_dump`], and [`ScratchError::Dump`]; whatever the scratch database answers.
pub async fn copy_schema(
    live: &DatabaseConnection,
    scratch: &Scratch,
    pg_dump: &Path,
) -> Result<(), ScratchError> {
    let server: i32 = sql::scalar(live, "SELECT current_setting('server_version_num')::integer / 10000", [])
        .await
        .map_err(ScratchError::server("ask the server for its version"))?;
    check_pg_dump(pg_dump, server.unsigned_abs()).await?;
    let options = live.get_postgres_connection_pool().connect_options();
    let mut command = Command::new(pg_dump);
    command.args(OPTIONS);
    hand_over(&options, &mut command);
    let output = run(pg_dump, &mut command).await?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        return Err(ScratchError::Dump { said });
    }
    let dump = String::from_utf8_lossy(&output.stdout);
    let kept = dump.lines().filter(|line| !UNKNOWN_TO_OLDER.iter().any(|start| line.starts_with(start)));
    let script = kept.collect::<Vec<_>>().join("\n");
    // In a session of its own: a dump empties the search path.
    let failed = || ScratchError::driver("fill the scratch database with the live schema");
    let mut session = scratch.beside().await?;
    let has_public: bool = sql::scalar(live, "SELECT to_regnamespace('public') IS NOT NULL", [])
        .await
        .map_err(ScratchError::server("look for the schema \"public\""))?;
    // template0 comes with that schema; a dump makes it only where it was changed.
    if !has_public || script.contains("\nCREATE SCHEMA public;") {
        sqlx::raw_sql("DROP SCHEMA public").execute(&mut session).await.map_err(failed())?;
    }
    sqlx::raw_sql(AssertSqlSafe(script)).execute(&mut session).await.map_err(failed())?;
    session.close().await.map_err(failed())?;
    same_search_path(live, scratch.conn())
        .await
        .map_err(ScratchError::server("set the search path of the scratch database"))
}

/// By the environment: arguments stand in the process list.
pub(crate) fn hand_over(options: &PgConnectOptions, command: &mut Command) {
    match options.get_socket() {
        Some(folder) => command.env("PGHOST", folder),
        None => command.env("PGHOST", options.get_host()),
    };
    command.env("PGPORT", options.get_port().to_string()).env("PGUSER", options.get_username());
    command.env("PGDATABASE", options.get_database().unwrap_or_else(|| options.get_username()));
    let url = options.to_url_lossy();
    if let Some(password) = url.password() {
        command.env("PGPASSWORD", percent_decode_str(password).decode_utf8_lossy().as_ref());
    }
    for (name, value) in url.query_pairs() {
        let variable = match name.as_ref() {
            "sslmode" => "PGSSLMODE",
            "sslrootcert" => "PGSSLROOTCERT",
            "sslcert" => "PGSSLCERT",
            "sslkey" => "PGSSLKEY",
            _ => continue,
        };
        command.env(variable, value.as_ref());
    }
}

async fn run(program: &Path, command: &mut Command) -> Result<Output, ScratchError> {
    command
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await
        .map_err(|source| ScratchError::Run { program: program.to_owned(), source })
}

/// Makes the roles of `live` on another server, as far as they are missing there: policies name them. They can do
/// nothing.
///
/// # Errors
/// Whatever the servers answer.
pub async fn copy_roles(live: &DatabaseConnection, server: &DatabaseConnection) -> Result<(), ScratchError> {
    let failed = || ScratchError::server("copy the names of the roles");
    let ours = "SELECT coalesce(array_agg(rolname::text), '{}') FROM pg_roles WHERE rolname !~ '^pg_'";
    let wanted: Vec<String> = sql::scalar(live, ours, []).await.map_err(failed())?;
    let there: Vec<String> = sql::scalar(server, ours, []).await.map_err(failed())?;
    for role in wanted.iter().filter(|role| !there.contains(role)) {
        let create = format!("CREATE ROLE {} NOLOGIN", sql::identifier(role));
        server.execute_unprepared(&create).await.map_err(failed())?;
    }
    Ok(())
}
