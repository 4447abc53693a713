//! `migrate plan`

mod markdown;
mod text;

use std::path::PathBuf;

use anyhow::Context as _;
use backline_migrations::Migrator;
use backline_ops::plan::{self, CopiedBy, Event, Plan, PlanError};
use backline_ops::scratch::{ScratchError, check_pg_dump};
use backline_postgres::binaries::{Search, find};
use backline_postgres::{SharedCluster, SharedSettings};
use sea_orm::DatabaseConnection;

use super::format::Format;
use super::lint;
use crate::failure::{DONE, FINDING, Failure};
use crate::output::Output;
use crate::place::{EXTENSIONS, Place, Target};

/// How to plan, and how to write the plan.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// How to write the plan; github is Markdown for a comment or a job's summary
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Try the migrations on a private server of the same major version, not beside the database
    #[arg(long)]
    private: bool,
}

pub async fn run(options: &Options, place: &Place) -> Result<u8, Failure> {
    let target = place.target().await?;
    let live = target.connect().await?;
    let plan = plan_for(place, &target, &live, options.private).await?;
    place.output().result(&plan, || match options.format {
        Format::Text => text::write(&plan),
        Format::Json => serde_json::to_string_pretty(&plan).unwrap_or_default(),
        Format::Github => markdown::write(&plan),
    })?;
    Ok(if plan.failure().is_some() { FINDING } else { DONE })
}

/// The plan, made beside the database where that can be, or on a private server.
pub async fn plan_for(
    place: &Place,
    target: &Target,
    live: &DatabaseConnection,
    private: bool,
) -> Result<Plan, Failure> {
    let server = target.diagnose(&target.name).await?.version.major;
    let pg_dump = pg_dump(target, server).await;
    if pg_dump.is_none() {
        place.output().narrate(format!(
            "no pg_dump of PostgreSQL {server} or later is here: the copy is built by the recorded migrations"
        ));
    }
    let mut wish =
        plan::Options { pg_dump: pg_dump.as_deref(), lint: lint::settings(), ..Default::default() };
    if private {
        on_private_server(live, wish, server, place.output()).await
    } else {
        wish.private_server = None;
        match planned(live, &wish, place.output()).await {
            // What cannot be done beside the database can be done elsewhere.
            Err(
                error @ (backline_ops::Error::Plan(PlanError::Shared { .. })
                | backline_ops::Error::Scratch(ScratchError::NotAllowed { .. })),
            ) => {
                place.output().narrate(format!("failed to {error}; trying it on a private server"));
                on_private_server(live, wish, server, place.output()).await
            }
            outcome => outcome.map_err(Failure::from),
        }
    }
}

/// The plan as text.
pub fn as_text(plan: &Plan) -> String {
    text::write(plan)
}

async fn planned(
    live: &DatabaseConnection,
    options: &plan::Options<'_>,
    output: &Output,
) -> Result<Plan, backline_ops::Error> {
    let progress = output.progress("trying migrations", None);
    let mut begun = false;
    plan::plan::<Migrator>(live, options, |event| match event {
        Event::Pending(pending) => progress.set_total(Some(pending as u64)),
        Event::Copying => progress.item("copying the schema"),
        Event::Tries(name) => {
            if std::mem::replace(&mut begun, true) {
                progress.advance(1);
            }
            progress.item(name);
        }
    })
    .await
}

async fn on_private_server(
    live: &DatabaseConnection,
    options: plan::Options<'_>,
    major: u32,
    output: &Output,
) -> Result<Plan, Failure> {
    let mut settings = SharedSettings::private().with_extensions(EXTENSIONS);
    settings.search.major = Some(major);
    let cluster = tokio::task::spawn_blocking(move || SharedCluster::join(&settings))
        .await
        .context("failed to start a private server")??;
    let server = sea_orm::Database::connect(cluster.server().socket_url("postgres")).await?;
    let options = plan::Options { private_server: Some(&server), ..options };
    Ok(planned(live, &options, output).await?)
}

/// The `pg_dump` that fits best: of the target's own server, of the same major version, any that is not older.
async fn pg_dump(target: &Target, major: u32) -> Option<PathBuf> {
    let own = target.server().and_then(|server| server.binaries().pg_dump());
    let search = Search { ways: Vec::new(), ..Search::from_environment() };
    let same = find(&Search { major: Some(major), ..search.clone() }).ok().and_then(|found| found.pg_dump());
    let any = find(&search).ok().and_then(|found| found.pg_dump());
    for program in [own, same, any].into_iter().flatten() {
        if check_pg_dump(&program, major).await.is_ok() {
            return Some(program);
        }
    }
    None
}

/// How the copy was made, in words.
fn copied_by(plan: &Plan) -> &'static str {
    match plan.copied_by {
        CopiedBy::PgDump => "on a copy of the live schema",
        CopiedBy::Migrations => {
            "on what the recorded migrations build, which is the live schema unless somebody changed that by hand"
        }
        CopiedBy::Nothing => "nowhere",
    }
}

/// A statement on one line of at most so many characters.
fn folded(sql: &str, most: usize) -> String {
    let line = sql.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}

/// A number of bytes as a person reads it.
fn bytes(bytes: i64) -> String {
    let mut rest = bytes.max(0);
    for unit in ["B", "kB", "MB", "GB"] {
        if rest < 10 * 1024 {
            return format!("{rest} {unit}");
        }
        rest /= 1024;
    }
    format!("{rest} TB")
}

/// A number with its thousands apart.
fn thousands(number: i64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) && digit.is_ascii_digit() {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_statements_are_short() {
        assert_eq!(
            [bytes(0), bytes(8192), bytes(81_920), bytes(3 << 40)],
            ["0 B", "8192 B", "80 kB", "3072 GB"]
        );
        assert_eq!([thousands(7), thousands(1234), thousands(12_345_678)], ["7", "1,234", "12,345,678"]);
        assert_eq!(folded("ALTER TABLE\n    goods  ADD x", 11), "ALTER TABLE…");
        assert_eq!(folded("SELECT 1", 8), "SELECT 1");
    }
}
