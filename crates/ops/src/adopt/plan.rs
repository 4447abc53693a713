//! The mapping beside both schemas: every name looked up, every expression tried, everything that is wrong said at once;
//! and the order in which tables are copied.

use sea_orm::{ConnectionTrait as _, DatabaseTransaction};

use super::Error;
use super::error::Problem;
use super::expression::{as_sql, reads_other_rows};
use super::mapping::{Mapping, OnConflict, TableMapping};
use super::names::{LEGACY, Names};
use super::source::{self, Source, Tried};
use super::target::{Target, table_names};
use super::{columns, order};
use crate::migrate::nearest::{nearest, nearest_text};
use crate::sql::{identifier, rows};

/// What a take-over does.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub names: Names,
    /// In the order in which they are copied.
    pub tables: Vec<TablePlan>,
    /// The tables that the sources read, quoted and with their schemas.
    pub read: Vec<String>,
    pub unread_columns: Vec<String>,
}

/// How the rows of one source become rows of one table. The SQL holds where the new schema has its name.
#[derive(Debug, Clone)]
pub(super) struct TablePlan {
    /// Its place in the file, from 1: by it, rows are told apart in the tables of the take-over.
    pub number: i32,
    pub name: String,
    pub target: Target,
    /// What stands after FROM.
    pub source: String,
    /// The tables that the source reads, quoted and with their schemas.
    pub read: Vec<String>,
    /// Whether the source reads more than these tables.
    pub reads_more: bool,
    /// The primary key of the source, where it is a table, and its rows are known by that.
    pub own_key: Option<Vec<String>>,
    pub filter: Option<String>,
    pub key: Vec<String>,
    pub order_by: Option<String>,
    pub columns: Vec<PlannedColumn>,
    pub same: Vec<String>,
    pub on_conflict: OnConflict,
    /// Whether its rows refer to one another.
    pub refers_to_itself: bool,
}

/// A column that gets a value.
#[derive(Debug, Clone)]
pub(super) struct PlannedColumn {
    pub name: String,
    pub sql_type: String,
    pub expression: String,
    /// Otherwise it is a part of the key that its default makes.
    pub is_mapped: bool,
}

/// What is being put together.
pub(super) struct Draft<'a> {
    pub transaction: &'a DatabaseTransaction,
    pub mapping: &'a Mapping,
    pub names: &'a Names,
    pub target_names: Vec<String>,
    pub legacy_names: Vec<String>,
    pub problems: Vec<Problem>,
}

impl Draft<'_> {
    /// Notes something that is wrong.
    pub(super) fn problem(&mut self, line: usize, place: &str, problem: String, hint: Option<String>) {
        let place = (!place.is_empty()).then(|| place.to_owned());
        self.problems.push(Problem { line, place, problem, hint });
    }
}

impl Plan {
    /// Compares the mapping with both schemas, in a transaction in which the new one has its name.
    pub(super) async fn make(
        transaction: &DatabaseTransaction,
        mapping: &Mapping,
        names: &Names,
    ) -> Result<Self, Error> {
        let failed = || Error::database("failed to compare the mapping with the two schemas");
        let mut draft = Draft {
            transaction,
            mapping,
            names,
            target_names: table_names(transaction, &names.schema).await.map_err(failed())?,
            legacy_names: table_names(transaction, LEGACY).await.map_err(failed())?,
            problems: Vec::new(),
        };
        let mut targets = Vec::with_capacity(mapping.tables.len());
        // An empty search path has everything told in full.
        transaction.execute_unprepared("SET LOCAL search_path = ''").await.map_err(failed())?;
        for table in &mapping.tables {
            targets.push(target(&mut draft, table).await.map_err(failed())?);
        }
        let mut tables = Vec::with_capacity(mapping.tables.len());
        let mut read = Vec::new();
        for (index, (table, target)) in mapping.tables.iter().zip(&targets).enumerate() {
            names.look_at_legacy(transaction).await.map_err(failed())?;
            let Some((from, source, key)) = from(&mut draft, table).await.map_err(failed())? else {
                continue;
            };
            read.extend(source.tables.iter().cloned());
            let Some(target) = target else { continue };
            names.settle(transaction).await.map_err(failed())?;
            let columns =
                columns::plan(&mut draft, table, &targets, target, &from, &source).await.map_err(failed())?;
            names.look_at_legacy(transaction).await.map_err(failed())?;
            let sql = |text: &String| as_sql(text, &source.columns);
            for expression in table.key.iter().chain(&table.filter) {
                let sql = sql(expression.get_ref());
                let checked = columns::check(&mut draft, table.name(), expression, &sql, &from, &source);
                checked.await.map_err(failed())?;
            }
            if let Some(order) = &table.order_by {
                let sql = sql(order.get_ref());
                let checked = columns::check_order(&mut draft, table.name(), order, &sql, &from, &source);
                checked.await.map_err(failed())?;
            }
            check_same(&mut draft, table, target);
            tables.push(TablePlan {
                number: i32::try_from(index + 1).unwrap_or(i32::MAX),
                name: table.name().to_owned(),
                target: target.clone(),
                own_key: (table.key.is_empty() && source.tables == [from.clone()]).then(|| key.clone()),
                source: from,
                read: source.tables.clone(),
                reads_more: source.reads_more,
                filter: table.filter.as_ref().map(|filter| sql(filter.get_ref())),
                key: key.iter().map(&sql).collect(),
                order_by: table.order_by.as_ref().map(|order| sql(order.get_ref())),
                columns,
                same: table.same.iter().map(|name| name.get_ref().clone()).collect(),
                on_conflict: table.on_conflict,
                refers_to_itself: false,
            });
        }
        read.sort();
        read.dedup();
        unread_tables(&mut draft, &read).await.map_err(failed())?;
        let tables = order::by_dependencies(&mut draft, tables, &targets);
        if !draft.problems.is_empty() {
            draft.problems.sort_by_key(|problem| problem.line);
            return Err(Error::Mapping(draft.problems));
        }
        let mut plan = Self { names: names.clone(), tables, read, unread_columns: Vec::new() };
        names.settle(transaction).await.map_err(failed())?;
        plan.unread_columns = plan.find_unread_columns(transaction).await.map_err(failed())?;
        Ok(plan)
    }

    async fn find_unread_columns(
        &self,
        transaction: &DatabaseTransaction,
    ) -> Result<Vec<String>, sea_orm::DbErr> {
        let mut unread = Vec::new();
        for source in &self.read {
            // Several mappings may share a table.
            let readers: Vec<&TablePlan> =
                self.tables.iter().filter(|table| &table.source == source).collect();
            let expressions: Vec<String> = readers
                .iter()
                .flat_map(|table| {
                    let columns = table.columns.iter().map(|column| column.expression.clone());
                    columns
                        .chain(table.filter.iter().map(|filter| format!("({filter})")))
                        .chain(table.key.clone())
                })
                .collect();
            if !readers.is_empty() {
                let columns = source::unread(transaction, source, &expressions).await?;
                let table = source.rsplit('.').next().unwrap_or(source).trim_matches('"');
                unread.extend(columns.iter().map(|column| format!("{table}.{column}")));
            }
        }
        Ok(unread)
    }
}

async fn target(draft: &mut Draft<'_>, table: &TableMapping) -> Result<Option<Target>, sea_orm::DbErr> {
    let (name, line) = (table.target.get_ref(), draft.mapping.line(&table.target));
    let found = Target::read(draft.transaction, &draft.names.schema, name).await?;
    match &found {
        None => {
            let near = nearest_text(&nearest(name, draft.target_names.iter().map(String::as_str)));
            draft.problem(line, "", format!("there is no new table \"{name}\"{near}"), None);
        }
        Some(target) if target.key.is_empty() => {
            draft.problem(line, "", format!("the new table \"{name}\" has no primary key"), None);
        }
        Some(_) => {}
    }
    let twins = draft.mapping.tables.iter().filter(|other| other.name() == table.name()).count();
    if twins > 1 {
        let hint = "give each a name of its own: name = \"…\"".to_owned();
        draft.problem(line, "", format!("{twins} mappings are called \"{}\"", table.name()), Some(hint));
    }
    Ok(found)
}

/// What stands after FROM, what it consists of, and the expressions of its key.
async fn from(
    draft: &mut Draft<'_>,
    table: &TableMapping,
) -> Result<Option<(String, Source, Vec<String>)>, sea_orm::DbErr> {
    let line = draft.mapping.line(table.source.as_ref().or(table.query.as_ref()).unwrap_or(&table.target));
    let place = table.name();
    let (from, own_key) = match (&table.source, &table.query) {
        (Some(source), None) => {
            let name = source.get_ref();
            let Some((from, key)) = source::resolve(draft.transaction, name).await? else {
                let near = nearest_text(&nearest(name, draft.legacy_names.iter().map(String::as_str)));
                draft.problem(line, place, format!("there is no old table \"{name}\"{near}"), None);
                return Ok(None);
            };
            (from, key)
        }
        (None, Some(query)) => (format!("({})", query.get_ref().trim().trim_end_matches(';')), Vec::new()),
        _ => {
            let hint = Some("say source = \"a table\" or query = \"SELECT …\"".to_owned());
            draft.problem(line, place, "there is to be one source: a table or a query".into(), hint);
            return Ok(None);
        }
    };
    let source = match source::describe(draft.transaction, &from).await? {
        Tried::Worked(source) => source,
        Tried::Refused(refusal) => {
            let problem =
                format!("its source cannot be read: {} (SQLSTATE {})", refusal.message, refusal.sqlstate);
            draft.problem(line, place, problem, None);
            return Ok(None);
        }
    };
    let new = format!("{}.", identifier(&draft.names.schema));
    if let Some(new) = source.tables.iter().find(|table| table.starts_with(&new)) {
        let hint = format!(
            "name old tables without a schema, or with the schema {LEGACY}, which the old one is called here"
        );
        draft.problem(line, place, format!("its source reads the new table {new}"), Some(hint));
        return Ok(None);
    }
    let key: Vec<String> = match table.key.is_empty() {
        true => own_key,
        false => table.key.iter().map(|key| key.get_ref().clone()).collect(),
    };
    if key.is_empty() {
        let hint = Some("say which columns tell a row from all others: key = [\"…\"]".to_owned());
        draft.problem(line, place, "its source has no primary key".into(), hint);
    }
    Ok(Some((from, source, key)))
}

fn check_same(draft: &mut Draft<'_>, table: &TableMapping, target: &Target) {
    let line = draft.mapping.line(table.same.first().unwrap_or(&table.target));
    if table.same.is_empty() != (table.on_conflict == OnConflict::Reject) {
        let (problem, hint) = if table.same.is_empty() {
            ("on_conflict does not say when two rows are the same", "name the columns: same = [\"…\"]")
        } else {
            (
                "same does not say what becomes of rows that are the same",
                "say on_conflict = \"keep_first\", \"keep_last\" or \"merge\"",
            )
        };
        draft.problem(line, table.name(), problem.into(), Some(hint.into()));
    }
    for name in &table.same {
        let is_mapped = table.columns.keys().any(|column| column.get_ref() == name.get_ref());
        if !is_mapped && target.column(name.get_ref()).is_none_or(|column| !target.key.contains(&column.name))
        {
            let line = draft.mapping.line(name);
            draft.problem(
                line,
                table.name(),
                format!("same names \"{}\", which gets no value", name.get_ref()),
                None,
            );
        }
    }
}

/// Old tables with rows that no mapping reads and nobody said to leave behind.
async fn unread_tables(draft: &mut Draft<'_>, read: &[String]) -> Result<(), sea_orm::DbErr> {
    const OF_EXTENSIONS: &str = "SELECT relname::text FROM pg_class
        WHERE relnamespace = to_regnamespace(quote_ident($1)) AND relkind IN ('r', 'p') AND NOT relispartition
            AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'e')
        ORDER BY relname";
    for name in &draft.mapping.ignore {
        if !draft.legacy_names.contains(name.get_ref()) {
            let near = nearest_text(&nearest(name.get_ref(), draft.legacy_names.iter().map(String::as_str)));
            let problem = format!("there is no old table \"{}\" to be ignored{near}", name.get_ref());
            draft.problems.push(Problem { line: draft.mapping.line(name), place: None, problem, hint: None });
        }
    }
    for row in rows(draft.transaction, OF_EXTENSIONS, [LEGACY.into()]).await? {
        let name: String = row.try_get_by_index(0)?;
        let qualified = format!("{}.{}", identifier(LEGACY), identifier(&name));
        let is_ignored = draft.mapping.ignore.iter().any(|ignored| ignored.get_ref() == &name);
        if is_ignored || read.contains(&qualified) {
            continue;
        }
        let count: i64 =
            crate::sql::scalar(draft.transaction, &format!("SELECT count(*) FROM {qualified}"), []).await?;
        if count > 0 {
            let problem = format!("no mapping reads the old table \"{name}\", which has {count} rows");
            let hint = format!("map it, or say that it stays behind: ignore = [\"{name}\"]");
            draft.problem(1, "", problem, Some(hint));
        }
    }
    Ok(())
}

/// Says so where an expression reads other rows.
pub(super) fn check_reads(draft: &mut Draft<'_>, line: usize, place: &str, text: &str) {
    if reads_other_rows(text) {
        let hint =
            "put that into the query that is the source, so that changes of these rows are seen".to_owned();
        draft.problem(line, place, "it reads other rows than its source row".into(), Some(hint));
    }
}
