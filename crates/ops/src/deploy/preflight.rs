//! What is looked at before anything is changed.

use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr};
use sea_orm_migration::MigratorTrait;

use super::report::{Item, ItemState, Report};
use super::{DeployError, Event, Listener, Options, Project, privileges, room, validate};
use crate::Error;
use crate::lint::{self, Level};
use crate::migrate::{self, MigrationLock, Planned, Until, render};
use crate::plan::{CopiedBy, Plan, PlanError};
use crate::sql::{rows, scalar};

/// What a part of the preflight found.
#[derive(Debug, Default)]
pub(super) struct Findings {
    worst: Option<ItemState>,
    says: Vec<String>,
}

impl Findings {
    /// Something that is as it should be.
    pub(super) fn note(&mut self, line: impl Into<String>) {
        self.add(ItemState::Ok, line.into());
    }

    /// Something to know.
    pub(super) fn warn(&mut self, line: impl Into<String>) {
        self.add(ItemState::Warning, line.into());
    }

    /// Something that speaks against the deploy.
    pub(super) fn refuse(&mut self, line: impl Into<String>) {
        self.add(ItemState::Refused, line.into());
    }

    /// What only tells how well all is gives way to what is not.
    fn add(&mut self, state: ItemState, line: String) {
        if self.worst < Some(state) {
            self.says.clear();
            self.worst = Some(state);
        }
        if self.worst == Some(state) {
            self.says.push(line);
        }
    }

    fn item(self, name: &str) -> Item {
        Item { name: name.to_owned(), state: self.worst.unwrap_or(ItemState::Ok), says: self.says }
    }
}

/// Everything, for a deploy that begins. What it found before the migrations is in the report, too.
pub(super) async fn whole<M: MigratorTrait>(
    db: &DatabaseConnection,
    project: &Project<'_>,
    options: &Options,
    plan: Option<&Plan>,
    report: &mut Report,
    tell: Listener<'_>,
) -> Result<(), DeployError> {
    let pending = pending::<M>(db, options).await?;
    report.migrations = pending.iter().map(|planned| planned.name.clone()).collect();
    report.before.applied = applied(db).await?;
    every_time(db, project, options, plan, report, &mut *tell).await?;
    if pending.is_empty() {
        return Ok(());
    }
    let failed = || Error::database("failed to look whether a deploy may begin");
    tell(Event::Looks("room on the disks"));
    let disks = room::look(db, options).await.map_err(failed())?;
    report.preflight.push(disks.item("disk"));
    tell(Event::Looks("replication"));
    let replication = replication(db, options).await.map_err(failed())?;
    report.preflight.push(replication.item("replication"));
    tell(Event::Looks("lint"));
    report.preflight.push(linted::<M>(options, &report.migrations).await?.item("lint"));
    report.preflight.push(planned(plan, &report.migrations).item("plan"));
    if !report.refusals().is_empty() {
        // They take their time, and need what the role may not have.
        return Ok(());
    }
    tell(Event::Looks("checks of what is there now"));
    report.before.findings = validate::find::<M>(db, project).await?;
    report.preflight.push(found(report).item("checks"));
    Ok(())
}

/// What is looked at before a deploy goes on, too.
pub(super) async fn every_time(
    db: &DatabaseConnection,
    project: &Project<'_>,
    options: &Options,
    plan: Option<&Plan>,
    report: &mut Report,
    tell: Listener<'_>,
) -> Result<(), DeployError> {
    let failed = || Error::database("failed to look whether a deploy may begin");
    report.preflight.clear();
    tell(Event::Looks("connection"));
    report.preflight.push(connection(db, options).await?.item("connection"));
    tell(Event::Looks("privileges"));
    let privileges = privileges::look(db, project, plan).await.map_err(failed())?;
    report.preflight.push(privileges.item("privileges"));
    tell(Event::Looks("open transactions"));
    let transactions = transactions(db, options).await.map_err(failed())?;
    report.preflight.push(transactions.item("transactions"));
    Ok(())
}

/// The migrations that would run: all that speaks against them is an error.
pub(super) async fn pending<M: MigratorTrait>(
    db: &DatabaseConnection,
    options: &Options,
) -> Result<Vec<Planned>, DeployError> {
    let until = options.to.clone().map_or(Until::End, Until::Name);
    let dry = migrate::Options { until, dry_run: true, ..migrate::Options::default() };
    Ok(migrate::up::<M>(db, dry, |_event| {}).await?.planned)
}

/// The migrations that are applied, in the order of their application.
async fn applied(db: &impl ConnectionTrait) -> Result<Vec<String>, DeployError> {
    let records = migrate::records(db).await.map_err(Error::database("failed to read migration_history"))?;
    Ok(records.into_iter().filter(migrate::Record::is_applied).map(|record| record.name).collect())
}

/// That the server takes changes, and that nobody migrates just now.
async fn connection(db: &DatabaseConnection, options: &Options) -> Result<Findings, DeployError> {
    let mut findings = Findings::default();
    match MigrationLock::acquire(db, options.lock).await {
        Ok(lock) => lock.release().await?,
        Err(error @ (Error::Locked { .. } | Error::Unsuitable(_))) => findings.refuse(error.to_string()),
        Err(error) => return Err(error.into()),
    }
    let query = "SELECT format('PostgreSQL %s, database %s, %s MB', current_setting('server_version'),
        current_database(), pg_database_size(current_database()) / 1048576)";
    let line: String =
        scalar(db, query, []).await.map_err(Error::database("failed to ask what server this is"))?;
    findings.note(line);
    Ok(findings)
}

/// Transactions that migrations would wait for, and with them everybody else.
async fn transactions(db: &DatabaseConnection, options: &Options) -> Result<Findings, DbErr> {
    let mut findings = Findings::default();
    let age = options.limits.transaction_age;
    for transaction in migrate::open_transactions(db, age).await? {
        findings.refuse(transaction.to_string());
    }
    let prepared = "SELECT format('prepared transaction %L of %s, since %s', gid, owner, prepared)
        FROM pg_prepared_xacts WHERE database = current_database() ORDER BY prepared";
    for row in rows(db, prepared, []).await? {
        findings.refuse(row.try_get_by_index::<String>(0)?);
    }
    findings.note(format!("none is older than {} s", age.as_secs()));
    Ok(findings)
}

const STANDBYS: &str = "SELECT coalesce(nullif(application_name, ''), client_addr::text, pid::text),
        pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)::bigint FROM pg_stat_replication WHERE state <> 'backup'";

const IDLE_SLOTS: &str =
    "SELECT format('replication slot %I is not read: the server keeps its WAL, %s MB by now', slot_name,
        pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::bigint / 1048576)
    FROM pg_replication_slots WHERE NOT active AND restart_lsn IS NOT NULL";

async fn replication(db: &DatabaseConnection, options: &Options) -> Result<Findings, DbErr> {
    let mut findings = Findings::default();
    let standbys = rows(db, STANDBYS, []).await?;
    for row in &standbys {
        let (name, lag): (String, Option<i64>) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        match lag.map(|bytes| u64::try_from(bytes).unwrap_or_default()) {
            Some(bytes) if bytes > options.limits.lag_bytes => {
                findings.refuse(format!("standby {name} is {} MB of WAL behind", bytes >> 20));
            }
            Some(bytes) => findings.note(format!("standby {name} is {bytes} bytes of WAL behind")),
            None => findings.warn(format!("how far standby {name} is behind is not for this role to see")),
        }
    }
    for row in rows(db, IDLE_SLOTS, []).await? {
        findings.warn(row.try_get_by_index::<String>(0)?);
    }
    if standbys.is_empty() {
        findings.note("no standby is connected");
    }
    Ok(findings)
}

async fn linted<M: MigratorTrait>(options: &Options, pending: &[String]) -> Result<Findings, DeployError> {
    let mut findings = Findings::default();
    let settings = lint::Settings { only: Some(pending.to_vec()), ..options.lint.clone() };
    let report = lint::lint(&render::<M>().await?, &settings)
        .map_err(|source| Error::Plan(PlanError::Lint(source)))?;
    for finding in &report.findings {
        let line =
            format!("{} at {}: {} [{}]", finding.migration, finding.step, finding.message, finding.rule);
        match finding.level {
            Level::Error => findings.refuse(line),
            Level::Warning => findings.warn(line),
        }
    }
    findings.note(format!("clean; allowed with a reason: {}", report.allowed.len()));
    Ok(findings)
}

/// What was seen when the migrations were tried on a copy.
fn planned(plan: Option<&Plan>, pending: &[String]) -> Findings {
    let mut findings = Findings::default();
    let Some(plan) = plan else {
        findings.refuse("none was made, as a deploy was under way a moment ago: try again");
        return findings;
    };
    for migration in plan.migrations.iter().filter(|migration| pending.contains(&migration.name)) {
        for statement in &migration.statements {
            let place = format!("{} at {}", migration.name, statement.position);
            if let Some(failure) = &statement.failure {
                let state = failure.sqlstate.as_deref().unwrap_or("none");
                findings.refuse(format!("{place} fails on a copy: {} (SQLSTATE {state})", failure.message));
            }
            for hazard in statement.hazards.iter().filter(|hazard| hazard.rule.is_none()) {
                findings.warn(format!("{place}: {}", hazard.message));
            }
        }
        if let Some(reason) = &migration.irreversible {
            findings.warn(format!(
                "{} cannot be undone ({reason}): if the deploy fails after it, the backup has to be restored",
                migration.name
            ));
        }
    }
    if plan.copied_by == CopiedBy::Migrations {
        findings.warn("it was tried on what the recorded migrations build: no fitting pg_dump was found");
    }
    findings.note(format!("to be applied: {}", pending.len()));
    findings
}

/// What the checks find before the deploy is not its fault.
fn found(report: &Report) -> Findings {
    let mut findings = Findings::default();
    for found in &report.before.findings {
        findings.warn(format!("{} has {}: {}", found.check, found.finding.subject, found.finding.problem));
    }
    findings.note("nothing was found");
    findings
}
