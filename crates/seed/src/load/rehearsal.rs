//! A run on samples: loaded into temporary copies of the tables, in a transaction that is rolled back, with what each part
//! of it took.
//!
//! As many are rehearsed at once as a run has workers that find a processor (fewer where the server has no room for the locks),
//! each on a connection of its own and in step with the others: what workers take from each other is measured, not guessed.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::{self, Connection as _, PgConnection};
use tokio::sync::Barrier;

use super::indexes;
use super::ledger::execute;
use super::pages::{self, Relation};
use super::rows::Rows;
use super::sample::Sample;
use super::{Error, worker};

/// So many definitions of a table that has no files tell what a definition takes.
const DEFINITIONS: u32 = 5;
const TABLES_WITHOUT_FILES: u32 = 10;
/// So often that is measured. What disturbs it once disturbs it seldom each time.
const TIMES: u32 = 3;
/// How much that defines.
pub(super) const DEFINED: i64 = DEFINITIONS as i64 * TABLES_WITHOUT_FILES as i64 * TIMES as i64;

/// As much as other tables find with the usual settings: the samples are not written out while they are measured.
const BUFFERS: &str = "SET LOCAL temp_buffers = '128MB'";

/// What a run on samples took.
#[derive(Debug, Default)]
pub(super) struct Rehearsal {
    /// Seconds for telling and loading, story by story and chunk by chunk, for each time that it was told.
    pub(super) stories: Vec<Vec<f64>>,
    /// Seconds that a definition takes, of an index for instance, without what it takes to make files.
    pub(super) definition: f64,
    /// The tables by name.
    pub(super) tables: HashMap<String, Table>,
}

/// What a table took, in seconds and pages.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// Its indexes, where they were built after the rows.
    pub(super) build: f64,
    pub(super) analyze: f64,
    /// Its foreign keys.
    pub(super) verify: f64,
    pub(super) foreign_keys: u32,
    /// Itself and its indexes on disk.
    pub(super) relations: Vec<Relation>,
}

impl Table {
    /// How many indexes it has.
    pub(super) fn indexes(&self) -> f64 {
        f64::from(u32::try_from(self.relations.len()).unwrap_or(u32::MAX)) - 1.0
    }
}

/// How a run is rehearsed.
#[derive(Debug)]
pub(super) struct Stage {
    pub(super) options: PgConnectOptions,
    pub(super) sample: Sample,
    /// Whether indexes are built when the rows are there.
    pub(super) is_bulk: bool,
}

/// Rehearses on so many connections at once.
pub(super) async fn rehearse(stage: Stage, connections: usize) -> Result<Vec<Rehearsal>, Error> {
    let (stage, barrier) = (Arc::new(stage), Arc::new(Barrier::new(connections)));
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..connections {
        let (stage, barrier) = (Arc::clone(&stage), Arc::clone(&barrier));
        tasks.spawn(async move { stage.rehearse(&barrier).await });
    }
    let mut all = Vec::new();
    while let Some(ended) = tasks.join_next().await {
        // The first failure ends the others, which would wait for it for ever.
        all.push(
            ended.unwrap_or_else(|error| {
                Err(Error::Story { story: "estimate", message: error.to_string() })
            })?,
        );
    }
    Ok(all)
}

fn failed() -> impl FnOnce(sqlx::Error) -> Error {
    Error::of("measure in temporary tables")
}

/// Seconds that it takes.
async fn timed(connection: &mut PgConnection, sql: String) -> Result<f64, Error> {
    let started = Instant::now();
    execute(connection, sql).await.map_err(failed())?;
    Ok(started.elapsed().as_secs_f64())
}

impl Stage {
    async fn rehearse(&self, barrier: &Barrier) -> Result<Rehearsal, Error> {
        let mut connection = worker::connect(&self.options).await?;
        let mut transaction = connection.begin().await.map_err(Error::of("begin a transaction"))?;
        let rehearsal = self.measure(&mut transaction, barrier).await?;
        transaction.rollback().await.map_err(Error::of("roll back"))?;
        connection.close().await.map_err(Error::of("close a connection"))?;
        Ok(rehearsal)
    }

    async fn measure(&self, connection: &mut PgConnection, barrier: &Barrier) -> Result<Rehearsal, Error> {
        let tables = self.sample.tables();
        let names: Vec<&str> = tables.iter().map(|table| table.table).collect();
        // What it looks for are the tables themselves, of which there are no copies yet.
        let definitions = index_definitions(connection, &names).await?;
        let keys = indexes::of_copies(connection, &names).await?;
        execute(connection, worker::PREPARE).await.map_err(Error::of("turn triggers off"))?;
        execute(connection, indexes::prepare()).await.map_err(failed())?;
        execute(connection, BUFFERS).await.map_err(failed())?;
        let copies = names.iter().map(|table| {
            let table = crate::sql::identifier(table);
            format!("CREATE TEMPORARY TABLE {table} (LIKE {table} INCLUDING ALL EXCLUDING INDEXES)")
        });
        execute(connection, copies.collect::<Vec<_>>().join("; ")).await.map_err(failed())?;
        let definitions_of = |name: &str| definitions.get(name).cloned().unwrap_or_default();
        let mut rehearsal = Rehearsal::default();
        barrier.wait().await;
        rehearsal.definition = define(connection).await?;
        if !self.is_bulk {
            let all: Vec<String> = names.iter().flat_map(|name| definitions_of(name)).collect();
            execute(connection, all.join("; ")).await.map_err(failed())?;
        }
        barrier.wait().await;
        rehearsal.stories = self.load(connection).await?;
        barrier.wait().await;
        for name in &names {
            let built = definitions_of(name);
            let table = rehearsal.tables.entry((*name).to_owned()).or_default();
            if self.is_bulk && !built.is_empty() {
                table.build = timed(connection, built.join("; ")).await?;
            }
        }
        barrier.wait().await;
        execute(connection, worker::ANALYZE).await.map_err(failed())?;
        for name in &names {
            let analyze = format!("ANALYZE {}", crate::sql::identifier(name));
            let seconds = timed(connection, analyze).await?;
            rehearsal.tables.entry((*name).to_owned()).or_default().analyze = seconds;
        }
        barrier.wait().await;
        for key in keys {
            let seconds = timed(connection, key.query).await?;
            let table = rehearsal.tables.entry(key.table).or_default();
            table.verify += seconds;
            table.foreign_keys += 1;
        }
        for (name, relations) in pages::measure(connection, &tables, self.is_bulk).await? {
            let table = rehearsal.tables.entry(name).or_default();
            table.relations.push(relations);
        }
        Ok(rehearsal)
    }

    /// Tells and loads each story.
    async fn load(&self, connection: &mut PgConnection) -> Result<Vec<Vec<f64>>, Error> {
        let padding = if worker::is_loopback(&self.options) { worker::MORE_THAN_A_SEGMENT } else { 0 };
        let mut stories = Vec::new();
        for sample in &self.sample.stories {
            let mut chunks = Vec::new();
            let chunk = usize::try_from(sample.story.chunk).unwrap_or(usize::MAX);
            for ordinals in sample.ordinals.chunks(chunk) {
                let started = Instant::now();
                let mut rows = Rows::default();
                for ordinal in ordinals {
                    sample.story.tell(*ordinal, &mut rows);
                }
                for batch in rows.into_batches() {
                    worker::copy(connection, batch, padding, sample.story.name).await?;
                }
                let times = u32::try_from(ordinals.len()).unwrap_or(u32::MAX);
                chunks.push(started.elapsed().as_secs_f64() / f64::from(times));
            }
            stories.push(chunks);
        }
        Ok(stories)
    }
}

/// Seconds that a definition takes. Partitioned tables and their indexes have no files: how quickly these are made depends on
/// how many were removed a moment ago.
async fn define(connection: &mut PgConnection) -> Result<f64, Error> {
    let mut least = f64::INFINITY;
    for time in 0..TIMES {
        let tables = (0..TABLES_WITHOUT_FILES).map(|table| {
            let name = format!("pg_temp.backline_definition_{time}_{table}");
            let index = format!("; CREATE INDEX ON {name} (key)");
            format!(
                "CREATE TEMPORARY TABLE {name} (key bigint) PARTITION BY LIST (key){}",
                index.repeat(DEFINITIONS as usize - 1)
            )
        });
        least = least.min(timed(connection, tables.collect::<Vec<_>>().join("; ")).await?);
    }
    Ok(least / f64::from(TABLES_WITHOUT_FILES * DEFINITIONS))
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
    let mut definitions: HashMap<String, Vec<String>> = HashMap::new();
    for (table, definition) in found {
        definitions.entry(table).or_default().push(definition);
    }
    Ok(definitions)
}
