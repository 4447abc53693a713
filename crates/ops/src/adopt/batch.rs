//! A batch of staged rows becomes rows of the new table: converted, merged with those that are the same, inserted or updated,
//! and recorded, all in one transaction with the position.
//!
//! Triggers of the new tables fire as for any other writer: what they derive, log and refuse holds for copied rows too.

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};

use super::guarded::{apply, evaluate, tried};
use super::mapping::OnConflict;
use super::pass::staged;
use super::plan::{Plan, TablePlan};
use super::precheck;
use crate::sql::{identifier, literal, scalar};

/// Copies the rows with these numbers.
pub(super) async fn copy(
    transaction: &DatabaseTransaction,
    plan: &Plan,
    table: &TablePlan,
    from: i64,
    until: i64,
) -> Result<(), DbErr> {
    plan.names.look_at_legacy(transaction).await?;
    convert(transaction, table, from, until).await?;
    plan.names.settle(transaction).await?;
    update_known(transaction, table).await?;
    precheck::reject(transaction, table).await?;
    loop {
        if table.on_conflict != OnConflict::Reject {
            merge(transaction, table).await?;
        }
        insert(transaction, table).await?;
        let left = "SELECT EXISTS (SELECT FROM pg_temp.converted WHERE \"adopt outcome\" IN ('new', 'same'))";
        if !scalar::<bool, 0>(transaction, left, []).await? {
            break;
        }
    }
    record(transaction, table).await
}

/// Evaluates the expressions into a table that is like the new one, but for its constraints.
async fn convert(
    transaction: &DatabaseTransaction,
    table: &TablePlan,
    from: i64,
    until: i64,
) -> Result<(), DbErr> {
    let columns = table.column_list("");
    let expressions: Vec<&str> = table.columns.iter().map(|column| column.expression.as_str()).collect();
    transaction
        .execute_unprepared(&format!(
            "DROP TABLE IF EXISTS pg_temp.batch, pg_temp.converted, pg_temp.verdict;
             CREATE TEMP TABLE batch AS SELECT source.*, line.state AS \"adopt state\", line.target AS \"adopt target\"
             FROM {staged} AS source LEFT JOIN backline_adopt.rows AS line
                 ON line.mapping = {number} AND line.key = source.\"adopt key\"
             WHERE source.\"adopt number\" BETWEEN {from} AND {until};
             CREATE UNIQUE INDEX ON pg_temp.batch (\"adopt number\");
             CREATE TEMP TABLE converted AS SELECT 0::bigint AS \"adopt number\", ''::text AS \"adopt outcome\",
                 '{{}}'::text[] AS \"adopt target\", {columns} FROM {target} WITH NO DATA;
             CREATE TEMP TABLE verdict (\"adopt number\" bigint PRIMARY KEY, sqlstate text, constraint_name text, column_name text, reason text)",
            staged = staged(table),
            number = table.number,
            target = table.target.qualified,
        ))
        .await?;
    let fill = format!(
        "INSERT INTO pg_temp.converted (\"adopt number\", \"adopt outcome\", \"adopt target\", {columns})
         SELECT source.\"adopt number\", CASE source.\"adopt state\" WHEN 'moved' THEN 'known' WHEN 'merged' THEN 'twin' ELSE 'new' END,
             source.\"adopt target\", {expressions}
         FROM pg_temp.batch AS source
         WHERE NOT EXISTS (SELECT FROM pg_temp.verdict AS refused WHERE refused.\"adopt number\" = source.\"adopt number\")",
        expressions = expressions.join(", "),
    );
    if !tried(transaction, &fill).await? {
        let expressions: Vec<(&str, &str, &str)> = table
            .columns
            .iter()
            .map(|column| (column.name.as_str(), column.sql_type.as_str(), column.expression.as_str()))
            .collect();
        evaluate(transaction, &expressions).await?;
        transaction.execute_unprepared(&fill).await?;
    }
    transaction
        .execute_unprepared("CREATE UNIQUE INDEX ON pg_temp.converted (\"adopt number\")")
        .await
        .map(drop)
}

/// Rows that were copied before and have changed since.
async fn update_known(transaction: &DatabaseTransaction, table: &TablePlan) -> Result<(), DbErr> {
    let known = "SELECT EXISTS (SELECT FROM pg_temp.converted WHERE \"adopt outcome\" IN ('known', 'twin'))";
    if !scalar::<bool, 0>(transaction, known, []).await? {
        return Ok(());
    }
    // Merged rows that are no longer the same as the row that stands for them.
    let there = &table.target;
    transaction
        .execute_unprepared(&format!(
            "INSERT INTO pg_temp.verdict SELECT converted.\"adopt number\", '23505', NULL, {column},
                 'it was merged into another row, to which its references lead now, and is no longer the same'
             FROM pg_temp.converted WHERE \"adopt outcome\" = 'twin'
                 AND NOT EXISTS (SELECT FROM {target} AS there WHERE {same_key} AND {same});
             UPDATE pg_temp.converted SET \"adopt outcome\" = 'merged'
             WHERE \"adopt outcome\" = 'twin' AND {stays}",
            column = literal(&table.same.join(", ")),
            target = there.qualified,
            same_key = there.key_is("there", "converted.\"adopt target\""),
            same = table.same_as("there", "converted"),
            stays = table.on_conflict == OnConflict::KeepFirst,
        ))
        .await?;
    let assigned = table.assignments("converted");
    if !assigned.is_empty() {
        apply(
            transaction,
            "SELECT \"adopt number\" AS n FROM pg_temp.converted WHERE \"adopt outcome\" IN ('known', 'twin')
                 AND \"adopt number\" NOT IN (SELECT \"adopt number\" FROM pg_temp.verdict)",
            "converted.\"adopt number\"",
            |meant| {
                format!(
                    "UPDATE {} AS there SET {assigned} FROM pg_temp.converted WHERE {} AND {meant} AND \"adopt outcome\" IN ('known', 'twin')
                         AND \"adopt number\" NOT IN (SELECT \"adopt number\" FROM pg_temp.verdict)",
                    there.qualified,
                    there.key_is("there", "converted.\"adopt target\"")
                )
            },
        )
        .await?;
    }
    transaction
        .execute_unprepared(
            "UPDATE pg_temp.converted SET \"adopt outcome\" = CASE \"adopt outcome\" WHEN 'known' THEN 'moved' ELSE 'merged' END
             WHERE \"adopt outcome\" IN ('known', 'twin')",
        )
        .await
        .map(drop)
}

/// New rows that are the same as a row that is there already are merged into it.
async fn merge(transaction: &DatabaseTransaction, table: &TablePlan) -> Result<(), DbErr> {
    let there = &table.target;
    transaction
        .execute_unprepared(&format!(
            "UPDATE pg_temp.converted SET \"adopt outcome\" = 'same', \"adopt target\" = {key} FROM {target} AS there
             WHERE \"adopt outcome\" = 'new' AND {same}",
            key = there.key_of("there"),
            target = there.qualified,
            same = table.same_as("there", "converted"),
        ))
        .await?;
    if table.on_conflict == OnConflict::KeepFirst {
        let done =
            "UPDATE pg_temp.converted SET \"adopt outcome\" = 'merged' WHERE \"adopt outcome\" = 'same'";
        return transaction.execute_unprepared(done).await.map(drop);
    }
    // One row after the other where several are the same as one.
    transaction
        .execute_unprepared(
            "UPDATE pg_temp.converted SET \"adopt outcome\" = 'merging' FROM (
                 SELECT DISTINCT ON (\"adopt target\") \"adopt number\" AS n FROM pg_temp.converted
                 WHERE \"adopt outcome\" = 'same' ORDER BY \"adopt target\", \"adopt number\") AS next
             WHERE n = \"adopt number\"",
        )
        .await?;
    let assigned = match table.on_conflict {
        OnConflict::Merge => table.fillings("there", "converted"),
        _ => table.assignments("converted"),
    };
    if !assigned.is_empty() {
        apply(
            transaction,
            "SELECT \"adopt number\" AS n FROM pg_temp.converted WHERE \"adopt outcome\" = 'merging'",
            "converted.\"adopt number\"",
            |meant| {
                format!(
                    "UPDATE {} AS there SET {assigned} FROM pg_temp.converted WHERE {} AND {meant} AND \"adopt outcome\" = 'merging'",
                    there.qualified,
                    there.key_is("there", "converted.\"adopt target\"")
                )
            },
        )
        .await?;
    }
    let done =
        "UPDATE pg_temp.converted SET \"adopt outcome\" = 'merged' WHERE \"adopt outcome\" = 'merging'";
    transaction.execute_unprepared(done).await.map(drop)
}

/// Inserts the new rows: of those that are the same as one another, the first.
async fn insert(transaction: &DatabaseTransaction, table: &TablePlan) -> Result<(), DbErr> {
    let first = if table.same.is_empty() {
        "SELECT \"adopt number\" AS n FROM pg_temp.converted WHERE \"adopt outcome\" = 'new'".to_owned()
    } else {
        let names: Vec<String> = table.same.iter().map(|name| identifier(name)).collect();
        let names = names.join(", ");
        format!(
            "(SELECT DISTINCT ON ({names}) \"adopt number\" AS n FROM pg_temp.converted
              WHERE \"adopt outcome\" = 'new' AND num_nulls({names}) = 0 ORDER BY {names}, \"adopt number\")
             UNION ALL SELECT \"adopt number\" FROM pg_temp.converted WHERE \"adopt outcome\" = 'new' AND num_nulls({names}) > 0"
        )
    };
    transaction
        .execute_unprepared(&format!(
            "UPDATE pg_temp.converted SET \"adopt outcome\" = 'inserting', \"adopt target\" = {key} FROM ({first}) AS first
             WHERE n = \"adopt number\"",
            key = table.target.key_of("converted"),
        ))
        .await?;
    let columns = table.column_list("");
    apply(
        transaction,
        "SELECT \"adopt number\" AS n FROM pg_temp.converted WHERE \"adopt outcome\" = 'inserting'",
        "converted.\"adopt number\"",
        |meant| {
            format!(
                "INSERT INTO {} ({columns}) OVERRIDING SYSTEM VALUE SELECT {} FROM pg_temp.converted
                 WHERE \"adopt outcome\" = 'inserting' AND {meant} ORDER BY converted.\"adopt number\"",
                table.target.qualified,
                table.column_list("converted.")
            )
        },
    )
    .await?;
    transaction
        .execute_unprepared(
            "UPDATE pg_temp.converted SET \"adopt outcome\" = CASE WHEN EXISTS (SELECT FROM pg_temp.verdict AS refused
                 WHERE refused.\"adopt number\" = converted.\"adopt number\") THEN 'rejected' ELSE 'moved' END
             WHERE \"adopt outcome\" = 'inserting'",
        )
        .await
        .map(drop)
}

/// Writes down what became of each row.
async fn record(transaction: &DatabaseTransaction, table: &TablePlan) -> Result<(), DbErr> {
    let (number, name) = (table.number, literal(&table.name));
    transaction
        .execute_unprepared(&format!(
            "DELETE FROM backline_adopt.rejected AS refused USING pg_temp.batch
             WHERE refused.mapping = {number} AND refused.key = batch.\"adopt key\";
             INSERT INTO backline_adopt.rejected (mapping, name, key, source, digest, sqlstate, constraint_name, column_name, reason)
             SELECT {number}, {name}, batch.\"adopt key\",
                 to_jsonb(batch.*) - ARRAY['adopt number', 'adopt key', 'adopt digest', 'adopt kept', 'adopt state', 'adopt target'],
                 batch.\"adopt digest\", verdict.sqlstate, verdict.constraint_name, verdict.column_name, verdict.reason
             FROM pg_temp.batch JOIN pg_temp.verdict USING (\"adopt number\");
             INSERT INTO backline_adopt.rows AS line (mapping, key, state, target, digest)
             SELECT {number}, batch.\"adopt key\", converted.\"adopt outcome\", converted.\"adopt target\", batch.\"adopt digest\"
             FROM pg_temp.batch JOIN pg_temp.converted USING (\"adopt number\")
             WHERE \"adopt outcome\" IN ('moved', 'merged') AND NOT EXISTS (SELECT FROM pg_temp.verdict AS refused
                 WHERE refused.\"adopt number\" = batch.\"adopt number\")
             ON CONFLICT (mapping, key) DO UPDATE SET state = excluded.state, target = excluded.target, digest = excluded.digest;
             DROP TABLE pg_temp.batch, pg_temp.converted, pg_temp.verdict"
        ))
        .await
        .map(drop)
}

impl TablePlan {
    /// The columns that get a value, each behind this prefix.
    fn column_list(&self, prefix: &str) -> String {
        let names: Vec<String> =
            self.columns.iter().map(|column| format!("{prefix}{}", identifier(&column.name))).collect();
        names.join(", ")
    }

    /// The columns that a change of the source changes: all that are mapped, but the key.
    fn changing(&self) -> impl Iterator<Item = String> {
        let changes = |name: &String| !self.target.key.contains(name);
        self.columns
            .iter()
            .filter(move |column| column.is_mapped && changes(&column.name))
            .map(|column| identifier(&column.name))
    }

    fn assignments(&self, from: &str) -> String {
        self.changing().map(|name| format!("{name} = {from}.{name}")).collect::<Vec<_>>().join(", ")
    }

    fn fillings(&self, there: &str, from: &str) -> String {
        let fill = |name: String| format!("{name} = coalesce({there}.{name}, {from}.{name})");
        self.changing().map(fill).collect::<Vec<_>>().join(", ")
    }

    /// Whether two rows are the same; null is the same as nothing.
    fn same_as(&self, one: &str, other: &str) -> String {
        let equal: Vec<String> =
            self.same.iter().map(|name| format!("{one}.{0} = {other}.{0}", identifier(name))).collect();
        if equal.is_empty() { "false".to_owned() } else { equal.join(" AND ") }
    }
}
