//! Writers that insert, update, upsert, delete and change keys as fast as they can, and remember what they were told is
//! written: each in rows of its own, so that what must be there at the end is known row by row.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbErr};
use tokio::task::JoinHandle;

/// What a writer left: its rows' progress by key; how long its longest statement took.
pub struct Left {
    pub rows: BTreeMap<String, i64>,
    pub longest: Duration,
    pub statements: u64,
}

/// Some writers at work on a table `(id, owner, progress)`; `id` is a UUID in whatever type.
pub struct Writers {
    stop: Arc<AtomicBool>,
    done: Arc<AtomicU64>,
    tasks: Vec<JoinHandle<Left>>,
}

impl Writers {
    /// Starts them. Those of another generation write other keys.
    pub fn start(url: &str, table: &'static str, owners: u32, generation: u64) -> Self {
        let (stop, done) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let tasks = (0..owners)
            .map(|owner| {
                let writer = Writer {
                    url: url.to_owned(),
                    table,
                    owner,
                    random: generation * 1_000 + u64::from(owner),
                    left: Left { rows: BTreeMap::new(), longest: Duration::ZERO, statements: 0 },
                };
                tokio::spawn(writer.run(stop.clone(), done.clone()))
            })
            .collect();
        Self { stop, done, tasks }
    }

    /// Waits until they have written so much more.
    pub async fn wait_for(&self, more: u64) {
        let goal = self.done.load(Ordering::Relaxed) + more;
        let deadline = Instant::now() + Duration::from_secs(120);
        while self.done.load(Ordering::Relaxed) < goal {
            assert!(Instant::now() < deadline, "the writers have come to a halt");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Stops them; what they left.
    pub async fn stop(self) -> Vec<Left> {
        self.stop.store(true, Ordering::Relaxed);
        let mut left = Vec::new();
        for task in self.tasks {
            left.push(task.await.unwrap());
        }
        left
    }
}

struct Writer {
    url: String,
    table: &'static str,
    owner: u32,
    random: u64,
    left: Left,
}

impl Writer {
    async fn run(mut self, stop: Arc<AtomicBool>, done: Arc<AtomicU64>) -> Left {
        let mut options = ConnectOptions::new(&self.url);
        options.max_connections(1).sqlx_logging(false);
        let db = Database::connect(options).await.unwrap();
        while !stop.load(Ordering::Relaxed) {
            self.write(&db).await;
            done.fetch_add(1, Ordering::Relaxed);
        }
        self.left
    }

    /// One statement, or a transaction of several, until it is through.
    async fn write(&mut self, db: &DatabaseConnection) {
        let (table, owner) = (self.table, self.owner);
        let progress = i64::try_from(self.next(1_000)).unwrap();
        let new = self.new_key();
        let old = self.some_key();
        let mut rows = self.left.rows.clone();
        // Every second writer sees one snapshot for a whole transaction.
        let isolation = if owner % 2 == 0 { "READ COMMITTED" } else { "REPEATABLE READ" };
        let statements = match (self.next(7), old) {
            (0 | 1, _) | (_, None) => {
                rows.insert(new.clone(), progress);
                format!("INSERT INTO {table} (id, owner, progress) VALUES ('{new}', '{owner}', {progress})")
            }
            (2, Some(old)) => {
                rows.insert(old.clone(), progress);
                format!("UPDATE {table} SET progress = {progress} WHERE id = '{old}'")
            }
            (3, Some(old)) => {
                rows.remove(&old);
                format!("DELETE FROM {table} WHERE id = '{old}'")
            }
            (4, Some(old)) => {
                rows.insert(old.clone(), progress);
                format!(
                    "INSERT INTO {table} (id, owner, progress) VALUES ('{old}', '{owner}', 0)
                     ON CONFLICT (id) DO UPDATE SET progress = {progress}"
                )
            }
            (5, Some(old)) => {
                rows.remove(&old);
                rows.insert(new.clone(), progress);
                format!("UPDATE {table} SET id = '{new}', progress = {progress} WHERE id = '{old}'")
            }
            // What is rolled back leaves nothing, and a row deleted and made again in one transaction stays one.
            (_, Some(old)) => {
                rows.insert(old.clone(), progress);
                format!(
                    "SAVEPOINT sp; DELETE FROM {table} WHERE owner = '{owner}'; ROLLBACK TO sp;
                     DELETE FROM {table} WHERE id = '{old}';
                     INSERT INTO {table} (id, owner, progress) VALUES ('{old}', '{owner}', {progress})"
                )
            }
        };
        let sql = format!("BEGIN ISOLATION LEVEL {isolation}; {statements}; COMMIT");
        loop {
            let started = Instant::now();
            let result = db.execute_unprepared(&sql).await;
            self.left.longest = self.left.longest.max(started.elapsed());
            match result {
                Ok(_) => break,
                Err(error) if is_retryable(&error) => {
                    db.execute_unprepared("ROLLBACK").await.unwrap();
                }
                Err(error) => panic!("writer {owner}: {error}\n{sql}"),
            }
        }
        self.left.rows = rows;
        self.left.statements += 1;
    }

    fn next(&mut self, below: u64) -> u64 {
        self.random =
            self.random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.random >> 33) % below
    }

    fn new_key(&mut self) -> String {
        let (high, low) = (self.next(u64::from(u32::MAX)), self.next(1 << 31));
        format!("{high:08x}-0000-4000-8000-{:04x}{low:08x}", self.owner)
    }

    fn some_key(&mut self) -> Option<String> {
        let count = u64::try_from(self.left.rows.len()).unwrap();
        if count == 0 {
            return None;
        }
        let at = usize::try_from(self.next(count)).unwrap();
        self.left.rows.keys().nth(at).cloned()
    }
}

fn is_retryable(error: &DbErr) -> bool {
    backline_ops::error::sqlstate(error)
        .is_some_and(|state| matches!(state.as_str(), "40001" | "40P01" | "55P03"))
}

/// What is in the table of each writer is what it left: nothing lost, nothing doubled.
pub async fn assert_written(db: &DatabaseConnection, table: &str, left: &[Left]) {
    for (owner, left) in left.iter().enumerate() {
        let query = format!("SELECT id::text, progress::bigint FROM {table} WHERE owner = '{owner}'");
        let found = backline_ops::sql::rows(db, &query, []).await.unwrap();
        let found: BTreeMap<String, i64> = found
            .into_iter()
            .map(|row| (row.try_get_by_index(0).unwrap(), row.try_get_by_index(1).unwrap()))
            .collect();
        assert_eq!(found, left.rows, "of writer {owner}");
        assert!(left.statements > 0, "writer {owner} wrote nothing");
    }
}
