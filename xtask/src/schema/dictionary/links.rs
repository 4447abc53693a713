//! Where a table or an enum is described.

use std::collections::BTreeSet;

use backline_ops::catalog::EnumDescription;

use crate::schema::domains::Domains;
use crate::schema::markdown;

/// Knows the page of every table and enum.
pub(super) struct Links<'a> {
    domains: &'a Domains,
    enums: BTreeSet<&'a str>,
}

impl<'a> Links<'a> {
    /// Of these domains and enums.
    pub(super) fn new(domains: &'a Domains, enums: &'a [EnumDescription]) -> Self {
        Self { domains, enums: enums.iter().map(|description| description.name.as_str()).collect() }
    }

    /// A table's name, leading to it.
    pub(super) fn table(&self, name: &str) -> String {
        match self.domains.of_table(name) {
            Some(domain) => format!("[{name}]({domain}.md#{name})"),
            None => markdown::code(name),
        }
    }

    /// A type, leading to its labels where it is an enum or an array of one.
    pub(super) fn data_type(&self, name: &str) -> String {
        let element = name.trim_end_matches("[]");
        if self.enums.contains(element) {
            let array = if element == name { "" } else { "\\[\\]" };
            format!("[{element}{array}](enums.md#{element})")
        } else {
            markdown::cell(name)
        }
    }

    /// The page of an enum's domain.
    pub(super) fn domain_of_enum(&self, name: &str) -> String {
        self.domains.of_enum(name).map(|domain| format!("[{domain}]({domain}.md)")).unwrap_or_default()
    }
}
