//! What the database remembers of a run: its plan, the chunks that are loaded, the definitions that are to be restored.
//!
//! It lies in a schema of its own, so that it is no part of the tables that it fills.

use sea_orm::sqlx::{self, AssertSqlSafe, PgConnection};

use super::plan::{Plan, Story};
use super::sample::Tellings;
use super::{Error, Parameter};

/// The schema of the ledger.
pub const SCHEMA: &str = "backline_seed";

/// One run at a time: "seeding" in ASCII. The backends of a run that was killed take a moment to notice it.
const LOCK: &str =
    "SET lock_timeout = '3s'; SELECT pg_advisory_lock(x'73656564696e67'::bigint); RESET lock_timeout";
/// Workers hold another one, shared: a run begins when the workers of a killed one are gone ("seeders" in ASCII).
const WAIT_FOR_WORKERS: &str = "SELECT pg_advisory_lock(x'73656564657273'::bigint);
    SELECT pg_advisory_unlock(x'73656564657273'::bigint)";
const BE_A_WORKER: &str = "SELECT pg_advisory_lock_shared(x'73656564657273'::bigint)";
const UNLOCK: &str = "SELECT pg_advisory_unlock_all()";
/// A backend whose client is gone ends in the midst of a statement, where the server's system lets it notice.
const NOTICE_A_LOST_CLIENT: &str = "SET client_connection_check_interval = '500ms'";

const CREATE: &str = "
CREATE SCHEMA IF NOT EXISTS backline_seed;
CREATE TABLE IF NOT EXISTS backline_seed.parameters (name text PRIMARY KEY, value text NOT NULL, position integer NOT NULL);
CREATE TABLE IF NOT EXISTS backline_seed.state (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one), state text NOT NULL CHECK (state IN ('new', 'loading', 'done')));
CREATE TABLE IF NOT EXISTS backline_seed.chunks (
    story text NOT NULL, first bigint NOT NULL, until bigint NOT NULL CHECK (until > first), row_count bigint NOT NULL,
    PRIMARY KEY (story, first));
ALTER TABLE backline_seed.chunks ADD COLUMN IF NOT EXISTS indexed_later boolean NOT NULL DEFAULT true;
CREATE TABLE IF NOT EXISTS backline_seed.definitions (
    position integer PRIMARY KEY, is_foreign_key boolean NOT NULL, table_name text NOT NULL, name text NOT NULL,
    definition text NOT NULL, validation text)";

/// How far a database has been seeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// The plan is recorded, nothing else.
    New,
    /// Chunks are being loaded, or were when the run was killed.
    Loading,
    /// All that was asked for is there.
    Done,
}

/// Takes the lock, which the connection holds until it is closed, and makes the ledger where there is none.
pub(super) async fn open(connection: &mut PgConnection) -> Result<(), Error> {
    notice_a_lost_client(connection).await;
    match execute(connection, LOCK).await {
        Err(error) if sqlstate(&error).as_deref() == Some("55P03") => return Err(Error::Busy),
        locked => locked.map_err(Error::of("take the lock of seedings"))?,
    }
    execute(connection, WAIT_FOR_WORKERS).await.map_err(Error::of("wait for the workers of a former run"))?;
    execute(connection, "SET client_min_messages = warning")
        .await
        .map_err(Error::of("prepare the session"))?;
    execute(connection, CREATE).await.map_err(Error::of("make the ledger of seedings"))
}

/// Lets go of the lock before the connection is closed, of which the server hears late.
pub(super) async fn close(connection: &mut PgConnection) -> Result<(), Error> {
    execute(connection, UNLOCK).await.map_err(Error::of("let go of the lock of seedings"))
}

/// Marks the connection as that of a worker.
pub(super) async fn join(connection: &mut PgConnection) -> Result<(), Error> {
    notice_a_lost_client(connection).await;
    execute(connection, BE_A_WORKER).await.map_err(Error::of("join the workers"))
}

/// Some systems cannot: backends then end after their statement.
async fn notice_a_lost_client(connection: &mut PgConnection) {
    if let Err(error) = execute(connection, NOTICE_A_LOST_CLIENT).await {
        tracing::debug!(%error, "backends will notice a lost client late");
    }
}

/// What the database was seeded with; nothing where it was not.
///
/// # Errors
/// [`Error::Refused`], [`Error::Database`].
pub async fn recorded(pool: &sqlx::PgPool) -> Result<Vec<Parameter>, Error> {
    let failed = || Error::of("read what the database was seeded with");
    let exists: bool = sqlx::query_scalar("SELECT to_regclass('backline_seed.parameters') IS NOT NULL")
        .fetch_one(pool)
        .await
        .map_err(failed())?;
    if !exists {
        return Ok(Vec::new());
    }
    let rows: Vec<(String, String)> =
        sqlx::query_as("SELECT name, value FROM backline_seed.parameters ORDER BY position")
            .fetch_all(pool)
            .await
            .map_err(failed())?;
    Ok(rows.into_iter().map(|(name, value)| Parameter { name, value }).collect())
}

/// Records the plan, or compares it with what is recorded.
pub(super) async fn settle(connection: &mut PgConnection, identity: &[Parameter]) -> Result<State, Error> {
    let failed = || Error::of("record the plan");
    if let Some(state) = state(connection).await? {
        compare(connection, identity).await?;
        return Ok(state);
    }
    let (names, values): (Vec<_>, Vec<_>) =
        identity.iter().map(|parameter| (parameter.name.clone(), parameter.value.clone())).unzip();
    sqlx::query(
        "WITH recorded AS (
            INSERT INTO backline_seed.parameters (name, value, position)
            SELECT * FROM unnest($1::text[], $2::text[]) WITH ORDINALITY)
        INSERT INTO backline_seed.state (state) VALUES ('new')",
    )
    .bind(names)
    .bind(values)
    .execute(connection)
    .await
    .map_err(failed())?;
    Ok(State::New)
}

/// What is recorded.
#[derive(Debug)]
pub(super) struct Recorded {
    pub(super) state: State,
    /// The tellings of the plan that are left to do, story by story.
    pub(super) left: Vec<Tellings>,
    /// How many were loaded before the indexes were built, story by story.
    pub(super) indexed_later: Vec<u64>,
    /// Whether indexes or foreign keys are missing that a run dropped.
    pub(super) is_missing: bool,
}

/// What is recorded; nothing is changed.
pub(super) async fn look(connection: &mut PgConnection, plan: &Plan) -> Result<Recorded, Error> {
    let failed = || Error::of("read what the database was seeded with");
    let exists: bool = sqlx::query_scalar("SELECT to_regclass('backline_seed.definitions') IS NOT NULL")
        .fetch_one(&mut *connection)
        .await
        .map_err(failed())?;
    let state = if exists { state(connection).await? } else { None };
    let Some(state) = state else {
        let indexed_later = vec![0; plan.stories.len()];
        return Ok(Recorded {
            state: State::New,
            left: Tellings::all(plan),
            indexed_later,
            is_missing: false,
        });
    };
    compare(connection, &plan.identity()).await?;
    let left = left(connection, plan).await?;
    let mut indexed_later = Vec::new();
    for story in &plan.stories {
        // Ledgers of former versions do not have the column.
        let tellings: i64 = sqlx::query_scalar(
            "SELECT coalesce(sum(until - first), 0)::bigint FROM backline_seed.chunks AS chunk
            WHERE story = $1 AND coalesce((to_jsonb(chunk) ->> 'indexed_later')::boolean, true)",
        )
        .bind(story.name)
        .fetch_one(&mut *connection)
        .await
        .map_err(failed())?;
        indexed_later.push(tellings.unsigned_abs());
    }
    let is_missing = sqlx::query_scalar("SELECT EXISTS (SELECT FROM backline_seed.definitions)")
        .fetch_one(connection)
        .await
        .map_err(failed())?;
    Ok(Recorded { state, left, indexed_later, is_missing })
}

/// The tellings of the plan that are not loaded.
pub(super) async fn left(connection: &mut PgConnection, plan: &Plan) -> Result<Vec<Tellings>, Error> {
    let mut left = Tellings::all(plan);
    for tellings in &mut left {
        tellings.ranges = gaps(&tellings.story, &loaded(connection, tellings.story.name).await?);
    }
    Ok(left)
}

/// Nothing where no plan is recorded.
async fn state(connection: &mut PgConnection) -> Result<Option<State>, Error> {
    let state: Option<String> = sqlx::query_scalar("SELECT state FROM backline_seed.state")
        .fetch_optional(connection)
        .await
        .map_err(Error::of("read how far the database is seeded"))?;
    Ok(state.map(|state| match state.as_str() {
        "new" => State::New,
        "done" => State::Done,
        _ => State::Loading,
    }))
}

async fn compare(connection: &mut PgConnection, identity: &[Parameter]) -> Result<(), Error> {
    let recorded: Vec<(String, String)> =
        sqlx::query_as("SELECT name, value FROM backline_seed.parameters ORDER BY position")
            .fetch_all(connection)
            .await
            .map_err(Error::of("read the recorded plan"))?;
    let value_of =
        |name: &str| recorded.iter().find(|(each, _)| each == name).map(|(_, value)| value.clone());
    let differs = |name: &str, recorded: String, asked: String| Error::AnotherPlan {
        name: name.to_owned(),
        recorded,
        asked,
    };
    for Parameter { name, value } in identity {
        let recorded = value_of(name).unwrap_or_default();
        if recorded != *value {
            return Err(differs(name, recorded, value.clone()));
        }
    }
    match recorded.iter().find(|(name, _)| identity.iter().all(|parameter| parameter.name != *name)) {
        Some((name, value)) => Err(differs(name, value.clone(), String::new())),
        None => Ok(()),
    }
}

pub(super) async fn set_state(connection: &mut PgConnection, state: State) -> Result<(), Error> {
    let label = match state {
        State::New => "new",
        State::Loading => "loading",
        State::Done => "done",
    };
    sqlx::query("UPDATE backline_seed.state SET state = $1")
        .bind(label)
        .execute(connection)
        .await
        .map(drop)
        .map_err(Error::of("record the state of the run"))
}

/// The ranges of a story's tellings that are loaded, in order.
async fn loaded(connection: &mut PgConnection, story: &str) -> Result<Vec<(u64, u64)>, Error> {
    let ranges: Vec<(i64, i64)> =
        sqlx::query_as("SELECT first, until FROM backline_seed.chunks WHERE story = $1 ORDER BY first")
            .bind(story)
            .fetch_all(connection)
            .await
            .map_err(Error::of("read which chunks are loaded"))?;
    Ok(ranges.into_iter().map(|(first, until)| (first.unsigned_abs(), until.unsigned_abs())).collect())
}

/// The ranges of a story's tellings that are not loaded, where these are.
pub(super) fn gaps(story: &Story, loaded: &[(u64, u64)]) -> Vec<(u64, u64)> {
    let mut gaps = Vec::new();
    let mut next = 0;
    for (first, until) in loaded.iter().copied().chain([(story.count, story.count)]) {
        let first = first.min(story.count);
        if next < first {
            gaps.push((next, first));
        }
        next = next.max(until);
    }
    gaps
}

/// Records a chunk, in the transaction that loads it.
pub(super) async fn record(
    connection: &mut PgConnection,
    story: &str,
    (first, until): (u64, u64),
    rows: u64,
) -> Result<(), Error> {
    let [first, until, rows] = [first, until, rows].map(|number| i64::try_from(number).unwrap_or(i64::MAX));
    sqlx::query(
        "INSERT INTO backline_seed.chunks (story, first, until, row_count, indexed_later)
        VALUES ($1, $2, $3, $4, EXISTS (SELECT FROM backline_seed.definitions WHERE NOT is_foreign_key))",
    )
    .bind(story)
    .bind(first)
    .bind(until)
    .bind(rows)
    .execute(connection)
    .await
    .map(drop)
    .map_err(Error::of("record a chunk"))
}

/// Statements made of quoted identifiers, of PostgreSQL's own definitions and of constants; nothing of them is input.
pub(super) async fn execute(connection: &mut PgConnection, sql: impl Into<String>) -> sqlx::Result<()> {
    sqlx::raw_sql(AssertSqlSafe(sql.into())).execute(connection).await.map(drop)
}

/// The code of an error that the database reports.
pub(super) fn sqlstate(error: &sqlx::Error) -> Option<String> {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    code.map(std::borrow::Cow::into_owned)
}
