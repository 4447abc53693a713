//! The page of all enums: labels, where they are used, and what may follow what.

use std::fmt::Write as _;

use backline_ops::catalog::{EnumDescription, TableDescription};

use super::links::Links;
use crate::schema::transitions::Transitions;
use crate::schema::{diagram, markdown};

/// The text of the page.
pub(super) fn text(
    enums: &[EnumDescription],
    tables: &[TableDescription],
    transitions: &Transitions,
    links: &Links<'_>,
) -> String {
    let mut text = String::from(
        "# Enum types\n\nLabels are in the order in which they sort. A type with a diagram is a state machine: staying is \
         always allowed, a row\nmay be added in any state, and the database refuses every change that has no arrow.\n",
    );
    for description in enums {
        let EnumDescription { name, labels } = description;
        let _ = write!(text, "\n## {name}\n\nOf {}", links.domain_of_enum(name));
        let columns: Vec<_> = tables.iter().flat_map(|table| used_by(table, name, links)).collect();
        if columns.is_empty() {
            text.push_str(", in no column.\n\n");
        } else {
            let _ = write!(text, ", in {}.\n\n", columns.join(", "));
        }
        let states: Vec<(String, Vec<String>)> = labels
            .iter()
            .map(|label| {
                let next = transitions.get(&(name.clone(), label.clone())).cloned().unwrap_or_default();
                (label.clone(), next)
            })
            .collect();
        if states.iter().all(|(_, next)| next.is_empty()) {
            let _ = writeln!(text, "{}", markdown::names(labels));
            continue;
        }
        let rows: Vec<_> = states
            .iter()
            .map(|(state, next)| {
                let next = if next.is_empty() { "nothing".to_owned() } else { markdown::names(next) };
                [markdown::code(state), next]
            })
            .collect();
        let _ =
            write!(text, "{}\n{}", markdown::table(["state", "may become"], &rows), diagram::states(&states));
    }
    text
}

fn used_by(table: &TableDescription, name: &str, links: &Links<'_>) -> Vec<String> {
    let columns = table.columns.iter().filter(|column| column.data_type.trim_end_matches("[]") == name);
    columns.map(|column| format!("{}.{}", links.table(&table.name), markdown::code(&column.name))).collect()
}
