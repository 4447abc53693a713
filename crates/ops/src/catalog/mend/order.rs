//! Putting steps in order: dependencies first, then the order of kinds, tables and columns.

use std::collections::{BTreeMap, BTreeSet};

use super::super::object::{Kind, Object};
use super::super::snapshot::Snapshot;

/// Where an object stands among those that are free to be done.
type Place = (u8, String, i32, Object);

/// Foreign keys come after everything that they may point to has its keys.
fn place(snapshot: &Snapshot, object: &Object) -> Place {
    let definition = snapshot.objects.get(object);
    let foreign_key = definition.is_some_and(|d| object.kind == Kind::Constraint && d.text("form") == "f");
    let rank = if foreign_key { Kind::ReplicaIdentity as u8 } else { object.kind as u8 };
    // Keys before checks, parents' keys before their partitions'.
    let inherited = definition.is_some_and(|d| d.facts.inherited);
    let relation = definition.map(|d| d.relation.clone()).unwrap_or_default();
    let position = definition.map_or(0, |d| d.facts.position) + i32::from(inherited);
    (rank * 2 + u8::from(inherited && object.kind == Kind::Constraint), relation, position, object.clone())
}

/// The objects in an order in which each comes after those that it must follow. Where they form a circle, the one that
/// comes first by kind opens it.
pub(super) fn sorted(
    snapshot: &Snapshot,
    objects: &BTreeSet<Object>,
    follows: &BTreeMap<Object, BTreeSet<Object>>,
) -> Vec<Object> {
    let mut waiting: BTreeMap<&Object, usize> = BTreeMap::new();
    let mut followers: BTreeMap<&Object, Vec<&Object>> = BTreeMap::new();
    for object in objects {
        let before: Vec<&Object> = follows
            .get(object)
            .into_iter()
            .flatten()
            .filter(|other| *other != object && objects.contains(*other))
            .collect();
        waiting.insert(object, before.len());
        for other in before {
            followers.entry(other).or_default().push(object);
        }
    }
    let mut free: BTreeSet<Place> =
        waiting.iter().filter(|(_, count)| **count == 0).map(|(object, _)| place(snapshot, object)).collect();
    let mut done = Vec::with_capacity(objects.len());
    while !waiting.is_empty() {
        let next = match free.pop_first() {
            Some((.., object)) => object,
            None => match waiting.keys().map(|object| place(snapshot, object)).min() {
                Some((.., object)) => object,
                None => break,
            },
        };
        if waiting.remove(&next).is_none() {
            continue;
        }
        for follower in followers.get(&next).into_iter().flatten() {
            if let Some(count) = waiting.get_mut(*follower) {
                *count = count.saturating_sub(1);
                if *count == 0 {
                    free.insert(place(snapshot, follower));
                }
            }
        }
        done.push(next);
    }
    done
}
