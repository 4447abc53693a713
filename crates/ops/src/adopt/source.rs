//! What the mapping reads of the legacy: columns, keys, and the tables behind views and queries.

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, TransactionTrait};

use crate::sql::{identifier, rows, scalar};

/// A source, as the catalog has it.
#[derive(Debug, Clone, Default)]
pub(super) struct Source {
    pub columns: Vec<String>,
    /// The tables that it reads, quoted and with their schemas.
    pub tables: Vec<String>,
    /// Whether it reads what these tables do not tell: foreign tables, materialized views, functions that read.
    pub reads_more: bool,
}

/// The name of a table of the legacy, quoted and with its schema, and its primary key. It may be given as in a query, or
/// bare, however odd it is.
pub(super) async fn resolve(
    db: &impl ConnectionTrait,
    name: &str,
) -> Result<Option<(String, Vec<String>)>, DbErr> {
    const RESOLVE: &str = "
        SELECT format('\"%s\".\"%s\"', replace(nspname, '\"', '\"\"'), replace(relname, '\"', '\"\"')),
            ARRAY(SELECT attname::text FROM pg_index, unnest(indkey::int2[]) WITH ORDINALITY AS part (number, position)
                JOIN pg_attribute ON attnum = number
                WHERE indrelid = pg_class.oid AND indisprimary AND attrelid = indrelid AND position <= indnkeyatts ORDER BY position)
        FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE pg_class.oid = $1::oid";
    // Bare first: what is no name as in a query is an error there.
    let is_as_in_a_query = name.chars().all(|letter| letter.is_alphanumeric() || "_.$".contains(letter))
        || name.starts_with('"');
    let given = [Some(identifier(name)), is_as_in_a_query.then(|| name.to_owned())];
    for given in given.into_iter().flatten() {
        let found = scalar(db, "SELECT to_regclass($1)::oid::bigint", [given.into()]).await?;
        let Some(oid): Option<i64> = found else { continue };
        if let Some(row) = rows(db, RESOLVE, [oid.into()]).await?.first() {
            return Ok(Some((row.try_get_by_index(0)?, row.try_get_by_index(1)?)));
        }
    }
    Ok(None)
}

/// What the server said of a statement that was tried and taken back.
pub(super) enum Tried<T> {
    Worked(T),
    Refused(crate::error::Refusal),
}

/// Tries something and takes it back.
pub(super) async fn attempt<T>(
    transaction: &DatabaseTransaction,
    work: impl AsyncFnOnce(&DatabaseTransaction) -> Result<T, DbErr>,
) -> Result<Tried<T>, DbErr> {
    let inner = transaction.begin().await?;
    let outcome = work(&inner).await;
    inner.rollback().await?;
    match outcome {
        Ok(value) => Ok(Tried::Worked(value)),
        Err(error) => match crate::error::refusal(&error) {
            // The statement's fault, not the server's.
            Some(refusal)
                if ["0A", "21", "22", "42"].contains(&refusal.sqlstate.get(..2).unwrap_or_default()) =>
            {
                Ok(Tried::Refused(refusal))
            }
            _ => Err(error),
        },
    }
}

/// What a source consists of. `from` is a table or a query in brackets.
pub(super) async fn describe(transaction: &DatabaseTransaction, from: &str) -> Result<Tried<Source>, DbErr> {
    attempt(transaction, async |inner| {
        let create = format!("CREATE TEMP VIEW adopt_source AS SELECT * FROM {from} AS source");
        inner.execute_unprepared(&create).await?;
        let columns = scalar(
            inner,
            "SELECT ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = 'pg_temp.adopt_source'::regclass AND attnum > 0 ORDER BY attnum)",
            [],
        )
        .await?;
        let tables = format!("{READ} SELECT {TABLES} FROM read JOIN pg_class ON pg_class.oid = relation
            JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE relkind IN ('r', 'p')");
        let more = format!("{READ} SELECT {MORE}");
        Ok(Source { columns, tables: scalar(inner, &tables, []).await?, reads_more: scalar(inner, &more, []).await? })
    })
    .await
}

/// The columns of a table that these expressions do not read.
pub(super) async fn unread(
    transaction: &DatabaseTransaction,
    table: &str,
    expressions: &[String],
) -> Result<Vec<String>, DbErr> {
    let list: Vec<String> =
        expressions.iter().enumerate().map(|(index, text)| format!("{text} AS read_{index}")).collect();
    let tried = attempt(transaction, async |inner| {
        let create =
            format!("CREATE TEMP VIEW adopt_source AS SELECT {} FROM {table} AS source", list.join(", "));
        inner.execute_unprepared(&create).await?;
        scalar::<Vec<String>, 1>(
            inner,
            "SELECT ARRAY(SELECT attname::text FROM pg_attribute
                 WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped AND NOT EXISTS (
                     SELECT FROM pg_depend JOIN pg_rewrite ON pg_rewrite.oid = objid
                     WHERE classid = 'pg_rewrite'::regclass AND ev_class = 'pg_temp.adopt_source'::regclass
                         AND refclassid = 'pg_class'::regclass AND refobjid = attrelid AND refobjsubid = attnum)
                 ORDER BY attnum)",
            [table.into()],
        )
        .await
    })
    .await?;
    Ok(match tried {
        Tried::Worked(columns) => columns,
        Tried::Refused(_) => Vec::new(),
    })
}

/// What is behind the view, however deep.
const READ: &str = "
WITH RECURSIVE read (relation) AS (
    SELECT 'pg_temp.adopt_source'::regclass::oid
    UNION
    SELECT refobjid FROM read JOIN pg_rewrite ON ev_class = relation
    JOIN pg_depend ON classid = 'pg_rewrite'::regclass AND objid = pg_rewrite.oid
    WHERE refclassid = 'pg_class'::regclass AND refobjid <> relation
)";

const TABLES: &str = "coalesce(array_agg(DISTINCT format('\"%s\".\"%s\"', replace(nspname, '\"', '\"\"'), replace(relname, '\"', '\"\"'))), '{}')";

const MORE: &str = "
    EXISTS (SELECT FROM read JOIN pg_class ON pg_class.oid = relation WHERE relkind NOT IN ('r', 'p', 'v'))
    OR EXISTS (SELECT FROM read JOIN pg_rewrite ON ev_class = relation
        JOIN pg_depend ON classid = 'pg_rewrite'::regclass AND objid = pg_rewrite.oid
        JOIN pg_proc ON refclassid = 'pg_proc'::regclass AND pg_proc.oid = refobjid WHERE provolatile <> 'i')";
