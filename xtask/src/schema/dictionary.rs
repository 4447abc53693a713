//! The data dictionary, from the live catalog and its comments.
//!
//! A page for each domain with its diagram and its tables, one of all enums, and the index of them. The same database
//! makes the same text, whatever the release of PostgreSQL.

mod domain_page;
mod enum_page;
mod index;
mod links;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use backline_ops::catalog::{self, TableDescription};
use sea_orm::ConnectionTrait;

use super::domains::Domains;
use super::transitions::transitions;
use super::{SCHEMA, markdown};
use links::Links;

/// The first line of every page, by which a page of ours is told from a file that somebody wrote.
const MARK: &str = "<!-- Made by `cargo xtask schema docs`; change the migrations' comments instead. -->\n";

/// A page of the documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Where it belongs, relative to docs/schema/.
    pub path: PathBuf,
    /// Its whole text.
    pub text: String,
}

/// Makes all pages from a migrated database.
///
/// # Errors
/// Whatever the database answers; a table or an enum that the registry of the schema crate does not have.
pub async fn render(db: &impl ConnectionTrait) -> anyhow::Result<Vec<Page>> {
    let tables = catalog::describe(db, SCHEMA).await?;
    let enums = catalog::enums(db, SCHEMA).await?;
    let types: Vec<_> =
        enums.iter().map(|description| (description.name.clone(), description.labels.clone())).collect();
    let transitions = transitions(db, &types).await?.unwrap_or_default();
    let domains = Domains::new()?;

    let strange_tables =
        tables.iter().map(|table| &table.name).filter(|name| domains.of_table(name).is_none());
    let strange_enums = types.iter().map(|(name, _)| name).filter(|name| domains.of_enum(name).is_none());
    let strangers: Vec<_> = strange_tables.chain(strange_enums).map(|name| markdown::code(name)).collect();
    if !strangers.is_empty() {
        let strangers = strangers.join(", ");
        bail!(
            "no entity or enum in crates/schema, and so no domain, has {strangers}; run `cargo xtask schema check`"
        );
    }

    let links = Links::new(&domains, &enums);
    let of = |domain: &str| -> Vec<&TableDescription> {
        tables.iter().filter(|table| domains.of_table(&table.name) == Some(domain)).collect()
    };
    let mut pages = vec![page("README.md", &index::text(&domains, &tables, &enums))];
    for domain in &domains.all {
        let text = domain_page::text(domain, &of(domain.name), &tables, &links);
        pages.push(page(&format!("{}.md", domain.name), &text));
    }
    pages.push(page("enums.md", &enum_page::text(&enums, &tables, &transitions, &links)));
    Ok(pages)
}

/// Writes the pages whose text is another one, and removes pages of ours that are no more; answers which.
///
/// # Errors
/// A file that can be neither read nor written.
pub fn write(folder: &Path, pages: &[Page]) -> anyhow::Result<Vec<PathBuf>> {
    let changed = stale(folder, pages)?;
    fs::create_dir_all(folder).with_context(|| format!("failed to make {}", folder.display()))?;
    for path in &changed {
        let file = folder.join(path);
        match pages.iter().find(|page| page.path == *path) {
            Some(page) => fs::write(&file, &page.text),
            None => fs::remove_file(&file),
        }
        .with_context(|| format!("failed to write {}", file.display()))?;
    }
    Ok(changed)
}

/// The paths, relative to the folder, of pages that are missing, that have another text, or that are no more.
///
/// # Errors
/// A file that cannot be read.
pub fn stale(folder: &Path, pages: &[Page]) -> anyhow::Result<Vec<PathBuf>> {
    let mut stale = Vec::new();
    for page in pages {
        if read(&folder.join(&page.path))?.as_deref() != Some(&page.text) {
            stale.push(page.path.clone());
        }
    }
    for path in files(folder)? {
        let ours = read(&folder.join(&path))?.is_some_and(|text| text.starts_with(MARK));
        if ours && !pages.iter().any(|page| page.path == path) {
            stale.push(path);
        }
    }
    stale.sort();
    Ok(stale)
}

fn page(path: &str, text: &str) -> Page {
    Page { path: path.into(), text: format!("{MARK}\n{text}") }
}

fn read(file: &Path) -> anyhow::Result<Option<String>> {
    match fs::read_to_string(file) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("failed to read {}", file.display())),
    }
}

/// The Markdown files right in the folder.
fn files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.with_context(|| format!("failed to list {}", folder.display()))?,
    };
    let mut files = Vec::new();
    for entry in entries {
        let path =
            PathBuf::from(entry.with_context(|| format!("failed to list {}", folder.display()))?.file_name());
        if path.extension().is_some_and(|extension| extension == "md") {
            files.push(path);
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests;
