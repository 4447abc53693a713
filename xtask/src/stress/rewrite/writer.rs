//! A writer: a process of its own that writes as fast as it can, and remembers what the server told it.
//!
//! Each transaction leaves a line in a table beside the one that is rewritten. Where the connection is lost while it is
//! committed, nobody knows whether it was; that line then tells, whatever became of the rows.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, bail, ensure};
use sea_orm::sqlx::error::DatabaseError;
use sea_orm::sqlx::postgres::PgRow;
use sea_orm::sqlx::{self, AssertSqlSafe, Connection as _, PgConnection, Row as _};
use serde::{Deserialize, Serialize};

use super::ledger::{Ledger, Row, Rows};
use crate::failure::{DONE, Failure};
use crate::place::Place;

/// How long a server may be away.
const PATIENCE: Duration = Duration::from_secs(120);

/// Milliseconds of a [`Tally`]'s slots.
pub(super) const SLOT: u64 = 100;

/// Which writer it is.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Whose rows it writes, from 1 to 4
    #[arg(long)]
    owner: i32,
    /// Rows of the table at the beginning
    #[arg(long)]
    rows: i64,
    /// Where its ledger is kept
    #[arg(long)]
    ledger: PathBuf,
}

/// How it went.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Tally {
    /// Transactions that were acknowledged.
    pub transactions: u64,
    /// Those that the server refused, to be run again, by SQLSTATE.
    pub refused: BTreeMap<String, u64>,
    /// Connections that were lost.
    pub lost: u64,
    /// Transactions of which the connection was lost while they were committed.
    pub unknown: u64,
    /// For each tenth of a second since 1970: acknowledged transactions, and the longest of them in microseconds, with all
    /// its attempts.
    pub slots: BTreeMap<u64, (u64, u64)>,
}

/// Writes until its standard input ends.
pub async fn run(options: &Options, place: &Place) -> Result<u8, Failure> {
    let stop = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&stop);
    std::thread::spawn(move || {
        // Whoever started us closes it, or is gone.
        let _closed = std::io::stdin().read_to_end(&mut Vec::new());
        told.store(true, Ordering::Relaxed);
    });
    let target = place.target().await?;
    let url = target.url(&target.name).to_string();
    let ledger = Ledger::read(&options.ledger, options.owner)?;
    let rows = Rows::new(&ledger, options.rows);
    let random = (u64::from(options.owner.unsigned_abs()) << 32) ^ ledger.number.unsigned_abs();
    let mut writer = Writer { url, ledger, rows, random, tally: Tally::default(), connection: None };
    while !stop.load(Ordering::Relaxed) {
        writer.write().await?;
    }
    let Writer { mut ledger, rows, tally, .. } = writer;
    ledger.rows = rows.into_list();
    ledger.write(&options.ledger)?;
    place.output().result(&tally, String::new)?;
    Ok(DONE)
}

struct Writer {
    url: String,
    ledger: Ledger,
    rows: Rows,
    random: u64,
    tally: Tally,
    connection: Option<PgConnection>,
}

/// One transaction: its statements, and what is so once it is through.
struct Work {
    statements: String,
    /// What becomes of which row. A row that has no key yet gets the one that the statements answer.
    becomes: Vec<(Option<i64>, Option<Row>)>,
    audits: i64,
}

/// Why a transaction is not through.
enum Trouble {
    /// The server refused it; it is to be run again.
    Refused(String),
    /// The connection was lost before it was to be committed.
    Lost,
    /// The connection was lost while it was committed.
    Unknown,
}

impl Writer {
    /// One transaction, until it is through.
    async fn write(&mut self) -> anyhow::Result<()> {
        self.ledger.number += 1;
        let number = self.ledger.number;
        let work = self.some_work();
        let started = Instant::now();
        let mut answered = None;
        loop {
            match self.attempt(number, &work, &mut answered).await? {
                Ok(()) => break,
                Err(Trouble::Refused(state)) => *self.tally.refused.entry(state).or_default() += 1,
                Err(Trouble::Lost) => self.lose(),
                Err(Trouble::Unknown) => {
                    self.lose();
                    self.tally.unknown += 1;
                    if self.is_through(number).await? {
                        break;
                    }
                }
            }
        }
        let took = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let slot = u64::try_from(now.as_millis()).unwrap_or(u64::MAX) / SLOT;
        let (count, longest) = self.tally.slots.entry(slot).or_default();
        (*count, *longest) = (*count + 1, (*longest).max(took));
        self.tally.transactions += 1;
        self.ledger.audits += work.audits;
        for (id, row) in work.becomes {
            let id = id.or(answered).context("the server told no key of a new row")?;
            self.rows.set(id, row);
        }
        Ok(())
    }

    async fn attempt(
        &mut self,
        number: i64,
        work: &Work,
        answered: &mut Option<i64>,
    ) -> anyhow::Result<Result<(), Trouble>> {
        let owner = self.ledger.owner;
        // Every second writer sees one snapshot for a whole transaction.
        let isolation = if owner % 2 == 0 { "READ COMMITTED" } else { "REPEATABLE READ" };
        let connection = self.connect().await?;
        let statements = format!(
            "BEGIN ISOLATION LEVEL {isolation}; INSERT INTO ledger VALUES ({owner}, {number}); {}",
            work.statements
        );
        let rows: Vec<PgRow> =
            match sqlx::raw_sql(AssertSqlSafe(statements.as_str())).fetch_all(&mut *connection).await {
                Ok(rows) => rows,
                Err(error) => {
                    let trouble = trouble(error).with_context(|| format!("writer {owner}: {statements}"))?;
                    if matches!(trouble, Trouble::Refused(_))
                        && sqlx::raw_sql("ROLLBACK").execute(connection).await.is_err()
                    {
                        return Ok(Err(Trouble::Lost));
                    }
                    return Ok(Err(trouble));
                }
            };
        ensure!(rows.len() == 1, "writer {owner}: {} rows were written by {statements}", rows.len());
        let id: String = rows[0].try_get(0)?;
        *answered = Some(id.parse()?);
        match sqlx::raw_sql("COMMIT").execute(connection).await {
            Ok(_) => Ok(Ok(())),
            Err(error) => {
                Ok(Err(match trouble(error).with_context(|| format!("writer {owner}: commit"))? {
                    Trouble::Lost => Trouble::Unknown,
                    other => other,
                }))
            }
        }
    }

    async fn connect(&mut self) -> anyhow::Result<&mut PgConnection> {
        let deadline = Instant::now() + PATIENCE;
        while self.connection.is_none() {
            match open(&self.url, self.ledger.owner).await {
                Ok(connection) => self.connection = Some(connection),
                Err(error) if Instant::now() > deadline => {
                    return Err(error).context("the server does not come back");
                }
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
        self.connection.as_mut().context("there is no connection")
    }

    fn lose(&mut self) {
        self.connection = None;
        self.tally.lost += 1;
    }

    /// Whether a transaction was committed, as the line that it left tells.
    async fn is_through(&mut self, number: i64) -> anyhow::Result<bool> {
        let query = format!(
            "SELECT count(*)::text FROM ledger WHERE owner = {} AND number = {number}",
            self.ledger.owner
        );
        loop {
            let connection = self.connect().await?;
            match sqlx::raw_sql(AssertSqlSafe(query.as_str())).fetch_one(connection).await {
                Ok(row) => return Ok(row.try_get::<String, _>(0)? == "1"),
                Err(error) => match trouble(error)? {
                    Trouble::Lost => self.lose(),
                    Trouble::Refused(_) | Trouble::Unknown => {}
                },
            }
        }
    }

    /// The next transaction, at random.
    fn some_work(&mut self) -> Work {
        let (owner, version) = (self.ledger.owner, self.ledger.number);
        let row = |payments| Some(Row { version, payments });
        let values = Values { owner, version };
        let random = &mut self.random;
        let old = self.rows.some(|below| next(random, below));
        let kind = next(&mut self.random, 9);
        let Some((id, was)) = old.and_then(|id| Some((id, self.rows.get(id)?))).filter(|_| kind > 1) else {
            // Half of the new rows number themselves.
            let id = (kind == 0).then(|| self.new_key());
            let key = id.map_or_else(|| "DEFAULT".to_owned(), |id| id.to_string());
            return Work { statements: values.insert(&key, ""), becomes: vec![(id, row(0))], audits: 1 };
        };
        let here = format!("WHERE id = {id} RETURNING id::text");
        let assignments = values.assignments();
        let (statements, becomes, audits) = match kind {
            2 => (format!("DELETE FROM booking {here}"), vec![(Some(id), None)], 1),
            3 => {
                let update = format!(" ON CONFLICT (id) DO UPDATE SET {assignments}");
                (values.insert(&id.to_string(), &update), vec![(Some(id), row(was.payments))], 1)
            }
            4 => {
                let key = self.new_key();
                let update = format!("UPDATE booking SET id = {key}, {assignments} {here}");
                (update, vec![(Some(id), None), (Some(key), row(was.payments))], 1)
            }
            // What is rolled back leaves nothing; a row deleted and made again in one transaction is one row.
            5 => {
                let statements = format!(
                    "SAVEPOINT sp; UPDATE booking SET note = 'never' WHERE id = {id}; ROLLBACK TO sp;
                     DELETE FROM booking WHERE id = {id}; {}",
                    values.insert(&id.to_string(), "")
                );
                (statements, vec![(Some(id), row(0))], 2)
            }
            6 => {
                let payment = format!("INSERT INTO payment (booking) VALUES ({id}) RETURNING booking::text");
                (payment, vec![(Some(id), Some(Row { payments: was.payments + 1, ..was }))], 0)
            }
            7 => (
                format!("UPDATE booking_list SET {assignments} {here}"),
                vec![(Some(id), row(was.payments))],
                1,
            ),
            _ => (format!("UPDATE booking SET {assignments} {here}"), vec![(Some(id), row(was.payments))], 1),
        };
        Work { statements, becomes, audits }
    }

    /// A key that nobody else gives: the rows of the beginning and those that number themselves have smaller ones.
    fn new_key(&mut self) -> i64 {
        self.ledger.keys += 1;
        i64::from(self.ledger.owner) * 400_000_000 + self.ledger.keys
    }
}

/// What a row of this version holds, as literals that fit the old types and the new ones.
struct Values {
    owner: i32,
    version: i64,
}

impl Values {
    fn list(&self) -> [(&'static str, String); 7] {
        let Self { owner, version } = self;
        let status = ["draft", "confirmed", "cancelled"][usize::try_from(version % 3).unwrap_or_default()];
        [
            ("version", version.to_string()),
            ("token", format!("'{owner:08x}-0000-4000-8000-{version:012x}'")),
            ("fee", format!("'{}.{:02}'", version % 100_000 / 100, version % 100)),
            ("starts_at", format!("timestamp '2026-01-01' + interval '{} minutes'", version % 500_000)),
            ("status", format!("'{status}'")),
            ("venue", (version % 100 + 1).to_string()),
            ("note", format!("'number {version}'")),
        ]
    }

    fn assignments(&self) -> String {
        self.list().map(|(name, value)| format!("{name} = {value}")).join(", ")
    }

    fn insert(&self, key: &str, more: &str) -> String {
        let list = self.list();
        let (names, values) =
            (list.each_ref().map(|(name, _)| *name).join(", "), list.map(|(_, value)| value).join(", "));
        let owner = self.owner;
        format!(
            "INSERT INTO booking (id, owner, follows, {names}) VALUES ({key}, {owner}, {owner}, {values}){more} RETURNING id::text"
        )
    }
}

async fn open(url: &str, owner: i32) -> Result<PgConnection, sqlx::Error> {
    let mut connection = PgConnection::connect(url).await?;
    let settings =
        format!("SET ROLE stress_writer; SET stress.owner = '{owner}'; SET TIME ZONE 'Asia/Kolkata'");
    sqlx::raw_sql(AssertSqlSafe(settings)).execute(&mut connection).await?;
    Ok(connection)
}

/// What an error means for the transaction; one that no writer should see is given back.
fn trouble(error: sqlx::Error) -> anyhow::Result<Trouble> {
    let state = error.as_database_error().and_then(DatabaseError::code).map(Cow::into_owned);
    match state.as_deref() {
        // Serialization failure, deadlock, lock not available.
        Some("40001" | "40P01" | "55P03") => Ok(Trouble::Refused(state.unwrap_or_default())),
        // The server goes down, or has crashed.
        Some("57P01" | "57P02" | "57P03") => Ok(Trouble::Lost),
        None if matches!(error, sqlx::Error::Io(_) | sqlx::Error::Protocol(_)) => Ok(Trouble::Lost),
        _ => bail!(error),
    }
}

/// Knuth's linear congruential generator.
fn next(state: &mut u64, below: i64) -> i64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    i64::try_from(*state >> 33).unwrap_or_default() % below.max(1)
}
