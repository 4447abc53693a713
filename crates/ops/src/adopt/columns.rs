//! The columns of one mapping: looked up, put together, tried.

use sea_orm::{ConnectionTrait as _, DbErr};
use toml::Spanned;

use super::expression::{Lookup, value};
use super::mapping::{Column, OneOrMore, TableMapping, Translated};
use super::plan::{Draft, PlannedColumn, check_reads};
use super::source::{Source, Tried, attempt};
use super::target::{Target, TargetColumn};
use crate::migrate::nearest::{nearest, nearest_text};
use crate::sql::literal;

/// The values of a table's columns, and of those of its key that nothing is said of.
pub(super) async fn plan(
    draft: &mut Draft<'_>,
    table: &TableMapping,
    targets: &[Option<Target>],
    target: &Target,
    from: &str,
    source: &Source,
) -> Result<Vec<PlannedColumn>, DbErr> {
    let mut planned = Vec::new();
    for (name, column) in &table.columns {
        let (line, place) = (draft.mapping.line(name), format!("{}.{}", table.name(), name.get_ref()));
        let Some(described) = target.column(name.get_ref()) else {
            let near =
                nearest_text(&nearest(name.get_ref(), target.columns.iter().map(|one| one.name.as_str())));
            let problem = format!("the new table \"{}\" has no such column{near}", table.target.get_ref());
            draft.problem(line, &place, problem, None);
            continue;
        };
        if described.is_generated {
            draft.problem(
                line,
                &place,
                "the column is computed from others".into(),
                Some("leave it out".into()),
            );
            continue;
        }
        let lookup = match column.get_ref() {
            Column::Sql(text) => {
                check_reads(draft, line, &place, text);
                None
            }
            Column::Translated(translated) => {
                for text in &translated.value.0 {
                    check_reads(draft, line, &place, text);
                }
                match lookup(draft, translated, targets, described, line, &place).await? {
                    Ok(lookup) => lookup,
                    Err(()) => continue,
                }
            }
        };
        let expression = value(column.get_ref(), described, lookup.as_ref(), &source.columns);
        check_at(draft, line, &place, &expression, from, source).await?;
        planned.push(PlannedColumn {
            name: described.name.clone(),
            sql_type: described.sql_type.clone(),
            expression,
            is_mapped: true,
        });
    }
    let is_mapped = |name: &str| table.columns.keys().any(|column| column.get_ref() == name);
    for column in target.columns.iter().filter(|column| !is_mapped(&column.name)) {
        if column.is_required {
            let line = draft.mapping.line(&table.target);
            let problem = format!("nothing is said of the column \"{}\", which may not be null", column.name);
            draft.problem(line, table.name(), problem, None);
        } else if let (true, Some(default)) = (target.key.contains(&column.name), &column.default) {
            planned.push(PlannedColumn {
                name: column.name.clone(),
                sql_type: column.sql_type.clone(),
                expression: default.clone(),
                is_mapped: false,
            });
        }
    }
    Ok(planned)
}

/// Where a translated value is looked up; nothing where it is translated word by word.
async fn lookup(
    draft: &mut Draft<'_>,
    translated: &Translated,
    targets: &[Option<Target>],
    column: &TargetColumn,
    line: usize,
    place: &str,
) -> Result<Result<Option<Lookup>, ()>, DbErr> {
    let asked = translated.value.0.len();
    let is_by_words = translated.map.is_some() || translated.otherwise.is_some();
    match (&translated.key_of, &translated.lookup) {
        (None, None) if is_by_words && asked == 1 => {
            let labels = translated.map.iter().flat_map(|map| map.values()).chain(&translated.otherwise);
            for label in labels {
                let tried = format!("SELECT CAST({} AS {})", literal(label), column.bare_type);
                if let Tried::Refused(refusal) =
                    attempt(draft.transaction, async |inner| inner.execute_unprepared(&tried).await).await?
                {
                    draft.problem(line, place, format!("\"{label}\": {}", refusal.message), None);
                }
            }
            Ok(Ok(None))
        }
        (Some(key_of), None) if !is_by_words => {
            Ok(moved(draft, translated, key_of, targets, line, place).map(Some))
        }
        (None, Some(lookup)) if !is_by_words => {
            Ok(found(draft, translated, lookup, line, place).await?.map(Some))
        }
        _ => {
            let hint = "one value with map, or key_of, or lookup with by".to_owned();
            draft.problem(line, place, "it is not clear how the value is translated".into(), Some(hint));
            Ok(Err(()))
        }
    }
}

fn moved(
    draft: &mut Draft<'_>,
    translated: &Translated,
    key_of: &Spanned<String>,
    targets: &[Option<Target>],
    line: usize,
    place: &str,
) -> Result<Lookup, ()> {
    let names = || draft.mapping.tables.iter().map(TableMapping::name);
    let Some(index) = names().position(|name| name == key_of.get_ref()) else {
        let near = nearest_text(&nearest(key_of.get_ref(), names()));
        draft.problem(line, place, format!("no mapping is called \"{}\"{near}", key_of.get_ref()), None);
        return Err(());
    };
    let Some(target) = &targets[index] else { return Err(()) };
    let part = match &translated.take {
        None if target.key.len() == 1 => Some(0),
        None => None,
        Some(take) => target.key.iter().position(|name| name == take.get_ref()),
    };
    let Some(part) = part else {
        let hint = format!("say which column is taken: take = one of {}", target.key.join(", "));
        draft.problem(line, place, format!("the new key of \"{}\" is another", key_of.get_ref()), Some(hint));
        return Err(());
    };
    let mapping = i32::try_from(index + 1).unwrap_or(i32::MAX);
    Ok(Lookup::Moved { mapping, name: key_of.get_ref().clone(), part: part + 1 })
}

async fn found(
    draft: &mut Draft<'_>,
    translated: &Translated,
    lookup: &Spanned<String>,
    line: usize,
    place: &str,
) -> Result<Result<Lookup, ()>, DbErr> {
    let name = lookup.get_ref();
    let Some(target) = Target::read(draft.transaction, &draft.names.schema, name).await? else {
        let near = nearest_text(&nearest(name, draft.target_names.iter().map(String::as_str)));
        draft.problem(line, place, format!("there is no new table \"{name}\"{near}"), None);
        return Ok(Err(()));
    };
    let by = translated.by.as_ref().map(|by| by.get_ref().0.clone()).unwrap_or_default();
    if by.len() != translated.value.0.len() {
        let hint = "say by = \"a column\", or a list of as many as there are values".to_owned();
        draft.problem(line, place, "it is not clear by which columns the row is found".into(), Some(hint));
        return Ok(Err(()));
    }
    let take = match (&translated.take, target.key.as_slice()) {
        (Some(take), _) => take.get_ref().clone(),
        (None, [only]) => only.clone(),
        (None, _) => String::new(),
    };
    for column in by.iter().chain([&take]) {
        if target.column(column).is_none() {
            let near = nearest_text(&nearest(column, target.columns.iter().map(|one| one.name.as_str())));
            draft.problem(
                line,
                place,
                format!("the new table \"{name}\" has no column \"{column}\"{near}"),
                None,
            );
            return Ok(Err(()));
        }
    }
    Ok(Ok(Lookup::Found { table: target.qualified, by, take }))
}

/// Tries an expression of the mapping on the source, without a row.
pub(super) async fn check(
    draft: &mut Draft<'_>,
    place: &str,
    written: &Spanned<String>,
    sql: &str,
    from: &str,
    source: &Source,
) -> Result<(), DbErr> {
    let line = draft.mapping.line(written);
    check_at(draft, line, place, &format!("({sql})"), from, source).await
}

/// Tries what rows are ordered by, on the source without a row.
pub(super) async fn check_order(
    draft: &mut Draft<'_>,
    place: &str,
    written: &Spanned<String>,
    sql: &str,
    from: &str,
    source: &Source,
) -> Result<(), DbErr> {
    let line = draft.mapping.line(written);
    check_at(draft, line, place, &format!("row_number() OVER (ORDER BY {sql})"), from, source).await
}

async fn check_at(
    draft: &mut Draft<'_>,
    line: usize,
    place: &str,
    expression: &str,
    from: &str,
    source: &Source,
) -> Result<(), DbErr> {
    // Rows are read where the legacy comes first, and converted where it does not: what both know is right.
    let query = format!("SELECT {expression} FROM (SELECT * FROM {from} AS source LIMIT 0) AS source");
    draft.names.look_at_legacy(draft.transaction).await?;
    let tried = attempt(draft.transaction, async |inner| inner.execute_unprepared(&query).await).await?;
    if let Tried::Refused(refusal) = tried {
        let near = unknown_column(&refusal.message)
            .map(|name| nearest_text(&nearest(name, source.columns.iter().map(String::as_str))))
            .unwrap_or_default();
        let problem = format!("{}{near} (SQLSTATE {})", refusal.message, refusal.sqlstate);
        draft.problem(line, place, problem, None);
    }
    draft.names.settle(draft.transaction).await
}

/// The column of `column "x" does not exist` and `column source.x does not exist`.
fn unknown_column(message: &str) -> Option<&str> {
    let name = message.strip_prefix("column ")?.strip_suffix(" does not exist")?;
    Some(name.strip_prefix("source.").unwrap_or(name).trim_matches('"'))
}

/// The key of a mapping has as many parts as a reference to it has values.
pub(super) fn check_key_parts(
    draft: &mut Draft<'_>,
    table: &TableMapping,
    parts: impl Fn(&str) -> Option<usize>,
) {
    for (name, column) in &table.columns {
        let Column::Translated(translated) = column.get_ref() else { continue };
        let Translated { value: OneOrMore(values), key_of: Some(key_of), .. } = translated.as_ref() else {
            continue;
        };
        if let Some(parts) = parts(key_of.get_ref()).filter(|parts| *parts != values.len()) {
            let line = draft.mapping.line(name);
            let problem = format!(
                "{} values are given for the key of \"{}\", which has {parts}",
                values.len(),
                key_of.get_ref()
            );
            draft.problem(line, &format!("{}.{}", table.name(), name.get_ref()), problem, None);
        }
    }
}
