//! A migration that failed is written down: what the database said, SQLSTATE, statement and position.

use sea_orm::ConnectionTrait as _;

use super::audit::{self, NewEvent};
use super::record;
use super::run::Run;
use super::{RecordState, Rendered};
use crate::error::refusal;
use crate::{Error, sql};

/// SQLSTATE `lock_not_available`.
pub(super) const LOCK_NOT_AVAILABLE: &str = "55P03";
/// SQLSTATE `query_canceled`, of `statement_timeout`.
pub(super) const QUERY_CANCELED: &str = "57014";

impl Run<'_> {
    /// Writes a failure down, unless the session is gone. What is applied stays recorded as applied.
    pub(super) async fn record_failure(&self, migration: &Rendered, error: &Error) -> Result<(), Error> {
        let Error::Statement { position, sql: statement, source, .. } = error else { return Ok(()) };
        let said = refusal(source);
        let message = said.as_ref().map_or_else(|| source.to_string(), |refusal| refusal.message.clone());
        let sqlstate = said.map(|refusal| refusal.sqlstate);
        let state = sqlstate.as_deref().unwrap_or("none");
        let shown: String = statement.chars().take(500).collect();
        let line = format!("statement {position}: {message}: {shown} (SQLSTATE {state})");
        let failed = || Error::database("failed to record a failed migration");
        let (rollback, steps, irreversible) = record::rollback_of(migration);
        // A transaction took back what it had done; without one, what is done is counted already.
        let query = format!(
            "INSERT INTO {} AS h (migration_name, batch_number, execution_time_ms, checksum, status, error_message,
                 rollback_sql, rollback_statements, irreversible_reason, host, engine_version, transactional, up_sql)
             VALUES ($1, $2, 0, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
             ON CONFLICT (migration_name) DO UPDATE SET batch_number = excluded.batch_number, executed_at = now(),
                 checksum = excluded.checksum, status = excluded.status, error_message = excluded.error_message,
                 rollback_sql = excluded.rollback_sql, rollback_statements = excluded.rollback_statements,
                 irreversible_reason = excluded.irreversible_reason, applied_by = session_user, host = excluded.host,
                 engine_version = excluded.engine_version, transactional = excluded.transactional,
                 up_sql = excluded.up_sql
             WHERE h.status <> 'completed'",
            self.tables.history
        );
        let values = [
            migration.name.as_str().into(),
            self.batch.into(),
            migration.checksum().into(),
            RecordState::Failed.as_str().into(),
            line.into(),
            rollback.into(),
            steps.into(),
            irreversible.into(),
            record::host().into(),
            env!("CARGO_PKG_VERSION").into(),
            migration.transactional.into(),
            migration.up_sql().into(),
        ];
        let session = self.session();
        session.execute_unprepared(&session.reset()).await.map_err(failed())?;
        session.execute_raw(sql::statement(&query, values)).await.map_err(failed())?;
        let event = NewEvent {
            event: "failed",
            migration: &migration.name,
            batch: Some(self.batch),
            elapsed_ms: None,
            sqlstate: sqlstate.filter(|state| state.len() == 5),
            position: i32::try_from(*position).ok(),
            message: Some(message),
        };
        audit::add(session, &self.tables, event).await.map_err(failed())
    }
}
