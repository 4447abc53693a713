//! What is recorded of each migration in `migration_history`, read and written; `seaql_migrations` in step with it.

use std::collections::HashMap;
use std::sync::LazyLock;

use sea_orm::{ConnectionTrait, DbErr, QueryResult};
use time::OffsetDateTime;

use super::kind::Kind;
use super::message::TELLS;
use super::tables::{Installed, Tables};
use super::{Rendered, Rollback};
use crate::error::sqlstate;
use crate::sql;

/// Where a recorded migration stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordState {
    /// Applied.
    Completed,
    /// Begun, not transactional, and not yet done.
    Running,
    /// Failed; the next run tries it again.
    Failed,
    /// Applied once, and undone.
    RolledBack,
    /// Not transactional, and its undoing is not yet done.
    RollingBack,
}

impl RecordState {
    /// As it stands in `migration_history.status`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::Running => "running",
            Self::Failed => "failed",
            Self::RolledBack => "rolled_back",
            Self::RollingBack => "rolling_back",
        }
    }

    fn parse(text: &str) -> Result<Self, DbErr> {
        match text {
            "completed" => Ok(Self::Completed),
            "running" => Ok(Self::Running),
            "failed" => Ok(Self::Failed),
            "rolled_back" => Ok(Self::RolledBack),
            "rolling_back" => Ok(Self::RollingBack),
            other => Err(DbErr::Type(format!("migration_history.status holds \"{other}\""))),
        }
    }
}

/// A row of `migration_history`.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Record {
    /// The migration's name.
    pub name: String,
    /// The batch in which it was applied, from 1.
    pub batch: i32,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub executed_at: OffsetDateTime,
    /// How long it took, in milliseconds.
    pub execution_time_ms: i32,
    /// SHA-256 of what was applied.
    pub checksum: String,
    /// Where it stands.
    pub state: RecordState,
    /// What the database said, where it failed.
    pub error: Option<String>,
    /// The database role that applied it.
    pub applied_by: String,
    /// The machine that it was applied from.
    pub host: Option<String>,
    /// How many statements of one that is not transactional are done.
    pub statements_done: i32,
    /// Whether it ran, and is undone, in one transaction.
    pub transactional: bool,
    /// Why it cannot be undone, where it cannot.
    pub irreversible: Option<String>,
}

impl Record {
    /// Whether it is in the database just now, whole.
    #[must_use]
    pub fn is_applied(&self) -> bool {
        self.state == RecordState::Completed
    }
}

/// All that is recorded, in order of application; nothing where the engine has never run.
///
/// # Errors
/// Whatever the database answers.
pub async fn records(db: &impl ConnectionTrait) -> Result<Vec<Record>, DbErr> {
    let installed = Installed::read(db, "seaql_migrations").await?;
    Ok(read(db, &installed).await?.records)
}

/// What the two tables hold.
#[derive(Debug, Default)]
pub(super) struct Recorded {
    /// What the engine recorded, in order of application.
    pub records: Vec<Record>,
    /// When each of these was applied as sea-orm's table has it, in seconds since 1970.
    pub listed: HashMap<String, i64>,
    /// What only sea-orm's table has, in order of application.
    pub only_listed: Vec<String>,
    /// Whether `migration_lock` names a process of ours that migrates, alive or not.
    pub names_holder: bool,
}

/// Both tables in one query.
pub(super) async fn read(db: &impl ConnectionTrait, installed: &Installed) -> Result<Recorded, DbErr> {
    if !installed.has_history() {
        return Ok(Recorded::default());
    }
    // A table made from the source document has only its first ten columns.
    let or = |column: &'static str, otherwise: &'static str| {
        let present = installed.history_columns.iter().any(|name| name == column);
        if present { column } else { otherwise }
    };
    let Tables { history, cli, .. } = &installed.tables;
    let (history, cli) = match (installed.history_columns.is_empty(), installed.cli) {
        (false, true) => (history.as_str(), cli.as_str()),
        (false, false) => {
            (history.as_str(), "(SELECT NULL::text AS version, NULL::bigint AS applied_at LIMIT 0)")
        }
        (true, _) => {
            let query = format!("SELECT version, applied_at FROM {cli} ORDER BY applied_at, version");
            let mut recorded = Recorded::default();
            for row in db.query_all_raw(sql::plain(query)).await? {
                let name: String = row.try_get_by_index(0)?;
                recorded.listed.insert(name.clone(), row.try_get_by_index(1)?);
                recorded.only_listed.push(name);
            }
            return Ok(recorded);
        }
    };
    let holder = if installed.complete {
        let lock = &installed.tables.lock;
        format!("EXISTS (SELECT FROM {lock} WHERE id = 1 AND is_locked AND process_id IS NOT NULL)")
    } else {
        "FALSE".to_owned()
    };
    // As text, a timestamp would be in the session's style.
    let query = format!(
        "SELECT migration_name, batch_number,
                (extract(epoch FROM coalesce(executed_at, created_at, now())) * 1000000)::bigint, execution_time_ms, checksum,
                coalesce(status, 'completed'), error_message, {}, {}, {}, {}, {}, c.version, c.applied_at, {holder}
         FROM {history} h FULL JOIN {cli} c ON c.version = h.migration_name ORDER BY h.id, c.applied_at, c.version",
        or("applied_by", "''"),
        or("host", "NULL::text"),
        or("statements_done", "0"),
        or("transactional", "TRUE"),
        or("irreversible_reason", "NULL::text"),
    );
    let mut recorded = Recorded::default();
    for row in db.query_all_raw(sql::plain(query)).await? {
        recorded.names_holder = row.try_get_by_index(14)?;
        let name: Option<String> = row.try_get_by_index(12)?;
        if let Some(name) = name {
            let is_known = row.try_get_by_index::<Option<String>>(0)?.is_some();
            if !is_known {
                recorded.only_listed.push(name.clone());
            }
            recorded.listed.insert(name, row.try_get_by_index(13)?);
            if !is_known {
                continue;
            }
        }
        recorded.records.push(record(&row)?);
    }
    Ok(recorded)
}

/// Of a row that begins with the columns as [`read`] asks for them.
pub(super) fn record(row: &QueryResult) -> Result<Record, DbErr> {
    let microseconds: i64 = row.try_get_by_index(2)?;
    Ok(Record {
        name: row.try_get_by_index(0)?,
        batch: row.try_get_by_index(1)?,
        executed_at: OffsetDateTime::from_unix_timestamp_nanos(i128::from(microseconds) * 1000)
            .map_err(|error| DbErr::Type(error.to_string()))?,
        execution_time_ms: row.try_get_by_index(3)?,
        checksum: row.try_get_by_index(4)?,
        state: RecordState::parse(&row.try_get_by_index::<String>(5)?)?,
        error: row.try_get_by_index(6)?,
        applied_by: row.try_get_by_index(7)?,
        host: row.try_get_by_index(8)?,
        statements_done: row.try_get_by_index(9)?,
        transactional: row.try_get_by_index(10)?,
        irreversible: row.try_get_by_index(11)?,
    })
}

/// A migration that is applied, as it is written down.
pub(super) struct Outcome<'a> {
    pub migration: &'a Rendered,
    pub batch: i32,
    pub elapsed_ms: i32,
    /// What the event is called: `applied`, `repeated`, `adopted` …
    pub event: &'a str,
}

/// Writes an applied migration into all three tables. None written: the migration ended the engine's transaction.
///
/// `mark` must then be the setting [`TRANSACTION_MARK`], which lives as long as the transaction does.
pub(super) async fn write_applied(
    db: &impl ConnectionTrait,
    tables: &Tables,
    outcome: &Outcome<'_>,
    mark: &str,
) -> Result<bool, DbErr> {
    let migration = outcome.migration;
    let (rollback, steps, irreversible) = rollback_of(migration);
    let values = [
        migration.name.as_str().into(),
        outcome.batch.into(),
        outcome.elapsed_ms.into(),
        migration.checksum().into(),
        rollback.into(),
        host().into(),
        env!("CARGO_PKG_VERSION").into(),
        migration.transactional.into(),
        statements(migration).into(),
        kind(&migration.kind).into(),
        migration.up_sql().into(),
        steps.into(),
        irreversible.into(),
        mark.into(),
        outcome.event.into(),
        std::process::id().to_string().into(),
    ];
    match db.execute_raw(sql::statement(&writing(tables), values)).await {
        Ok(_written) => Ok(true),
        Err(error) if sqlstate(&error).as_deref() == Some(DIVISION_BY_ZERO) => Ok(false),
        Err(error) => Err(error),
    }
}

/// What [`write_applied`] sends; it divides by zero where the mark is gone.
fn writing(tables: &Tables) -> String {
    let Tables { history, audit, cli, .. } = tables;
    format!(
        "WITH ours AS (SELECT WHERE 1 / (coalesce(current_setting('{TRANSACTION_MARK}', true), '') = $14)::int = 1),
         history AS (INSERT INTO {history} AS h (migration_name, batch_number, execution_time_ms, checksum, status,
                 rollback_sql, rollback_checksum, host, engine_version, transactional, statements_done, kind, up_sql,
                 rollback_statements, irreversible_reason)
             SELECT $1, $2, $3, $4, 'completed', $5, encode(sha256(convert_to($5, 'UTF8')), 'hex'), $6, $7, $8, $9, $10,
                 $11, $12, $13 FROM ours
             ON CONFLICT (migration_name) DO UPDATE SET id = excluded.id, batch_number = excluded.batch_number,
                 executed_at = now(), execution_time_ms = excluded.execution_time_ms, checksum = excluded.checksum,
                 status = 'completed', rollback_sql = excluded.rollback_sql, error_message = NULL,
                 rollback_checksum = excluded.rollback_checksum, applied_by = session_user, host = excluded.host,
                 engine_version = excluded.engine_version, transactional = excluded.transactional,
                 statements_done = excluded.statements_done, kind = excluded.kind, up_sql = excluded.up_sql,
                 rollback_statements = excluded.rollback_statements,
                 irreversible_reason = excluded.irreversible_reason),
         cli AS (INSERT INTO {cli} (version, applied_at) SELECT $1, extract(epoch FROM now())::bigint FROM ours
             ON CONFLICT (version) DO NOTHING)
         INSERT INTO {audit} (event, migration_name, batch_number, elapsed_ms, host, process_id, engine_version, checksum)
         SELECT $15, $1, $2, $3, $6, $16, $7, $4 FROM ours"
    )
}

/// Makes the recording in a message known to a session: planned once, it costs a fifth. For migrations of which nothing is
/// recorded yet, so that nothing can be in the way; the mark is the time when the migration began, and then that of the next
/// one in the same transaction.
pub(super) fn preparing(tables: &Tables) -> String {
    let Tables { history, audit, cli, .. } = tables;
    let host = or_null(host().as_deref());
    let (version, process) = (sql::literal(env!("CARGO_PKG_VERSION")), std::process::id());
    format!(
        "PREPARE backline_record (text, int, text, text, text, int, text, text) AS
         WITH mark AS (SELECT nullif(current_setting('{TRANSACTION_MARK}', true), '')::float8 AS began),
         ours AS (SELECT began, ((extract(epoch FROM clock_timestamp())::float8 - began) * 1000)::int AS elapsed
             FROM mark WHERE 1 / (began IS NOT NULL)::int = 1),
         history AS (INSERT INTO {history} (migration_name, batch_number, executed_at, execution_time_ms, checksum, status,
                 rollback_sql, rollback_checksum, host, engine_version, transactional, statements_done, kind, up_sql,
                 irreversible_reason)
             SELECT $1, $2, to_timestamp(began), elapsed, $3, 'completed', $4, encode(sha256(convert_to($4, 'UTF8')), 'hex'),
                 {host}, {version}, TRUE, $6, $7, $5, $8 FROM ours),
         cli AS (INSERT INTO {cli} (version, applied_at) SELECT $1, began::bigint FROM ours)
         INSERT INTO {audit} (event, migration_name, batch_number, elapsed_ms, host, process_id, engine_version, checksum)
         SELECT 'applied', $1, $2, elapsed, {host}, '{process}', {version}, $3 FROM ours
         RETURNING elapsed_ms AS {TELLS}, set_config('{TRANSACTION_MARK}', {NOW}, true)"
    )
}

/// What `EXECUTE backline_record` takes behind name, batch and checksum. It does what [`write_applied`] does, for a message that
/// holds the migration's statements, too, and tells how many milliseconds the server took.
pub(super) fn texts_in_message(migration: &Rendered) -> String {
    let (rollback, _, irreversible) = rollback_of(migration);
    format!(
        "{}, {}, {}, '{}', {})",
        or_null(rollback.as_deref()),
        sql::literal(&migration.up_sql()),
        statements(migration),
        kind(&migration.kind),
        or_null(irreversible.as_deref()),
    )
}

fn or_null(value: Option<&str>) -> String {
    value.map_or_else(|| "NULL".to_owned(), sql::literal)
}

/// SQLSTATE `division_by_zero`: how a message of the engine says that what it needs is not so.
pub(super) const DIVISION_BY_ZERO: &str = "22012";

/// The setting that a migration's transaction carries, so that it is noticed when the migration ends it. It says which
/// migration it is, or when it began.
pub(super) const TRANSACTION_MARK: &str = "backline.migration";

/// The mark that says when a migration began: in a message with others, the server's `now()` is that of the first.
pub(super) const NOW: &str = "extract(epoch FROM clock_timestamp())::text";

pub(super) fn statements(migration: &Rendered) -> i32 {
    i32::try_from(migration.up.len()).unwrap_or(i32::MAX)
}

/// The script that undoes a migration; its statements one by one where they cannot be sent together; or why it cannot be.
pub(super) fn rollback_of(migration: &Rendered) -> (Option<String>, Option<Vec<String>>, Option<String>) {
    match &migration.down {
        Rollback::Statements(statements) => {
            let steps = || statements.iter().map(ToString::to_string).collect();
            (migration.down_sql(), (!migration.transactional).then(steps), None)
        }
        Rollback::Irreversible(reason) => (None, None, Some(reason.clone())),
    }
}

fn kind(kind: &Kind) -> &'static str {
    match kind {
        Kind::Versioned => "versioned",
        Kind::Repeatable => "repeatable",
        Kind::Dynamic(_) => "dynamic",
    }
}

/// The machine's name, as it is written beside what was done from it.
pub(crate) fn host() -> Option<String> {
    static HOST: LazyLock<Option<String>> = LazyLock::new(|| {
        let name = std::fs::read_to_string("/proc/sys/kernel/hostname")
            .ok()
            .or_else(|| std::env::var("HOSTNAME").ok())?;
        Some(name.trim().to_owned()).filter(|name| !name.is_empty())
    });
    HOST.clone()
}

/// Milliseconds for the tables.
pub(super) fn milliseconds(elapsed: std::time::Duration) -> i32 {
    i32::try_from(elapsed.as_millis()).unwrap_or(i32::MAX)
}
