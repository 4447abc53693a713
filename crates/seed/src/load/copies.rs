//! Temporary copies of the tables: which indexes they have before their rows come and which after, and their foreign keys.

use std::collections::HashMap;

use sea_orm::sqlx::{self, PgConnection};

use super::Error;
use super::foreign_keys::{self, ForeignKey};
use super::indexes::{self, Unbuilt};
use super::ledger::execute;

/// What temporary copies are made of.
#[derive(Debug)]
pub(super) struct Copies {
    names: Vec<&'static str>,
    before: HashMap<String, Vec<String>>,
    after: HashMap<String, Vec<String>>,
    /// Foreign keys as queries of the copies.
    pub(super) keys: Vec<ForeignKey>,
    /// How many of them, table by table, are to be added when the rows are there.
    missing_keys: HashMap<String, u32>,
}

/// Which indexes and foreign keys are built when the rows are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Later {
    None,
    /// Those that the run drops.
    All,
    /// Those that a run which was killed has dropped.
    Missing,
}

impl Copies {
    /// Looks what the tables have and what they miss. The connection has no copies of them yet: it would find these.
    pub(super) async fn find(
        connection: &mut PgConnection,
        names: Vec<&'static str>,
        later: Later,
    ) -> Result<Self, Error> {
        let present = index_definitions(connection, &names).await?;
        let mut keys = foreign_keys::of_copies(connection, &names).await?;
        let mut missing_keys = HashMap::new();
        let (before, after) = match later {
            Later::None => (present, HashMap::new()),
            Later::All => {
                keys.iter().for_each(|key| *missing_keys.entry(key.table.clone()).or_default() += 1);
                (HashMap::new(), present)
            }
            Later::Missing => {
                let missing = foreign_keys::missing_of_copies(connection, &names).await?;
                missing.iter().for_each(|key| *missing_keys.entry(key.table.clone()).or_default() += 1);
                keys.extend(missing);
                (present, unbuilt(connection, &names).await?)
            }
        };
        Ok(Self { names, before, after, keys, missing_keys })
    }

    /// Makes the copies, with nothing in them and no index.
    pub(super) async fn create(&self, connection: &mut PgConnection) -> Result<(), Error> {
        let copies = self.names.iter().map(|table| {
            let table = crate::sql::identifier(table);
            format!("CREATE TEMPORARY TABLE {table} (LIKE {table} INCLUDING ALL EXCLUDING INDEXES)")
        });
        let copies = copies.collect::<Vec<_>>().join("; ");
        execute(connection, copies).await.map_err(Error::of("copy the tables without their rows"))
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.names.iter().copied()
    }

    /// Definitions of the indexes that a copy has before rows come.
    pub(super) fn before(&self, table: &str) -> &[String] {
        self.before.get(table).map_or(&[], Vec::as_slice)
    }

    /// Definitions of those that are built when they are there.
    pub(super) fn after(&self, table: &str) -> &[String] {
        self.after.get(table).map_or(&[], Vec::as_slice)
    }

    /// How many foreign keys of the table are added then.
    pub(super) fn missing_keys(&self, table: &str) -> u32 {
        self.missing_keys.get(table).copied().unwrap_or(0)
    }
}

/// Definitions of the tables' indexes for their temporary copies.
async fn index_definitions(
    connection: &mut PgConnection,
    tables: &[&str],
) -> Result<HashMap<String, Vec<String>>, Error> {
    let found: Vec<(String, String)> = sqlx::query_as(
        "SELECT name, format('CREATE %sINDEX ON pg_temp.%I', is_unique, name) || substr(definition, length(start) + 1)
        FROM unnest($1::text[]) AS name
        JOIN pg_index i ON indrelid = quote_ident(name)::regclass
        JOIN pg_class c ON c.oid = indexrelid
        CROSS JOIN LATERAL (SELECT pg_get_indexdef(indexrelid) AS definition,
            CASE WHEN indisunique THEN 'UNIQUE ' ELSE '' END AS is_unique) AS of_index
        CROSS JOIN LATERAL (
            SELECT format('CREATE %sINDEX %I ON %s%I.%I', is_unique, c.relname,
                CASE c.relkind WHEN 'I' THEN 'ONLY ' ELSE '' END, n.nspname, t.relname) AS start
            FROM pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace WHERE t.oid = indrelid
        ) AS of_table
        WHERE indisvalid AND starts_with(definition, start)
        ORDER BY name, c.relname",
    )
    .bind(tables)
    .fetch_all(connection)
    .await
    .map_err(Error::of("find indexes"))?;
    Ok(by_table(found))
}

/// Definitions of indexes that are to be built, for the tables' temporary copies.
async fn unbuilt(
    connection: &mut PgConnection,
    tables: &[&str],
) -> Result<HashMap<String, Vec<String>>, Error> {
    let found = indexes::unbuilt(connection, tables).await?;
    Ok(by_table(found.iter().filter_map(|index| Some((index.table.clone(), of_copy(index)?)))))
}

/// The definition for the copy. It gives no name: the indexes of other copies have names that PostgreSQL chose.
fn of_copy(index: &Unbuilt) -> Option<String> {
    let definition = index.definition.split_once("; COMMENT ON ").map_or(&*index.definition, |(it, _)| it);
    let copy = format!("pg_temp.{}", crate::sql::identifier(&index.table));
    let constraint =
        format!("ALTER TABLE {} ADD CONSTRAINT {} ", index.relation, crate::sql::identifier(&index.name));
    if let Some(rest) = definition.strip_prefix(&constraint) {
        return Some(format!("ALTER TABLE {copy} ADD {rest}"));
    }
    let (start, rest) = definition.split_once(&format!(" ON {} USING ", index.relation))?;
    let unique = if start.starts_with("CREATE UNIQUE ") { "UNIQUE " } else { "" };
    Some(format!("CREATE {unique}INDEX ON {copy} USING {rest}"))
}

fn by_table(found: impl IntoIterator<Item = (String, String)>) -> HashMap<String, Vec<String>> {
    let mut definitions: HashMap<String, Vec<String>> = HashMap::new();
    for (table, definition) in found {
        definitions.entry(table).or_default().push(definition);
    }
    definitions
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_dropped_is_defined_for_copies() {
        let of = |name: &str, definition: &str| {
            of_copy(&Unbuilt {
                table: "odd one".to_owned(),
                relation: "public.\"odd one\"".to_owned(),
                name: name.to_owned(),
                definition: definition.to_owned(),
            })
        };
        assert_eq!(
            of("key", "ALTER TABLE public.\"odd one\" ADD CONSTRAINT \"key\" PRIMARY KEY (id); COMMENT ON CONSTRAINT \"key\" ON x IS 'y'")
                .as_deref(),
            Some("ALTER TABLE pg_temp.\"odd one\" ADD PRIMARY KEY (id)")
        );
        assert_eq!(
            of("n", "CREATE UNIQUE INDEX n ON public.\"odd one\" USING btree (a) WHERE (b > 1)").as_deref(),
            Some("CREATE UNIQUE INDEX ON pg_temp.\"odd one\" USING btree (a) WHERE (b > 1)")
        );
        assert_eq!(of("n", "CREATE INDEX n ON public.other USING btree (a)"), None);
    }
}
