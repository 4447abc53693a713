//! docs/stress.md: a section for each long test, written by its last run.

use std::path::PathBuf;

use anyhow::Context as _;

use crate::failure::Failure;
use crate::place::workspace;

const HEAD: &str =
    "# Stress\n\nWhat the long tests of `cargo xtask stress` found, as their last runs wrote it.\n";

/// Replaces the section of this name, or adds it.
pub fn write(name: &str, text: &str) -> Result<PathBuf, Failure> {
    let file = workspace().join("docs/stress.md");
    let old = match std::fs::read_to_string(&file) {
        Ok(old) => old,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => HEAD.to_owned(),
        Err(error) => return Err(anyhow::Error::new(error).context("failed to read docs/stress.md").into()),
    };
    std::fs::write(&file, replaced(&old, name, text)).context("failed to write docs/stress.md")?;
    Ok(file)
}

fn replaced(old: &str, name: &str, text: &str) -> String {
    let title = format!("\n## {name}\n");
    let (before, after) = match old.split_once(&title) {
        Some((before, rest)) => (before, rest.find("\n## ").map_or("", |at| &rest[at..])),
        None => (old, ""),
    };
    format!("{}\n{title}\n{}\n{after}", before.trim_end(), text.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_replaced_and_the_others_stay() {
        let first = replaced(HEAD, "a", "one");
        let both = replaced(&first, "b", "two");
        let again = replaced(&both, "a", "three");
        assert!(again.contains("## a\n\nthree\n") && again.contains("## b\n\ntwo\n"), "{again}");
        assert!(!again.contains("one"), "{again}");
    }
}
