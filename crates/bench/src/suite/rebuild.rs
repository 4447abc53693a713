//! `cargo xtask bench rebuild`: how long a developer waits for xtask after an edit.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::Setup;
use crate::{Comparison, Contender, Error, Report, process};

/// An entity that much else uses.
const ENTITY: &str = "crates/schema/src/talent/artists.rs";

/// A migration among the others.
const MIGRATION: &str = "migrations/src/m20260115_000006_create_talent_tables.rs";

/// Runs the suite on a thread that may block.
///
/// # Errors
/// The first of anything that is measured or prepared.
pub fn run(setup: &Setup<'_>) -> Result<Report, Error> {
    (setup.narrate)("building a copy of the checkout; the first time takes minutes");
    let copy = Copy::make(setup)?;
    copy.build()?;
    let edit = |file: &'static str| {
        let (copy, mut number) = (&copy, 0);
        move || {
            number += 1;
            copy.edit(file, number)?;
            process::time(&mut copy.command())
        }
    };
    let comparison = Comparison {
        title: "cargo build -p xtask after an edit",
        note: "In a copy of the checkout, with the profile that `cargo xtask` uses; a function is added to the file. These \
               are times of one machine, beside nobody.",
        contenders: vec![
            Contender::new("one migration edited", edit(MIGRATION)),
            Contender::new("one entity edited", edit(ENTITY)),
            Contender::new("nothing edited", || process::time(&mut copy.command())),
        ],
        claims: Vec::new(),
    };
    let setting = "Whole runs of cargo".to_owned();
    Ok(Report {
        suite: "rebuild",
        setting,
        in_memory: setup.in_memory,
        rounds: setup.rounds,
        comparisons: vec![setup.measure(comparison)?],
    })
}

/// The files of the checkout in another folder, so that no edit of ours is ever left in it.
struct Copy {
    folder: PathBuf,
    target: PathBuf,
}

impl Copy {
    fn make(setup: &Setup<'_>) -> Result<Self, Error> {
        let copy = Self { folder: setup.scratch("checkout"), target: setup.scratch("checkout-target") };
        let mut list = Command::new("git");
        list.current_dir(setup.workspace);
        list.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
        for name in process::output(&mut list)?.split('\0').filter(|name| !name.is_empty()) {
            let (from, to) = (setup.workspace.join(name), copy.folder.join(name));
            // One that is deleted and not yet committed.
            if from.is_file() {
                copy_if_changed(&from, &to)?;
            }
        }
        Ok(copy)
    }

    fn command(&self) -> Command {
        let mut command = Command::new("cargo");
        command.current_dir(&self.folder).args(["build", "--quiet", "--package", "xtask"]);
        command.env("CARGO_TARGET_DIR", &self.target);
        command
    }

    fn build(&self) -> Result<(), Error> {
        process::output(&mut self.command()).map(drop)
    }

    /// Adds a function to a file.
    fn edit(&self, file: &str, number: u32) -> Result<(), Error> {
        let path = self.folder.join(file);
        let function = format!("\n/// An edit.\npub fn edit_{number}() -> u32 {{\n    {number}\n}}\n");
        let opened = fs::OpenOptions::new().append(true).open(&path);
        opened.and_then(|mut file| file.write_all(function.as_bytes())).map_err(Error::io("edit", path))
    }
}

/// A file that is the same keeps its time, so that it is not built again.
fn copy_if_changed(from: &Path, to: &Path) -> Result<(), Error> {
    let new = fs::read(from).map_err(Error::io("read", from))?;
    if fs::read(to).is_ok_and(|old| old == new) {
        return Ok(());
    }
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).map_err(Error::io("make the folder", folder))?;
    }
    fs::write(to, new).map_err(Error::io("write", to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_that_are_edited_are_there() {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        for file in [ENTITY, MIGRATION] {
            assert!(workspace.join(file).is_file(), "{file} is gone; name another one in this file");
        }
    }

    #[test]
    fn a_file_that_is_the_same_is_not_touched() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("from"), folder.path().join("sub/to"));
        fs::write(&from, "a").unwrap();
        copy_if_changed(&from, &to).unwrap();
        let time = |path: &Path| path.metadata().unwrap().modified().unwrap();
        let before = time(&to);
        copy_if_changed(&from, &to).unwrap();
        assert_eq!(time(&to), before);
        fs::write(&from, "b").unwrap();
        copy_if_changed(&from, &to).unwrap();
        assert_eq!(fs::read_to_string(&to).unwrap(), "b");
    }
}
