//! Which table and which enum belongs to which domain: the folders of the schema crate, as its registry names them.

use std::collections::BTreeMap;

use anyhow::{Context as _, bail};

/// The registry of the schema crate, whose lines name the domain: `entity::<crate::booking::bookings::Entity>()`.
const REGISTRY: &str = include_str!("../../../crates/schema/src/registry.rs");

macro_rules! domains {
    ($($name:literal),* $(,)?) => {
        /// Each domain with the text of its module, in the order of the registry.
        const MODULES: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("../../../crates/schema/src/", $name, "/mod.rs")))),*];
    };
}

domains![
    "geography",
    "identity",
    "organizations",
    "talent",
    "venues",
    "events",
    "booking",
    "contracts",
    "payments",
    "trust",
    "communication",
    "media",
    "calendar",
    "production",
    "analytics",
    "system",
    // the next one goes here
];

/// A domain.
pub(super) struct Domain {
    /// The name of its folder.
    pub(super) name: &'static str,
    /// What it is about, a sentence.
    pub(super) about: &'static str,
}

/// The domains, and what is in which.
pub(super) struct Domains {
    /// In the order of the registry.
    pub(super) all: Vec<Domain>,
    tables: BTreeMap<String, &'static str>,
    enums: BTreeMap<String, &'static str>,
}

impl Domains {
    /// Reads the registry.
    ///
    /// # Errors
    /// A domain that is not in this file's list; a registry whose lines are not those of its functions.
    pub(super) fn new() -> anyhow::Result<Self> {
        let all = MODULES.iter().map(|&(name, text)| Domain { name, about: about(text) }).collect();
        let tables = backline_schema::entities().into_iter().map(|entity| entity.table.to_owned());
        let enums = backline_schema::enums().into_iter().map(|description| description.name);
        Ok(Self { all, tables: assign(tables, "entity::<")?, enums: assign(enums, "enumeration::<")? })
    }

    /// The domain of a table.
    pub(super) fn of_table(&self, table: &str) -> Option<&'static str> {
        self.tables.get(table).copied()
    }

    /// The domain of an enum.
    pub(super) fn of_enum(&self, name: &str) -> Option<&'static str> {
        self.enums.get(name).copied()
    }
}

/// The first line of a module's documentation.
fn about(text: &'static str) -> &'static str {
    text.lines().find_map(|line| line.strip_prefix("//! ")).unwrap_or_default()
}

/// The registry's lines are in the order of what its functions answer.
fn assign(
    names: impl ExactSizeIterator<Item = String>,
    call: &str,
) -> anyhow::Result<BTreeMap<String, &'static str>> {
    let start = format!("{call}crate::");
    let lines = REGISTRY.lines().filter_map(|line| line.trim_start().strip_prefix(&start));
    let domains: Vec<&str> = lines.filter_map(|path| path.split("::").next()).collect();
    if domains.len() != names.len() {
        bail!(
            "failed to read the registry: {} lines of {call}…>, but {} of them",
            domains.len(),
            names.len()
        );
    }
    let mut assigned = BTreeMap::new();
    for (name, domain) in names.zip(domains) {
        let (known, _) = MODULES.iter().find(|(known, _)| *known == domain).with_context(|| {
            format!("the domain \"{domain}\" is not in the list of xtask/src/schema/domains.rs")
        })?;
        assigned.insert(name, *known);
    }
    Ok(assigned)
}

#[cfg(test)]
mod tests {
    use super::Domains;

    #[test]
    fn tables_and_enums_have_their_domain() {
        let domains = Domains::new().unwrap();
        assert_eq!(domains.all.len(), 16);
        assert_eq!(domains.of_table("bookings"), Some("booking"));
        assert_eq!(domains.of_table("webhooks"), Some("system"));
        assert_eq!(domains.of_enum("kyc_status"), Some("identity"));
        assert_eq!(domains.of_table("nowhere"), None);
        for domain in &domains.all {
            assert!(domain.about.ends_with('.'), "open crates/schema/src/{}/mod.rs with `//!`", domain.name);
            assert!(domains.tables.values().any(|name| *name == domain.name), "{} is empty", domain.name);
        }
    }
}
