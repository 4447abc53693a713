//! Partitions come and go with time: those that only one side has are no difference between two versions of a schema.

use std::collections::BTreeSet;

use super::object::{Kind, Object};
use super::snapshot::Snapshot;

impl Snapshot {
    /// Without the partitions that the other does not have, of tables that both have; what is theirs goes with them.
    #[must_use]
    pub fn without_partitions_unknown_to(mut self, other: &Self) -> Self {
        let unknown: BTreeSet<String> = self
            .objects
            .iter()
            .filter(|(object, definition)| {
                object.kind == Kind::Inheritance && definition.some("bound").is_some()
            })
            .filter(|(_, definition)| {
                other.objects.contains_key(&Object::new(Kind::Table, definition.text("parent")))
            })
            .map(|(_, definition)| definition.relation.clone())
            .filter(|table| !other.objects.contains_key(&Object::new(Kind::Table, table)))
            .collect();
        self.objects.retain(|object, definition| {
            let named = object.identity.strip_prefix("index ").unwrap_or(&object.identity);
            let of = |table: &String| {
                named
                    .strip_prefix(table.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', ' ']))
            };
            !unknown.contains(&definition.relation) && !unknown.iter().any(of)
        });
        self
    }

    /// Without these tables, or all tables of these schemas: what somebody else keeps in the database for himself.
    #[must_use]
    pub fn without(mut self, names: &[&str]) -> Self {
        let is_of = |text: &str, name: &str| {
            text.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', ' ', '_']))
        };
        self.objects.retain(|object, definition| {
            let named = object.identity.split_once(' ').map_or("", |(_kind, rest)| rest);
            !names.iter().any(|name| {
                is_of(&object.identity, name)
                    || is_of(named, name)
                    || is_of(definition.relation.as_str(), name)
            })
        });
        self
    }
}
