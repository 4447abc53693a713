//! Objects that have another name and are the same: proven by their structure, or by equal data.
//!
//! Only a pair that is the other's only match is taken for a rename. A column must also stand at the same place.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::data::TableDigest;
use super::diff::{self, Digests};
use super::object::{Definition, Kind, Object};
use super::snapshot::Snapshot;

/// An object under its old and its new name.
#[derive(Debug, Clone)]
pub(super) struct Rename {
    pub object: Object,
    pub to: Object,
    /// The statement that does it.
    pub sql: String,
}

/// Finds the old and the new names of one sort of objects.
type Pass = fn(&Snapshot, &Snapshot, &[Digests<'_>]) -> Vec<(Object, Object)>;

/// What two columns must have in common: the column before, the attributes, the constraints and indexes.
type Likeness = (String, String, Vec<String>);

/// The first snapshot as it is after the renames, and these in the order in which they can be done.
pub(super) fn apply<'a>(
    from: &'a Snapshot,
    to: &Snapshot,
    digests: &[Digests<'_>],
) -> (Cow<'a, Snapshot>, Vec<Rename>) {
    let mut snapshot = Cow::Borrowed(from);
    let mut renames = Vec::new();
    let passes: [Pass; 5] = [types, tables, columns, sequences, parts];
    for pairs in passes {
        for (old, new) in pairs(&snapshot, to, digests) {
            renames.push(Rename {
                sql: statement(&snapshot, &old, to, &new),
                object: old.clone(),
                to: new.clone(),
            });
            rename(snapshot.to_mut(), &old, &new, &to.objects[&new]);
        }
    }
    (snapshot, renames)
}

fn statement(from: &Snapshot, old: &Object, to: &Snapshot, new: &Object) -> String {
    let (was, is) = (&from.objects[old], &to.objects[new]);
    let (relation, name, new_name) = (&was.relation, &was.name, &is.name);
    match old.kind {
        Kind::Column => format!("ALTER TABLE {relation} RENAME COLUMN {name} TO {new_name}"),
        Kind::Constraint if was.text("form") == "domain" => {
            format!("ALTER DOMAIN {relation} RENAME CONSTRAINT {name} TO {new_name}")
        }
        Kind::Constraint => format!("ALTER TABLE {relation} RENAME CONSTRAINT {name} TO {new_name}"),
        Kind::Trigger => format!("ALTER TRIGGER {name} ON {relation} RENAME TO {new_name}"),
        Kind::Policy => format!("ALTER POLICY {name} ON {relation} RENAME TO {new_name}"),
        Kind::Index => format!("ALTER INDEX {} RENAME TO {new_name}", old.identity),
        Kind::Sequence => format!("ALTER SEQUENCE {} RENAME TO {new_name}", old.identity),
        Kind::Type => format!("ALTER TYPE {} RENAME TO {new_name}", old.identity),
        _ => format!("ALTER TABLE {} RENAME TO {new_name}", old.identity),
    }
}

/// Those of a kind that are in one snapshot only.
fn only<'a>(
    snapshot: &'a Snapshot,
    other: &'a Snapshot,
    kind: Kind,
) -> impl Iterator<Item = (&'a Object, &'a Definition)> {
    let lacking = move |(object, own, other): (&'a Object, Option<&'a Definition>, Option<_>)| {
        own.filter(|_| object.kind == kind && other.is_none()).map(|definition| (object, definition))
    };
    diff::pairs(snapshot, other).filter_map(lacking)
}

/// Pairs of which each is the other's only match.
fn unique<K: Ord>(
    old: impl Iterator<Item = (Object, K)>,
    new: impl Iterator<Item = (Object, K)>,
) -> Vec<(Object, Object)> {
    let mut matches: BTreeMap<K, (Vec<Object>, Vec<Object>)> = BTreeMap::new();
    for (object, key) in old {
        matches.entry(key).or_default().0.push(object);
    }
    for (object, key) in new {
        matches.entry(key).or_default().1.push(object);
    }
    let single = |(mut old, mut new): (Vec<Object>, Vec<Object>)| match (old.pop(), new.pop()) {
        (Some(one), Some(other)) if old.is_empty() && new.is_empty() => Some((one, other)),
        _ => None,
    };
    let mut pairs: Vec<_> = matches.into_values().filter_map(single).collect();
    pairs.sort();
    pairs
}

/// The schema of an identity.
fn schema(identity: &str) -> &str {
    if let Some(rest) = identity.strip_prefix('"') {
        let end = rest.find("\".").map_or(identity.len(), |end| end + 2);
        return &identity[..end];
    }
    identity.split('.').next().unwrap_or_default()
}

fn types(from: &Snapshot, to: &Snapshot, _: &[Digests<'_>]) -> Vec<(Object, Object)> {
    let keyed = |(object, definition): (&'_ Object, &Definition)| {
        (object.clone(), (schema(&object.identity).to_owned(), definition.to_string()))
    };
    let enums = |entry: &(&Object, &Definition)| entry.1.text("form") == "enum";
    unique(
        only(from, to, Kind::Type).filter(enums).map(keyed),
        only(to, from, Kind::Type).filter(enums).map(keyed),
    )
}

fn tables(from: &Snapshot, to: &Snapshot, digests: &[Digests<'_>]) -> Vec<(Object, Object)> {
    let key = |snapshot: &Snapshot, object: &Object| {
        (schema(&object.identity).to_owned(), structure(snapshot, object, true))
    };
    let mut pairs = unique(
        only(from, to, Kind::Table).map(|(object, _)| (object.clone(), key(from, object))),
        only(to, from, Kind::Table).map(|(object, _)| (object.clone(), key(to, object))),
    );
    let [(of_from, of_to)] = digests else { return pairs };
    let by_data = |snapshot: &Snapshot, digests: &BTreeMap<String, TableDigest>, object: &Object| {
        let digest = digests.get(&object.identity).filter(|digest| digest.rows > 0)?;
        let columns = structure(snapshot, object, false);
        Some((
            object.clone(),
            (schema(&object.identity).to_owned(), columns, digest.rows, digest.digest.clone()),
        ))
    };
    let proven = unique(
        only(from, to, Kind::Table).filter_map(|(object, _)| by_data(from, of_from, object)),
        only(to, from, Kind::Table).filter_map(|(object, _)| by_data(to, of_to, object)),
    );
    for pair in proven {
        if !pairs.iter().any(|known| known.0 == pair.0 || known.1 == pair.1) {
            pairs.push(pair);
        }
    }
    pairs
}

/// A table's columns, and on demand its constraints and indexes, without its name and theirs.
fn structure(snapshot: &Snapshot, table: &Object, whole: bool) -> Vec<String> {
    let mut parts = vec![snapshot.objects[table].to_string()];
    for (object, definition) in &snapshot.objects {
        if definition.relation != table.identity {
            continue;
        }
        match object.kind {
            Kind::Column => {
                let mut column = definition.clone();
                column.attributes.remove("identity_sequence");
                parts.push(format!("column {} {column}", definition.name));
            }
            Kind::Constraint if whole => {
                parts.push(substitute(&definition.to_string(), &table.identity, "self"));
            }
            Kind::Index if whole => parts.push(nameless(definition)),
            Kind::Inheritance => parts.push(definition.to_string()),
            _ => {}
        }
    }
    parts.sort();
    parts
}

/// An index's definition without its name and its table's.
fn nameless(definition: &Definition) -> String {
    let text = definition.to_string();
    let (_, rest) = text.split_once(" USING ").unwrap_or(("", &text));
    format!("index {} {rest}", text.contains("CREATE UNIQUE"))
}

/// Columns between the same neighbours, with the same attributes and in the same constraints and indexes.
fn columns(from: &Snapshot, to: &Snapshot, _: &[Digests<'_>]) -> Vec<(Object, Object)> {
    let lacking = |one, other| -> BTreeSet<&str> {
        only(one, other, Kind::Column).map(|(_, definition)| definition.relation.as_str()).collect()
    };
    let (before, after) = (lacking(from, to), lacking(to, from));
    let tables = before.intersection(&after).map(|table| Object::new(Kind::Table, *table));
    tables
        .filter(|table| from.objects.contains_key(table) && to.objects.contains_key(table))
        .flat_map(|table| unique(gaps(from, &table, to).into_iter(), gaps(to, &table, from).into_iter()))
        .collect()
}

/// The columns that only this snapshot has, each with what it must have in common with its counterpart.
fn gaps(snapshot: &Snapshot, table: &Object, other: &Snapshot) -> Vec<(Object, Likeness)> {
    let prefix = format!("{}.", table.identity);
    let first = Object::new(Kind::Column, prefix.as_str());
    let mut columns: Vec<_> = snapshot
        .objects
        .range(first..)
        .take_while(|(object, _)| object.kind == Kind::Column && object.identity.starts_with(&prefix))
        .collect();
    columns.sort_by_key(|(_, definition)| definition.facts.position);
    let mut before = String::new();
    let mut found = Vec::new();
    for (object, definition) in columns {
        if other.objects.contains_key(object) {
            before.clone_from(&object.identity);
        } else if !definition.facts.inherited {
            let mut like = definition.clone();
            like.attributes.remove("identity_sequence");
            let key = (before.clone(), like.to_string(), uses(snapshot, table, definition));
            found.push((object.clone(), key));
        }
    }
    found
}

/// The constraints and indexes that a column is part of, without its name and theirs.
fn uses(snapshot: &Snapshot, table: &Object, column: &Definition) -> Vec<String> {
    let parts = snapshot.objects.iter().filter(|(object, definition)| {
        matches!(object.kind, Kind::Constraint | Kind::Index) && definition.relation == table.identity
    });
    let texts = parts.map(|(object, definition)| match object.kind {
        Kind::Index => nameless(definition),
        _ => definition.to_string(),
    });
    let mut uses: Vec<String> = texts
        .filter_map(|text| {
            let replaced = substitute(&text, &column.name, "self");
            (replaced != text).then_some(replaced)
        })
        .collect();
    uses.sort();
    uses
}

/// Sequences of the same column.
fn sequences(from: &Snapshot, to: &Snapshot, _: &[Digests<'_>]) -> Vec<(Object, Object)> {
    let keyed = |snapshot: &Snapshot, object: &Object, definition: &Definition| {
        let owner = snapshot.objects.get(&Object::new(Kind::SequenceOwner, object.identity.as_str()))?;
        Some((
            object.clone(),
            (owner.text("column").to_owned(), schema(&object.identity).to_owned(), definition.to_string()),
        ))
    };
    unique(
        only(from, to, Kind::Sequence).filter_map(|(object, definition)| keyed(from, object, definition)),
        only(to, from, Kind::Sequence).filter_map(|(object, definition)| keyed(to, object, definition)),
    )
}

/// Constraints, indexes, triggers and policies of the same table that say the same.
fn parts(from: &Snapshot, to: &Snapshot, _: &[Digests<'_>]) -> Vec<(Object, Object)> {
    let keyed = |(object, definition): (&Object, &Definition)| {
        let text = match object.kind {
            Kind::Index => nameless(definition),
            Kind::Trigger => substitute(&definition.to_string(), &definition.name, "self"),
            _ => definition.to_string(),
        };
        (object.clone(), (definition.relation.clone(), text))
    };
    let kinds = [Kind::Constraint, Kind::Index, Kind::Trigger, Kind::Policy];
    let own = |entry: &(&Object, &Definition)| !entry.1.facts.inherited;
    kinds
        .into_iter()
        .flat_map(|kind| {
            unique(only(from, to, kind).filter(own).map(keyed), only(to, from, kind).filter(own).map(keyed))
        })
        .collect()
}

/// Renames an object in the snapshot, with what belongs to it and what mentions it. What PostgreSQL writes otherwise
/// after a rename (views, rules, functions) stays as it is, so that it is made anew.
fn rename(snapshot: &mut Snapshot, old: &Object, new: &Object, target: &Definition) {
    let objects = std::mem::take(&mut snapshot.objects);
    let mut renamed = BTreeMap::new();
    for (object, mut definition) in objects {
        let replace = |text: &str| substitute(text, &old.identity, &new.identity);
        let mut moved = Object::new(object.kind, object.identity.as_str());
        let own = object == *old;
        let belongs = match old.kind {
            Kind::Table => definition.relation == old.identity || object.identity == old.identity,
            Kind::Column => {
                object.identity == old.identity && matches!(object.kind, Kind::Column | Kind::Default)
            }
            Kind::Index => own || object.kind == Kind::IndexAttachment && object.identity == old.identity,
            _ => own,
        };
        let described = matches!(object.kind, Kind::Comment | Kind::Privilege | Kind::Owner);
        if belongs || described || object.kind == Kind::SequenceOwner {
            // An index is called by its schema, not by its table.
            moved.identity = replace(&object.identity);
            definition.relation = replace(&definition.relation);
            definition.facts.target = replace(&definition.facts.target);
        }
        if own || old.kind == Kind::Column && belongs {
            definition.name.clone_from(&target.name);
        }
        if old.kind == Kind::Column && definition.facts.column.is_some() && moved.identity != object.identity
        {
            definition.facts.column = Some(target.name.clone());
        }
        let column_of = old.kind == Kind::Column && definition.relation == target.relation;
        for (attribute, value) in &mut definition.attributes {
            let serde_json::Value::String(text) = value else { continue };
            let mentions = match object.kind {
                Kind::Constraint | Kind::Index | Kind::Trigger | Kind::Statistics | Kind::Default => true,
                Kind::Column => attribute == "type" || attribute == "expression",
                Kind::SequenceOwner => attribute == "column",
                Kind::Inheritance => attribute == "parent",
                _ => false,
            };
            if mentions {
                *text = replace(text);
            }
            if mentions && column_of && object.kind != Kind::Default {
                *text = substitute(text, &old_name(old, &target.relation), &target.name);
            }
            let own_text =
                own && matches!(object.kind, Kind::Index | Kind::Trigger) && attribute == "definition";
            if own_text {
                *text = target.text("definition").to_owned();
            }
        }
        renamed.insert(moved, definition);
    }
    snapshot.objects = renamed;
    for object in snapshot.entries.values_mut() {
        let known = snapshot.objects.contains_key(object);
        if !known {
            object.identity = substitute(&object.identity, &old.identity, &new.identity);
        }
    }
}

/// A column's name, from its identity and its table's.
fn old_name(column: &Object, relation: &str) -> String {
    column
        .identity
        .strip_prefix(relation)
        .and_then(|rest| rest.strip_prefix('.'))
        .unwrap_or_default()
        .to_owned()
}

/// The text with a name replaced where it stands alone.
fn substitute(text: &str, name: &str, by: &str) -> String {
    let part = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '$' | '"');
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(name) {
        let end = start + name.len();
        let before = rest[..start].chars().next_back().or_else(|| result.chars().next_back());
        let alone = !before.is_some_and(|letter| part(letter) || letter == '.')
            && !rest[end..].chars().next().is_some_and(part);
        result.push_str(&rest[..start]);
        result.push_str(if alone { by } else { name });
        rest = &rest[end..];
    }
    result.push_str(rest);
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_replaced_where_it_stands_alone() {
        let text = "FOREIGN KEY (a) REFERENCES public.t(id), public.t2(id), x.public.t, \"public.t\"";
        assert_eq!(
            substitute(text, "public.t", "public.u"),
            "FOREIGN KEY (a) REFERENCES public.u(id), public.t2(id), x.public.t, \"public.t\""
        );
        assert_eq!(schema("\"a.b\".c"), "\"a.b\"");
        assert_eq!(schema("a.b"), "a");
    }
}
