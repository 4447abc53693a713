//! Which extensions are installed beside the binaries: a `.control` file each.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::first_line;
use crate::version::Version;

/// Of `extensions`, those without a control file. Empty when the folder of the control files is not found.
pub(super) fn missing(binaries: &Path, version: Version, extensions: &[String]) -> Vec<String> {
    if extensions.is_empty() {
        return Vec::new();
    }
    let Some(share) = share_folder(binaries, version) else { return Vec::new() };
    extensions
        .iter()
        .filter(|extension| !share.join("extension").join(format!("{extension}.control")).is_file())
        .cloned()
        .collect()
}

/// The folder of files that do not depend on the processor: the one that holds `postgres.bki`.
fn share_folder(binaries: &Path, version: Version) -> Option<PathBuf> {
    // Homebrew and others link the programs from a common folder.
    let real = std::fs::canonicalize(binaries.join("postgres")).ok();
    let real_folder = real.as_deref().and_then(Path::parent);
    let major = version.major;
    [Some(binaries), real_folder]
        .into_iter()
        .flatten()
        .filter_map(Path::parent)
        .flat_map(|prefix| {
            ["share/postgresql".to_owned(), "share".to_owned(), format!("share/postgresql@{major}")]
                .map(|inside| prefix.join(inside))
        })
        .chain([PathBuf::from(format!("/usr/share/postgresql/{major}"))])
        .find(|folder| folder.join("postgres.bki").is_file())
        .or_else(|| first_line(Command::new(binaries.join("pg_config")).arg("--sharedir")).map(PathBuf::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_what_is_missing() {
        let prefix = tempfile::tempdir().unwrap();
        let extension = prefix.path().join("share/extension");
        std::fs::create_dir_all(&extension).unwrap();
        std::fs::write(prefix.path().join("share/postgres.bki"), "").unwrap();
        std::fs::write(extension.join("citext.control"), "").unwrap();
        let wanted = ["citext".to_owned(), "btree_gist".to_owned()];
        let version = Version { major: 15, minor: 0 };
        assert_eq!(missing(&prefix.path().join("bin"), version, &wanted), ["btree_gist"]);
    }
}
