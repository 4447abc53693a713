//! `db reset`: a fresh database, cloned from a template of the same content, which is built when there is none.

use std::time::{Duration, Instant};

use backline_ops::consent::Consent;
use backline_ops::sql::{identifier, scalar};
use backline_postgres::{DIAGNOSING, mask_password};
use sea_orm::{ConnectionTrait, DatabaseConnection};
use serde::Serialize;
use time::OffsetDateTime;

use super::template::{self, Content};
use crate::failure::{DONE, Failure};
use crate::guard::{self, Permission};
use crate::output::{count, elapsed};
use crate::place::{EXTENSIONS, Place, Target};

/// The advisory lock of a reset: "reset" in ASCII.
const LOCK_KEY: i64 = 0x72_6573_6574;

/// What is lost.
const LOSS: &str = "all data of the database";

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
    #[serde(flatten)]
    content: Content,
    from_template: bool,
    elapsed_ms: u128,
}

pub async fn run(options: &Options, place: &Place) -> Result<u8, Failure> {
    let started = Instant::now();
    let (target, consent) = guard::consent(place, &options.permission, LOSS).await?;
    let info = target.diagnose("postgres").await?;
    info.check_can_create_database()?;
    info.check_extensions(&EXTENSIONS)?;
    let admin = target.open("postgres", 1).await?;
    // One reset at a time on a server; the lock goes with the connection, the only one of its pool.
    admin.execute_unprepared(&format!("SELECT pg_advisory_lock({LOCK_KEY})")).await?;
    close_sessions(&consent, &admin, options.force).await?;
    let now = OffsetDateTime::now_utc();
    let template = template::name(info.version, now).await?;
    let found = template::find(&admin, &template).await?;
    let from_template = found.is_some();
    let content = match found {
        Some(content) => content,
        None => template::build(&target, place.output(), &admin, &template, now).await?,
    };
    template::remove_stale(&admin, &template).await?;
    let progress = place.output().progress("cloning the template", None);
    replace(consent, &target, &admin, &template).await?;
    drop(progress);
    let outcome = Outcome {
        url: mask_password(&target.public_url),
        content,
        from_template,
        elapsed_ms: started.elapsed().as_millis(),
    };
    place.output().result(&outcome, || text(&outcome, started.elapsed()))?;
    Ok(DONE)
}

fn text(outcome: &Outcome, duration: Duration) -> String {
    let Outcome { url, content: Content { tables, rows }, .. } = outcome;
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

/// Those of others. Who is only looking whether the database can be used is gone by the time that it is dropped.
async fn close_sessions(consent: &Consent, admin: &DatabaseConnection, force: bool) -> Result<(), Failure> {
    let name = consent.database();
    let sessions = "SELECT count(*) FROM pg_stat_activity
        WHERE datname = $1 AND backend_type = 'client backend' AND application_name <> $2";
    let open: i64 = scalar(admin, sessions, [name.into(), DIAGNOSING.into()]).await?;
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

/// Puts a copy of the template in the place of the database.
async fn replace(
    consent: Consent,
    target: &Target,
    admin: &DatabaseConnection,
    template: &str,
) -> Result<(), Failure> {
    let (name, source) = (identifier(consent.database()), identifier(template));
    let drop = format!("DROP DATABASE IF EXISTS {name}");
    if !consent.environment().is_protected() {
        // Not STRATEGY FILE_COPY: on a disk it takes twice as long, as each of a thousand files is synchronised.
        admin.execute_unprepared(&drop).await?;
        admin.execute_unprepared(&format!("CREATE DATABASE {name} TEMPLATE {source}")).await?;
        return Ok(());
    }
    // What is protected stays protected: the copy is marked before it takes the place.
    let copy = template::temporary(template);
    let quoted = identifier(&copy);
    admin.execute_unprepared(&format!("CREATE DATABASE {quoted} TEMPLATE {source}")).await?;
    let db = target.open(&copy, 1).await?;
    guard::set_mark(&db, consent.environment()).await?;
    db.close().await?;
    admin.execute_unprepared(&drop).await?;
    admin.execute_unprepared(&format!("ALTER DATABASE {quoted} RENAME TO {name}")).await?;
    Ok(())
}
