//! `ops backup`

use std::path::PathBuf;
use std::time::{Instant, SystemTime};

use backline_ops::backup::{self, BackupError, Event, Format, Manifest, Tools, Unreadable};
use backline_ops::metrics::{BYTES, ROWS, counted};
use backline_postgres::binaries::{Search, find};
use clap::{Subcommand, ValueEnum};
use serde::Serialize;

use crate::failure::{DONE, FINDING, Failure};
use crate::output::{Table, count, elapsed};
use crate::place::{Place, Target};

/// What to do about backups; without a word, one is made.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Options {
    #[command(subcommand)]
    verb: Option<Verb>,
    #[command(flatten)]
    archive: ArchiveOptions,
    /// Restore it into a scratch database and compare catalog, rows and content
    #[arg(long)]
    verify: bool,
}

/// Where a backup goes, and in what form.
#[derive(Debug, clap::Args)]
pub struct ArchiveOptions {
    /// The folder of all backups [default: backups in the folder of the private server]
    #[arg(long, value_name = "FOLDER", env = "BACKLINE_BACKUPS")]
    into: Option<PathBuf>,
    /// One file, or a folder that several jobs write at once
    #[arg(long, value_enum, default_value = "custom")]
    format: ArchiveFormat,
    /// How many jobs work at once
    #[arg(long, value_name = "NUMBER", default_value_t = 2)]
    pub jobs: usize,
}

impl ArchiveOptions {
    /// The folder of all backups.
    pub fn folder(&self, place: &Place) -> PathBuf {
        folder(place, self.into.as_ref())
    }

    /// As it was given, for a command that is shown.
    pub fn folder_argument(&self) -> String {
        self.into.as_ref().map_or_else(String::new, |folder| format!(" --into {}", folder.display()))
    }

    /// How the archive is written.
    pub fn format(&self) -> Format {
        match self.format {
            ArchiveFormat::Custom => Format::Custom,
            ArchiveFormat::Directory => Format::Directory,
        }
    }
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Show the backups that there are
    List {
        /// The folder of all backups
        #[arg(long, value_name = "FOLDER", env = "BACKLINE_BACKUPS")]
        into: Option<PathBuf>,
    },
    /// Remove all but the newest backups of each database
    Prune {
        /// How many to keep
        #[arg(long, value_name = "NUMBER")]
        keep: usize,
        /// Ask nothing
        #[arg(long, short = 'y')]
        yes: bool,
        /// The folder of all backups
        #[arg(long, value_name = "FOLDER", env = "BACKLINE_BACKUPS")]
        into: Option<PathBuf>,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ArchiveFormat {
    Custom,
    Directory,
}

#[derive(Serialize)]
struct Made<'a> {
    folder: PathBuf,
    verified: bool,
    elapsed_ms: u128,
    #[serde(flatten)]
    manifest: &'a Manifest,
}

#[derive(Serialize)]
struct List<'a> {
    backups: Vec<&'a Manifest>,
    unreadable: &'a [Unreadable],
}

pub async fn run(options: &Options, place: &Place) -> Result<u8, Failure> {
    match &options.verb {
        None => make(options, place).await,
        Some(Verb::List { into }) => list(place, into.as_ref()),
        Some(Verb::Prune { keep, yes, into }) => prune(place, *keep, *yes, into.as_ref()),
    }
}

async fn make(options: &Options, place: &Place) -> Result<u8, Failure> {
    let target = place.target().await?;
    let db = target.connect().await?;
    let tools = tools(&target)?;
    let started = Instant::now();
    let wanted = backup::Options {
        root: options.archive.folder(place),
        format: options.archive.format(),
        jobs: options.archive.jobs,
        now: SystemTime::now().into(),
    };
    let (folder, manifest) =
        backup::create(&db, &tools, &wanted, |event| tell(place, &event)).await.map_err(failure)?;
    if options.verify {
        backup::verify(&db, &tools, &folder, options.archive.jobs, |event| tell(place, &event))
            .await
            .map_err(failure)?;
    }
    place.output().measure(|metrics| {
        metrics.set(&ROWS, counted(manifest.rows()));
        metrics.set(&BYTES, counted(manifest.bytes()));
    });
    let elapsed_ms = started.elapsed().as_millis();
    let made = Made { folder, verified: options.verify, elapsed_ms, manifest: &manifest };
    place.output().result(&made, || {
        let proven = if options.verify { ", restored and compared" } else { "" };
        let (tables, rows) = (count(manifest.tables.len(), "table"), count(manifest.rows(), "row"));
        let time = elapsed(started.elapsed());
        format!(
            "{}\n{tables} with {rows}, {} kB{proven}, {time}.",
            made.folder.display(),
            manifest.bytes() / 1024
        )
    })?;
    Ok(DONE)
}

fn list(place: &Place, into: Option<&PathBuf>) -> Result<u8, Failure> {
    let (backups, unreadable) = backup::list(&folder(place, into)).map_err(failure)?;
    let shown =
        List { backups: backups.iter().map(|(_, manifest)| manifest).collect(), unreadable: &unreadable };
    place.output().result(&shown, || {
        let mut table =
            Table::new(["backup", "server", "migrations", "rows", "kB"]).numeric(2).numeric(3).numeric(4);
        for manifest in &shown.backups {
            let (migrations, kilobytes) = (manifest.migrations.len(), manifest.bytes() / 1024);
            table.row([&manifest.name, &manifest.server_version, &migrations, &manifest.rows(), &kilobytes]);
        }
        let damaged: String = unreadable.iter().map(|folder| format!("{}\n", folder.why)).collect();
        format!("{table}{damaged}{}.", count(backups.len(), "backup"))
    })?;
    Ok(if unreadable.is_empty() { DONE } else { FINDING })
}

fn prune(place: &Place, keep: usize, yes: bool, into: Option<&PathBuf>) -> Result<u8, Failure> {
    let folder = folder(place, into);
    if !yes {
        let newest = count(keep, "backup");
        place.output().confirm(&format!("Remove all but the newest {newest} of each database?"))?;
    }
    let gone = backup::prune(&folder, keep).map_err(failure)?;
    place.output().result(&gone, || format!("{} removed.", count(gone.len(), "backup")))?;
    Ok(DONE)
}

fn folder(place: &Place, into: Option<&PathBuf>) -> PathBuf {
    into.cloned().unwrap_or_else(|| place.home().join("backups"))
}

/// The client programs: those of a private server's own installation, else the newest there are.
pub fn tools(target: &Target) -> Result<Tools, Failure> {
    let binaries = match target.server() {
        Some(server) => server.binaries().clone(),
        None => find(&Search::from_environment())?,
    };
    match (binaries.pg_dump(), binaries.pg_restore()) {
        (Some(pg_dump), Some(pg_restore)) => Ok(Tools { pg_dump, pg_restore }),
        _ => Err(Failure::with_hint(
            anyhow::Error::msg("failed to find pg_dump and pg_restore"),
            format!("install the client programs of PostgreSQL {} or later", binaries.version),
        )),
    }
}

/// Says what is being done.
pub fn tell(place: &Place, event: &Event) {
    match event {
        Event::Step(step) => {
            let mut letters = step.chars();
            let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
            place.output().narrate(format!("{first}{}", letters.as_str()));
        }
        Event::Note(note) => place.output().narrate(note),
    }
}

/// With its remedy and exit code.
pub fn failure(error: BackupError) -> Failure {
    match error {
        BackupError::Database(error) => error.into(),
        error => match error.hint() {
            Some(hint) => Failure::with_hint(error, hint),
            None => anyhow::Error::new(error).into(),
        },
    }
}
