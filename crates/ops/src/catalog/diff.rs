//! What differs between two snapshots, object by object, renames recognised.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;

use super::data::TableDigest;
use super::object::{Definition, Object};
use super::rename::{self, Rename};
use super::snapshot::Snapshot;

/// The digests of two databases' tables, by the table's identity: proof for renames where there is any.
pub type Digests<'a> = (&'a BTreeMap<String, TableDigest>, &'a BTreeMap<String, TableDigest>);

/// A difference between two snapshots.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// The same object under another name.
    Renamed {
        /// As the first calls it.
        object: Object,
        /// As the second calls it.
        to: String,
    },
    /// In the second only.
    Added {
        /// What.
        object: Object,
        /// As the second has it.
        definition: String,
    },
    /// In the first only.
    Removed {
        /// What.
        object: Object,
        /// As the first has it.
        definition: String,
    },
    /// In both, and not the same.
    Altered {
        /// What.
        object: Object,
        /// As the first has it.
        from: String,
        /// As the second has it.
        to: String,
    },
}

impl Change {
    /// What it is about.
    #[must_use]
    pub fn object(&self) -> &Object {
        match self {
            Self::Renamed { object, .. }
            | Self::Added { object, .. }
            | Self::Removed { object, .. }
            | Self::Altered { object, .. } => object,
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Renamed { object, to } => write!(formatter, "> {object} is now {to}"),
            Self::Added { object, .. } => write!(formatter, "+ {object}"),
            Self::Removed { object, .. } => write!(formatter, "- {object}"),
            Self::Altered { object, from, to } => write!(formatter, "~ {object}: {from} -> {to}"),
        }
    }
}

/// All differences: renames, then what is removed or altered, then what is added.
pub(super) fn changes(from: &Snapshot, to: &Snapshot, digests: &[Digests<'_>]) -> Vec<Change> {
    let (from, renames) = rename::apply(from, to, digests);
    compare(&from, to, &renames)
}

/// The same, the renames having been applied to the first.
pub(super) fn compare(from: &Snapshot, to: &Snapshot, renames: &[Rename]) -> Vec<Change> {
    let mut changes: Vec<Change> = renames
        .iter()
        .map(|rename| Change::Renamed { object: rename.object.clone(), to: rename.to.identity.clone() })
        .collect();
    let mut added = Vec::new();
    for (object, before, after) in pairs(from, to) {
        let object = || object.clone();
        match (before, after) {
            (Some(old), Some(new)) if old == new => {}
            (Some(old), Some(new)) => {
                let (from, to) = (old.to_string(), new.to_string());
                changes.push(Change::Altered { object: object(), from, to });
            }
            (Some(old), None) => {
                changes.push(Change::Removed { object: object(), definition: old.to_string() });
            }
            (None, Some(new)) => {
                added.push(Change::Added { object: object(), definition: new.to_string() });
            }
            (None, None) => {}
        }
    }
    changes.append(&mut added);
    changes
}

/// The objects of both, in order, as each has them: in one pass, where looking each of them up takes several times as long.
pub(super) fn pairs<'a>(
    from: &'a Snapshot,
    to: &'a Snapshot,
) -> impl Iterator<Item = (&'a Object, Option<&'a Definition>, Option<&'a Definition>)> {
    let (mut old, mut new) = (from.objects.iter().peekable(), to.objects.iter().peekable());
    std::iter::from_fn(move || {
        let order = match (old.peek(), new.peek()) {
            (Some((old, _)), Some((new, _))) => old.cmp(new),
            (Some(_), None) => Ordering::Less,
            (None, _) => Ordering::Greater,
        };
        let before = if order.is_le() { old.next() } else { None };
        let after = if order.is_ge() { new.next() } else { None };
        let (object, _) = before.or(after)?;
        let definition = |(_, definition): (_, &'a Definition)| definition;
        Some((object, before.map(definition), after.map(definition)))
    })
}
