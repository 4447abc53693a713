//! The folders where PostgreSQL's programs may be.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Local, Source, first_line};
use crate::version::Version;

/// Folders that hold one folder a version, and what leads from there to the programs.
const VERSIONED: &[(&str, &str, &str)] = &[
    ("/usr/lib/postgresql", "", "bin"),
    ("/usr/lib64/postgresql", "", "bin"),
    ("/usr", "pgsql-", "bin"),
    ("/opt/homebrew/opt", "postgresql@", "bin"),
    ("/usr/local/opt", "postgresql@", "bin"),
    ("/home/linuxbrew/.linuxbrew/opt", "postgresql@", "bin"),
    ("/Applications/Postgres.app/Contents/Versions", "", "bin"),
    ("/Library/PostgreSQL", "", "bin"),
    ("/usr/libexec", "postgresql", ""),
    ("/usr/lib", "postgresql", "bin"),
];

/// Folders that hold the programs of one version.
const FIXED: &[&str] =
    &["/usr/local/pgsql/bin", "/opt/local/bin", "/opt/homebrew/bin", "/usr/local/bin", "/usr/bin"];

/// Every folder worth a look, each once, in the order in which equal versions are preferred.
pub(super) fn list(local: &Local) -> Vec<(PathBuf, Source)> {
    match local {
        Local::Hidden => Vec::new(),
        Local::Folder(folder) => vec![(folder.clone(), Source::Given)],
        Local::Anywhere => {
            let pg_config = pg_config_folder().into_iter().map(|folder| (folder, Source::PgConfig));
            let path = path_folders().into_iter().map(|folder| (folder, Source::Path));
            let known = known_folders().into_iter().map(|folder| (folder, Source::KnownFolder));
            let mut seen = Vec::new();
            pg_config
                .chain(path)
                .chain(known)
                .filter(|(folder, _)| folder.join("postgres").is_file())
                .filter(|(folder, _)| {
                    let real = fs::canonicalize(folder.join("postgres")).unwrap_or_else(|_| folder.clone());
                    let is_new = !seen.contains(&real);
                    seen.push(real);
                    is_new
                })
                .collect()
        }
    }
}

/// The folders of `PATH`; those that are not absolute are left out.
pub(super) fn path_folders() -> Vec<PathBuf> {
    std::env::var_os("PATH")
        .map(|path| std::env::split_paths(&path).filter(|folder| folder.is_absolute()).collect())
        .unwrap_or_default()
}

fn pg_config_folder() -> Option<PathBuf> {
    first_line(Command::new("pg_config").arg("--bindir")).map(PathBuf::from)
}

fn known_folders() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = VERSIONED
        .iter()
        .flat_map(|(parent, prefix, inside)| versioned(Path::new(parent), prefix, inside))
        .collect();
    folders.extend(FIXED.iter().map(PathBuf::from));
    folders
}

/// `parent/<prefix><version>/inside` for every version there is, newest first.
fn versioned(parent: &Path, prefix: &str, inside: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(parent) else { return Vec::new() };
    let mut found: Vec<(Version, PathBuf)> = entries
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name();
            let version = Version::from_text(name.to_str()?.strip_prefix(prefix)?)?;
            Some((version, entry.path().join(inside)))
        })
        .collect();
    found.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    found.into_iter().map(|(_, folder)| folder).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_ordered_as_numbers() {
        let parent = tempfile::tempdir().unwrap();
        for name in ["postgresql@9.6", "postgresql@17", "postgresql@14", "postgresql", "other@18"] {
            fs::create_dir(parent.path().join(name)).unwrap();
        }
        let names: Vec<String> = versioned(parent.path(), "postgresql@", "bin")
            .iter()
            .map(|folder| folder.strip_prefix(parent.path()).unwrap().display().to_string())
            .collect();
        assert_eq!(names, ["postgresql@17/bin", "postgresql@14/bin", "postgresql@9.6/bin"]);
    }

    #[test]
    fn hidden_means_none() {
        assert!(list(&Local::Hidden).is_empty());
    }
}
