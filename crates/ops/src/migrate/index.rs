//! What `CREATE INDEX CONCURRENTLY` and its like leave behind when they fail or their client is killed.

use sea_orm::{ConnectionTrait, DbErr};

use super::session::Session;
use super::words::{Word, qualified, statements};
use crate::sql::{self, identifier};

/// What a statement does to an index without holding writers up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum IndexWork {
    /// Builds it on a table.
    Builds { index: String, schema: Option<String>, table: String },
    /// Drops it.
    Drops { index: String, schema: Option<String> },
    /// Something else with CONCURRENTLY in it: REINDEX, DETACH PARTITION, REFRESH MATERIALIZED VIEW.
    Other,
}

/// What a statement is, if it works concurrently.
pub(super) fn index_work(statement: &str) -> Option<IndexWork> {
    let parts = statements(statement);
    let [words] = &parts[..] else { return None };
    let at = words.iter().position(|word| word.is("concurrently"))?;
    let rest = &words[at + 1..];
    let skip = |keywords: &[&str]| {
        let all = keywords.iter().zip(rest).all(|(keyword, word)| word.is(keyword));
        if all && rest.len() > keywords.len() { keywords.len() } else { 0 }
    };
    if words[0].is("create") {
        let rest = &rest[skip(&["if", "not", "exists"])..];
        let index = rest.first()?.identifier()?;
        if !rest.get(1)?.is("on") {
            return Some(IndexWork::Other);
        }
        let table = usize::from(rest.get(2).is_some_and(|word| word.is("only"))) + 2;
        let (schema, table, _) = qualified(rest.get(table..)?)?;
        return Some(IndexWork::Builds { index, schema, table });
    }
    if words[0].is("drop") && words.get(1).is_some_and(|word: &Word<'_>| word.is("index")) {
        let (schema, index, _) = qualified(&rest[skip(&["if", "exists"])..])?;
        return Some(IndexWork::Drops { index, schema });
    }
    Some(IndexWork::Other)
}

/// Whether a statement of a rollback can be sent though what it undoes may never have been done: it works on an index that is
/// looked for first, or drops what there is.
pub(super) fn undoes_what_is_there(statement: &str) -> bool {
    if matches!(index_work(statement), Some(IndexWork::Builds { .. } | IndexWork::Drops { .. })) {
        return true;
    }
    statements(statement).iter().all(|words| {
        let exists = words.windows(2).any(|pair| pair[0].is("if") && pair[1].is("exists"));
        words.first().is_some_and(|word| word.is("drop")) && exists
    })
}

/// What is in the database of an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    Nothing,
    Valid,
    Invalid,
}

/// Looks for the index that a statement builds or drops, and says under which name it can be dropped.
pub(super) async fn look(db: &Session, work: &IndexWork) -> Result<(Found, String), DbErr> {
    let (index, schema, table) = match work {
        IndexWork::Builds { index, schema, table } => (index, schema, Some(table)),
        IndexWork::Drops { index, schema } => (index, schema, None),
        IndexWork::Other => return Ok((Found::Nothing, String::new())),
    };
    // An index lies in the schema of its table.
    let qualify = |name: &str| match schema {
        Some(schema) => format!("{}.{}", identifier(schema), identifier(name)),
        None => identifier(name),
    };
    let lies = if table.is_some() { "i.indrelid" } else { "i.indexrelid" };
    let query = format!(
        "SELECT i.indisvalid AND i.indisready, format('%I.%I', n.nspname, c.relname)
         FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relname = {} AND {lies} = to_regclass({})",
        sql::literal(index),
        sql::literal(&qualify(table.unwrap_or(index)))
    );
    let row = db.query_one_raw(sql::plain(query)).await?;
    let Some(row) = row else { return Ok((Found::Nothing, String::new())) };
    let found = if row.try_get_by_index(0)? { Found::Valid } else { Found::Invalid };
    Ok((found, row.try_get_by_index(1)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_is_found_in_every_spelling() {
        let builds = |index: &str, schema: Option<&str>, table: &str| {
            let schema = schema.map(str::to_owned);
            Some(IndexWork::Builds { index: index.into(), schema, table: table.into() })
        };
        assert_eq!(index_work("create index concurrently A on t (x)"), builds("a", None, "t"));
        assert_eq!(
            index_work("CREATE UNIQUE INDEX /* x */ CONCURRENTLY IF NOT EXISTS \"A\" ON ONLY s.\"T\" (x);"),
            builds("A", Some("s"), "T")
        );
        assert_eq!(
            index_work("DROP INDEX CONCURRENTLY IF EXISTS s.a"),
            Some(IndexWork::Drops { index: "a".into(), schema: Some("s".into()) })
        );
        assert_eq!(index_work("REINDEX INDEX CONCURRENTLY a"), Some(IndexWork::Other));
        assert_eq!(index_work("CREATE INDEX a ON t (x)"), None);
        assert_eq!(index_work("VACUUM t"), None);
    }

    #[test]
    fn what_may_not_be_there_is_told_from_what_must() {
        for harmless in [
            "DROP INDEX CONCURRENTLY a",
            "-- why\nDROP TABLE IF EXISTS a;",
            "CREATE INDEX CONCURRENTLY a ON t (x)",
        ] {
            assert!(undoes_what_is_there(harmless), "{harmless}");
        }
        for other in
            ["DROP INDEX a", "DROP TABLE IF EXISTS a; UPDATE t SET x = x / 2", "REINDEX INDEX CONCURRENTLY a"]
        {
            assert!(!undoes_what_is_there(other), "{other}");
        }
    }
}
