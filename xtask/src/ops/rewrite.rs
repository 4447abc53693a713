//! `ops rewrite`

use std::path::PathBuf;
use std::time::Instant;

use anyhow::Context as _;
use backline_ops::metrics::{LOCK_RETRIES, ROWS, counted};
use backline_ops::rewrite::{self, Event, Preview, Set, Specification, Status};

use crate::failure::{DONE, FINDING, Failure};
use crate::guard::{Permission, consent};
use crate::output::{Output, Table, count, elapsed};
use crate::place::Place;

/// What a table is to become, or what becomes of a rewrite that was begun.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The table, as in a query; without it, the rewrites under way are listed
    table: Option<String>,
    /// A column's new type: "column=type [USING expression] [BACK expression]"
    #[arg(long = "set", value_name = "COLUMN=TYPE")]
    sets: Vec<Set>,
    /// A file with the table's whole new definition: CREATE TABLE under its name, its indexes and foreign keys
    #[arg(long, value_name = "FILE", conflicts_with = "sets")]
    to: Option<PathBuf>,
    /// A column that the new definition leaves out on purpose
    #[arg(long = "drop", value_name = "COLUMN")]
    drops: Vec<String>,
    /// Leave foreign keys of other tables off that do not fit the new key's type
    #[arg(long)]
    detach_incoming: bool,
    /// Swap without comparing the two tables row by row
    #[arg(long)]
    skip_comparison: bool,
    /// How many rows that cannot be converted are listed
    #[arg(long, default_value_t = 20)]
    examples: usize,
    /// Finish although the swap is less than 24 hours ago
    #[arg(long, requires = "finish")]
    early: bool,
    #[command(flatten)]
    step: Step,
    #[command(flatten)]
    permission: Permission,
}

#[derive(Debug, clap::Args)]
#[group(multiple = false)]
struct Step {
    /// Look at every row, list those that cannot be converted, and change nothing
    #[arg(long)]
    preview: bool,
    /// Go on with a rewrite that was interrupted
    #[arg(long)]
    resume: bool,
    /// Give a rewrite up: everything is as before
    #[arg(long)]
    abort: bool,
    /// Put the old table back, with all that was written since the swap
    #[arg(long)]
    revert: bool,
    /// Drop the old table; refused within 24 hours of the swap unless --early is said
    #[arg(long)]
    finish: bool,
}

impl Options {
    fn specification(&self) -> Result<Specification, Failure> {
        let target = match &self.to {
            Some(path) => {
                let read = std::fs::read_to_string(path);
                Some(read.with_context(|| format!("failed to read {}", path.display()))?)
            }
            None if self.sets.is_empty() => {
                let error = anyhow::Error::msg("nothing is said of what the table is to become");
                return Err(Failure::with_hint(error, "say --set \"column=type\", or --to with a file"));
            }
            None => None,
        };
        Ok(Specification {
            sets: self.sets.clone(),
            target,
            drops: self.drops.clone(),
            detach_incoming: self.detach_incoming,
        })
    }
}

pub async fn run(options: &Options, place: &Place) -> Result<u8, Failure> {
    let started = Instant::now();
    let output = place.output();
    let Some(table) = &options.table else { return list(place).await };
    let step = &options.step;
    let how = rewrite::Options { compare: !options.skip_comparison, ..rewrite::Options::default() };
    if step.finish {
        let loss = format!("the old table that is kept of {table}");
        let (target, consent) = consent(place, &options.permission, &loss).await?;
        rewrite::finish(&target.connect().await?, &consent, table, options.early, &how).await?;
        return said(output, table, "finished", &format!("{table} is finished: the old table is gone."));
    }
    let db = place.target().await?.connect().await?;
    if step.abort {
        rewrite::abort(&db, table, &how).await?;
        return said(output, table, "aborted", &format!("{table} is as before."));
    }
    if step.preview {
        let progress = output.progress("looking at blocks", None);
        let preview = rewrite::preview(&db, table, &options.specification()?, options.examples, |event| {
            if let Event::Looked { of, .. } = event {
                progress.set_total(Some(of.unsigned_abs()));
            }
        })
        .await?;
        drop(progress);
        output.result(&preview, || shown(&preview))?;
        return Ok(if preview.unconvertible == 0 { DONE } else { FINDING });
    }
    let progress = output.progress("rewriting", Some(100));
    let mut percent = 0;
    let on_event = |event: Event<'_>| match event {
        Event::Copied { rows, part } => {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 100")]
            let now = (part * 100.0) as u64;
            progress.advance(now.saturating_sub(percent));
            percent = percent.max(now);
            progress.item(format_args!("{rows} rows copied"));
            output.measure(|metrics| metrics.set(&ROWS, counted(rows)));
        }
        Event::WaitingForReplica { lag } => {
            progress.item(format_args!("waiting for a replica, {lag} bytes behind"));
        }
        Event::Indexing { index } => progress.item(format_args!("building index {index}")),
        Event::Mirrored { keys } if keys > 0 => progress.item(format_args!("{keys} rows mirrored")),
        Event::Comparing => progress.item("comparing the two tables"),
        Event::Swapping { attempt } => {
            progress.item(format_args!("swapping, attempt {attempt}"));
            output.measure(|metrics| metrics.set(&LOCK_RETRIES, f64::from(attempt.saturating_sub(1))));
        }
        Event::Validating { statement } => progress.item(statement),
        _ => {}
    };
    if step.revert {
        rewrite::revert(&db, table, &how, on_event).await?;
        drop(progress);
        return said(
            output,
            table,
            "reverted",
            &format!("{table} is the old table again, with all that was written since."),
        );
    }
    let status = if step.resume {
        rewrite::resume(&db, table, &how, on_event).await
    } else {
        rewrite::start(&db, table, &options.specification()?, &how, on_event).await
    }?;
    drop(progress);
    output.result(&status, || {
        format!(
            "{} is rewritten: {} copied, {}.\n\nNext:\n  --revert   puts the old table back, with all that is written from now on\n  --finish   drops it",
            status.table,
            count(status.copied, "row"),
            elapsed(started.elapsed())
        )
    })?;
    Ok(DONE)
}

async fn list(place: &Place) -> Result<u8, Failure> {
    let db = place.target().await?.connect().await?;
    let under_way = rewrite::list(&db).await?;
    place.output().result(&under_way, || listed(&under_way))?;
    Ok(DONE)
}

fn listed(under_way: &[Status]) -> String {
    let mut table = Table::new(["table", "stage", "rows copied", "hours since the swap"]);
    for status in under_way {
        let stage = format!("{:?}", status.stage).to_lowercase();
        let hours = status.hours_since_swap.map_or_else(|| "-".to_owned(), |hours| format!("{hours:.1}"));
        table.row([&status.table, &stage, &status.copied, &hours]);
    }
    let sentence = format!("{} under way.", count(under_way.len(), "rewrite"));
    if under_way.is_empty() { sentence } else { format!("{table}\n{sentence}") }
}

fn shown(preview: &Preview) -> String {
    let mut text = String::new();
    let mut changes = Table::new(["column", "from", "to"]);
    for change in &preview.changes {
        let or_none = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        changes.row([&change.column, &or_none(&change.from), &or_none(&change.to)]);
    }
    text.push_str(&format!("{changes}\n"));
    if !preview.examples.is_empty() {
        let mut rows = Table::new(["key", "column", "value", "problem"]);
        for row in &preview.examples {
            let value = row.value.clone().unwrap_or_else(|| "null".to_owned());
            rows.row([&row.key, &row.column, &value, &row.problem]);
        }
        text.push_str(&format!("{rows}\n"));
    }
    text.push_str(&format!(
        "{}: about {} in {:.1} MB, {}, {} that follow; {} cannot be converted.",
        preview.table,
        count(preview.rows, "row"),
        f64::from(u32::try_from(preview.bytes >> 10).unwrap_or(u32::MAX)) / 1024.0,
        if preview.indexes.len() == 1 {
            "1 index".to_owned()
        } else {
            format!("{} indexes", preview.indexes.len())
        },
        count(preview.follows.len(), "thing"),
        count(preview.unconvertible, "row"),
    ));
    text
}

fn said(output: &Output, table: &str, what: &str, sentence: &str) -> Result<u8, Failure> {
    output.result(&serde_json::json!({ "table": table, "outcome": what }), || sentence.to_owned())?;
    Ok(DONE)
}
