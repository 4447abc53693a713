//! What needs what, from `pg_depend` and from what the queries know.

use std::collections::HashMap;

use super::object::{Kind, Object};
use super::snapshot::Snapshot;

/// For each object, what it needs and what needs it.
#[derive(Debug)]
pub(super) struct Dependencies<'a> {
    /// In order; the pairs name them by their places.
    objects: Vec<&'a Object>,
    /// Who needs whom, in order.
    needs: Vec<(usize, usize)>,
    /// By whom who is needed, in order.
    needed_by: Vec<(usize, usize)>,
}

impl<'a> Dependencies<'a> {
    pub(super) fn of(snapshot: &'a Snapshot) -> Self {
        let objects: Vec<&Object> = snapshot.objects.keys().collect();
        let places: HashMap<&Object, usize> =
            objects.iter().enumerate().map(|(place, object)| (*object, place)).collect();
        let entries: HashMap<&str, usize> = snapshot
            .entries
            .iter()
            .filter_map(|(entry, object)| Some((entry.as_str(), *places.get(object)?)))
            .collect();
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
            .filter(|(entry, _, kind)| *kind == "i" && !entries.contains_key(entry))
            .map(|(entry, whole, _)| (*entry, *whole))
            .collect();
        let resolve = |entry: &str| {
            let mut entry = entry;
            for _ in 0..4 {
                if let Some(place) = entries.get(entry) {
                    return Some(*place);
                }
                match parts.get(entry) {
                    Some(whole) => entry = whole,
                    None => break,
                }
            }
            let (whole, _) = entry.rsplit_once('/')?;
            let whole = format!("{whole}/0");
            entries.get(whole.as_str()).or_else(|| entries.get(parts.get(whole.as_str())?)).copied()
        };
        let mut needs = Vec::with_capacity(edges.len());
        for (entry, needed, _) in &edges {
            needs.extend(resolve(entry).zip(resolve(needed)));
        }
        for (place, definition) in snapshot.objects.values().enumerate() {
            let needed = definition.facts.needs.split(',').filter(|needed| !needed.is_empty());
            needs.extend(needed.filter_map(resolve).map(|needed| (place, needed)));
        }
        needs.retain(|(place, needed)| counts(objects[*place], objects[*needed]));
        let mut needed_by: Vec<(usize, usize)> =
            needs.iter().map(|(place, needed)| (*needed, *place)).collect();
        for pairs in [&mut needs, &mut needed_by] {
            pairs.sort_unstable();
            pairs.dedup();
        }
        Self { objects, needs, needed_by }
    }

    /// What this object needs.
    pub(super) fn needs(&self, object: &Object) -> impl Iterator<Item = &'a Object> {
        self.others(&self.needs, object)
    }

    /// What needs this object.
    pub(super) fn needed_by(&self, object: &Object) -> impl Iterator<Item = &'a Object> {
        self.others(&self.needed_by, object)
    }

    fn others(&self, pairs: &[(usize, usize)], object: &Object) -> impl Iterator<Item = &'a Object> {
        let place = self.objects.binary_search(&object);
        let of_object = place.map_or(&pairs[..0], |place| {
            let start = pairs.partition_point(|(first, _)| *first < place);
            let count = pairs[start..].partition_point(|(first, _)| *first == place);
            &pairs[start..start + count]
        });
        of_object.iter().map(|(_, other)| self.objects[*other])
    }
}

/// Whether one needs the other in our sense: some are objects of their own here, and a table is no dependent of a column.
fn counts(object: &Object, needed: &Object) -> bool {
    let apart = matches!(
        (object.kind, needed.kind),
        (Kind::Sequence, Kind::Column | Kind::Table)
            | (Kind::Table, Kind::Table | Kind::Column)
            | (Kind::Index, Kind::Index)
            | (Kind::Type, Kind::Constraint)
    ) || object.kind == Kind::Constraint
        && needed.kind == Kind::Constraint
        && object.identity == needed.identity;
    object != needed && !apart
}
