//! `seed`: stories, at any scale.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use backline_ops::metrics::{ROWS, counted};
use backline_seed::load::{self, Estimate, Event, Parameter, Plan, Report, Stop};
use backline_seeds::story::{Domain, Settings};
use sea_orm::DatabaseConnection;
use time::{Date, OffsetDateTime};

use super::permission;
use crate::failure::{DONE, FINDING, Failure};
use crate::output::{count, elapsed};
use crate::place::Place;

/// How much, and what it is like.
#[derive(Debug, clap::Args)]
#[group(id = "stories")]
pub struct Options {
    /// Circles of about 1,000 people and 28,500 rows
    #[arg(long, default_value_t = 1)]
    scale: u32,
    /// Makes one data set differ from another; default: what the database was seeded with, or 1
    #[arg(long, value_name = "N")]
    rng_seed: Option<u64>,
    /// Only these domains, and what they need; default: those that the database was seeded with, or all
    #[arg(long, value_name = "DOMAIN", value_delimiter = ',')]
    only: Vec<Domain>,
    /// So many times as many stories of a domain as usual; default: as the database was seeded with, or 1
    #[arg(long, value_name = "NAME=SCALE", value_parser = density)]
    domain: Vec<(Domain, u32)>,
    /// The day that is today in the stories; default: what the database was seeded with, or today
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    as_of: Option<Date>,
    /// Where people come from, with weights, such as IN=70,GB=30; default: as the database was seeded with, or mostly India
    #[arg(long, value_name = "CODE=WEIGHT", value_delimiter = ',', value_parser = weight)]
    locale: Vec<(String, u32)>,
    /// Say what would be done, with rows, time and disk; change nothing
    #[arg(long)]
    dry_run: bool,
    /// Connections that load at once; default: three for two processors
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    workers: Option<u16>,
}

/// Whether the cities and roles of the stories are there. Fails where the migrations are not applied.
const HAS_REFERENCE: &str = "SELECT EXISTS (SELECT FROM cities) AND EXISTS (SELECT FROM roles)";

const NOTHING_TO_DO: &str = "Nothing to do: the database is seeded so already.";

fn density(text: &str) -> Result<(Domain, u32), String> {
    let (name, number) = text.split_once('=').ok_or("write it as NAME=SCALE")?;
    let domain = name.parse::<Domain>().map_err(|error| error.to_string())?;
    Ok((domain, number.parse().map_err(|_error| format!("{number:?} is no whole number"))?))
}

fn weight(text: &str) -> Result<(String, u32), String> {
    let (code, number) = text.split_once('=').ok_or("write it as CODE=WEIGHT")?;
    Ok((
        code.to_ascii_uppercase(),
        number.parse().map_err(|_error| format!("{number:?} is no whole number"))?,
    ))
}

fn date(text: &str) -> Result<Date, String> {
    let format = time::macros::format_description!("[year]-[month]-[day]");
    Date::parse(text, format).map_err(|_error| "write it as 2026-06-15".to_owned())
}

/// `yes` lets it go into a staging database.
pub async fn run(options: &Options, yes: bool, place: &Place) -> Result<u8, Failure> {
    let target = place.target().await?;
    let db = target.connect().await?;
    permission::check(place, &db, yes).await?;
    let pool = db.get_postgres_connection_pool();
    let has_reference: bool = backline_ops::sql::scalar(&db, HAS_REFERENCE, []).await?;
    if !has_reference {
        return Err(Failure::with_hint(
            anyhow::Error::msg("the reference data is not loaded, and stories stand on it"),
            "load it: cargo xtask seed reference",
        ));
    }
    let recorded = load::recorded(pool).await?;
    let plan = settings(options, &recorded)
        .plan()
        .map_err(|error| Failure::with_hint(error, "see cargo xtask seed --help"))?;
    let workers = options.workers.map_or_else(|| load::Options::default().workers, usize::from);
    if options.dry_run {
        let run = load::Options { workers, ..load::Options::default() };
        let rehearsing = place.output().progress("rehearsing on samples", None);
        let estimate = load::estimate(pool, &plan, &run).await?;
        drop(rehearsing);
        place.output().result(&estimate, || describe(&estimate))?;
        return Ok(DONE);
    }
    let available_bytes = if target.is_local() { free_bytes(&db).await? } else { None };
    let run =
        load::Options { workers, stop: stop_at_ctrl_c(place), available_bytes, ..load::Options::default() };
    let report = fill(&plan, &run, place, &db).await?;
    place.output().measure(|metrics| metrics.set(&ROWS, counted(report.rows())));
    place.output().result(&report, || sentence(&report))?;
    Ok(if report.stopped { FINDING } else { DONE })
}

/// What is not said is as the database was seeded.
fn settings(options: &Options, recorded: &[Parameter]) -> Settings {
    let value =
        |name: &str| recorded.iter().find(|parameter| parameter.name == name).map(|each| each.value.clone());
    let as_of = options.as_of.or_else(|| value("as-of").and_then(|text| date(&text).ok()));
    let mut settings = Settings::new(as_of.unwrap_or_else(today));
    settings.scale = options.scale;
    let before = value("rng-seed").and_then(|text| text.parse().ok());
    settings.rng_seed = options.rng_seed.or(before).unwrap_or(1);
    settings.only.clone_from(&options.only);
    settings.density = options.domain.iter().copied().collect::<BTreeMap<_, _>>();
    if options.only.is_empty() && options.domain.is_empty() {
        settings.density = pairs(value("density"), density);
    }
    settings.locales.clone_from(&options.locale);
    if options.locale.is_empty() {
        settings.locales = pairs(value("locales"), weight);
    }
    settings
}

/// What was recorded as `name=number name=number`.
fn pairs<T, C: FromIterator<T>>(recorded: Option<String>, read: fn(&str) -> Result<T, String>) -> C {
    recorded.iter().flat_map(|text| text.split(' ')).filter_map(|pair| read(pair).ok()).collect()
}

fn today() -> Date {
    OffsetDateTime::now_utc().date()
}

/// Bytes that are free where the server keeps its data, if that can be told.
async fn free_bytes(db: &DatabaseConnection) -> Result<Option<u64>, Failure> {
    let sql = "SELECT CASE WHEN pg_has_role(current_user, 'pg_read_all_settings', 'MEMBER')
        THEN current_setting('data_directory', true) END";
    let folder: Option<String> = backline_ops::sql::scalar(db, sql, []).await?;
    let statistics = folder.and_then(|folder| rustix::fs::statvfs(folder.as_str()).ok());
    Ok(statistics.map(|statistics| statistics.f_bavail.saturating_mul(statistics.f_frsize)))
}

/// Ctrl-C stops the run at a clean point; a second one ends the program, which is safe, too.
fn stop_at_ctrl_c(place: &Place) -> Stop {
    let stop = Stop::default();
    let (asked, output) = (stop.clone(), place.output().clone());
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            output.narrate("stopping when the chunks at hand are written and the indexes are back");
            asked.stop();
        }
    });
    stop
}

/// Runs the plan, with progress.
async fn fill(
    plan: &Plan,
    options: &load::Options,
    place: &Place,
    db: &DatabaseConnection,
) -> Result<Report, Failure> {
    let progress = std::sync::Arc::new(place.output().progress("seeding, rows", None));
    let (bar, output) = (std::sync::Arc::clone(&progress), place.output().clone());
    let before = std::sync::atomic::AtomicU64::new(0);
    let report = load::run(db.get_postgres_connection_pool(), plan, options, move |event| match event {
        Event::Planned { tables, rows, .. } => {
            bar.set_total(Some(rows));
            match rows {
                0 => output.narrate("all rows are there; what a former run left is built and closed"),
                rows => output.narrate(format_args!("about {rows} rows of {tables} tables")),
            }
        }
        Event::Loaded { story, rows, .. } => {
            // Workers may tell out of order.
            let last = before.fetch_max(rows, std::sync::atomic::Ordering::Relaxed);
            bar.item(story);
            bar.advance(rows.saturating_sub(last));
        }
        Event::Dropped { indexes, foreign_keys } => output.narrate(format_args!(
            "{} and {} are built when the rows are there",
            count(indexes as u64, "index").replace("indexs", "indexes"),
            count(foreign_keys as u64, "foreign key")
        )),
        Event::Building { definitions } => {
            output.narrate(format_args!("building {definitions} indexes and keys"));
            bar.turn_to("building, indexes and keys", Some(definitions as u64));
        }
        Event::Built { table, name } => {
            bar.item(format_args!("{table}: {name}"));
            bar.advance(1);
        }
        Event::Finishing { name } => bar.item(name),
        _ => {}
    })
    .await?;
    drop(progress);
    Ok(report)
}

fn sentence(report: &Report) -> String {
    let seconds = report.elapsed.as_secs_f64().max(0.001);
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a rate"
    )]
    let rate = (report.rows() as f64 / seconds) as u64;
    let told = format!(
        "{} rows in {}, {}",
        report.rows(),
        count(report.tables.len() as u64, "table"),
        elapsed(report.elapsed)
    );
    match (report.stopped, report.unchanged, report.rows()) {
        (true, ..) => format!("Stopped after {told}. The same command goes on."),
        (_, true, _) => NOTHING_TO_DO.to_owned(),
        (_, _, 0) => {
            format!("All rows were there; what was left is built and closed, {}.", elapsed(report.elapsed))
        }
        _ => format!("{told}, {rate} rows a second."),
    }
}

fn describe(estimate: &Estimate) -> String {
    if estimate.is_nothing() {
        return NOTHING_TO_DO.to_owned();
    }
    let mut text = String::new();
    for table in &estimate.tables {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{:>12} rows {:>8} kB  {}", table.rows, table.disk_bytes / 1_024, table.table);
    }
    let _ = writeln!(text, "{:>17} {:>8} kB  in the catalogs", "", estimate.catalog_bytes / 1_024);
    let _ = write!(
        text,
        "{}{} rows, about {} MB and {}. Nothing was changed.",
        if estimate.is_exact { "" } else { "about " },
        estimate.rows(),
        estimate.disk_bytes() / 1_048_576,
        elapsed(estimate.time)
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_says_what_it_did() {
        let report = |rows, stopped, unchanged| {
            sentence(&Report {
                tables: vec![load::TableReport { table: "users", rows }],
                chunks: 1,
                stopped,
                unchanged,
                elapsed: std::time::Duration::from_secs(2),
            })
        };
        assert_eq!(report(10, false, false), "10 rows in 1 table, 2.0 s, 5 rows a second.");
        assert_eq!(
            report(10, true, false),
            "Stopped after 10 rows in 1 table, 2.0 s. The same command goes on."
        );
        assert_eq!(report(0, false, true), NOTHING_TO_DO);
        assert_eq!(report(0, false, false), "All rows were there; what was left is built and closed, 2.0 s.");
    }
}
