//! `new migration` and `migrate create`

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde::Serialize;
use time::OffsetDateTime;
use time::macros::format_description;

use super::name::Name;
use super::registry::Registry;
use super::template::Purpose;
use crate::failure::{DONE, Failure};
use crate::place::{Place, workspace};

/// The migration to make.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// What it does, a verb and an object: `add_celebrity_ratings`
    name: Name,
    /// What it does, in a sentence; becomes the head of its file
    #[arg(long)]
    description: Option<String>,
    /// The crate of the migrations
    #[arg(long, value_name = "FOLDER", hide = true)]
    crate_folder: Option<PathBuf>,
}

/// What was made.
#[derive(Debug, Serialize)]
struct Created {
    name: String,
    file: PathBuf,
    golden: PathBuf,
    registry: PathBuf,
}

/// Makes the file and its golden file, and registers it last: until then nothing that is built knows of it.
pub fn run(options: &Options, place: &Place) -> Result<u8, Failure> {
    let folder = options.crate_folder.clone().unwrap_or_else(|| workspace().join("migrations"));
    let registry = Registry::read(&folder)?;
    registry.check_unused(&options.name)?;
    let name = dated(&options.name, &registry, OffsetDateTime::now_utc())?;
    let purpose = Purpose::of(&options.name);
    let sentence = options.description.clone().unwrap_or_else(|| options.name.sentence());
    let created = Created {
        file: folder.join("src").join(format!("{name}.rs")),
        golden: folder.join("golden").join(format!("{name}.sql")),
        registry: registry.path().to_owned(),
        name: name.clone(),
    };
    write_new(&created.file, &purpose.render(&sentence))?;
    write_new(&created.golden, purpose.golden())?;
    registry.register(&name)?;
    place.output().result(&created, || text(&created))?;
    Ok(DONE)
}

/// The name with the moment in front, as the others have it, and behind them all.
fn dated(name: &Name, registry: &Registry, now: OffsetDateTime) -> Result<String, Failure> {
    let format = format_description!("m[year][month][day]_[hour][minute][second]");
    let moment = now.format(format).context("failed to write the date")?;
    let dated = format!("{moment}_{name}");
    match registry.last() {
        Some(last) if *last >= *dated => Err(Failure::with_hint(
            anyhow::anyhow!("migration \"{last}\" is dated later than now, {moment}"),
            "set the clock, or rename that migration if it is not released",
        )),
        _ => Ok(dated),
    }
}

fn write_new(path: &Path, text: &str) -> Result<(), Failure> {
    let mut file = std::fs::File::create_new(path)
        .with_context(|| format!("failed to make the file {}", path.display()))?;
    std::io::Write::write_all(&mut file, text.as_bytes())
        .with_context(|| format!("failed to write the file {}", path.display()))?;
    Ok(())
}

fn text(created: &Created) -> String {
    let shown = |path: &Path| path.strip_prefix(workspace()).unwrap_or(path).display().to_string();
    format!(
        "{}\n{}\n{}\n\n\
         Next:\n  \
         write up and down in the first; the example in it shows how\n  \
         UPDATE_GOLDEN=1 cargo test -p backline-migrations --test golden\n  \
         cargo xtask migrate lint {}\n  \
         cargo xtask migrate verify",
        shown(&created.file),
        shown(&created.golden),
        shown(&created.registry),
        created.name
    )
}

#[cfg(test)]
mod unit_tests {
    use super::*;

    #[test]
    fn a_new_migration_comes_after_all_others() {
        let name: Name = "add_ratings".parse().unwrap();
        let folder = workspace().join("migrations");
        let registry = Registry::read(&folder).unwrap();
        let now = time::macros::datetime!(2031-02-03 04:05:06 UTC);
        assert_eq!(dated(&name, &registry, now).unwrap(), "m20310203_040506_add_ratings");
        assert!(dated(&name, &registry, time::macros::datetime!(2020-02-03 04:05:06 UTC)).is_err());
    }
}
