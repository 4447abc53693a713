//! `new scenario`

use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::Context as _;
use serde::Serialize;

use crate::failure::{DONE, Failure};
use crate::place::{Place, workspace};

/// The scenario to make.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// What it is called: lost-luggage
    name: Name,
    /// The folder of the scenarios
    #[arg(long, value_name = "FOLDER", hide = true)]
    folder: Option<PathBuf>,
}

/// What was made.
#[derive(Debug, Serialize)]
struct Created {
    name: String,
    file: PathBuf,
    registry: PathBuf,
}

/// Makes the file, and registers it last: until then nothing that is built knows of it.
pub fn run(options: &Options, place: &Place) -> Result<u8, Failure> {
    let folder = options.folder.clone().unwrap_or_else(|| workspace().join("seeds/src/scenario"));
    let name = &options.name;
    let registry = folder.join("mod.rs");
    let created = Created {
        name: name.kebab.clone(),
        file: folder.join(format!("{}.rs", name.snake())),
        registry: registry.clone(),
    };
    let template = folder.join("template.rs");
    let template = std::fs::read_to_string(&template)
        .with_context(|| format!("failed to read the template {}", template.display()))?;
    let text = std::fs::read_to_string(&registry)
        .with_context(|| format!("failed to read {}", registry.display()))?;
    let registered = register(&text, name).ok_or_else(|| {
        Failure::with_hint(
            anyhow::anyhow!("{} has no line `{NEXT}`", registry.display()),
            format!("register {} by hand, as the others are", name.kebab),
        )
    })?;
    let mut file = std::fs::File::create_new(&created.file)
        .with_context(|| format!("failed to make the file {}", created.file.display()))?;
    std::io::Write::write_all(&mut file, fill(&template, name).as_bytes())
        .with_context(|| format!("failed to write the file {}", created.file.display()))?;
    replace(&registry, &registered)?;
    place.output().result(&created, || told(&created))?;
    Ok(DONE)
}

/// Before this line the next scenario goes.
const NEXT: &str = "// the next one goes here";

/// The template under another name, without its own test.
fn fill(template: &str, name: &Name) -> String {
    let body = template.split("\n#[cfg(test)]").next().unwrap_or(template).trim_end();
    let body =
        body.replace("\"template\"", &format!("\"{}\"", name.kebab)).replace("Template", &name.pascal());
    let note = "`new scenario` copies this file: say here";
    format!("{}\n", body.replace(note, "Say here"))
}

/// The registry with the lines of a scenario, each where the alphabet has it.
fn register(text: &str, name: &Name) -> Option<String> {
    let (snake, pascal) = (name.snake(), name.pascal());
    let module = format!("mod {snake};");
    let exported = format!("pub use {snake}::{{{pascal}, {pascal}Handles}};");
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for (start, line) in [("mod ", module), ("pub use ", exported)] {
        let ours = |each: &String| each.starts_with(start);
        let last = lines.iter().rposition(ours)?;
        let place = lines.iter().position(|each| ours(each) && *each > line).unwrap_or(last + 1);
        lines.insert(place, line);
    }
    let next = lines.iter().rposition(|line| line.trim() == NEXT)?;
    lines.insert(next, format!("    listing!({snake}, {pascal}),"));
    Some(format!("{}\n", lines.join("\n")))
}

/// In one step: a reader sees the old file or the new one.
fn replace(path: &Path, text: &str) -> Result<(), Failure> {
    let beside = path.with_extension("rs.new");
    std::fs::write(&beside, text).with_context(|| format!("failed to write {}", beside.display()))?;
    std::fs::rename(&beside, path).with_context(|| format!("failed to replace {}", path.display()))?;
    Ok(())
}

fn told(created: &Created) -> String {
    let shown = |path: &Path| path.strip_prefix(workspace()).unwrap_or(path).display().to_string();
    format!(
        "{}\n{}\n\n\
         Next:\n  \
         tell the story in the first; docs/guides/add-a-scenario.md goes through it\n  \
         cargo test -p backline-seeds --test scenarios\n  \
         cargo xtask seed --scenario {}",
        shown(&created.file),
        shown(&created.registry),
        created.name
    )
}

/// Words in lower case, with hyphens between them.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Name {
    kebab: String,
}

impl Name {
    fn snake(&self) -> String {
        self.kebab.replace('-', "_")
    }

    fn pascal(&self) -> String {
        let capitalized = |word: &str| {
            let (first, rest) = word.split_at(1);
            format!("{}{rest}", first.to_uppercase())
        };
        self.kebab.split('-').map(capitalized).collect()
    }
}

impl FromStr for Name {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let kebab = text.replace('_', "-");
        let is_word = |word: &str| {
            word.starts_with(|letter: char| letter.is_ascii_lowercase())
                && word.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit())
        };
        if !kebab.split('-').all(is_word) {
            return Err("it is not words in lower case with hyphens between them: lost-luggage".to_owned());
        }
        if ["mod", "story", "template"].contains(&kebab.as_str()) {
            return Err("another file is called so".to_owned());
        }
        Ok(Self { kebab })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> PathBuf {
        workspace().join("seeds/src/scenario")
    }

    #[test]
    fn a_name_is_words_in_lower_case() {
        let name: Name = "lost_luggage2".parse().unwrap();
        assert_eq!((name.kebab.as_str(), name.pascal().as_str()), ("lost-luggage2", "LostLuggage2"));
        for bad in ["LostLuggage", "lost--luggage", "", "2-lost", "../lost", "template"] {
            assert!(bad.parse::<Name>().is_err(), "{bad}");
        }
    }

    #[test]
    fn the_template_changes_its_name_everywhere() {
        let template = std::fs::read_to_string(folder().join("template.rs")).unwrap();
        let text = fill(&template, &"lost-luggage".parse().unwrap());
        assert!(text.contains("const NAME: &'static str = \"lost-luggage\";"));
        assert!(text.contains("impl Scenario for LostLuggage {"));
        assert!(text.contains("type Handles = LostLuggageHandles;"));
        assert!(!text.to_lowercase().contains("template") && !text.contains("#[cfg(test)]"), "{text}");
        assert!(text.starts_with("//! An artist has an offer for a show. Say here in one sentence"));
    }

    #[test]
    fn the_registry_gets_its_lines() {
        let text = std::fs::read_to_string(folder().join("mod.rs")).unwrap();
        for name in ["a-beginning", "lost-luggage", "zero-hour"] {
            let name: Name = name.parse().unwrap();
            let registered = register(&text, &name).unwrap();
            let added: Vec<&str> =
                registered.lines().filter(|line| !text.lines().any(|there| there == *line)).collect();
            let (snake, pascal) = (name.snake(), name.pascal());
            let expected = [
                format!("mod {snake};"),
                format!("pub use {snake}::{{{pascal}, {pascal}Handles}};"),
                format!("    listing!({snake}, {pascal}),"),
            ];
            assert_eq!(added, expected);
        }
        assert_eq!(register("fn main() {}", &"lost-luggage".parse().unwrap()), None);
    }
}
