//! `db reset`: a fresh database, cloned from a template of the same content, which is built when there is none.

use std::time::Instant;

use anyhow::Context as _;
use backline_migrations::Migrator;
use backline_ops::migrate;
use backline_ops::sql::{identifier, literal, scalar};
use backline_postgres::{diagnose, mask_password};
use sea_orm::{ConnectionTrait, DatabaseConnection};
use serde::Serialize;
use time::OffsetDateTime;

use crate::failure::{DONE, Failure};
use crate::place::{Place, Target};

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
}

/// What came of it.
#[derive(Debug, Serialize)]
struct Outcome {
    url: String,
    tables: i64,
    rows: i64,
    from_template: bool,
    elapsed_ms: u128,
}

/// `db reset`
pub async fn run(options: &Options, place: &Place) -> Result<u8, Failure> {
    let started = Instant::now();
    let target = place.target().await?;
    let info = diagnose(target.url("postgres").as_str()).await?;
    info.check_can_create_database()?;
    let admin = target.connect_with("postgres", 1).await?;
    // One reset at a time on a server; the lock goes with the connection, the only one of its pool.
    admin.execute_unprepared(&format!("SELECT pg_advisory_lock({LOCK_KEY})")).await?;
    refuse_production(&target, &admin).await?;
    close_sessions(&target, &admin, options.force).await?;
    let now = OffsetDateTime::now_utc();
    let template = format!("{TEMPLATE}{}", fingerprint(&info.version.to_string(), now).await?);
    let from_template = exists(&admin, &template).await?;
    if !from_template {
        build(&target, &admin, &template, now).await?;
    }
    remove_stale(&admin, &template).await?;
    let (name, source) = (identifier(&target.name), identifier(&template));
    admin.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name}")).await?;
    let strategy = if info.version.major >= 15 { " STRATEGY FILE_COPY" } else { "" };
    admin.execute_unprepared(&format!("CREATE DATABASE {name} TEMPLATE {source}{strategy}")).await?;
    let db = target.connect(&target.name).await?;
    let outcome = Outcome {
        url: mask_password(&target.public_url),
        tables: scalar(&db, COUNT_TABLES, []).await?,
        rows: scalar(&db, COUNT_ROWS, []).await?,
        from_template,
        elapsed_ms: started.elapsed().as_millis(),
    };
    report(&outcome, place)?;
    Ok(DONE)
}

const COUNT_TABLES: &str = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace
    AND relkind IN ('r', 'p') AND NOT relispartition";

/// Exact for tables that `ANALYZE` has read whole, as it has all of these.
const COUNT_ROWS: &str = "SELECT coalesce(sum(greatest(reltuples, 0)), 0)::bigint FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'";

fn report(outcome: &Outcome, place: &Place) -> Result<(), Failure> {
    if place.json {
        anstream::println!("{}", serde_json::to_string_pretty(outcome).context("failed to write JSON")?);
        return Ok(());
    }
    let seconds = f64::from(u32::try_from(outcome.elapsed_ms).unwrap_or(u32::MAX)) / 1000.0;
    let how =
        if outcome.from_template { "cloned from its template" } else { "built, and kept as a template" };
    anstream::println!("{}", outcome.url);
    anstream::println!("{} tables with {} rows, {how}, {seconds:.2} s.", outcome.tables, outcome.rows);
    anstream::println!();
    anstream::println!("Next:");
    anstream::println!("  cargo xtask db psql     look around");
    anstream::println!("  cargo xtask db url      the URL with its password, for your app");
    Ok(())
}

/// Refused: what is said to be staging or production, or lies on another machine.
async fn refuse_production(target: &Target, admin: &DatabaseConnection) -> Result<(), Failure> {
    const HINT: &str = "a reset destroys all data; point --database-url at a development database";
    let environment = std::env::var("BACKLINE_ENV").unwrap_or_else(|_absent| "development".to_owned());
    if !matches!(environment.as_str(), "development" | "test") {
        return Err(Failure::refused(format!("BACKLINE_ENV is \"{environment}\""), HINT));
    }
    if !target.is_local() {
        return Err(Failure::refused(
            "the database is on another machine and may be production".to_owned(),
            HINT,
        ));
    }
    if exists(admin, &target.name).await? {
        let db = target.connect(&target.name).await?;
        if scalar::<bool, 0>(&db, "SELECT to_regclass('public.system_settings') IS NOT NULL", []).await? {
            let mark: Option<String> = scalar(
                &db,
                "SELECT (SELECT value #>> '{}' FROM system_settings WHERE key = 'environment')",
                [],
            )
            .await?;
            if let Some(mark) = mark.filter(|mark| !matches!(mark.as_str(), "development" | "test")) {
                return Err(Failure::refused(format!("the database is marked \"{mark}\""), HINT));
            }
        }
        db.close().await?;
    }
    Ok(())
}

async fn close_sessions(target: &Target, admin: &DatabaseConnection, force: bool) -> Result<(), Failure> {
    let sessions =
        "SELECT count(*) FROM pg_stat_activity WHERE datname = $1 AND backend_type = 'client backend'";
    let open: i64 = scalar(admin, sessions, [target.name.as_str().into()]).await?;
    if open == 0 {
        return Ok(());
    }
    if !force {
        return Err(Failure::refused(
            format!("others have {open} sessions on \"{}\"", target.name),
            "close them, or say --force to have them closed",
        ));
    }
    let end = "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE datname = $1";
    scalar::<i64, 1>(admin, end, [target.name.as_str().into()]).await?;
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
    admin: &DatabaseConnection,
    template: &str,
    now: OffsetDateTime,
) -> Result<(), Failure> {
    let building = format!("{template}_building");
    let name = identifier(&building);
    admin.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await?;
    admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await?;
    let db = target.connect(&building).await?;
    let report = migrate::up::<Migrator>(&db, migrate::Options::default(), |_event| {}).await?;
    anstream::eprintln!("{} migrations applied", report.applied.len());
    db.execute_unprepared(&format!("SELECT create_month_partitions({MONTHS_AHEAD})")).await?;
    let reference = backline_seeds::reference::load_reference(&db).await.map_err(anyhow::Error::new)?;
    anstream::eprintln!("{} tables of reference data loaded", reference.tables.len());
    let basic = backline_seeds::basic::seed(&db, now).await.map_err(anyhow::Error::new)?;
    anstream::eprintln!("{} tables of development data filled", basic.tables.len());
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
