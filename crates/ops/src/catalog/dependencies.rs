//! What needs what, from `pg_depend` and from what the queries know.

use std::collections::HashMap;

use super::object::{Kind, Object};
use super::snapshot::Snapshot;

/// For each object, what it needs and what needs it.
#[derive(Debug, Default)]
pub(super) struct Dependencies<'a> {
    needs: Edges<'a>,
    needed_by: Edges<'a>,
}

/// From each object to others, in order.
type Edges<'a> = HashMap<&'a Object, Vec<&'a Object>>;

impl<'a> Dependencies<'a> {
    pub(super) fn of(snapshot: &'a Snapshot) -> Self {
        let edges: Vec<(&str, &str, &str)> = snapshot
            .dependencies
            .split(',')
            .filter_map(|edge| {
                let mut parts = edge.splitn(3, ' ');
                Some((parts.next()?, parts.next()?, parts.next()?))
            })
            .collect();
        // An entry that is no object of its own stands for what it is a part of: a view's rule, a table's row type.
        let parts: HashMap<&str, &str> = edges
            .iter()
            .filter(|(entry, _, kind)| *kind == "i" && !snapshot.entries.contains_key(*entry))
            .map(|(entry, whole, _)| (*entry, *whole))
            .collect();
        let resolve = |entry: &str| {
            let mut entry = entry;
            for _ in 0..4 {
                if let Some(object) = snapshot.entries.get(entry) {
                    return Some(object);
                }
                match parts.get(entry) {
                    Some(whole) => entry = whole,
                    None => break,
                }
            }
            let (whole, _) = entry.rsplit_once('/')?;
            let whole = format!("{whole}/0");
            snapshot.entries.get(&whole).or_else(|| snapshot.entries.get(*parts.get(whole.as_str())?))
        };
        let mut dependencies = Self::default();
        for (entry, needed, _) in &edges {
            if let (Some(object), Some(needed)) = (resolve(entry), resolve(needed)) {
                dependencies.add(object, needed);
            }
        }
        for (object, definition) in &snapshot.objects {
            for needed in definition.facts.needs.split(',').filter(|needed| !needed.is_empty()) {
                if let Some(needed) = resolve(needed) {
                    dependencies.add(object, needed);
                }
            }
        }
        for edges in [&mut dependencies.needs, &mut dependencies.needed_by] {
            for ends in edges.values_mut() {
                ends.sort_unstable();
                ends.dedup();
            }
        }
        dependencies
    }

    fn add(&mut self, object: &'a Object, needed: &'a Object) {
        // These are objects of their own here, and a table is no dependent of a column.
        let other = matches!(
            (object.kind, needed.kind),
            (Kind::Sequence, Kind::Column | Kind::Table)
                | (Kind::Table, Kind::Table | Kind::Column)
                | (Kind::Index, Kind::Index)
                | (Kind::Type, Kind::Constraint)
        ) || object.kind == Kind::Constraint
            && needed.kind == Kind::Constraint
            && object.identity == needed.identity;
        if object == needed || other {
            return;
        }
        self.needs.entry(object).or_default().push(needed);
        self.needed_by.entry(needed).or_default().push(object);
    }

    /// What this object needs.
    pub(super) fn needs(&self, object: &Object) -> impl Iterator<Item = &'a Object> {
        self.needs.get(object).into_iter().flatten().copied()
    }

    /// What needs this object.
    pub(super) fn needed_by(&self, object: &Object) -> impl Iterator<Item = &'a Object> {
        self.needed_by.get(object).into_iter().flatten().copied()
    }
}
