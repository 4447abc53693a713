//! The server, the table on it, what it becomes, and whether it holds what the writers were told that it holds.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use anyhow::Context as _;
use backline_ops::catalog::Snapshot;
use backline_ops::rewrite::Stage;
use backline_ops::sql::{identifier, rows, scalar, statement};
use backline_postgres::{Cluster, Server, Settings, StopMode};
use sea_orm::{ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection, TransactionTrait as _};
use serde_json::Value;

use super::ledger::Ledger;
use crate::failure::Failure;
use crate::place::Place;

const TABLE: &str = include_str!("table.sql");

/// The table that is rewritten.
pub(super) const BOOKING: &str = "booking";

/// What it becomes.
const SETS: [&str; 6] = [
    "id=bigint",
    "token=uuid",
    "fee=numeric(10, 2)",
    "starts_at=timestamptz USING starts_at AT TIME ZONE 'Asia/Kolkata' BACK starts_at AT TIME ZONE 'Asia/Kolkata'",
    "status=booking_status",
    "follows=bigint",
];

/// As in production: everything goes to the log, and the shared memory is more than a developer's.
const PARAMETERS: [(&str, &str); 3] =
    [("wal_level", "replica"), ("shared_buffers", "1GB"), ("log_lock_waits", "on")];

/// A server of its own, gone with this, and a database on it.
pub(super) struct Ground {
    cluster: Cluster,
    server: Server,
    name: String,
    rows: u32,
}

impl Ground {
    /// A new server.
    pub(super) fn start(place: &Place) -> Result<Self, Failure> {
        let settings = Settings::development(place.home().join("stress-rewrite"));
        let settings = PARAMETERS
            .iter()
            .fold(settings, |settings, (name, value)| settings.with_parameter(*name, *value));
        let (cluster, server) = tokio::task::block_in_place(|| {
            let cluster = Cluster::new(settings)?;
            cluster.destroy()?;
            let server = cluster.ensure_started()?;
            Ok::<_, backline_postgres::Error>((cluster, server))
        })?;
        Ok(Self { cluster, server, name: String::new(), rows: 0 })
    }

    /// A database with a table of so many rows.
    pub(super) async fn fill(&mut self, name: &str, rows: u32) -> Result<(), Failure> {
        let admin = Database::connect(self.server.socket_url("postgres")).await?;
        if !self.name.is_empty() {
            admin
                .execute_unprepared(&format!("DROP DATABASE {} WITH (FORCE)", identifier(&self.name)))
                .await?;
        }
        admin.execute_unprepared(&format!("CREATE DATABASE {}", identifier(name))).await?;
        (self.name, self.rows) = (name.to_owned(), rows);
        let db = self.connect().await?;
        db.execute_unprepared(&TABLE.replace("%ROWS%", &rows.to_string())).await?;
        db.execute_unprepared("VACUUM (FREEZE, ANALYZE)").await?;
        db.execute_unprepared("CHECKPOINT").await?;
        Ok(())
    }

    pub(super) fn rows(&self) -> u32 {
        self.rows
    }

    pub(super) fn version(&self) -> String {
        self.server.binaries().version.to_string()
    }

    pub(super) fn url(&self) -> String {
        self.server.socket_url(&self.name)
    }

    /// A file of this ground.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.cluster.folder().join(format!("{}-{name}", self.name))
    }

    pub(super) async fn connect(&self) -> Result<DatabaseConnection, Failure> {
        let mut options = ConnectOptions::new(self.url());
        options.sqlx_logging(false);
        Ok(Database::connect(options).await?)
    }

    /// Stops the server, in good order or as if it crashed, and starts it again.
    pub(super) fn restart(&mut self, mode: StopMode) -> Result<(), Failure> {
        let cluster = &self.cluster;
        self.server = tokio::task::block_in_place(|| {
            cluster.stop(mode)?;
            cluster.ensure_started()
        })?;
        Ok(())
    }

    /// This program with these words, on the database.
    pub(super) fn command(&self, words: &[&str]) -> anyhow::Result<Command> {
        let mut command = Command::new(std::env::current_exe().context("failed to find this program")?);
        command.args(["-q", "--json"]).args(words).env("DATABASE_URL", self.url()).env_remove("BACKLINE_ENV");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        Ok(command)
    }

    /// `ops rewrite` of the table: with `None` from its beginning, else this step.
    pub(super) fn rewrite(&self, step: Option<&str>) -> anyhow::Result<Child> {
        let mut words = vec!["ops", "rewrite", BOOKING];
        match step {
            Some(step) => words.push(step),
            None => words.extend(SETS.iter().flat_map(|set| ["--set", set])),
        }
        self.command(&words)?.spawn().context("failed to start the rewrite")
    }

    /// How far the rewrite is.
    pub(super) async fn stage(&self) -> Result<Option<Stage>, Failure> {
        let db = self.connect().await?;
        let under_way = backline_ops::rewrite::list(&db).await.map_err(anyhow::Error::new)?;
        db.close().await?;
        Ok(under_way.first().map(|status| status.stage))
    }

    pub(super) async fn catalog(&self) -> Result<Snapshot, Failure> {
        let db = self.connect().await?;
        let snapshot = Snapshot::read(&db).await?;
        db.close().await?;
        Ok(snapshot)
    }

    /// What the database has otherwise than the writers were told, in words.
    pub(super) async fn differences(&self, ledgers: &[Ledger]) -> Result<Vec<String>, Failure> {
        let db = self.connect().await?;
        let session = db.begin().await?;
        let mut found = Vec::new();
        for statement in PREPARE {
            session.execute_unprepared(statement).await?;
        }
        for ledger in ledgers {
            for rows in ledger.rows.chunks(10_000) {
                session
                    .execute_raw(statement(
                        "INSERT INTO expected SELECT * FROM jsonb_to_recordset($1)
                    AS row (id bigint, owner integer, version integer, payments integer)",
                        [ledger.json(rows).into()],
                    ))
                    .await?;
            }
            let audits = "SELECT count(*) FROM audit WHERE owner = $1";
            let audits: i64 = scalar(&session, audits, [ledger.owner.into()]).await?;
            if audits != ledger.audits {
                found.push(format!(
                    "the trigger saw {audits} writes of writer {}, who made {}",
                    ledger.owner, ledger.audits
                ));
            }
        }
        for (what, differing) in [("rows", ROWS), ("payments", PAYMENTS)] {
            let query = format!(
                "WITH differing AS ({}) SELECT count(*), (SELECT string_agg(line, '; ') FROM (SELECT line FROM differing LIMIT 3) AS few)
                 FROM differing",
                differing.replace("%ROWS%", &self.rows.to_string())
            );
            for row in rows(&session, &query, []).await? {
                let (count, few): (i64, Option<String>) =
                    (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
                if let Some(few) = few {
                    found.push(format!("{count} {what} are others than the writers were told: {few}"));
                }
            }
        }
        session.rollback().await?;
        db.close().await?;
        Ok(found)
    }
}

impl Drop for Ground {
    fn drop(&mut self) {
        // Should it fail, the next run removes it.
        let _ = self.cluster.destroy();
    }
}

/// The outcome of a command that was waited for, as JSON.
pub(super) fn outcome(child: Child) -> anyhow::Result<Value> {
    let output = child.wait_with_output().context("failed to wait for the rewrite")?;
    anyhow::ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr).trim().to_owned());
    serde_json::from_slice(&output.stdout).context("failed to read what the rewrite told")
}

const PREPARE: [&str; 3] = [
    "SET LOCAL TIME ZONE 'Asia/Kolkata'",
    "SET LOCAL enable_nestloop = off",
    "CREATE TEMPORARY TABLE expected (id bigint, owner integer, version integer, payments integer) ON COMMIT DROP",
];

/// Rows that are not what they must be, are missing, or are there and must not be. In the types of either table.
const ROWS: &str = "
    SELECT concat_ws(' ', coalesce(wanted.id, found.id), 'should be', coalesce(wanted.line, 'gone'), 'and is', coalesce(found.line, 'gone'))
        AS line
    FROM (
        SELECT id, concat_ws('|', owner, version,
            lpad(to_hex(CASE version WHEN 0 THEN 0 ELSE owner END), 8, '0') || '-0000-4000-8000-' || lpad(to_hex(number), 12, '0'),
            (number % 100000 / 100.0)::numeric(10, 2), timestamp '2026-01-01' + number % 500000 * interval '1 minute',
            (ARRAY['draft', 'confirmed', 'cancelled'])[number % 3 + 1], number % 100 + 1, CASE WHEN id > 4 THEN owner END,
            'number ' || number, 'NUMBER ' || number) AS line
        FROM (
            SELECT id, owner, version, CASE version WHEN 0 THEN id ELSE version END AS number FROM (
                SELECT id, owner, version FROM expected WHERE version IS NOT NULL
                UNION ALL
                SELECT id, (id - 1) % 4 + 1, 0 FROM generate_series(1, %ROWS%::bigint) AS series (id)
                WHERE NOT EXISTS (SELECT FROM expected WHERE expected.id = series.id)
            ) AS model
        ) AS numbered
    ) AS wanted
    FULL JOIN (
        SELECT id::bigint, concat_ws('|', owner, version, token, fee::numeric(10, 2), starts_at::timestamp, status, venue, follows,
            note, shown) AS line
        FROM booking
    ) AS found ON found.id = wanted.id
    WHERE wanted.line IS DISTINCT FROM found.line";

/// Bookings whose number of payments is another one.
const PAYMENTS: &str = "
    SELECT concat_ws(' ', 'booking', coalesce(wanted.id, found.id), 'has', coalesce(found.payments, 0), 'payments and should have',
        coalesce(wanted.payments, 0)) AS line
    FROM (SELECT id, payments FROM expected WHERE payments > 0) AS wanted
    FULL JOIN (SELECT booking::bigint AS id, count(*) AS payments FROM payment GROUP BY booking) AS found ON found.id = wanted.id
    WHERE wanted.payments IS DISTINCT FROM found.payments";
