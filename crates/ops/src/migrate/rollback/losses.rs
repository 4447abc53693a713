//! What a rollback throws away: tables and columns, with how many rows have something in them.

use sea_orm::{ConnectionTrait, DbErr};

use crate::migrate::words::{Word, qualified, statements};
use crate::sql::{self, identifier};

/// Something that goes, and data with it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Loss {
    /// What: `table public.goods`, `column public.goods.colour`.
    pub what: String,
    /// How many rows have something in it.
    pub rows: i64,
    /// Whether they were counted; of large tables the planner's estimate is given.
    pub exact: bool,
}

/// Up to so many rows are counted.
const COUNTED: i64 = 1_000_000;

/// A part of the database that a statement throws away.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Target {
    Table(String),
    Column(String, String),
    Schema(String),
    Rows(String),
}

/// What the statements of a rollback throw away of what there is. Nothing is changed.
pub(super) async fn losses(db: &impl ConnectionTrait, rollback: &str) -> Result<Vec<Loss>, DbErr> {
    let mut found = Vec::new();
    for words in statements(rollback) {
        for target in targets(&words) {
            match target {
                Target::Table(name) => found.extend(count(db, "table", &name, None).await?),
                Target::Rows(name) => found.extend(count(db, "rows of", &name, None).await?),
                Target::Column(table, column) => {
                    found.extend(count(db, "column", &table, Some(&column)).await?);
                }
                Target::Schema(name) => {
                    let query = "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c
                         JOIN pg_namespace n ON n.oid = c.relnamespace
                         WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1";
                    for row in sql::rows(db, query, [name.into()]).await? {
                        found.extend(count(db, "table", &row.try_get_by_index::<String>(0)?, None).await?);
                    }
                }
            }
        }
    }
    Ok(found)
}

fn targets(words: &[Word<'_>]) -> Vec<Target> {
    let is = |at: usize, keyword: &str| words.get(at).is_some_and(|word| word.is(keyword));
    if is(0, "drop") && is(1, "table") {
        return names(&words[2..]).into_iter().map(Target::Table).collect();
    }
    if is(0, "drop") && is(1, "schema") {
        let names = names(&words[2..]).into_iter();
        return names.map(|name| Target::Schema(name.trim_matches('"').to_owned())).collect();
    }
    if is(0, "truncate") {
        return names(&words[1 + usize::from(is(1, "table"))..]).into_iter().map(Target::Rows).collect();
    }
    if is(0, "delete") && is(1, "from") {
        return names(&words[2..]).into_iter().take(1).map(Target::Rows).collect();
    }
    if is(0, "alter") && is(1, "table") {
        let Some(table) = names(&words[2..]).into_iter().next() else { return Vec::new() };
        let mut found = Vec::new();
        for (at, word) in words.iter().enumerate().skip(2) {
            if !word.is("drop") || is(at + 1, "constraint") {
                continue;
            }
            let rest = words.get(at + 1..).unwrap_or_default();
            let rest = &rest[usize::from(rest.first().is_some_and(|word| word.is("column")))..];
            // ALTER COLUMN x DROP DEFAULT and its like throw nothing away.
            let of_column =
                at >= 2 && words.get(at - 2).is_some_and(|word| word.is("column") || word.is("alter"));
            if let (false, Some(column)) = (of_column, plain(rest).first().and_then(Word::identifier)) {
                found.push(Target::Column(table.clone(), column));
            }
        }
        return found;
    }
    Vec::new()
}

/// Without `IF EXISTS` and `ONLY`.
fn plain<'a, 'b>(words: &'a [Word<'b>]) -> &'a [Word<'b>] {
    let words = if words.first().is_some_and(|word| word.is("if")) {
        words.get(2..).unwrap_or_default()
    } else {
        words
    };
    if words.first().is_some_and(|word| word.is("only")) { &words[1..] } else { words }
}

/// Quoted names, separated by commas.
fn names(words: &[Word<'_>]) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = plain(words);
    while let Some((schema, name, taken)) = qualified(rest) {
        found.push(match schema {
            Some(schema) => format!("{}.{}", identifier(&schema), identifier(&name)),
            None => identifier(&name),
        });
        rest = &rest[taken..];
        if rest.first() != Some(&Word::Symbol(',')) {
            break;
        }
        rest = &rest[1..];
    }
    found
}

/// Rows of a table, or of those that have something in a column; nothing where it is not there.
async fn count(
    db: &impl ConnectionTrait,
    kind: &str,
    table: &str,
    column: Option<&str>,
) -> Result<Option<Loss>, DbErr> {
    let query = "SELECT format('%I.%I', n.nspname, c.relname), greatest(c.reltuples, 0)::bigint,
             $2::text IS NULL OR EXISTS (SELECT FROM pg_attribute a
                 WHERE a.attrelid = c.oid AND a.attname = $2 AND NOT a.attisdropped)
         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.oid = to_regclass($1) AND c.relkind IN ('r', 'p')";
    let row =
        db.query_one_raw(sql::statement(query, [table.into(), column.map(str::to_owned).into()])).await?;
    let Some(row) = row else { return Ok(None) };
    let (name, estimate): (String, i64) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
    if !row.try_get_by_index::<bool>(2)? {
        return Ok(None);
    }
    let exact = estimate <= COUNTED;
    let counted = column.map_or_else(|| "*".to_owned(), identifier);
    let rows = if exact {
        sql::scalar(db, &format!("SELECT count({counted}) FROM {name}"), []).await?
    } else {
        estimate
    };
    let what = match column {
        Some(column) => format!("{kind} {name}.{}", identifier(column).trim_matches('"')),
        None => format!("{kind} {name}"),
    };
    Ok(Some(Loss { what, rows, exact }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(sql: &str) -> Vec<Target> {
        statements(sql).iter().flat_map(|words| targets(words)).collect()
    }

    #[test]
    fn what_goes_is_seen() {
        assert_eq!(
            of("DROP TABLE IF EXISTS a, \"s\".\"B\" CASCADE; DROP TYPE t; DROP SCHEMA x CASCADE"),
            [Target::Table("\"a\"".into()), Target::Table("\"s\".\"B\"".into()), Target::Schema("x".into())]
        );
        assert_eq!(
            of(
                "ALTER TABLE ONLY a DROP COLUMN IF EXISTS b, DROP c, DROP CONSTRAINT d, ALTER COLUMN e DROP DEFAULT"
            ),
            [Target::Column("\"a\"".into(), "b".into()), Target::Column("\"a\"".into(), "c".into())]
        );
        assert_eq!(
            of("TRUNCATE a; DELETE FROM b WHERE x = 'DROP TABLE c'"),
            [Target::Rows("\"a\"".into()), Target::Rows("\"b\"".into())]
        );
    }
}
