//! `ops adopt`

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use backline_migrations::Migrator;
use backline_ops::adopt::{self, Event, Mapping, Report, Stage, Template};
use backline_ops::metrics::{LOCK_RETRIES, REJECTED_ROWS, ROWS, WRITERS_WAITED, counted};
use backline_ops::migrate;
use backline_ops::scratch::Scratch;
use backline_seeds::reference;
use sea_orm::DatabaseConnection;

use super::backup::tools;
use crate::failure::{DONE, FINDING, Failure};
use crate::guard::{Permission, consent};
use crate::output::{Output, Table, count, elapsed};
use crate::place::Place;

/// What to take over, or what becomes of a take-over that was begun.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The mapping file. The same again goes on where it stopped, and copies what has changed since; without a file, it is
    /// told where the take-over stands
    mapping: Option<PathBuf>,
    #[command(flatten)]
    step: Step,
    #[command(flatten)]
    permission: Permission,
}

#[derive(Debug, clap::Args)]
#[group(multiple = false)]
struct Step {
    /// Convert every row and say what would be moved, merged and rejected; change nothing
    #[arg(long, requires = "mapping")]
    dry_run: bool,
    /// Copy what has changed last, and have the new schema serve; the old one is kept as "legacy"
    #[arg(long)]
    cut_over: bool,
    /// Have the legacy serve again; the new schema is kept as "green", with all that was written to it
    #[arg(long)]
    revert: bool,
    /// Before the cut-over: drop the new schema, and leave the legacy as it was
    #[arg(long)]
    abort: bool,
    /// After the cut-over: drop the legacy; rejected rows are kept in `backline_adopt.rejected`
    #[arg(long)]
    finish: bool,
}

pub async fn run(options: &Options, place: &Place) -> Result<u8, Failure> {
    let started = Instant::now();
    let output = place.output();
    let step = &options.step;
    let locks = adopt::Options::default();
    let permitted = async |loss: &str| -> Result<_, Failure> {
        let (target, consent) = consent(place, &options.permission, loss).await?;
        Ok((target.connect().await?, consent))
    };
    if step.cut_over {
        let (db, consent) =
            permitted("the place of the old tables, which are kept as the schema \"legacy\"").await?;
        let report =
            copying(output, async |listener| adopt::cut_over(&db, &consent, &locks, listener).await).await?;
        return told(output, &report, "The new schema serves", started);
    }
    if step.revert {
        let (db, consent) =
            permitted("the place of the new tables, which are kept as the schema \"green\"").await?;
        let written = adopt::revert(&db, &consent, &locks).await?;
        output.result(&written, || {
            let mut table =
                Table::new(["written since the cut-over", "rows", "deleted"]).numeric(1).numeric(2);
            for one in &written {
                table.row([&one.table, &one.written, &one.deleted]);
            }
            let kept = "The legacy serves again; the new tables are kept in the schema \"green\".";
            if written.is_empty() { kept.to_owned() } else { format!("{table}\n{kept}") }
        })?;
        return Ok(DONE);
    }
    if step.abort {
        let (db, consent) = permitted("the new schema \"green\" with all that was copied into it").await?;
        adopt::abort(&db, &consent).await?;
        return said(output, "aborted", "The legacy is as it was.");
    }
    if step.finish {
        let (db, consent) = permitted("the schema \"legacy\", all old tables with their rows").await?;
        let kept = adopt::finish(&db, &consent).await?;
        let kept = match kept {
            0 => String::new(),
            kept => format!(" {} kept in backline_adopt.rejected.", count(kept, "rejected row")),
        };
        return said(output, "finished", &format!("The legacy is gone.{kept}"));
    }
    let target = place.target().await?;
    let db = target.connect().await?;
    let Some(file) = &options.mapping else {
        let report = adopt::status(&db).await?;
        let code = if report.as_ref().is_none_or(Report::is_sound) { DONE } else { FINDING };
        output.result(&report, || match &report {
            None => "No take-over is under way.".to_owned(),
            Some(report) => text(report, standing(report.stage)),
        })?;
        return Ok(code);
    };
    let mapping = read(file)?;
    let pg_dump = tools(&target)?.pg_dump;
    if step.dry_run {
        let report = copying(output, async |listener| {
            with_template(&db, &pg_dump, async |template| {
                adopt::dry_run(&db, &mapping, template, listener).await
            })
            .await
        })
        .await?;
        told(output, &report, "Nothing was changed", started)?;
        return Ok(if report.is_sound() && report.rejections() == 0 { DONE } else { FINDING });
    }
    let report = match adopt::goes_by(&db, &mapping).await? {
        Some(true) => copying(output, async |listener| adopt::resume(&db, listener).await).await?,
        Some(false) => {
            let error = anyhow::Error::msg("the take-over under way goes by another mapping than this");
            return Err(Failure::with_hint(error, "go on with that one, or say --abort first"));
        }
        None => {
            copying(output, async |listener| {
                with_template(&db, &pg_dump, async |template| {
                    adopt::start(&db, &mapping, template, listener).await
                })
                .await
            })
            .await?
        }
    };
    told(output, &report, standing(report.stage), started)
}

fn standing(stage: Stage) -> &'static str {
    match stage {
        Stage::Copying => "The legacy serves",
        Stage::CutOver => "The new schema serves",
    }
}

/// The mapping in this file; what is wrong with it is told with the file's name.
pub fn read(file: &Path) -> Result<Mapping, Failure> {
    let text = std::fs::read_to_string(file).with_context(|| format!("failed to read {}", file.display()))?;
    Ok(Mapping::parse(&text)?)
}

/// With a database beside this one in which the platform is, as its migrations and its reference data make it.
pub async fn with_template<T>(
    db: &DatabaseConnection,
    pg_dump: &Path,
    work: impl AsyncFnOnce(Template<'_>) -> Result<T, adopt::Error>,
) -> Result<T, Failure> {
    let scratch = Scratch::empty(db).await.map_err(backline_ops::Error::from)?;
    let outcome = async {
        migrate::up::<Migrator>(scratch.conn(), migrate::Options::default(), |_event| {}).await?;
        let loaded = reference::load_reference(scratch.conn()).await;
        loaded.map_err(|error| anyhow::Error::new(error).context("failed to load the reference data"))?;
        Ok::<_, Failure>(work(Template { db: scratch.conn(), pg_dump }).await?)
    }
    .await;
    let dropped = scratch.drop().await.map_err(backline_ops::Error::from);
    let value = outcome?;
    dropped?;
    Ok(value)
}

/// Shows how far the copy is.
async fn copying<T, E>(
    output: &Output,
    work: impl AsyncFnOnce(&mut dyn FnMut(Event<'_>)) -> Result<T, E>,
) -> Result<T, E> {
    let progress = output.progress("copying rows", Some(0));
    let (mut staged, mut done) = (0_i64, (String::new(), 0_i64));
    let mut listener = |event: Event<'_>| match event {
        Event::Building => progress.item("building the new schema"),
        Event::Staged { name, rows } => {
            staged += rows;
            progress.set_total(Some(staged.unsigned_abs()));
            progress.item(format_args!("{rows} rows of {name} to copy"));
        }
        Event::Copied { name, done: now, of } => {
            if done.0 != name || now < done.1 {
                done = (name.to_owned(), 0);
            }
            progress.advance((now - done.1).unsigned_abs());
            done.1 = now;
            progress.item(format_args!("{name}, {now} of {of}"));
        }
        Event::Locking { attempt } => {
            progress.item(format_args!("locking the old tables, attempt {attempt}"));
            output.measure(|metrics| metrics.set(&LOCK_RETRIES, f64::from(attempt.saturating_sub(1))));
        }
        _ => {}
    };
    work(&mut listener).await
}

fn told(output: &Output, report: &Report, sentence: &str, started: Instant) -> Result<u8, Failure> {
    output.measure(|metrics| {
        metrics.set(&ROWS, counted(report.tables.iter().map(|table| table.moved).sum::<i64>()));
        metrics.set(&REJECTED_ROWS, counted(report.rejections()));
        if let Some(ms) = report.writers_waited_ms {
            metrics.set(&WRITERS_WAITED, Duration::from_millis(ms).as_secs_f64());
        }
    });
    output.result(report, || format!("{} {}.", text(report, sentence), elapsed(started.elapsed())))?;
    Ok(if report.is_sound() { DONE } else { FINDING })
}

fn text(report: &Report, sentence: &str) -> String {
    let mut table = Table::new([
        "mapping",
        "into",
        "source",
        "filtered",
        "moved",
        "merged",
        "rejected",
        "unaccounted",
        "missing",
        "left over",
    ]);
    for column in 2..10 {
        table = table.numeric(column);
    }
    for one in &report.tables {
        table.row([
            &one.name as &dyn std::fmt::Display,
            &one.target,
            &one.source,
            &one.filtered,
            &one.moved,
            &one.merged,
            &one.rejected,
            &one.unaccounted,
            &one.missing,
            &one.left_over,
        ]);
    }
    let mut text = format!("{table}\n");
    if !report.rejected.is_empty() {
        let mut rejected = Table::new(["rejected", "key", "SQLSTATE", "column or constraint", "reason"]);
        for row in &report.rejected {
            let place = row.constraint.as_ref().or(row.column.as_ref()).map_or("-", String::as_str);
            rejected.row([&row.name as &dyn std::fmt::Display, &row.key, &row.sqlstate, &place, &row.reason]);
        }
        text.push_str(&format!("{rejected}\n"));
        let listed = i64::try_from(report.rejected.len()).unwrap_or(i64::MAX);
        if report.rejections() > listed {
            text.push_str(&format!(
                "… and {} more of these kinds; once rows are copied, all are in backline_adopt.rejected.\n",
                report.rejections() - listed
            ));
        }
    }
    if !report.unread_columns.is_empty() {
        text.push_str(&format!("Read by nothing: {}.\n", report.unread_columns.join(", ")));
    }
    if let Some(waited) = report.writers_waited_ms {
        text.push_str(&format!("Writers of the old tables waited for {waited} ms at most.\n"));
    }
    text.push_str(&format!("{sentence}."));
    text
}

fn said(output: &Output, what: &str, sentence: &str) -> Result<u8, Failure> {
    output.result(&serde_json::json!({ "outcome": what }), || sentence.to_owned())?;
    Ok(DONE)
}
