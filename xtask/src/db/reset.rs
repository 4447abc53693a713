//! `db reset`: a fresh database, cloned from a template of the same content, which is built when there is none.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use backline_migrations::Migrator;
use backline_ops::consent::Consent;
use backline_ops::migrate::{self, Event};
use backline_ops::sql::{identifier, literal, scalar};
use backline_postgres::mask_password;
use backline_seeds::reference::{TABLES, load_reference_with};
use sea_orm::{ConnectionTrait, DatabaseConnection};
use serde::Serialize;
use time::OffsetDateTime;

use crate::failure::{DONE, Failure};
use crate::guard::{self, Permission};
use crate::output::{Output, count, elapsed};
use crate::place::{EXTENSIONS, Place, Target};

/// How the template databases begin.
const TEMPLATE: &str = "backline_template_";

/// The advisory lock of a reset: "reset" in ASCII.
const LOCK_KEY: i64 = 0x72_6573_6574;

/// Months for which partitions are made.
const MONTHS_AHEAD: i32 = 12;

/// How to reset.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Close the sessions that others have on the database
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    permission: Permission,
}

/// What came of it.
#[derive(Debug, Serialize)]
struct Outcome {
    /// Its password masked.
    url: String,
    tables: i64,
    rows: i64,
    from_template: bool,
    elapsed_ms: u128,
}

pub async fn run(options: &Options, place: &Place) -> Result<u8, Failure> {
    let started = Instant::now();
    let (target, consent) = guard::consent(place, &options.permission, "all data of the database").await?;
    let info = target.diagnose("postgres").await?;
    info.check_can_create_database()?;
    info.check_extensions(&EXTENSIONS)?;
    let admin = target.open("postgres", 1).await?;
    // One reset at a time on a server; the lock goes with the connection, the only one of its pool.
    admin.execute_unprepared(&format!("SELECT pg_advisory_lock({LOCK_KEY})")).await?;
    close_sessions(&consent, &admin, options.force).await?;
    let now = OffsetDateTime::now_utc();
    let template = format!("{TEMPLATE}{}", fingerprint(&info.version.to_string(), now).await?);
    let from_template = exists(&admin, &template).await?;
    if !from_template {
        build(&target, place.output(), &admin, &template, now).await?;
    }
    remove_stale(&admin, &template).await?;
    replace(consent, &admin, &template, info.version.major).await?;
    let db = target.open(&target.name, 1).await?;
    let elapsed_ms = started.elapsed().as_millis();
    let outcome = Outcome {
        url: mask_password(&target.public_url),
        tables: scalar(&db, COUNT_TABLES, []).await?,
        rows: scalar(&db, COUNT_ROWS, []).await?,
        from_template,
        elapsed_ms,
    };
    place.output().result(&outcome, || text(&outcome, started.elapsed()))?;
    Ok(DONE)
}

fn text(outcome: &Outcome, duration: Duration) -> String {
    let Outcome { url, tables, rows, .. } = outcome;
    let how =
        if outcome.from_template { "cloned from its template" } else { "built, and kept as a template" };
    format!(
        "{url}
{tables} tables with {rows} rows, {how}, {}.

Next:
  cargo xtask db psql     look around
  cargo xtask db url      the URL with its password, for your app",
        elapsed(duration)
    )
}

const COUNT_TABLES: &str = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace
    AND relkind IN ('r', 'p') AND NOT relispartition";

/// Exact for tables that `ANALYZE` has read whole, as it has all of these.
const COUNT_ROWS: &str = "SELECT coalesce(sum(greatest(reltuples, 0)), 0)::bigint FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'";

async fn close_sessions(consent: &Consent, admin: &DatabaseConnection, force: bool) -> Result<(), Failure> {
    let name = consent.database();
    let sessions =
        "SELECT count(*) FROM pg_stat_activity WHERE datname = $1 AND backend_type = 'client backend'";
    let open: i64 = scalar(admin, sessions, [name.into()]).await?;
    if open == 0 {
        return Ok(());
    }
    if !force {
        return Err(Failure::refused(
            format!("others have {} on \"{name}\"", count(open, "session")),
            "close them, or say --force to have them closed",
        ));
    }
    let end = "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE datname = $1";
    scalar::<i64, 1>(admin, end, [name.into()]).await?;
    Ok(())
}

/// Of everything that goes in: migrations, reference data, the code that seeds, the server, and the month, since the
/// data is about now.
async fn fingerprint(version: &str, now: OffsetDateTime) -> Result<String, Failure> {
    let migrations = migrate::fingerprint(&migrate::render::<Migrator>().await?);
    let code = backline_testdb::executable_fingerprint().context("failed to read this program")?;
    let month = format!("{}-{}", now.year(), u8::from(now.month()));
    let parts = [migrations.as_str(), &backline_seeds::reference::fingerprint(), &code, version, &month];
    Ok(backline_ops::sql::digest(&parts)[..16].to_owned())
}

async fn exists(admin: &DatabaseConnection, name: &str) -> Result<bool, Failure> {
    Ok(scalar(admin, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", [name.into()]).await?)
}

/// Builds under another name and renames at the end: a template is whole or not there.
async fn build(
    target: &Target,
    output: &Output,
    admin: &DatabaseConnection,
    template: &str,
    now: OffsetDateTime,
) -> Result<(), Failure> {
    let building = format!("{template}_building");
    let name = identifier(&building);
    admin.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await?;
    admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await?;
    let db = target.open(&building, 4).await?;

    let progress = output.progress("applying migrations", None);
    let report = migrate::up::<Migrator>(&db, migrate::Options::default(), |event| match event {
        Event::Pending(pending) => progress.set_total(Some(pending as u64)),
        Event::Begins(name) => progress.item(name),
        Event::Done(_applied) => progress.advance(1),
        _ => {}
    })
    .await?;
    db.execute_unprepared(&format!("SELECT create_month_partitions({MONTHS_AHEAD})")).await?;
    progress.done(format_args!("{} applied", count(report.applied.len(), "migration")));

    let progress = output.progress("loading reference data", Some(TABLES.len() as u64));
    let report = load_reference_with(&db, |table| {
        progress.item(table.table);
        progress.advance(1);
    });
    let report = report.await.map_err(anyhow::Error::new)?;
    progress.done(format_args!("{} of reference data loaded", count(report.tables.len(), "table")));

    let progress = output.progress("seeding development data", None);
    let report = backline_seeds::basic::seed(&db, now).await.map_err(anyhow::Error::new)?;
    progress.done(format_args!("{} of development data filled", count(report.tables.len(), "table")));

    let mark = format!(
        "INSERT INTO system_settings (key, value) VALUES ('environment', {}) ON CONFLICT (key) DO NOTHING",
        literal("\"development\"")
    );
    db.execute_unprepared(&mark).await?;
    db.execute_unprepared("ANALYZE").await?;
    db.close().await?;
    admin.execute_unprepared(&format!("ALTER DATABASE {name} RENAME TO {}", identifier(template))).await?;
    Ok(())
}

/// Puts a copy of the template in the place of the database.
async fn replace(
    consent: Consent,
    admin: &DatabaseConnection,
    template: &str,
    major: u32,
) -> Result<(), Failure> {
    let (name, source) = (identifier(consent.database()), identifier(template));
    admin.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name}")).await?;
    let strategy = if major >= 15 { " STRATEGY FILE_COPY" } else { "" };
    admin.execute_unprepared(&format!("CREATE DATABASE {name} TEMPLATE {source}{strategy}")).await?;
    Ok(())
}

async fn remove_stale(admin: &DatabaseConnection, current: &str) -> Result<(), Failure> {
    let stale: Vec<String> = scalar(
        admin,
        "SELECT array(SELECT datname::text FROM pg_database WHERE starts_with(datname, $1) AND datname <> $2)",
        [TEMPLATE.into(), current.into()],
    )
    .await?;
    for name in stale {
        // In use only while another reset builds it: that one will see to it.
        let _in_use =
            admin.execute_unprepared(&format!("DROP DATABASE IF EXISTS {}", identifier(&name))).await;
    }
    Ok(())
}
