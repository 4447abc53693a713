//! How writes reach the other table: a trigger notes the key of each row that is written, and whoever mirrors reads the
//! rows of these keys as they are now.
//!
//! Writers never touch the other table, so they cannot fail or wait because of it, at whatever isolation level they run;
//! and the other table can be indexed as if nobody wrote. All that is noted in one snapshot is mirrored in one
//! transaction of that snapshot, so the other table always is what the first one was at some moment.

use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, IsolationLevel, TransactionTrait};

use super::conversion::Conversion;
use super::{Error, Table};
use crate::error::sqlstate;
use crate::sql::{identifier, literal, scalar};

/// From how many rows on it pays to count them for the planner.
const WORTH_ANALYZING: u64 = 1_000;

/// From how many rows on it pays to clear the log of them, as every round reads all of it.
const WORTH_VACUUMING: u64 = 5_000;

/// A round as short as this is what the writers may wait for.
const SHORT: Duration = Duration::from_millis(50);

/// After so many rounds that are not shorter than the one before, the next one would not be either.
const PATIENCE: u32 = 20;

/// One direction of mirroring.
pub(super) struct Mirror<'a> {
    pub from: &'a Table,
    pub to: &'a Table,
    pub conversion: &'a Conversion,
    /// Where written keys are noted, quoted.
    pub log: &'a str,
}

impl Mirror<'_> {
    /// Makes the log, and the function that notes.
    pub(super) async fn install(&self, db: &impl ConnectionTrait) -> Result<(), DbErr> {
        let Self { from, log, .. } = self;
        let columns: Vec<String> = from
            .columns
            .iter()
            .filter(|column| from.key.contains(&column.name))
            .map(|column| format!("{} {}", identifier(&column.name), column.data_type))
            .collect();
        let (columns, key) = (columns.join(", "), from.key_list(""));
        let (old, new) = (from.key_list("OLD."), from.key_list("NEW."));
        db.execute_unprepared(&format!(
            "CREATE TABLE {log} (is_truncation boolean NOT NULL DEFAULT false, {columns});
             CREATE UNLOGGED TABLE {taken} ({columns});
             CREATE FUNCTION {note}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $note$
             BEGIN
                 IF TG_OP = 'TRUNCATE' THEN
                     INSERT INTO {log} (is_truncation) VALUES (true);
                 ELSIF TG_OP = 'INSERT' THEN
                     INSERT INTO {log} ({key}) VALUES ({new});
                 ELSIF TG_OP = 'DELETE' OR TG_ARGV[0] = 'old' THEN
                     INSERT INTO {log} ({key}) VALUES ({old});
                 ELSE
                     INSERT INTO {log} ({key}) VALUES ({old}), ({new});
                 END IF;
                 RETURN NULL;
             END $note$",
            taken = self.taken(),
            note = self.note(),
        ))
        .await
        .map(drop)
    }

    /// Notes every write from now on. Waits until all who write have ended.
    pub(super) async fn watch(&self, db: &impl ConnectionTrait) -> Result<(), DbErr> {
        let (table, note) = (self.from.qualified(), self.note());
        let differs =
            format!("({}) IS DISTINCT FROM ({})", self.from.key_list("OLD."), self.from.key_list("NEW."));
        let triggers = [
            ("write", "AFTER INSERT OR DELETE", "FOR EACH ROW".to_owned(), ""),
            ("update", "AFTER UPDATE", format!("FOR EACH ROW WHEN (NOT ({differs}))"), "'old'"),
            ("key", "AFTER UPDATE", format!("FOR EACH ROW WHEN ({differs})"), "'both'"),
            ("truncate", "AFTER TRUNCATE", "FOR EACH STATEMENT".to_owned(), ""),
        ];
        for (name, when, how, argument) in triggers {
            db.execute_unprepared(&format!(
                "CREATE TRIGGER backline_rewrite_{name} {when} ON {table} {how} EXECUTE FUNCTION {note}({argument});
                 ALTER TABLE {table} ENABLE ALWAYS TRIGGER backline_rewrite_{name}"
            ))
            .await?;
        }
        Ok(())
    }

    /// Refuses, as a serialization failure, writes of a transaction whose snapshot is older than the table in place: it
    /// would not see the rows that were mirrored last. Needs the row of the rewrite at this stage to be visible.
    pub(super) async fn guard(
        &self,
        db: &impl ConnectionTrait,
        number: i64,
        stage: &str,
    ) -> Result<(), DbErr> {
        let (table, guard) = (self.from.qualified(), self.beside("guard"));
        db.execute_unprepared(&format!(
            "CREATE OR REPLACE FUNCTION {guard}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $guard$
             BEGIN
                 IF current_setting('transaction_isolation') <> 'read committed' AND NOT EXISTS (
                     SELECT FROM backline_rewrite.rewrites WHERE number = {number} AND stage = {stage}
                 ) THEN
                     RAISE EXCEPTION 'table \"%\" was rewritten after this transaction began', TG_TABLE_NAME
                         USING ERRCODE = '40001', HINT = 'run the transaction again';
                 END IF;
                 RETURN NULL;
             END $guard$;
             CREATE TRIGGER backline_rewrite_guard BEFORE INSERT OR UPDATE OR DELETE ON {table}
                 FOR EACH STATEMENT EXECUTE FUNCTION {guard}();
             ALTER TABLE {table} ENABLE ALWAYS TRIGGER backline_rewrite_guard",
            stage = literal(stage),
        ))
        .await
        .map(drop)
    }

    /// Notes nothing any more.
    pub(super) async fn unwatch(&self, db: &impl ConnectionTrait) -> Result<(), DbErr> {
        db.execute_unprepared(&self.unwatching()).await.map(drop)
    }

    /// The statements of [`Self::unwatch`].
    pub(super) fn unwatching(&self) -> String {
        let table = self.from.qualified();
        let drop = |name| format!("DROP TRIGGER IF EXISTS backline_rewrite_{name} ON {table}");
        ["write", "update", "key", "truncate", "guard"].map(drop).join("; ")
    }

    /// The statements that remove the log, and the function that notes.
    pub(super) fn uninstalling(&self) -> String {
        let guard = self.beside("guard");
        format!(
            "DROP TABLE {}, {}; DROP FUNCTION {}(); DROP FUNCTION IF EXISTS {guard}()",
            self.log,
            self.taken(),
            self.note()
        )
    }

    /// Mirrors what is noted until little is left, or what is left takes little time; answers how many keys that were. Where
    /// much is left after so many rounds that took no less than the one before, the writers are faster.
    pub(super) async fn catch_up(
        &self,
        db: &DatabaseConnection,
        little: u64,
        rounds: u32,
        mut on_round: impl FnMut(u64),
    ) -> Result<u64, Error> {
        let failed = || Error::database(format!("failed to mirror the writes on {}", self.from.qualified()));
        let (mut total, mut refused, mut no_shorter, mut before) = (0, 0, 0, Duration::MAX);
        loop {
            let started = Instant::now();
            match self.round(db).await {
                Ok(keys) => {
                    let took = started.elapsed();
                    total += keys;
                    on_round(keys);
                    no_shorter += u32::from(took >= before);
                    before = took;
                    if keys > WORTH_VACUUMING {
                        if no_shorter >= rounds {
                            return Err(Error::Outrun { table: self.from.qualified(), keys });
                        }
                        // It must not be cut short: that would keep the writers out of it.
                        let vacuum = format!("VACUUM (TRUNCATE false) {}", self.log);
                        db.execute_unprepared(&vacuum).await.map_err(failed())?;
                    } else if keys <= little || took <= SHORT || no_shorter >= PATIENCE {
                        return Ok(total);
                    }
                }
                // Somebody was faster; what was noted is still noted.
                Err(error) if is_transient(&error) && refused < 10 => refused += 1,
                Err(error) => return Err(failed()(error)),
            }
        }
    }

    async fn round(&self, db: &DatabaseConnection) -> Result<u64, DbErr> {
        let transaction = db.begin_with_config(Some(IsolationLevel::RepeatableRead), None).await?;
        let keys = self.apply(&transaction).await?;
        transaction.commit().await?;
        Ok(keys)
    }

    /// Mirrors all that this transaction sees noted. Its snapshot must be one for all statements, or nobody may write.
    pub(super) async fn apply(&self, db: &impl ConnectionTrait) -> Result<u64, DbErr> {
        let Self { from, to, conversion, log } = self;
        let (taken, key) = (self.taken(), from.key_list(""));
        let noted =
            format!("INSERT INTO {taken} ({key}) SELECT DISTINCT {key} FROM {log} WHERE NOT is_truncation");
        let keys = db.execute_unprepared(&noted).await?.rows_affected();
        let truncated: bool =
            scalar(db, &format!("SELECT EXISTS (SELECT FROM {log} WHERE is_truncation)"), []).await?;
        if keys == 0 && !truncated {
            return Ok(0);
        }
        db.execute_unprepared(&format!("DELETE FROM {log}")).await?;
        if keys > WORTH_ANALYZING {
            db.execute_unprepared(&format!("ANALYZE {taken}")).await?;
        }
        if truncated {
            db.execute_unprepared(&format!("TRUNCATE {}", to.qualified())).await?;
        } else {
            db.execute_unprepared(&format!(
                "DELETE FROM {target} AS target USING (SELECT {converted} FROM {taken} AS source) AS gone WHERE {same}",
                target = to.qualified(),
                converted = conversion.key(&to.key),
                same = equal(&to.key, "target", "gone"),
            ))
            .await?;
        }
        db.execute_unprepared(&format!(
            "INSERT INTO {target} ({columns}) OVERRIDING SYSTEM VALUE
             SELECT {values} FROM (
                 SELECT source.* FROM ONLY {source} AS source JOIN {taken} AS taken ON {same}
             ) AS source",
            target = to.qualified(),
            columns = conversion.columns(),
            values = conversion.values(),
            source = from.qualified(),
            same = equal(&from.key, "source", "taken"),
        ))
        .await?;
        db.execute_unprepared(&format!("TRUNCATE {taken}")).await?;
        Ok(keys)
    }

    /// Whether a row of the first table is noted, as a condition on `source`.
    pub(super) fn is_noted(&self) -> String {
        format!(
            "EXISTS (SELECT FROM {} AS noted WHERE {})",
            self.log,
            equal(&self.from.key, "noted", "source")
        )
    }

    fn taken(&self) -> String {
        self.beside("taken")
    }

    fn note(&self) -> String {
        self.beside("note")
    }

    /// A name beside the log's, as both directions have their own.
    fn beside(&self, word: &str) -> String {
        self.log.trim_end_matches('"').to_owned() + "_" + word + "\""
    }
}

/// Where the columns of two rows are the same.
pub(super) fn equal(columns: &[String], left: &str, right: &str) -> String {
    let pair = |name: &String| format!("{left}.{0} = {right}.{0}", identifier(name));
    columns.iter().map(pair).collect::<Vec<_>>().join(" AND ")
}

/// Serialization failure, deadlock, lock not available.
pub(super) fn is_transient(error: &DbErr) -> bool {
    sqlstate(error).is_some_and(|state| matches!(state.as_str(), "40001" | "40P01" | "55P03"))
}

/// The sessions that hold or wait for a lock on a table, in words.
pub(super) async fn holders(db: &impl ConnectionTrait, table: &Table) -> Result<Option<String>, DbErr> {
    scalar(
        db,
        &format!(
            "SELECT string_agg(DISTINCT format('process %s (%s%s, %s for %s s)', pg_stat_activity.pid, usename,
                 coalesce(', ' || nullif(application_name, ''), ''), state,
                 extract(epoch FROM now() - xact_start)::integer), '; ')
             FROM pg_locks JOIN pg_stat_activity ON pg_stat_activity.pid = pg_locks.pid
             WHERE relation = {}::regclass AND pg_locks.pid <> pg_backend_pid()",
            literal(&table.qualified())
        ),
        [],
    )
    .await
}
