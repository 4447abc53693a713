//! Workers: each with a connection of its own, taking the next thing to do from a common list.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::{Connection as _, PgConnection};
use tokio::task::JoinSet;

use super::foreign_keys::ForeignKey;
use super::indexes::Missing;
use super::ledger::{self, execute};
use super::plan::{Finish, Story};
use super::rows::{Batch, Rows, table_name};
use super::{Error, Event, Stop, relay};

/// Told of each step, from any worker.
pub(super) type Progress = Arc<dyn Fn(Event) + Send + Sync>;

/// Triggers are off, and the commit need not wait for the disk: rows and their record come and go together.
pub(super) const PREPARE: &str =
    "SET LOCAL session_replication_role = replica; SET LOCAL synchronous_commit = off";

/// Tellings of a story that are written together.
#[derive(Debug, Clone)]
pub(super) struct Chunk {
    pub(super) story: Story,
    pub(super) range: (u64, u64),
}

/// How far a run has come.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub(super) rows: u64,
    pub(super) chunks: u64,
    pub(super) tables: Vec<(&'static str, u64)>,
}

/// Loads these chunks of one story; fewer when stopped.
pub(super) async fn load(
    options: &PgConnectOptions,
    workers: usize,
    chunks: Vec<Chunk>,
    counts: &Arc<Mutex<Counts>>,
    progress: &Progress,
    stop: &Stop,
) -> Result<(), Error> {
    let (counts, progress, stop) = (Arc::clone(counts), Arc::clone(progress), stop.clone());
    share(options, workers, chunks, &Stop::default(), move |mut connection, chunk: Chunk| {
        let (counts, progress, stop) = (Arc::clone(&counts), Arc::clone(&progress), stop.clone());
        async move {
            if !stop.is_stopped() {
                let (story, batches) = make(chunk.clone()).await?;
                let tables: Vec<_> =
                    batches.iter().map(|batch| (table_name(batch.columns.table), batch.rows)).collect();
                write(&mut connection, &chunk, batches).await?;
                let (rows, chunks) = count(&counts, &tables);
                progress(Event::Loaded { story, rows, chunks });
            }
            Ok(connection)
        }
    })
    .await
}

/// Something to do after the rows are there.
#[derive(Debug)]
pub(super) enum Task {
    /// Restores what is missing of a table.
    Restore(Missing),
    /// The same of several tables, one after the other: what is added to one locks others, too, and is done at once.
    RestoreInTurn(Vec<Missing>),
    /// Looks at a foreign key.
    Verify(ForeignKey),
    /// Analyzes a table.
    Analyze(&'static str),
    /// Closing statements, one after the other.
    Finish(Vec<Finish>),
}

/// Does all of it.
pub(super) async fn work(
    options: &PgConnectOptions,
    workers: usize,
    tasks: Vec<Task>,
    progress: &Progress,
) -> Result<(), Error> {
    let progress = Arc::clone(progress);
    share(options, workers, tasks, &Stop::default(), move |mut connection, task: Task| {
        let progress = Arc::clone(&progress);
        async move {
            task.run(&mut connection, &progress).await?;
            Ok(connection)
        }
    })
    .await
}

/// Of samples a fifth as large as usual: else it would take as long as the loading of a small table. Autovacuum looks closer
/// when the tables change. The commit need not wait for the disk: that the run is done is committed after it.
pub(super) const ANALYZE: &str =
    "SET LOCAL default_statistics_target = 20; SET LOCAL synchronous_commit = off";

impl Task {
    async fn run(self, connection: &mut PgConnection, progress: &Progress) -> Result<(), Error> {
        match self {
            Self::Restore(table) => restore(connection, &table, progress).await,
            Self::RestoreInTurn(tables) => {
                for table in &tables {
                    restore(connection, table, progress).await?;
                }
                Ok(())
            }
            Self::Verify(key) => key.verify(connection).await,
            Self::Analyze(table) => {
                let sql = format!("BEGIN; {ANALYZE}; ANALYZE {}; COMMIT", crate::sql::identifier(table));
                execute(connection, sql).await.map_err(Error::of(format!("analyze \"{table}\"")))
            }
            Self::Finish(steps) => {
                for step in &steps {
                    progress(Event::Finishing { name: step.name });
                    finish(connection, step).await?;
                }
                Ok(())
            }
        }
    }
}

async fn restore(connection: &mut PgConnection, table: &Missing, progress: &Progress) -> Result<(), Error> {
    for definitions in table.steps() {
        table.restore(definitions, connection).await?;
        for definition in definitions.iter().filter(|each| each.is_done()) {
            progress(Event::Built { table: table.name.clone(), name: definition.name.clone() });
        }
    }
    Ok(())
}

async fn finish(connection: &mut PgConnection, step: &Finish) -> Result<(), Error> {
    let doing = || Error::of(format!("finish \"{}\"", step.name));
    let mut transaction = connection.begin().await.map_err(doing())?;
    let prepare = "SET LOCAL session_replication_role = replica";
    execute(&mut transaction, prepare).await.map_err(doing())?;
    execute(&mut transaction, step.sql).await.map_err(doing())?;
    transaction.commit().await.map_err(doing())
}

/// Gives the items to workers. The first failure keeps the others from beginning anything new.
async fn share<T, F, R>(
    options: &PgConnectOptions,
    workers: usize,
    items: Vec<T>,
    failed: &Stop,
    work: F,
) -> Result<(), Error>
where
    T: Send + 'static,
    F: Fn(PgConnection, T) -> R + Clone + Send + Sync + 'static,
    R: Future<Output = Result<PgConnection, Error>> + Send,
{
    if items.is_empty() {
        return Ok(());
    }
    let workers = workers.clamp(1, items.len());
    let items = Arc::new(Mutex::new(VecDeque::from(items)));
    let mut tasks = JoinSet::new();
    for _ in 0..workers {
        let (items, options, failed, work) =
            (Arc::clone(&items), options.clone(), failed.clone(), work.clone());
        tasks.spawn(async move {
            let mut connection = connect(&options).await?;
            ledger::join(&mut connection).await?;
            while !failed.is_stopped() {
                let next = items.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
                let Some(item) = next else { break };
                match work(connection, item).await {
                    Ok(same) => connection = same,
                    Err(error) => {
                        failed.stop();
                        return Err(error);
                    }
                }
            }
            ledger::close(&mut connection).await?;
            connection.close().await.map_err(Error::of("close a connection"))
        });
    }
    let mut result = Ok(());
    while let Some(ended) = tasks.join_next().await {
        let ended =
            ended.unwrap_or_else(|error| Err(Error::Story { story: "worker", message: error.to_string() }));
        result = result.and(ended);
    }
    result
}

/// Autovacuum begins with a table as soon as rows are there, and gives way only to one that has waited this long for its lock,
/// a second by default. Only superusers may say less.
const ASIDE: &str = "SELECT set_config('deadlock_timeout', '20ms', false) FROM pg_roles WHERE rolname = current_user AND rolsuper";

/// A connection that says little.
pub(super) async fn connect(options: &PgConnectOptions) -> Result<PgConnection, Error> {
    use sea_orm::sqlx::ConnectOptions as _;
    let options = options.clone().disable_statement_logging();
    let mut connection = relay::connect(&options).await.map_err(Error::of("connect"))?;
    execute(&mut connection, ASIDE).await.map_err(Error::of("prepare a connection"))?;
    Ok(connection)
}

/// Tells the chunk's story, off the threads that wait for the network.
async fn make(chunk: Chunk) -> Result<(&'static str, Vec<Batch>), Error> {
    let story = chunk.story.name;
    let told = tokio::task::spawn_blocking(move || {
        let mut rows = Rows::default();
        for ordinal in chunk.range.0..chunk.range.1 {
            chunk.story.tell(ordinal, &mut rows);
        }
        rows.into_batches()
    });
    told.await.map(|batches| (story, batches)).map_err(|error| {
        let message = match error.try_into_panic() {
            Ok(panic) => panic
                .downcast_ref::<String>()
                .map(String::as_str)
                .or_else(|| panic.downcast_ref::<&str>().copied())
                .unwrap_or("it panicked")
                .to_owned(),
            Err(error) => error.to_string(),
        };
        Error::Story { story, message }
    })
}

async fn write(connection: &mut PgConnection, chunk: &Chunk, batches: Vec<Batch>) -> Result<(), Error> {
    let story = chunk.story.name;
    let (first, until) = chunk.range;
    let doing = || Error::of(format!("load tellings {first} to {} of the story \"{story}\"", until - 1));
    let rows = batches.iter().map(|batch| batch.rows).sum();
    let mut transaction = connection.begin().await.map_err(doing())?;
    execute(&mut transaction, PREPARE).await.map_err(Error::of("turn triggers off"))?;
    for batch in batches {
        copy(&mut transaction, batch, story, "").await?;
    }
    ledger::record(&mut transaction, story, chunk.range, rows).await?;
    transaction.commit().await.map_err(doing())
}

/// Sends a batch; `schema` goes before the name of its table, with a dot.
pub(super) async fn copy(
    connection: &mut PgConnection,
    batch: Batch,
    story: &str,
    schema: &str,
) -> Result<(), Error> {
    let table = table_name(batch.columns.table);
    let doing = || Error::of(format!("load rows of \"{table}\" of the story \"{story}\""));
    let columns = crate::sql::identifiers("", batch.columns.columns.iter().map(|name| table_name(name)));
    let sql =
        format!("COPY {schema}{} ({columns}) FROM STDIN (FORMAT binary)", crate::sql::identifier(table));
    let mut copy = connection.copy_in_raw(&sql).await.map_err(doing())?;
    copy.send(batch.into_copy()).await.map_err(doing())?;
    copy.finish().await.map(drop).map_err(doing())
}

fn count(counts: &Mutex<Counts>, tables: &[(&'static str, u64)]) -> (u64, u64) {
    let mut counts = counts.lock().unwrap_or_else(PoisonError::into_inner);
    counts.chunks += 1;
    for (table, rows) in tables {
        counts.rows += rows;
        match counts.tables.iter_mut().find(|(name, _)| name == table) {
            Some((_, sum)) => *sum += rows,
            None => counts.tables.push((table, *rows)),
        }
    }
    (counts.rows, counts.chunks)
}
