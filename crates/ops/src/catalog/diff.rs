//! What differs between two snapshots, object by object, renames recognised.

use std::collections::BTreeMap;
use std::fmt;

use super::data::TableDigest;
use super::object::Object;
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
    for (object, definition) in &from.objects {
        match to.objects.get(object) {
            None => {
                changes.push(Change::Removed { object: object.clone(), definition: definition.to_string() });
            }
            Some(new) if new != definition => {
                let (from, to) = (definition.to_string(), new.to_string());
                changes.push(Change::Altered { object: object.clone(), from, to });
            }
            Some(_) => {}
        }
    }
    for (object, definition) in &to.objects {
        if !from.objects.contains_key(object) {
            changes.push(Change::Added { object: object.clone(), definition: definition.to_string() });
        }
    }
    changes
}
