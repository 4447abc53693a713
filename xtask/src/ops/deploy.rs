//! `ops deploy`

use std::path::{Path, PathBuf};
use std::time::Duration;

use backline_migrations::Migrator;
use backline_ops::consent::Consent;
use backline_ops::deploy::{
    self, Commands, DeployError, Event, Limits, Project, Report, Stage, last, needs_plan,
};
use backline_ops::metrics::{APPLIED, MIGRATION_DURATION, UNDONE};
use backline_ops::migrate::Event as MigrationEvent;
use backline_ops::plan::Plan;
use serde::Serialize;

use super::backup::{ArchiveOptions, tell, tools};
use super::platform;
use crate::failure::{DONE, FINDING, Failure};
use crate::guard::{self, Permission};
use crate::migrate::{BudgetOptions, explained, lint_settings, narrate, plan_as_text, plan_for};
use crate::output::write_whole;
use crate::place::{Place, Target};

/// For how long a lost connection is tried to be had again.
const PATIENCE: Duration = Duration::from_secs(60);

/// What to deploy. Run again after it was stopped, it goes on where it was.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Stop after this migration
    #[arg(long, value_name = "NAME", conflicts_with = "rollback")]
    to: Option<String>,
    /// Look and plan only, and change nothing; of a deploy that was stopped, tell where it stands
    #[arg(long, conflicts_with = "rollback")]
    dry_run: bool,
    /// Undo the last deploy, whether it is done or was stopped
    #[arg(long)]
    rollback: bool,
    /// Take open transactions for too old from this age on
    #[arg(long, value_name = "DURATION", default_value = "1m", value_parser = humantime::parse_duration)]
    transaction_age: Duration,
    #[command(flatten)]
    archive: ArchiveOptions,
    #[command(flatten)]
    permission: Permission,
    #[command(flatten)]
    budgets: BudgetOptions,
}

#[derive(Serialize)]
struct Shown<'a> {
    /// The state in words.
    state: String,
    #[serde(flatten)]
    report: &'a Report,
    /// Where the report lies.
    files: Vec<PathBuf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    plan: Option<&'a Plan>,
}

pub async fn run(options: &Options, place: &Place) -> Result<u8, Failure> {
    if options.dry_run {
        return look(options, place).await;
    }
    let (target, consent) =
        guard::consent(place, &options.permission, "what the deployed migrations make").await?;
    let db = target.connect().await?;
    let engine = engine_options(options, place, &target, Some(&consent))?;
    let recorded = last(&db).await?;
    let (validations, row_changes) = (platform::validations(), platform::row_changes());
    let project = project(&validations, &row_changes);
    let folder = options.archive.folder(place);
    let listen = |event: Event<'_>| listen(place, &folder, options.rollback, event);
    let outcome = if options.rollback {
        if !options.permission.is_given() {
            place.output().confirm("Undo the last deploy?")?;
        }
        deploy::roll_back::<Migrator>(&db, &project, &engine, &consent, listen).await
    } else {
        let plan = match needs_plan(recorded.as_ref()) {
            true => Some(plan_for(place, &target, &db, false).await?),
            false => None,
        };
        deploy::deploy::<Migrator>(&db, &project, &engine, plan.as_ref(), &consent, listen).await
    };
    let report = outcome.map_err(|error| failure(place, error))?;
    end(place, options, &report)
}

async fn look(options: &Options, place: &Place) -> Result<u8, Failure> {
    let target = place.target().await?;
    let db = target.connect().await?;
    let engine = engine_options(options, place, &target, None)?;
    let plan = match needs_plan(last(&db).await?.as_ref()) {
        true => Some(plan_for(place, &target, &db, false).await?),
        false => None,
    };
    let (validations, row_changes) = (platform::validations(), platform::row_changes());
    let project = project(&validations, &row_changes);
    let listen = |event: Event<'_>| listen(place, Path::new(""), false, event);
    let outcome = deploy::dry_run::<Migrator>(&db, &project, &engine, plan.as_ref(), listen).await;
    let report = outcome.map_err(|error| failure(place, error))?;
    let shown = Shown { state: report.state(), report: &report, files: Vec::new(), plan: plan.as_ref() };
    place.output().result(&shown, || match &plan {
        Some(plan) if !plan.migrations.is_empty() => {
            format!("{}\n## Plan\n\n```\n{}\n```\n", report.markdown(), plan_as_text(plan).trim_end())
        }
        _ => report.markdown(),
    })?;
    Ok(if report.is_good() { DONE } else { FINDING })
}

/// Shows the report. That it is refused is a finding; that it failed an error, with what can be done first.
fn end(place: &Place, options: &Options, report: &Report) -> Result<u8, Failure> {
    let files = match report.number {
        Some(_) => files(&options.archive.folder(place), report).to_vec(),
        None => Vec::new(),
    };
    let there = files.into_iter().filter(|file| file.exists()).collect();
    let shown = Shown { state: report.state(), report, files: there, plan: None };
    place.output().result(&shown, || report.markdown())?;
    let Some(problem) = report.obstacle.as_ref().or(report.problem.as_ref()) else { return Ok(DONE) };
    if report.stage == Stage::Preflight {
        return Ok(FINDING);
    }
    let hint = match report.commands.first() {
        Some(command) => format!("{} To {}: {}", report.state(), command.what, command.command),
        None => report.state(),
    };
    let what = match (report.stage, options.rollback) {
        (Stage::RolledBack, _) => "the deploy failed, and was undone",
        (_, true) => "the deploy was not undone",
        (_, false) => "the deploy is not finished",
    };
    Err(Failure::with_hint(anyhow::anyhow!("{what}: {}", problem.line()), hint))
}

fn engine_options(
    options: &Options,
    place: &Place,
    target: &Target,
    consent: Option<&Consent>,
) -> Result<deploy::Options, Failure> {
    let permission = match consent {
        Some(consent) if consent.environment().is_protected() => {
            format!(" --yes-production {}", consent.database())
        }
        _ if options.permission.yes() => " --yes".to_owned(),
        _ => String::new(),
    };
    let into = options.archive.folder_argument();
    Ok(deploy::Options {
        to: options.to.clone(),
        tools: tools(target)?,
        backups: options.archive.folder(place),
        format: options.archive.format(),
        jobs: options.archive.jobs,
        budgets: options.budgets.budgets(),
        lock: options.budgets.lock(),
        lint: lint_settings(),
        limits: Limits { transaction_age: options.transaction_age, ..Limits::default() },
        patience: PATIENCE,
        commands: Commands {
            deploy: format!("cargo xtask ops deploy{into}{permission}"),
            roll_back: format!("cargo xtask ops deploy --rollback{into}{permission}"),
            restore: format!("cargo xtask ops restore {{backup}}{permission}"),
        },
    })
}

fn project<'a>(validations: &'a [deploy::Validation], row_changes: &'a [deploy::RowChange]) -> Project<'a> {
    Project {
        maintenance: Some(platform::MAINTENANCE),
        validations,
        row_changes,
        references: &platform::REFERENCES,
        queries: &platform::QUERIES,
        beside: &platform::BESIDE,
    }
}

/// Says what happens, and keeps the report of now in files: whoever finds them after a crash knows where it stood.
fn listen(place: &Place, folder: &Path, back: bool, event: Event<'_>) {
    let output = place.output();
    match event {
        Event::Looks(what) => output.narrate(format_args!("Looking at the {what}")),
        Event::Stage(report) => {
            output.narrate(format_args!("Stage: {}", report.stage.as_str()));
            if let Err(error) = keep(folder, report) {
                output.narrate(format_args!(
                    "the report could not be written to {}: {error}",
                    folder.display()
                ));
            }
        }
        Event::GoesOn(report) => {
            let (number, stage) = (report.number.unwrap_or_default(), report.stage.as_str());
            let how = if back { "Going back from" } else { "Going on with" };
            output.narrate(format_args!("{how} deploy {number}, which is in the stage \"{stage}\""));
        }
        Event::GoesBack(problem) => output.narrate(format_args!("{}; going back", problem.line())),
        Event::Backup(event) => tell(place, event),
        Event::Migration(MigrationEvent::Begins(name)) => output.narrate(name),
        Event::Migration(MigrationEvent::Undone(name)) => {
            output.measure(|metrics| metrics.add(&UNDONE, 1.0));
            output.narrate(format_args!("{name} is undone"));
        }
        Event::Migration(MigrationEvent::Done(applied)) => {
            let seconds = Duration::from_millis(applied.elapsed_ms).as_secs_f64();
            output.measure(|metrics| {
                metrics.add(&APPLIED, 1.0);
                metrics.set_of(&MIGRATION_DURATION, "migration", &applied.name, seconds);
            });
        }
        Event::Migration(event) => narrate(output, event),
        _ => {}
    }
}

/// Both, each by renaming.
fn keep(folder: &Path, report: &Report) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let [markdown, json] = files(folder, report);
    write_whole(&markdown, &report.markdown())?;
    write_whole(&json, &serde_json::to_string_pretty(report)?)
}

/// Markdown and JSON, beside the backups.
fn files(folder: &Path, report: &Report) -> [PathBuf; 2] {
    let number = report.number.unwrap_or_default();
    let safe = |letter: char| if letter.is_alphanumeric() || "_-".contains(letter) { letter } else { '_' };
    let database: String = report.database.chars().map(safe).collect();
    ["md", "json"].map(|kind| folder.join(format!("{database}-deploy-{number}.{kind}")))
}

/// What keeps migrations from running is told in full.
fn failure(place: &Place, error: DeployError) -> Failure {
    match error {
        DeployError::Engine(error) => explained(place.output(), error),
        error => error.into(),
    }
}
