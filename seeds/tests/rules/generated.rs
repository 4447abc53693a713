//! Attacks that are made of the catalog: a row of the basic seed is changed, or copied, until exactly the wanted rule
//! refuses it, and until one passes; a range is passed at both ends. What no such row shows is written by hand.

use sea_orm::{ConnectionTrait, DatabaseTransaction, FromQueryResult, Statement, TransactionTrait};

use super::catalog::Rule;
use super::support::column as first_column;

/// Does a statement and takes it back: `ok`, `nothing` (no row), or SQLSTATE and constraint.
const FUNCTIONS: &str = "
CREATE FUNCTION pg_temp.attempt(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE affected bigint; state text; rule text; said text; whole text;
BEGIN
    BEGIN
        EXECUTE statement;
        GET DIAGNOSTICS affected = ROW_COUNT;
        SET CONSTRAINTS ALL IMMEDIATE;
        RAISE EXCEPTION USING ERRCODE = 'BL000', MESSAGE = affected::text;
    EXCEPTION WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, rule = CONSTRAINT_NAME, said = MESSAGE_TEXT;
    END;
    -- A partition's index bears a name of its own.
    SELECT parent.relname INTO whole FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid
    JOIN pg_class parent ON parent.oid = inhparent WHERE child.relname = rule AND child.relkind = 'i';
    RETURN CASE WHEN state <> 'BL000' THEN state || ' ' || coalesce(whole, rule) WHEN said = '0' THEN 'nothing' ELSE 'ok' END;
END $$;
CREATE FUNCTION pg_temp.first_with(wanted text, statements text[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE statement text;
BEGIN
    FOREACH statement IN ARRAY statements LOOP
        IF pg_temp.attempt(statement) = wanted THEN RETURN statement; END IF;
    END LOOP;
    RETURN NULL;
END $$";

/// A column that can be written.
#[derive(Clone, FromQueryResult)]
struct Column {
    name: String,
    category: String,
    type_name: String,
    labels: Vec<String>,
}

/// The statements that showed a rule at work, where there are such.
#[derive(Default)]
pub struct Shown {
    /// The one that was refused by it.
    pub refused: Option<String>,
    /// The one that passed.
    pub accepted: Option<String>,
}

/// To be called once, before the others.
pub async fn prepare(db: &DatabaseTransaction) {
    db.execute_unprepared(FUNCTIONS).await.unwrap();
}

/// Looks for both statements.
pub async fn attack(db: &DatabaseTransaction, name: &str, rule: &Rule) -> Shown {
    let savepoint = db.begin().await.unwrap();
    let shown = match rule {
        Rule::Check { table, columns } => check(&savepoint, name, table, columns).await,
        Rule::Unique { table, columns, predicate } => {
            unique(&savepoint, name, table, columns, predicate).await
        }
        Rule::Transition { table, column } => transition(&savepoint, name, table, column).await,
        Rule::AppendOnly { table } => {
            let rows = rows(&savepoint, table, "true", 5).await;
            let columns = writable(&savepoint, table).await;
            let delete = rows.iter().map(|row| format!("DELETE FROM \"{table}\" WHERE {row}")).collect();
            let copies = rows.iter().map(|row| copy(table, &columns, row, &[])).collect();
            Shown {
                refused: first(&savepoint, &format!("23514 {name}"), delete).await,
                accepted: first(&savepoint, "ok", copies).await,
            }
        }
        Rule::Currency { table } => {
            let rows = rows(&savepoint, table, "true", 20).await;
            let columns = writable(&savepoint, table).await;
            let other = "(SELECT currency_code FROM currencies WHERE currency_code NOT IN (SELECT currency FROM \"@\") LIMIT 1)"
                .replace('@', table);
            let changes =
                rows.iter().map(|row| format!("UPDATE \"{table}\" SET currency = {other} WHERE {row}"));
            let copies = rows.iter().map(|row| copy(table, &columns, row, &[]));
            Shown {
                refused: first(&savepoint, &format!("23514 {name}"), changes.collect()).await,
                accepted: first(&savepoint, "ok", copies.collect()).await,
            }
        }
        Rule::Other | Rule::Policies { .. } => Shown::default(),
    };
    savepoint.rollback().await.unwrap();
    shown
}

/// The constraint alone: what triggers and foreign keys would say comes before or after it.
async fn constraints_only(db: &DatabaseTransaction) {
    db.execute_unprepared("SET LOCAL session_replication_role = replica").await.unwrap();
}

async fn check(db: &DatabaseTransaction, name: &str, table: &str, names: &[String]) -> Shown {
    constraints_only(db).await;
    let rows = rows(db, table, "true", 60).await;
    let mut columns = writable(db, table).await;
    columns.retain(|column| names.contains(&column.name));
    let (mut one, mut accepted) = (Vec::new(), Vec::new());
    for column in &columns {
        for value in values(column, &columns) {
            for row in &rows {
                let change = format!("UPDATE \"{table}\" SET \"{}\" = {value} WHERE {row}", column.name);
                accepted
                    .push(format!("{change} AND \"{}\"::text IS DISTINCT FROM ({value})::text", column.name));
                one.push(change);
            }
        }
        for row in &rows {
            let taken = format!(
                "(SELECT \"{0}\" FROM \"{table}\" WHERE \"{0}\"::text <> changed.\"{0}\"::text ORDER BY 1 LIMIT 1)",
                column.name
            );
            let change = format!(
                "UPDATE \"{table}\" AS changed SET \"{0}\" = {taken} WHERE {row} AND {taken} IS NOT NULL",
                column.name
            );
            accepted.insert(0, change);
        }
    }
    let wanted = format!("23514 {name}");
    let accepted = first(db, "ok", accepted).await;
    let mut refused = refusing(db, &wanted, table, one).await;
    if refused.is_none() {
        refused = refusing(db, &wanted, table, pairs(table, &columns, &rows)).await;
    }
    if refused.is_some() && name.ends_with("_range") {
        let beyond =
            ["4", "5.5", "6", "11", "101", "181", "366", "1001", "10081", "20000", "100001", "'2300-01-01'"];
        let changes = columns.iter().flat_map(|column| {
            rows.iter().flat_map(move |row| {
                beyond
                    .map(|value| format!("UPDATE \"{table}\" SET \"{}\" = {value} WHERE {row}", column.name))
            })
        });
        refused = refusing(db, &wanted, table, changes.collect()).await;
    }
    Shown { refused, accepted }
}

/// The first that is refused by the wanted CHECK. Others of the table may come before it, by their names and not by what
/// they say: then those are put aside.
async fn refusing(
    db: &DatabaseTransaction,
    wanted: &str,
    table: &str,
    changes: Vec<String>,
) -> Option<String> {
    let found = first(db, wanted, changes.clone()).await;
    if found.is_some() {
        return found;
    }
    let savepoint = db.begin().await.unwrap();
    let others: Vec<String> = first_column(
        &savepoint,
        &format!(
            "SELECT format('ALTER TABLE %I DROP CONSTRAINT %I', '{table}', conname) FROM pg_constraint
             WHERE conrelid = '{table}'::regclass AND contype = 'c' AND '23514 ' || conname <> '{wanted}'"
        ),
    )
    .await;
    for other in others {
        savepoint.execute_unprepared(&other).await.unwrap();
    }
    let found = first(&savepoint, wanted, changes).await;
    savepoint.rollback().await.unwrap();
    found
}

/// Changes of two columns at once.
fn pairs(table: &str, columns: &[Column], rows: &[String]) -> Vec<String> {
    let mut changes = Vec::new();
    for (index, column) in columns.iter().enumerate() {
        for other in &columns[index + 1..] {
            for value in values(column, columns) {
                for beside in values(other, columns) {
                    changes.extend(rows.iter().take(12).map(|row| {
                        format!(
                            "UPDATE \"{table}\" SET \"{}\" = {value}, \"{}\" = {beside} WHERE {row}",
                            column.name, other.name
                        )
                    }));
                }
            }
        }
    }
    changes
}

/// A copy of a row is refused, and one that differs in a column of the index passes; other unique indexes are put aside.
async fn unique(
    db: &DatabaseTransaction,
    name: &str,
    table: &str,
    names: &[String],
    predicate: &str,
) -> Shown {
    constraints_only(db).await;
    let rivals: Vec<String> = first_column(
        db,
        &format!(
            "SELECT CASE WHEN c.oid IS NULL THEN format('DROP INDEX %I', i.relname)
                 ELSE format('ALTER TABLE %I DROP CONSTRAINT %I CASCADE', '{table}', c.conname) END
             FROM pg_index x JOIN pg_class i ON i.oid = indexrelid
             LEFT JOIN pg_constraint c ON c.conindid = indexrelid AND c.conrelid = indrelid AND contype IN ('p', 'u', 'x')
             WHERE indrelid = '{table}'::regclass AND (indisunique OR indisexclusion) AND i.relname <> '{name}'"
        ),
    )
    .await;
    for rival in rivals {
        db.execute_unprepared(&rival).await.unwrap();
    }
    let predicate = if predicate.is_empty() { "true" } else { predicate };
    let rows = rows(db, table, predicate, 20).await;
    let columns = writable(db, table).await;
    let same: &[(&str, &str)] = if names.iter().any(|name| name == "id") { &[("id", "id")] } else { &[] };
    let copies = rows.iter().map(|row| copy(table, &columns, row, same)).collect();
    let mut different = Vec::new();
    for column in columns.iter().filter(|column| names.contains(&column.name)) {
        for row in &rows {
            let taken = format!(
                "(SELECT \"{0}\" FROM \"{table}\" AS o WHERE o.\"{0}\"::text <> copied.\"{0}\"::text LIMIT 1)",
                column.name
            );
            different.push(copy(table, &columns, row, &[(&column.name, &taken)]));
            for value in values(column, std::slice::from_ref(column)).iter().filter(|value| *value != "NULL")
            {
                different.push(copy(table, &columns, row, &[(&column.name, value)]));
            }
        }
    }
    Shown {
        refused: first(db, &format!("23505 {name}"), copies).await,
        accepted: first(db, "ok", different).await,
    }
}

async fn transition(db: &DatabaseTransaction, name: &str, table: &str, column: &str) -> Shown {
    let rows = rows(db, table, "true", 60).await;
    let columns = writable(db, table).await;
    let Some(status) = columns.iter().find(|candidate| candidate.name == column) else {
        return Shown::default();
    };
    let (mut plain, mut with_time) = (Vec::new(), Vec::new());
    for label in &status.labels {
        for row in &rows {
            let change = format!("UPDATE \"{table}\" SET \"{column}\" = '{label}'");
            plain.push(format!("{change} WHERE {row} AND \"{column}\" <> '{label}'"));
            for time in columns.iter().filter(|other| other.type_name == "timestamp with time zone") {
                with_time.push(format!(
                    "{change}, \"{0}\" = coalesce(\"{0}\", now()) WHERE {row} AND \"{column}\" <> '{label}'",
                    time.name
                ));
            }
        }
    }
    let refused = first(db, &format!("23514 {name}"), plain.clone()).await;
    plain.extend(with_time);
    Shown { refused, accepted: first(db, "ok", plain).await }
}

async fn first(db: &DatabaseTransaction, wanted: &str, statements: Vec<String>) -> Option<String> {
    let statement = Statement::from_sql_and_values(
        db.get_database_backend(),
        "SELECT pg_temp.first_with($1, $2)",
        [wanted.into(), statements.into()],
    );
    db.query_one_raw(statement).await.unwrap().unwrap().try_get_by_index(0).unwrap()
}

/// Conditions that each hold for one row.
async fn rows(db: &DatabaseTransaction, table: &str, predicate: &str, at_most: u32) -> Vec<String> {
    let sql = format!(
        "SELECT format('tableoid = %s AND ctid = %L', tableoid, ctid) FROM \"{table}\" AS t
         WHERE {predicate} ORDER BY md5(t::text) LIMIT {at_most}"
    );
    first_column(db, &sql).await
}

async fn writable(db: &DatabaseTransaction, table: &str) -> Vec<Column> {
    let sql = format!(
        "SELECT attname::text AS name, typcategory::text AS category, format_type(atttypid, NULL) AS type_name,
             ARRAY(SELECT enumlabel::text FROM pg_enum WHERE enumtypid = atttypid ORDER BY enumsortorder) AS labels
         FROM pg_attribute JOIN pg_type t ON t.oid = atttypid
         WHERE attrelid = '\"{table}\"'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
         ORDER BY attnum"
    );
    let statement = Statement::from_string(db.get_database_backend(), sql);
    Column::find_by_statement(statement).all(db).await.unwrap()
}

/// A copy of a row under a key of its own, with some columns set otherwise.
fn copy(table: &str, columns: &[Column], row: &str, other: &[(&str, &str)]) -> String {
    let names: Vec<String> = columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
    let values: Vec<String> = columns
        .iter()
        .zip(&names)
        .map(|(column, name)| match other.iter().find(|(changed, _)| *changed == column.name) {
            Some((_, value)) => (*value).to_owned(),
            None if column.name == "id" && column.type_name == "uuid" => "gen_random_uuid()".to_owned(),
            None => name.clone(),
        })
        .collect();
    format!(
        "INSERT INTO \"{table}\" ({}) OVERRIDING SYSTEM VALUE SELECT {} FROM \"{table}\" AS copied WHERE {row}",
        names.join(", "),
        values.join(", ")
    )
}

/// What may be good or bad for a column: expressions over its row.
fn values(column: &Column, beside: &[Column]) -> Vec<String> {
    let name = format!("\"{}\"", column.name);
    let mut all: Vec<String> = Vec::new();
    let mut add = |values: &[&str]| all.extend(values.iter().map(|&value| value.to_owned()));
    match (column.type_name.as_str(), column.category.as_str()) {
        ("json" | "jsonb", _) => add(&["'{}'", "'[]'", "'1'", "'\"x\"'", "'[1]'"]),
        ("bytea", _) => add(&["''", "'\\x00'", "decode(repeat('11', 32), 'hex')"]),
        ("date", _) => add(&["'1800-01-01'", "'2300-01-01'", "'infinity'"]),
        ("uuid", _) => add(&["gen_random_uuid()"]),
        (_, "S") => {
            add(&[
                "'good'",
                "'   '",
                "''",
                "'Bad Slug'",
                "'x'",
                "'XX'",
                "'INR'",
                "'12'",
                "'+14155550123'",
                "'1 + 1'",
            ]);
            add(&[
                "'https://example.com/x'",
                "'one@example.com'",
                "'192.0.2.1'",
                "repeat('x', 20000)",
                "repeat('a', 64)",
            ]);
            add(&["'event.one'", "'image/png'", "'0x' || repeat('a', 40)", "'#aabbcc'", "'en-IN'"]);
            all.push(format!("{name} || ' '"));
            all.push(format!("upper({name})"));
        }
        (_, "N") => {
            add(&[
                "1",
                "2",
                "-1",
                "0",
                "5.5",
                "6",
                "11",
                "50",
                "101",
                "366",
                "-181",
                "181",
                "100000",
                "2000000000",
            ]);
            all.push(format!("{name} + 1"));
        }
        (_, "B") => all.push(format!("NOT {name}")),
        (_, "E") => all.extend(column.labels.iter().map(|label| format!("'{label}'"))),
        (_, "D") => add(&["'1800-01-01'", "'2300-01-01'", "now()", "'infinity'", "'00:00'", "'23:59'"]),
        (_, "T") => add(&["interval '0'", "interval '-1 day'", "interval '1 hour'", "interval '400 days'"]),
        (_, "A") => add(&["'{}'", "'{1}'", "'{NULL}'", "'{\" \"}'", "'{x,x}'", "'{good}'", "'{-1}'"]),
        (_, "R") => add(&["'empty'", "'(,)'"]),
        (_, "I") => add(&["'192.0.2.1'", "'0.0.0.0/0'"]),
        _ => add(&["''"]),
    }
    for other in beside.iter().filter(|other| other.name != column.name && other.category == column.category)
    {
        let other = format!("\"{}\"", other.name);
        all.push(other.clone());
        if column.category == "D" && !column.type_name.starts_with("time without") {
            all.push(format!("{other} + interval '1 day'"));
            all.push(format!("{other} - interval '1 day'"));
        }
        if column.category == "N" {
            all.push(format!("{other} + 1"));
            all.push(format!("{other} - 1"));
        }
    }
    all.push("NULL".to_owned());
    all
}
