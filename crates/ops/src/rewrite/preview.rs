//! What a rewrite would do, and which rows stand in its way. Nothing is changed: all of it is rolled back.

use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, TransactionTrait};
use serde::Serialize;

use super::prepare::prepare;
use super::state::State;
use super::{Error, Event, Specification};
use crate::sql::{identifier, literal, rows, scalar};

/// Blocks that are tried at once.
const CHUNK: i64 = 4_096;

/// What a rewrite would do.
#[derive(Debug, Clone, Serialize)]
pub struct Preview {
    /// The table, with its schema.
    pub table: String,
    /// Rows, as the server estimates them.
    pub rows: i64,
    /// Bytes on the disk, without indexes.
    pub bytes: i64,
    /// The columns that change.
    pub changes: Vec<Change>,
    /// What follows the table, as the statements that put it on.
    pub follows: Vec<String>,
    /// The indexes that are built.
    pub indexes: Vec<String>,
    /// Rows that cannot be converted: how many.
    pub unconvertible: u64,
    /// The first of them.
    pub examples: Vec<Unconvertible>,
}

/// A column that changes.
#[derive(Debug, Clone, Serialize)]
pub struct Change {
    /// Its name.
    pub column: String,
    /// Its type now; none where it is new.
    pub from: Option<String>,
    /// Its type then; none where it is left out.
    pub to: Option<String>,
    /// The new value.
    pub value: Option<String>,
}

/// A row that cannot be converted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unconvertible {
    /// Its key's values, separated by commas.
    pub key: String,
    /// The column, or the rule that it breaks.
    pub column: String,
    /// Its value now.
    pub value: Option<String>,
    /// What the database says of it.
    pub problem: String,
}

/// Looks at every row; lists at most `examples` of those that cannot be converted.
///
/// # Errors
/// [`Error::Specification`] and [`Error::Unsupported`] where the table cannot become what is asked for; whatever the
/// database answers.
pub async fn preview(
    db: &DatabaseConnection,
    table: &str,
    specification: &Specification,
    examples: usize,
    mut on_event: impl FnMut(Event<'_>),
) -> Result<Preview, Error> {
    let failed = || Error::database(format!("failed to look at the rows of {table}"));
    let transaction = db.begin().await.map_err(failed())?;
    let state = prepare(&transaction, table, specification).await?;
    let found = Scan { transaction: &transaction, state: &state, most: examples }.run(&mut on_event).await;
    let (unconvertible, examples) = found.map_err(failed())?;
    let size = format!(
        "SELECT greatest(reltuples, 0)::bigint, pg_relation_size(oid) FROM pg_class WHERE oid = {}::regclass",
        literal(&state.source.qualified())
    );
    let size = rows(&transaction, &size, []).await.map_err(failed())?;
    let number = |index| size.first().map_or(Ok(0), |row| row.try_get_by_index(index)).map_err(failed());
    let preview = Preview {
        table: state.source.qualified(),
        rows: number(0)?,
        bytes: number(1)?,
        changes: changes(&state),
        follows: state.attachments.put_on_new.clone(),
        indexes: state.indexes.iter().map(|index| index.name.clone()).collect(),
        unconvertible,
        examples,
    };
    transaction.rollback().await.map_err(failed())?;
    Ok(preview)
}

fn changes(state: &State) -> Vec<Change> {
    let (source, shadow) = (&state.source, &state.shadow);
    let gone = source.columns.iter().filter(|column| shadow.column(&column.name).is_none()).map(|column| {
        Change { column: column.name.clone(), from: Some(column.data_type.clone()), to: None, value: None }
    });
    let changed = shadow.columns.iter().filter_map(|column| {
        let from = source.column(&column.name).map(|column| column.data_type.clone());
        let set = state.specification.sets.iter().any(|set| set.column == column.name);
        let value =
            state.forward.pairs().find(|(name, _)| *name == column.name).map(|(_, value)| value.to_owned());
        (set || from.as_ref() != Some(&column.data_type)).then(|| Change {
            column: column.name.clone(),
            from,
            to: Some(column.data_type.clone()),
            value,
        })
    });
    changed.chain(gone).collect()
}

/// Chunk by chunk in one statement each; row by row only where a chunk has a row that cannot be converted.
struct Scan<'a> {
    transaction: &'a DatabaseTransaction,
    state: &'a State,
    most: usize,
}

impl Scan<'_> {
    async fn run(&self, on_event: &mut impl FnMut(Event<'_>)) -> Result<(u64, Vec<Unconvertible>), DbErr> {
        self.make_judge().await?;
        let (mut count, mut examples) = (0, Vec::new());
        let mut block = 0;
        while block < self.state.blocks {
            let until = (block + CHUNK).min(self.state.blocks);
            if !self.converts(block, until).await? {
                count += self.judge(block, until, &mut examples).await?;
            }
            block = until;
            on_event(Event::Looked { blocks: block, of: self.state.blocks });
        }
        if count == 0 {
            count += self.collisions(&mut examples).await?;
        }
        Ok((count, examples))
    }

    fn chunk(&self, from: i64, until: i64) -> String {
        let table = self.state.source.qualified();
        format!("(SELECT * FROM ONLY {table} WHERE ctid >= '({from},0)' AND ctid < '({until},0)') AS source")
    }

    async fn converts(&self, from: i64, until: i64) -> Result<bool, DbErr> {
        let attempt = self.transaction.begin().await?;
        let rules = self.rules().await?;
        let broken: Vec<String> = rules.into_iter().map(|(_, rule)| format!("({rule}) IS FALSE")).collect();
        let broken = if broken.is_empty() { "false".to_owned() } else { broken.join(" OR ") };
        let query = format!(
            "SELECT count(ROW(converted.*)::text) >= 0 AND count(*) FILTER (WHERE {broken}) = 0
             FROM (SELECT {} FROM {}) AS converted",
            self.named_values(),
            self.chunk(from, until)
        );
        let result = scalar::<bool, 0>(&attempt, &query, []).await;
        attempt.rollback().await?;
        Ok(result.unwrap_or(false))
    }

    /// What must hold of a converted row: columns that are not null, and checks, each with its name.
    async fn rules(&self) -> Result<Vec<(String, String)>, DbErr> {
        let written = self.state.shadow.written().filter(|column| column.not_null);
        let written =
            written.filter(|column| self.state.forward.pairs().any(|(name, _)| name == column.name));
        let mut rules: Vec<_> = written
            .map(|column| (column.name.clone(), format!("{} IS NOT NULL", identifier(&column.name))))
            .collect();
        let checks = format!(
            "SELECT conname::text, pg_get_expr(conbin, conrelid) FROM pg_constraint
             WHERE conrelid = {}::regclass AND contype = 'c' AND convalidated ORDER BY conname",
            literal(&self.state.shadow.qualified())
        );
        for row in rows(self.transaction, &checks, []).await? {
            rules.push((row.try_get_by_index(0)?, row.try_get_by_index(1)?));
        }
        Ok(rules)
    }

    fn named_values(&self) -> String {
        let named = |(name, value): (&str, &str)| format!("{value} AS {}", identifier(name));
        self.state.forward.pairs().map(named).collect::<Vec<_>>().join(", ")
    }

    /// A function that says what is wrong with a row: column, value, problem.
    async fn make_judge(&self) -> Result<(), DbErr> {
        let mut body = String::new();
        for (name, value) in self.state.forward.pairs() {
            let now = match self.state.source.column(name) {
                Some(_) => format!("(source).{}::text", identifier(name)),
                None => "NULL".to_owned(),
            };
            body.push_str(&format!(
                "BEGIN
                     SELECT ({value})::text INTO backline_converted FROM (SELECT (source).*) AS backline_row;
                 EXCEPTION WHEN OTHERS THEN
                     RETURN ARRAY[{name}, {now}, SQLERRM];
                 END;\n",
                name = literal(name),
            ));
        }
        for (name, rule) in self.rules().await? {
            let now = match self.state.source.column(&name) {
                Some(_) => format!("(source).{}::text", identifier(&name)),
                None => "(source)::text".to_owned(),
            };
            body.push_str(&format!(
                "PERFORM FROM (SELECT {values} FROM (SELECT (source).*) AS backline_row) AS converted WHERE ({rule}) IS FALSE;
                 IF FOUND THEN
                     RETURN ARRAY[{name}, {now}, {problem}];
                 END IF;\n",
                values = self.named_values(),
                name = literal(&name),
                problem = literal(&format!("breaks {rule}")),
            ));
        }
        self.transaction
            .execute_unprepared(&format!(
                "CREATE FUNCTION pg_temp.backline_judge(source {}) RETURNS text[] LANGUAGE plpgsql AS $judge$
                 #variable_conflict use_column
                 DECLARE
                     backline_converted text;
                 BEGIN
                     {body} RETURN NULL;
                 END $judge$",
                self.state.source.qualified()
            ))
            .await
            .map(drop)
    }

    async fn judge(&self, from: i64, until: i64, examples: &mut Vec<Unconvertible>) -> Result<u64, DbErr> {
        let table = self.state.source.qualified();
        let query = format!(
            "SELECT concat_ws(', ', {key}), verdict[1], verdict[2], verdict[3], count(*) OVER ()
             FROM (SELECT {key}, pg_temp.backline_judge(source) AS verdict FROM ONLY {table} AS source
                 WHERE ctid >= '({from},0)' AND ctid < '({until},0)') AS judged
             WHERE verdict IS NOT NULL LIMIT {}",
            self.most.max(1),
            key = self.state.source.key_list(""),
        );
        let found = rows(self.transaction, &query, []).await?;
        let count: i64 = found.first().map_or(Ok(0), |row| row.try_get_by_index(4))?;
        for row in found.into_iter().take(self.most.saturating_sub(examples.len())) {
            examples.push(Unconvertible {
                key: row.try_get_by_index(0)?,
                column: row.try_get_by_index(1)?,
                value: row.try_get_by_index(2)?,
                problem: row.try_get_by_index(3)?,
            });
        }
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// Keys that were different and would be the same.
    async fn collisions(&self, examples: &mut Vec<Unconvertible>) -> Result<u64, DbErr> {
        let shadow = &self.state.shadow;
        let same_types = shadow.key.iter().all(|name| {
            shadow.column(name).map(|column| &column.data_type)
                == self.state.source.column(name).map(|column| &column.data_type)
        });
        if same_types {
            return Ok(0);
        }
        let query = format!(
            "SELECT string_agg(now, ' and '), becomes, count(*) OVER ()
             FROM (SELECT concat_ws(', ', {key}) AS now, (SELECT ROW(converted.*)::text FROM (SELECT {converted}) AS converted) AS becomes
                 FROM ONLY {table} AS source) AS rows
             GROUP BY becomes HAVING count(*) > 1 LIMIT {most}",
            key = self.state.source.key_list(""),
            converted = self.state.forward.key(&shadow.key),
            table = self.state.source.qualified(),
            most = self.most.max(1),
        );
        let found = rows(self.transaction, &query, []).await?;
        let count: i64 = found.first().map_or(Ok(0), |row| row.try_get_by_index(2))?;
        for row in found.into_iter().take(self.most) {
            let key: String = row.try_get_by_index(0)?;
            examples.push(Unconvertible {
                value: Some(key.clone()),
                key,
                column: shadow.key_list(""),
                problem: format!("would all have the key {}", row.try_get_by_index::<String>(1)?),
            });
        }
        Ok(u64::try_from(count).unwrap_or(0))
    }
}
