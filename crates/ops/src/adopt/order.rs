//! The order in which tables are copied: each after those that it refers to.

use std::collections::BTreeSet;

use super::columns::check_key_parts;
use super::mapping::{Column, TableMapping};
use super::plan::{Draft, TablePlan};
use super::target::Target;
use crate::sql::identifier;

/// Sorts them; of those that could be next, the one that comes first in the file.
pub(super) fn by_dependencies(
    draft: &mut Draft<'_>,
    mut tables: Vec<TablePlan>,
    targets: &[Option<Target>],
) -> Vec<TablePlan> {
    let mapping = draft.mapping;
    for table in &mapping.tables {
        let parts = |name: &str| {
            let found = tables.iter().find(|other| other.name == name);
            found.map(|other| other.key.len())
        };
        check_key_parts(draft, table, parts);
    }
    let needs: Vec<BTreeSet<usize>> = mapping
        .tables
        .iter()
        .zip(targets)
        .map(|(table, target)| needed(table, target.as_ref(), mapping.tables.as_slice(), targets))
        .collect();
    for table in &mut tables {
        let index = usize::try_from(table.number).unwrap_or(1) - 1;
        table.refers_to_itself = needs[index].contains(&index);
    }
    let mut sorted = Vec::with_capacity(tables.len());
    let mut done = BTreeSet::new();
    while done.len() < needs.len() {
        let is_next = |index: &usize| {
            !done.contains(index) && needs[*index].iter().all(|need| need == index || done.contains(need))
        };
        let Some(next) = (0..needs.len()).find(is_next) else {
            let cycle: Vec<&str> = (0..needs.len())
                .filter(|index| !done.contains(index))
                .map(|index| mapping.tables[index].name())
                .collect();
            let line = mapping.line(
                &mapping.tables[(0..needs.len()).find(|index| !done.contains(index)).unwrap_or(0)].target,
            );
            let problem = format!("these refer to one another in a circle: {}", cycle.join(", "));
            let hint = "leave one of the columns out, and fill it after the cut-over".to_owned();
            draft.problem(line, "", problem, Some(hint));
            return sorted;
        };
        done.insert(next);
        let number = i32::try_from(next + 1).unwrap_or(i32::MAX);
        sorted.extend(tables.iter().find(|table| table.number == number).cloned());
    }
    sorted
}

/// The mappings whose rows have to be there first.
fn needed(
    table: &TableMapping,
    target: Option<&Target>,
    all: &[TableMapping],
    targets: &[Option<Target>],
) -> BTreeSet<usize> {
    let mut needed = BTreeSet::new();
    let mut need_rows_of = |qualified: &str| {
        for (index, other) in targets.iter().enumerate() {
            if other.as_ref().is_some_and(|other| other.qualified == qualified) {
                needed.insert(index);
            }
        }
    };
    if let Some(target) = target {
        let is_mapped = |name: &String| table.columns.keys().any(|column| column.get_ref() == name);
        for (columns, referred) in &target.references {
            if columns.iter().all(is_mapped) {
                need_rows_of(referred);
            }
        }
        for column in table.columns.values() {
            let Column::Translated(translated) = column.get_ref() else { continue };
            if let Some(lookup) = &translated.lookup {
                let schema = target.qualified.split('.').next().unwrap_or_default();
                need_rows_of(&format!("{schema}.{}", identifier(lookup.get_ref())));
            }
        }
    }
    for column in table.columns.values() {
        let Column::Translated(translated) = column.get_ref() else { continue };
        if let Some(key_of) = &translated.key_of {
            needed.extend(all.iter().position(|other| other.name() == key_of.get_ref()));
        }
    }
    needed
}
