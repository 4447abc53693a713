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

use super::copies::Copies;
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
const TIMES: u32 = 5;
/// How much that defines.
pub(super) const DEFINED: i64 = DEFINITIONS as i64 * TABLES_WITHOUT_FILES as i64 * TIMES as i64;

/// In so many turns it is measured what loading takes, where fewer load at once than there are connections.
const TURNS: usize = 3;

/// As much as other tables find with the usual settings: the samples are not written out while they are measured.
pub(super) const BUFFERS: &str = "SET LOCAL temp_buffers = '128MB'";

/// What a run on samples took.
#[derive(Debug, Default)]
pub(super) struct Rehearsal {
    /// Seconds for telling and loading, story by story and chunk by chunk, for each time that it was told.
    pub(super) stories: Vec<Vec<f64>>,
    /// Seconds that a definition takes, of an index for instance, without what it takes to make files. One connection measures
    /// it while the others wait.
    pub(super) definition: Option<f64>,
    /// The tables by name.
    pub(super) tables: HashMap<String, Table>,
}

/// What a table took, in seconds and pages.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// Its indexes that were built after the rows,
    pub(super) build: f64,
    /// and how many there are.
    pub(super) built: u32,
    pub(super) analyze: f64,
    /// Its foreign keys.
    pub(super) verify: f64,
    pub(super) foreign_keys: u32,
    /// Those of them that are to be added.
    pub(super) missing_keys: u32,
    /// Itself and its indexes on disk.
    pub(super) relations: Vec<Relation>,
}

/// How a run is rehearsed.
#[derive(Debug)]
pub(super) struct Stage {
    pub(super) options: PgConnectOptions,
    pub(super) sample: Sample,
    pub(super) copies: Copies,
    /// So many connections load at once, at least one; the next ones load when these have, in turns.
    pub(super) loading: usize,
}

/// Which one of the connections it is.
#[derive(Debug, Clone, Copy)]
struct Turn {
    number: usize,
    of: usize,
}

/// Rehearses on so many connections at once.
pub(super) async fn rehearse(stage: &Arc<Stage>, connections: usize) -> Result<Vec<Rehearsal>, Error> {
    let barrier = Arc::new(Barrier::new(connections));
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..connections {
        let (stage, barrier) = (Arc::clone(stage), Arc::clone(&barrier));
        tasks.spawn(async move { stage.rehearse(Turn { number, of: connections }, &barrier).await });
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
    async fn rehearse(&self, turn: Turn, barrier: &Barrier) -> Result<Rehearsal, Error> {
        let mut connection = worker::connect(&self.options).await?;
        let mut transaction = connection.begin().await.map_err(Error::of("begin a transaction"))?;
        let rehearsal = self.measure(&mut transaction, turn, barrier).await?;
        transaction.rollback().await.map_err(Error::of("roll back"))?;
        connection.close().await.map_err(Error::of("close a connection"))?;
        Ok(rehearsal)
    }

    async fn measure(
        &self,
        connection: &mut PgConnection,
        turn: Turn,
        barrier: &Barrier,
    ) -> Result<Rehearsal, Error> {
        let copies = &self.copies;
        execute(connection, worker::PREPARE).await.map_err(Error::of("turn triggers off"))?;
        execute(connection, indexes::prepare()).await.map_err(failed())?;
        execute(connection, BUFFERS).await.map_err(failed())?;
        copies.create(connection).await?;
        let mut rehearsal = Rehearsal::default();
        barrier.wait().await;
        if turn.number == 0 {
            rehearsal.definition = Some(define(connection).await?);
        }
        barrier.wait().await;
        let before: Vec<&str> =
            copies.names().flat_map(|name| copies.before(name)).map(String::as_str).collect();
        execute(connection, before.join("; ")).await.map_err(failed())?;
        let turns = (turn.of / self.loading).min(TURNS);
        for now in 0..=turns {
            barrier.wait().await;
            if now == turns.min(turn.number / self.loading) {
                let stories = load(connection, &self.sample).await?;
                // Those that are left load all at once, fewer or more than in a run.
                if now < turns {
                    rehearsal.stories = stories;
                }
            }
        }
        barrier.wait().await;
        for name in copies.names() {
            let built = copies.after(name);
            let table = rehearsal.tables.entry(name.to_owned()).or_default();
            table.missing_keys = copies.missing_keys(name);
            table.built = u32::try_from(built.len()).unwrap_or(u32::MAX);
            if !built.is_empty() {
                table.build = timed(connection, built.join("; ")).await?;
            }
        }
        barrier.wait().await;
        execute(connection, worker::ANALYZE).await.map_err(failed())?;
        for name in copies.names() {
            let analyze = format!("ANALYZE {}", crate::sql::identifier(name));
            let seconds = timed(connection, analyze).await?;
            rehearsal.tables.entry(name.to_owned()).or_default().analyze = seconds;
        }
        barrier.wait().await;
        for key in &copies.keys {
            let seconds = timed(connection, key.query.clone()).await?;
            let table = rehearsal.tables.entry(key.table.clone()).or_default();
            table.verify += seconds;
            table.foreign_keys += 1;
        }
        let tables = self.sample.tables();
        for (name, relation) in pages::measure(connection, &tables, copies).await? {
            rehearsal.tables.entry(name).or_default().relations.push(relation);
        }
        Ok(rehearsal)
    }
}

/// Tells each story and loads it into temporary copies; seconds for a telling, story by story and chunk by chunk.
pub(super) async fn load(connection: &mut PgConnection, sample: &Sample) -> Result<Vec<Vec<f64>>, Error> {
    let mut stories = Vec::new();
    for sample in &sample.stories {
        let mut chunks = Vec::new();
        let chunk = usize::try_from(sample.story.chunk).unwrap_or(usize::MAX);
        for ordinals in sample.ordinals.chunks(chunk) {
            let started = Instant::now();
            let mut rows = Rows::default();
            for ordinal in ordinals {
                sample.story.tell(*ordinal, &mut rows);
            }
            for batch in rows.into_batches() {
                worker::copy(connection, batch, sample.story.name, "pg_temp.").await?;
            }
            let times = u32::try_from(ordinals.len()).unwrap_or(u32::MAX);
            chunks.push(started.elapsed().as_secs_f64() / f64::from(times));
        }
        stories.push(chunks);
    }
    Ok(stories)
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
