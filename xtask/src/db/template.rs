//! The template databases of `db reset`: one for each content, whole or not there.

use anyhow::Context as _;
use backline_migrations::Migrator;
use backline_ops::consent::Environment;
use backline_ops::migrate::{self, Event};
use backline_ops::sql::{digest, identifier, literal, rows, scalar};
use backline_postgres::Version;
use backline_seed::load;
use backline_seeds::reference::{TABLES, load_reference_with};
use backline_seeds::story::Settings;
use sea_orm::{ConnectionTrait, DatabaseConnection};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::failure::Failure;
use crate::guard;
use crate::output::{Output, count};
use crate::place::Target;

/// How their names begin.
const PREFIX: &str = "backline_template_";

/// How the names end of what becomes something else in a moment, or is left of a reset that was interrupted.
const TEMPORARY: &str = "_temporary";

/// Months for which partitions are made.
const MONTHS_AHEAD: i32 = 12;

/// What a template has in it; kept as the comment of its database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// Tables, partitions not counted.
    pub tables: i64,
    /// Rows of all of them.
    pub rows: i64,
}

/// The name of the template of everything that goes in: migrations, reference data, the code that seeds, the server, and
/// the month, since the data is about now.
///
/// # Errors
/// A migration that cannot be rendered; a program whose own file cannot be looked at.
pub async fn name(server: Version, now: OffsetDateTime) -> Result<String, Failure> {
    let migrations = migrate::fingerprint(&migrate::render::<Migrator>().await?);
    let code = backline_testdb::executable_fingerprint().context("failed to read this program")?;
    let month = format!("{}-{}", now.year(), u8::from(now.month()));
    let server = server.to_string();
    let parts = [migrations.as_str(), &backline_seeds::reference::fingerprint(), &code, &server, &month];
    Ok(format!("{PREFIX}{}", &digest(&parts)[..16]))
}

/// A name beside that of a template, for what becomes something else in a moment.
pub fn temporary(template: &str) -> String {
    format!("{template}{TEMPORARY}")
}

/// What is in the template, if it is there.
///
/// # Errors
/// Whatever the database answers.
pub async fn find(admin: &DatabaseConnection, name: &str) -> Result<Option<Content>, Failure> {
    const COMMENT: &str = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = $1";
    let found = rows(admin, COMMENT, [name.into()]).await?;
    let Some(row) = found.first() else { return Ok(None) };
    let comment: Option<String> = row.try_get_by_index(0)?;
    Ok(comment.and_then(|comment| serde_json::from_str(&comment).ok()))
}

/// Builds it under another name, of which it is renamed at the end.
///
/// # Errors
/// Whatever goes wrong: then it is not there.
pub async fn build(
    target: &Target,
    output: &Output,
    admin: &DatabaseConnection,
    template: &str,
    now: OffsetDateTime,
) -> Result<Content, Failure> {
    let building = temporary(template);
    let name = identifier(&building);
    admin.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await?;
    admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await?;
    let db = target.open(&building, 4).await?;
    fill(&db, output, now).await?;
    let content =
        Content { tables: scalar(&db, COUNT_TABLES, []).await?, rows: scalar(&db, COUNT_ROWS, []).await? };
    db.close().await?;
    let comment = serde_json::to_string(&content).context("failed to write down what is in the template")?;
    let finished = identifier(template);
    for command in [
        format!("COMMENT ON DATABASE {name} IS {}", literal(&comment)),
        // Who were connected to it would keep it from being cloned.
        format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false"),
        format!("DROP DATABASE IF EXISTS {finished}"),
        format!("ALTER DATABASE {name} RENAME TO {finished}"),
    ] {
        admin.execute_unprepared(&command).await?;
    }
    Ok(content)
}

const COUNT_TABLES: &str = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace
    AND relkind IN ('r', 'p') AND NOT relispartition";

/// Exact for tables that `ANALYZE` has read whole, as it has all of these.
const COUNT_ROWS: &str = "SELECT coalesce(sum(greatest(reltuples, 0)), 0)::bigint FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'";

async fn fill(db: &DatabaseConnection, output: &Output, now: OffsetDateTime) -> Result<(), Failure> {
    let progress = output.progress("applying migrations", None);
    let report = migrate::up::<Migrator>(db, migrate::Options::default(), |event| match event {
        Event::Pending(pending) => progress.set_total(Some(pending as u64)),
        Event::Begins(name) => progress.item(name),
        Event::Done(_applied) => progress.advance(1),
        _ => {}
    })
    .await?;
    db.execute_unprepared(&format!("SELECT create_month_partitions({MONTHS_AHEAD})")).await?;
    progress.done(format_args!("{} applied", count(report.applied.len(), "migration")));

    let progress = output.progress("loading reference data", Some(TABLES.len() as u64));
    let report = load_reference_with(db, |table| {
        progress.item(table.table);
        progress.advance(1);
    });
    let report = report.await.map_err(anyhow::Error::new)?;
    progress.done(format_args!("{} of reference data loaded", count(report.tables.len(), "table")));

    let progress = output.progress("telling stories", None);
    let plan = Settings::new(now.date()).plan().map_err(anyhow::Error::new)?;
    let pool = db.get_postgres_connection_pool();
    let told = load::run(pool, &plan, &load::Options::default(), |_event| {}).await?;
    progress.done(format_args!("{} of stories told", count(told.rows(), "row")));

    let progress = output.progress("seeding development data", None);
    let report = backline_seeds::basic::seed(db, now).await.map_err(anyhow::Error::new)?;
    guard::set_mark(db, Environment::Development).await?;
    db.execute_unprepared("ANALYZE").await?;
    progress.done(format_args!("{} of development data filled", count(report.tables.len(), "table")));
    Ok(())
}

/// Drops the templates of other contents, and what is left of those whose building was interrupted.
///
/// # Errors
/// Whatever the database answers.
pub async fn remove_stale(admin: &DatabaseConnection, current: &str) -> Result<(), Failure> {
    const STALE: &str = "SELECT array(
        SELECT datname::text FROM pg_database WHERE starts_with(datname, $1) AND datname <> $2)";
    let stale: Vec<String> = scalar(admin, STALE, [PREFIX.into(), current.into()]).await?;
    for name in stale {
        admin
            .execute_unprepared(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", identifier(&name)))
            .await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[tokio::test]
    async fn another_month_or_server_is_another_template() {
        let server = Version::from_text("15.4").unwrap();
        let march = name(server, datetime!(2026-03-02 10:00 UTC)).await.unwrap();
        assert_eq!(name(server, datetime!(2026-03-31 23:59 UTC)).await.unwrap(), march);
        for another in [
            name(server, datetime!(2026-04-01 00:00 UTC)).await.unwrap(),
            name(server, datetime!(2027-03-02 10:00 UTC)).await.unwrap(),
            name(Version::from_text("15.5").unwrap(), datetime!(2026-03-02 10:00 UTC)).await.unwrap(),
        ] {
            assert!(another.starts_with(PREFIX));
            assert_ne!(another, march);
        }
        // PostgreSQL cuts names after 63 bytes.
        assert!(march.len() + TEMPORARY.len() < 64);
    }
}
