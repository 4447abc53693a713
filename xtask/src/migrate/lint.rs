//! `migrate lint`

use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Level as Mark, Renderer, Snippet};
use anyhow::Context as _;
use backline_migrations::Migrator;
use backline_ops::lint::{self, Finding, Level, Off, Report, Settings};
use backline_ops::migrate::{Rendered, render};

use super::format::{Format, annotation, golden_line};
use crate::failure::{DONE, FINDING, Failure};
use crate::output::{Table, count};
use crate::place::Place;

/// What to judge, and how to write it.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Only these migrations
    #[arg(value_name = "MIGRATION")]
    migrations: Vec<String>,
    /// Only this migration and those after it
    #[arg(long, value_name = "MIGRATION", conflicts_with = "migrations")]
    since: Option<String>,
    /// How to write the findings
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// List the rules, and why some do not run, instead
    #[arg(long, conflicts_with_all = ["migrations", "since", "format"])]
    rules: bool,
}

/// What this project wants of the rules. A finding that is right in one place is allowed in its migration, not here.
pub fn settings() -> Settings {
    let off = [
        ("ban-char-field", "codes of ISO 3166, ISO 4217 and the like, and digests, have a fixed width"),
        (
            "prefer-bigint-over-int",
            "keys are uuid; what is counted here never comes near two thousand million",
        ),
        ("prefer-bigint-over-smallint", "years, stars, percents and the like"),
        ("prefer-text-field", "E.164, GSTIN and PAN say themselves how long they are"),
    ];
    let off = off.map(|(rule, reason)| Off { rule, reason }).to_vec();
    Settings { off, postgres: Some(14), only: None }
}

pub async fn run(options: &Options, place: &Place) -> Result<u8, Failure> {
    if options.rules {
        return rules(place);
    }
    let migrations = render::<Migrator>().await?;
    let only = chosen(options, &migrations)?;
    let report = lint::lint(&migrations, &Settings { only, ..settings() })
        .context("failed to read the settings of the rules")?;
    let json = || serde_json::to_string_pretty(&report).unwrap_or_default();
    place.output().result(&report, || match options.format {
        Format::Text => text(&report),
        Format::Json => json(),
        Format::Github => github(&report),
    })?;
    Ok(if report.count(Level::Error) > 0 { FINDING } else { DONE })
}

/// The names that were asked for.
fn chosen(options: &Options, migrations: &[Rendered]) -> Result<Option<Vec<String>>, Failure> {
    let names: Vec<&str> = migrations.iter().map(|migration| migration.name.as_str()).collect();
    for asked in options.migrations.iter().chain(&options.since) {
        if !names.contains(&asked.as_str()) {
            let nearest = names.iter().min_by_key(|name| strsim::damerau_levenshtein(name, asked));
            let hint = format!("the nearest is \"{}\"", nearest.copied().unwrap_or_default());
            return Err(Failure::with_hint(anyhow::anyhow!("there is no migration \"{asked}\""), hint));
        }
    }
    Ok(match &options.since {
        Some(since) => {
            Some(names.iter().skip_while(|name| *name != since).map(|name| (*name).to_owned()).collect())
        }
        None => Some(options.migrations.clone()).filter(|names| !names.is_empty()),
    })
}

fn text(report: &Report) -> String {
    let renderer = Renderer::styled();
    let mut text = String::new();
    for finding in &report.findings {
        let _ = writeln!(text, "{}\n", renderer.render(&[group(report, finding)]));
    }
    let _ = write!(
        text,
        "{} in {}",
        count(report.findings.len(), "finding"),
        count(report.migrations.len(), "migration")
    );
    if report.findings.is_empty() {
        let _ = write!(text, ", {} allowed with a reason", report.allowed.len());
    } else {
        let (errors, warnings) = (report.count(Level::Error), report.count(Level::Warning));
        let _ = write!(text, ": {}, {}", count(errors, "error"), count(warnings, "warning"));
    }
    text + "."
}

fn group<'a>(report: &'a Report, finding: &'a Finding) -> annotate_snippets::Group<'a> {
    let level = match finding.level {
        Level::Error => Mark::ERROR,
        Level::Warning => Mark::WARNING,
    };
    let sql = report.text(&finding.migration);
    let (path, line) = golden_line(&finding.migration, sql, finding.line);
    let snippet = Snippet::source(sql)
        .line_start(line + 1 - finding.line)
        .path(path)
        .annotation(AnnotationKind::Primary.span(finding.range.clone()));
    let group = level.primary_title(&*finding.message).id(&*finding.rule).element(snippet);
    match &finding.help {
        Some(help) => group.element(Mark::HELP.message(&**help)),
        None => group,
    }
}

fn github(report: &Report) -> String {
    let mut text = String::new();
    for finding in &report.findings {
        let level = match finding.level {
            Level::Error => "error",
            Level::Warning => "warning",
        };
        let (path, line) = golden_line(&finding.migration, report.text(&finding.migration), finding.line);
        let mut message = finding.message.clone();
        if let Some(help) = &finding.help {
            let _ = write!(message, "\nhelp: {help}");
        }
        let _ = writeln!(text, "{}", annotation(level, (&path, line), &finding.rule, &message));
    }
    text
}

/// A rule and whether it runs.
#[derive(Debug, serde::Serialize)]
struct Listed {
    rule: String,
    off_because: Option<&'static str>,
}

fn rules(place: &Place) -> Result<u8, Failure> {
    let off = settings().off;
    let reason = |rule: &str| off.iter().find(|off| off.rule == rule).map(|off| off.reason);
    let running = lint::rule_names().into_iter().map(|rule| (reason(&rule), rule));
    let unused = lint::NOT_USED.iter().map(|(rule, reason)| (Some(*reason), (*rule).to_owned()));
    let mut rules: Vec<Listed> =
        running.chain(unused).map(|(off_because, rule)| Listed { rule, off_because }).collect();
    rules.sort_by(|a, b| a.rule.cmp(&b.rule));
    place.output().result(&rules, || {
        let mut table = Table::new(["rule", "off because"]);
        for listed in &rules {
            table.row([&listed.rule, &listed.off_because.unwrap_or_default()]);
        }
        let on = rules.iter().filter(|listed| listed.off_because.is_none()).count();
        format!("{table}{} of {} run.", count(on, "rule"), rules.len())
    })?;
    Ok(DONE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_are_shown_where_they_are() {
        use backline_ops::migrate::Rollback;
        use sea_orm::{DbBackend, Statement};
        let statement = |sql: &str| Statement::from_string(DbBackend::Postgres, sql.to_owned());
        let migration = Rendered {
            name: "m1_try".to_owned(),
            up: vec![
                statement("ALTER TABLE goods ADD COLUMN seen timestamp"),
                statement("ALTER TABLE goods\n    DROP COLUMN colour"),
            ],
            down: Rollback::Irreversible("the colours are gone".to_owned()),
            transactional: true,
            kind: backline_ops::migrate::Kind::default(),
        };
        let report = lint::lint(&[migration], &Settings::default()).unwrap();
        let plain = anstream::adapter::strip_str(&text(&report)).to_string();
        insta::assert_snapshot!(plain, @"
        warning[prefer-timestamp-tz]: When Postgres stores a datetime in a `timestamp` field, Postgres drops the UTC offset. This means 2019-10-11 21:11:24+02 and 2019-10-11 21:11:24-06 will both be stored as 2019-10-11 21:11:24 in the database, even though they are eight hours apart in time.
         --> migrations/golden/m1_try.sql:1:35
          |
        1 | ALTER TABLE goods ADD COLUMN seen timestamp;
          |                                   ^^^^^^^^^
          |
          = help: Use `timestamptz` instead of `timestamp` for your column type.

        error[ban-drop-column]: Dropping a column may break existing clients.
         --> migrations/golden/m1_try.sql:3:5
          |
        3 |     DROP COLUMN colour;
          |     ^^^^^^^^^^^^^^^^^^

        2 findings in 1 migration: 1 error, 1 warning.
        ");
        insta::assert_snapshot!(github(&report), @"
        ::warning file=migrations/golden/m1_try.sql,line=1,title=prefer-timestamp-tz::When Postgres stores a datetime in a `timestamp` field, Postgres drops the UTC offset. This means 2019-10-11 21:11:24+02 and 2019-10-11 21:11:24-06 will both be stored as 2019-10-11 21:11:24 in the database, even though they are eight hours apart in time.%0Ahelp: Use `timestamptz` instead of `timestamp` for your column type.
        ::error file=migrations/golden/m1_try.sql,line=3,title=ban-drop-column::Dropping a column may break existing clients.
        ");
    }

    #[tokio::test]
    async fn our_migrations_are_clean() {
        let report = lint::lint(&render::<Migrator>().await.unwrap(), &settings()).unwrap();
        assert!(
            report.findings.is_empty(),
            "{}\nMend the migration, or say in it why it is right: see docs/guides/review-a-migration.md",
            anstream::adapter::strip_str(&text(&report))
        );
        assert!(!report.allowed.is_empty(), "what is allowed is not even found");
    }
}
