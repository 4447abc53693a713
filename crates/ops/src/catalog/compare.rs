//! Two databases side by side: their schemas, and on demand their rows.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::DatabaseConnection;

use super::data::{TableDigest, digests};
use super::mend::{Mending, Risk};
use super::object::Object;
use super::snapshot::Snapshot;
use super::{Change, Kind};
use crate::Error;

/// How two databases differ.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Comparison {
    /// What differs in the schema, each with what mending it may do.
    pub differences: Vec<Difference>,
    /// Tables of both whose rows differ; `None` when rows were not compared.
    pub data: Option<Vec<DataDifference>>,
    /// What makes the first like the second.
    #[serde(skip)]
    pub forward: Mending,
    /// The first and the second.
    #[serde(skip)]
    snapshots: (Snapshot, Snapshot),
    /// What their tables hold, where rows were compared.
    #[serde(skip)]
    digests: Option<(TableDigests, TableDigests)>,
}

/// What the tables of a database hold, by name.
type TableDigests = BTreeMap<String, TableDigest>;

/// A difference of the schemas.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Difference {
    /// What differs.
    #[serde(flatten)]
    pub change: Change,
    /// What making the first like the second may do; absent where it goes along with something else, or is done by hand.
    pub risk: Option<Risk>,
}

/// A table whose rows differ.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct DataDifference {
    /// The table, as the second database calls it.
    pub table: String,
    /// How many rows the first has.
    pub first_rows: u64,
    /// How many rows the second has.
    pub second_rows: u64,
}

impl Comparison {
    /// Whether nothing differs.
    #[must_use]
    pub fn is_equal(&self) -> bool {
        self.differences.is_empty() && self.data.as_ref().is_none_or(Vec::is_empty)
    }

    /// What makes the second like the first.
    #[must_use]
    pub fn backward(&self) -> Mending {
        let (first, second) = &self.snapshots;
        match &self.digests {
            Some((of_first, of_second)) => Mending::with_data(second, first, (of_second, of_first)),
            None => Mending::between(second, first),
        }
    }
}

/// How many tables of each database are digested at once.
const JOBS: usize = 2;

/// Compares two databases; `with_data` compares the rows, too, and lets equal ones prove that a table was renamed.
///
/// # Errors
/// Whatever the databases answer.
pub async fn compare(
    first: &DatabaseConnection,
    second: &DatabaseConnection,
    with_data: bool,
) -> Result<Comparison, Error> {
    let (from, to) = tokio::try_join!(read(first), read(second))?;
    let digests = if with_data {
        let both = tokio::try_join!(digests(first, &from, None, JOBS), digests(second, &to, None, JOBS));
        Some(both?)
    } else {
        None
    };
    let forward = match &digests {
        Some((of_first, of_second)) => Mending::with_data(&from, &to, (of_first, of_second)),
        None => Mending::between(&from, &to),
    };
    let data = digests.as_ref().map(|(of_first, of_second)| data(&forward, of_first, of_second));
    Ok(Comparison { differences: differences(&forward), data, forward, snapshots: (from, to), digests })
}

/// Reads a snapshot on a thread of the runtime, so that two are taken in at once.
async fn read(db: &DatabaseConnection) -> Result<Snapshot, Error> {
    let db = db.clone();
    let reading = tokio::spawn(async move { Snapshot::read(&db).await });
    reading.await.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()))
}

fn differences(mending: &Mending) -> Vec<Difference> {
    let risk = |change: &Change| mending.risk(change.object());
    mending.changes.iter().map(|change| Difference { change: change.clone(), risk: risk(change) }).collect()
}

fn data(
    mending: &Mending,
    of_first: &BTreeMap<String, TableDigest>,
    of_second: &BTreeMap<String, TableDigest>,
) -> Vec<DataDifference> {
    let renamed: BTreeMap<&str, &str> = mending
        .changes
        .iter()
        .filter_map(|change| match change {
            Change::Renamed { object, to } if object.kind == Kind::Table => {
                Some((object.identity.as_str(), to.as_str()))
            }
            _ => None,
        })
        .collect();
    let pairs = of_first.iter().filter_map(|(table, first)| {
        let table = renamed.get(table.as_str()).copied().unwrap_or(table);
        Some((table, first, of_second.get(table)?))
    });
    pairs
        .filter(|(_, first, second)| first != second)
        .map(|(table, first, second)| DataDifference {
            table: table.to_owned(),
            first_rows: first.rows,
            second_rows: second.rows,
        })
        .collect()
}

/// The objects that are not as they should be, by kind: for reports that count.
#[must_use]
pub fn by_kind(changes: &[Change]) -> BTreeMap<Kind, BTreeSet<&Object>> {
    let mut kinds: BTreeMap<Kind, BTreeSet<&Object>> = BTreeMap::new();
    for change in changes {
        kinds.entry(change.object().kind).or_default().insert(change.object());
    }
    kinds
}
