//! The new schema, copied from a template database by `pg_dump`, with the rows that are in it.
//!
//! By `pg_dump`, and not by running migrations here: these expect a database of their own, and some of their statements
//! cannot run inside a transaction. The copy is made in one, so that it is there whole or not at all.

use std::path::Path;
use std::process::Stdio;

use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr};
use tokio::process::Command;

use super::Error;
use super::names::{GREEN, LEGACY, Names};
use crate::everybody;
use crate::scratch::{ScratchError, check_pg_dump, hand_over};
use crate::sql::{identifier, rows, scalar};

/// What a dump of a newer `pg_dump` begins with and an older server does not know.
const UNKNOWN_TO_OLDER: [&str; 3] = ["SET transaction_timeout", "\\restrict ", "\\unrestrict "];

/// A schema as a script, and the extensions that it uses.
pub(super) struct Dump {
    script: String,
    extensions: Vec<String>,
    /// What everybody may do in the schema.
    everybody: Vec<String>,
}

impl Dump {
    /// Reads it out of the template.
    pub(super) async fn of(
        template: &DatabaseConnection,
        schema: &str,
        pg_dump: &Path,
    ) -> Result<Self, Error> {
        let failed = || Error::database("failed to read the template of the new schema");
        let server: i32 =
            scalar(template, "SELECT current_setting('server_version_num')::integer / 10000", [])
                .await
                .map_err(failed())?;
        check_pg_dump(pg_dump, server.unsigned_abs()).await?;
        let extensions: Vec<String> = scalar(
            template,
            "SELECT coalesce(array_agg(extname::text ORDER BY extname), '{}') FROM pg_extension
             WHERE extnamespace = to_regnamespace(quote_ident($1))",
            [schema.into()],
        )
        .await
        .map_err(failed())?;
        let everybody = everybody::privileges(template, schema).await.map_err(failed())?.unwrap_or_default();
        let options = template.get_postgres_connection_pool().connect_options();
        let mut command = Command::new(pg_dump);
        command.arg("--schema").arg(identifier(schema)).args([
            "--rows-per-insert=500",
            "--no-owner",
            "--no-publications",
            "--no-subscriptions",
            "--no-security-labels",
            "--no-tablespaces",
        ]);
        hand_over(&options, &mut command);
        let output = command
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .output()
            .await
            .map_err(|source| ScratchError::Run { program: pg_dump.to_owned(), source })?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
            return Err(ScratchError::Dump { said }.into());
        }
        let text = String::from_utf8_lossy(&output.stdout);
        // We make the schema ourselves. pg_dump quotes where it must.
        let creates = [format!("CREATE SCHEMA {schema};"), format!("CREATE SCHEMA {};", identifier(schema))];
        let kept = text.lines().filter(|line| {
            !UNKNOWN_TO_OLDER.iter().any(|start| line.starts_with(start))
                && !creates.iter().any(|create| line == create)
        });
        Ok(Self { script: kept.collect::<Vec<_>>().join("\n"), extensions, everybody })
    }

    /// Makes the new schema under the name that is the legacy's until the end of this transaction.
    pub(super) async fn restore(
        &self,
        transaction: &DatabaseTransaction,
        names: &Names,
    ) -> Result<(), Error> {
        let failed = || Error::database("failed to build the new schema");
        names.step_aside(transaction).await.map_err(failed())?;
        let schema = identifier(&names.schema);
        for extension in &self.extensions {
            let found = rows(
                transaction,
                "SELECT nspname::text FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace WHERE extname = $1",
                [extension.as_str().into()],
            )
            .await
            .map_err(failed())?;
            let found: Option<String> =
                found.first().map(|row| row.try_get_by_index(0)).transpose().map_err(failed())?;
            match found {
                None => {
                    let create = format!("CREATE EXTENSION {} SCHEMA {schema}", identifier(extension));
                    transaction.execute_unprepared(&create).await.map_err(Error::database(format!(
                        "failed to create the extension \"{extension}\""
                    )))?;
                }
                Some(there) if there == names.schema => {}
                Some(there) => return Err(elsewhere(extension, &there, &names.schema)),
            }
        }
        transaction.execute_unprepared(&self.script).await.map_err(failed())?;
        everybody::give(transaction, &names.schema, &self.everybody).await.map_err(failed())?;
        // A dump changes settings for the whole session.
        transaction.execute_unprepared("RESET ALL").await.map_err(failed())?;
        names.settle(transaction).await.map_err(failed())
    }
}

fn elsewhere(extension: &str, there: &str, schema: &str) -> Error {
    let (problem, hint) = if there == LEGACY {
        (
            format!("the extension \"{extension}\" cannot leave the legacy's schema"),
            format!(
                "move it to a schema of its own first, as its documentation says: both the legacy and the new tables use \"{schema}\""
            ),
        )
    } else {
        (
            format!(
                "the extension \"{extension}\" is in the schema \"{there}\", the new tables expect it in \"{schema}\""
            ),
            format!("ALTER EXTENSION {} SET SCHEMA {}", identifier(extension), identifier(schema)),
        )
    };
    Error::Unsuitable { problem, hint }
}

/// Refuses, before anything is changed, what would fail in the middle.
pub(super) async fn preflight(db: &impl ConnectionTrait, schema: &str) -> Result<(), Error> {
    let failed = || Error::database("failed to look whether the database can be taken over");
    let taken = async || -> Result<Vec<String>, DbErr> {
        scalar(
            db,
            "SELECT coalesce(array_agg(nspname::text), '{}') FROM pg_namespace WHERE nspname = ANY ($1)",
            [vec![LEGACY.to_owned(), GREEN.to_owned(), super::state::SCHEMA.to_owned()].into()],
        )
        .await
    };
    let taken = taken().await.map_err(failed())?;
    if super::state::find(db).await?.is_some() {
        return Err(Error::Unsuitable {
            problem: "a take-over is under way".into(),
            hint: "a dry run is possible before the first copy, or after --abort; to go on, run it without --dry-run".into(),
        });
    }
    if let Some(name) = taken.first() {
        return Err(Error::Unsuitable {
            problem: format!("there is a schema \"{name}\" already"),
            hint: "rename or drop it: the take-over needs the name; rejected rows of a finished one are in backline_adopt.rejected".into(),
        });
    }
    let row = rows(
        db,
        "SELECT to_regnamespace(quote_ident($1)) IS NOT NULL,
             coalesce((SELECT pg_has_role(current_user, nspowner, 'MEMBER') FROM pg_namespace WHERE nspname = $1), false)
                 AND has_database_privilege(current_database(), 'CREATE'),
             coalesce((SELECT quote_ident(pg_get_userbyid(nspowner)) FROM pg_namespace WHERE nspname = $1), ''),
             current_user::text",
        [schema.into()],
    )
    .await
    .map_err(failed())?;
    let Some(row) = row.first() else { return Ok(()) };
    let (exists, allowed): (bool, bool) =
        (row.try_get_by_index(0).map_err(failed())?, row.try_get_by_index(1).map_err(failed())?);
    let (owner, user): (String, String) =
        (row.try_get_by_index(2).map_err(failed())?, row.try_get_by_index(3).map_err(failed())?);
    if !exists {
        return Err(Error::Unsuitable {
            problem: format!("there is no schema \"{schema}\" to be taken over"),
            hint: "name the legacy's schema in the mapping: schema = \"…\"".into(),
        });
    }
    if !allowed {
        return Err(Error::Unsuitable {
            problem: format!("the role \"{user}\" may not rename the schema \"{schema}\""),
            hint: format!(
                "work as the database's owner, and have a superuser run: ALTER SCHEMA {} OWNER TO {}; it belongs to {owner}",
                identifier(schema),
                identifier(&user)
            ),
        });
    }
    Ok(())
}
