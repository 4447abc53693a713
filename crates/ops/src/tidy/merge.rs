//! Moves a duplicate table's rows into the real one, and drops the duplicate once all of them are there.

use std::time::Duration;

use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, TransactionTrait};
use serde::{Deserialize, Serialize};

use super::Error;
use super::drop_empty::exact_name;
use crate::consent::Consent;
use crate::sql::{identifier, rows, scalar};

/// What becomes of a row whose key is in both tables with other values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnConflict {
    /// Nothing is merged.
    #[default]
    Refuse,
    /// The real table's row stays.
    KeepTarget,
    /// The duplicate's row replaces it.
    TakeSource,
}

/// A row that is in both tables with other values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Conflict {
    /// Its key's values, separated by commas.
    pub key: String,
    /// The row in the duplicate, as JSON.
    pub source: serde_json::Value,
    /// The row in the real table, as JSON.
    pub target: serde_json::Value,
}

/// What a merge did, or would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Merged {
    /// The duplicate.
    pub source: String,
    /// The real table.
    pub target: String,
    /// Rows of the duplicate.
    pub rows: i64,
    /// Of these, new to the real table.
    pub new: i64,
    /// In both, and the same.
    pub same: i64,
    /// In both, with other values.
    pub conflicting: i64,
    /// The first of these.
    pub conflicts: Vec<Conflict>,
}

/// What a merge would do; lists at most so many conflicts. Nothing is changed.
///
/// # Errors
/// [`Error::Missing`], [`Error::Unlike`] and whatever the database answers.
pub async fn merge_preview(
    db: &DatabaseConnection,
    source: &str,
    target: &str,
    most: u32,
) -> Result<Merged, Error> {
    let failed = || Error::database(format!("failed to compare {source} with {target}"));
    let transaction = db.begin().await.map_err(failed())?;
    let pair = Pair::read(&transaction, source, target).await?;
    let merged = pair.compare(&transaction, most).await.map_err(failed())?;
    transaction.rollback().await.map_err(failed())?;
    Ok(merged)
}

/// Merges the duplicate's rows into the real table and drops the duplicate, in one transaction; before the drop, every
/// row of the duplicate is looked for in the real table.
///
/// # Errors
/// [`Error::Conflicts`] where rows differ and `on_conflict` refuses; [`Error::InUse`] where something refers to the
/// duplicate; as [`merge_preview`] otherwise.
pub async fn merge(
    db: &DatabaseConnection,
    _consent: &Consent,
    source: &str,
    target: &str,
    on_conflict: OnConflict,
    lock_timeout: Duration,
) -> Result<Merged, Error> {
    let failed = || Error::database(format!("failed to merge {source} into {target}"));
    let transaction = db.begin().await.map_err(failed())?;
    let timeout = format!("SET LOCAL lock_timeout = {}", lock_timeout.as_millis());
    transaction.execute_unprepared(&timeout).await.map_err(failed())?;
    let pair = Pair::read(&transaction, source, target).await?;
    // Readers of the real table go on; nobody writes to either.
    let lock = format!(
        "LOCK TABLE {} IN ACCESS EXCLUSIVE MODE; LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE",
        pair.source, pair.target
    );
    transaction.execute_unprepared(&lock).await.map_err(failed())?;
    let merged = pair.compare(&transaction, 10).await.map_err(failed())?;
    if merged.conflicting > 0 && on_conflict == OnConflict::Refuse {
        return Err(Error::Conflicts {
            count: merged.conflicting,
            source_table: pair.source,
            target_table: pair.target,
        });
    }
    transaction.execute_unprepared(&pair.insert(on_conflict)).await.map_err(failed())?;
    let after = pair.compare(&transaction, 0).await.map_err(failed())?;
    let left = if on_conflict == OnConflict::KeepTarget { merged.conflicting } else { 0 };
    if (after.new, after.conflicting) != (0, left) {
        return Err(Error::Unlike(format!(
            "after the merge {} rows are missing and {} differ: a trigger or a rule changes what is written",
            after.new, after.conflicting
        )));
    }
    transaction
        .execute_unprepared(&format!("DROP TABLE {}", pair.source))
        .await
        .map_err(Error::database(format!("failed to drop {}", pair.source)))?;
    transaction.commit().await.map_err(failed())?;
    Ok(merged)
}

/// The two tables, with the columns that the duplicate has and the key of the real one.
struct Pair {
    source: String,
    target: String,
    columns: Vec<String>,
    key: Vec<String>,
}

impl Pair {
    async fn read(transaction: &DatabaseTransaction, source: &str, target: &str) -> Result<Self, Error> {
        let failed = || Error::database(format!("failed to compare {source} with {target}"));
        let (source, target) =
            (exact_name(transaction, source).await?, exact_name(transaction, target).await?);
        if source == target {
            return Err(Error::Unlike(format!("{source} cannot be merged into itself")));
        }
        let mut columns = Vec::new();
        let mut problems = Vec::new();
        for row in rows(transaction, COLUMNS, [source.as_str().into(), target.as_str().into()])
            .await
            .map_err(failed())?
        {
            let name: String = row.try_get_by_index(0).map_err(failed())?;
            let ours: String = row.try_get_by_index(1).map_err(failed())?;
            let theirs: Option<String> = row.try_get_by_index(2).map_err(failed())?;
            match theirs {
                None => problems.push(format!("{target} has no column {}", identifier(&name))),
                Some(theirs) if theirs != ours => {
                    problems.push(format!("column {} is {ours} here and {theirs} there", identifier(&name)));
                }
                Some(_) => columns.push(name),
            }
        }
        let key: Vec<String> = scalar(transaction, KEY, [target.as_str().into()]).await.map_err(failed())?;
        if key.is_empty() {
            problems.push(format!("{target} has no primary key"));
        } else if let Some(missing) = key.iter().find(|name| !columns.contains(name)) {
            problems.push(format!("{source} lacks {} of the key", identifier(missing)));
        }
        if problems.is_empty() {
            Ok(Self { source, target, columns, key })
        } else {
            Err(Error::Unlike(problems.join("; ")))
        }
    }

    async fn compare(&self, transaction: &DatabaseTransaction, most: u32) -> Result<Merged, DbErr> {
        let (same_key, differs) = (self.equal(), self.differs());
        let (source, target, first) = (&self.source, &self.target, identifier(&self.key[0]));
        let counts = format!(
            "SELECT count(*), count(*) FILTER (WHERE target.{first} IS NULL),
                 count(*) FILTER (WHERE target.{first} IS NOT NULL AND {differs})
             FROM {source} AS source LEFT JOIN {target} AS target ON {same_key}"
        );
        let counts = rows(transaction, &counts, []).await?;
        let count = |index| counts.first().map_or(Ok(0), |row| row.try_get_by_index::<i64>(index));
        let (all, new, conflicting) = (count(0)?, count(1)?, count(2)?);
        let key: Vec<String> = self.key.iter().map(|name| format!("source.{}", identifier(name))).collect();
        let key = key.join(", ");
        let list = format!(
            "SELECT concat_ws(', ', {key}), to_jsonb(source), to_jsonb(target)
             FROM {source} AS source JOIN {target} AS target ON {same_key} WHERE {differs} ORDER BY {key} LIMIT {most}"
        );
        let conflicts = rows(transaction, &list, []).await?;
        let conflicts: Result<Vec<Conflict>, DbErr> = conflicts
            .into_iter()
            .map(|row| {
                Ok(Conflict {
                    key: row.try_get_by_index(0)?,
                    source: row.try_get_by_index(1)?,
                    target: row.try_get_by_index(2)?,
                })
            })
            .collect();
        Ok(Merged {
            source: source.clone(),
            target: target.clone(),
            rows: all,
            new,
            same: all - new - conflicting,
            conflicting,
            conflicts: conflicts?,
        })
    }

    fn insert(&self, on_conflict: OnConflict) -> String {
        let quoted =
            |names: &[String]| names.iter().map(|name| identifier(name)).collect::<Vec<_>>().join(", ");
        let others: Vec<String> = self
            .columns
            .iter()
            .filter(|name| !self.key.contains(name))
            .map(|name| format!("{0} = excluded.{0}", identifier(name)))
            .collect();
        let action = if on_conflict == OnConflict::TakeSource && !others.is_empty() {
            format!("DO UPDATE SET {}", others.join(", "))
        } else {
            "DO NOTHING".to_owned()
        };
        format!(
            "INSERT INTO {target} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM {source}
             ON CONFLICT ({key}) {action}",
            target = self.target,
            source = self.source,
            columns = quoted(&self.columns),
            key = quoted(&self.key),
        )
    }

    fn equal(&self) -> String {
        let pair = |name: &String| format!("source.{0} = target.{0}", identifier(name));
        self.key.iter().map(pair).collect::<Vec<_>>().join(" AND ")
    }

    /// As text: not every type, `json` among them, can be compared.
    fn differs(&self) -> String {
        let list = |side: &str| {
            let cast = |name: &String| format!("{side}.{}::text", identifier(name));
            self.columns.iter().map(cast).collect::<Vec<_>>().join(", ")
        };
        format!("(ROW({}) IS DISTINCT FROM ROW({}))", list("source"), list("target"))
    }
}

/// The columns that the duplicate stores, and their types in either table.
const COLUMNS: &str = "
SELECT source.attname::text, format_type(source.atttypid, source.atttypmod), format_type(target.atttypid, target.atttypmod)
FROM pg_attribute AS source LEFT JOIN pg_attribute AS target
    ON target.attrelid = $2::text::regclass AND target.attname = source.attname AND NOT target.attisdropped
WHERE source.attrelid = $1::text::regclass AND source.attnum > 0 AND NOT source.attisdropped
    AND source.attgenerated = '' AND coalesce(target.attgenerated, '') = ''
ORDER BY source.attnum";

const KEY: &str = "
SELECT ARRAY(SELECT attname::text FROM pg_index, unnest(indkey::int2[]) WITH ORDINALITY AS part (number, position)
    JOIN pg_attribute ON attnum = number
    WHERE indrelid = $1::text::regclass AND indisprimary AND attrelid = indrelid AND position <= indnkeyatts ORDER BY position)";
