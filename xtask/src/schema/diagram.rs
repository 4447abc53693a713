//! Mermaid diagrams: tables with their keys and relations; states with what may follow.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use backline_ops::catalog::{ColumnDescription, ForeignKeyDescription, TableDescription};

/// The tables with the columns of their keys, and where the keys lead. A table that is not among them is a plain box.
pub(super) fn entities(tables: &[&TableDescription]) -> String {
    let mut text = String::from("```mermaid\nerDiagram\n");
    for table in tables {
        let _ = writeln!(text, "    {} {{", identifier(&table.name));
        for column in &table.columns {
            let marks = marks(table, column);
            if !marks.is_empty() {
                let (kind, name) = (kind(&column.data_type), identifier(&column.name));
                let _ = writeln!(text, "        {kind} {name} {}", marks.join(", "));
            }
        }
        text.push_str("    }\n");
    }
    for table in tables {
        for key in &table.foreign_keys {
            let one = if key.columns.iter().all(|name| is_required(table, name)) { "||" } else { "|o" };
            let many = if is_unique(table, key) { "o|" } else { "o{" };
            let (target, source) = (identifier(&key.target), identifier(&table.name));
            let columns = key.columns.iter().map(|name| identifier(name)).collect::<Vec<_>>().join(", ");
            let _ = writeln!(text, "    {target} {one}--{many} {source} : \"{columns}\"");
        }
    }
    text + "```\n"
}

/// The states, and an arrow to each that may follow. A state that nothing follows leads to the end.
pub(super) fn states(states: &[(String, Vec<String>)]) -> String {
    let mut text = String::from("```mermaid\nstateDiagram-v2\n");
    for (state, following) in states {
        for next in following {
            let _ = writeln!(text, "    {} --> {}", state_identifier(state), state_identifier(next));
        }
        if following.is_empty() {
            let _ = writeln!(text, "    {} --> [*]", state_identifier(state));
        }
    }
    text + "```\n"
}

fn marks(table: &TableDescription, column: &ColumnDescription) -> Vec<&'static str> {
    let mut marks = Vec::new();
    if table.primary_key.contains(&column.name) {
        marks.push("PK");
    }
    if table.foreign_keys.iter().any(|key| key.columns.contains(&column.name)) {
        marks.push("FK");
    }
    marks
}

fn is_required(table: &TableDescription, name: &str) -> bool {
    table.columns.iter().any(|column| column.name == name && !column.nullable)
}

/// Whether the key's columns, whatever their order, are a key of their own table as well.
fn is_unique(table: &TableDescription, key: &ForeignKeyDescription) -> bool {
    let columns: BTreeSet<&str> = key.columns.iter().map(String::as_str).collect();
    let same = |other: BTreeSet<&str>| other.is_subset(&columns) && !other.is_empty();
    same(table.primary_key.iter().map(String::as_str).collect())
        || table.indexes.iter().filter(|index| index.unique).any(|index| {
            let (_, columns) = index.definition.split_once('(').unwrap_or_default();
            // A condition or an expression has a bracket of its own: such an index makes nothing unique by itself.
            columns
                .strip_suffix(')')
                .is_some_and(|columns| !columns.contains(['(', ')']) && same(columns.split(", ").collect()))
        })
}

/// Mermaid takes no spaces and no commas in a type.
fn kind(data_type: &str) -> String {
    let short = data_type
        .replace("character varying", "varchar")
        .replace("timestamp with time zone", "timestamptz")
        .replace("timestamp without time zone", "timestamp")
        .replace("time without time zone", "time")
        .replace("double precision", "double");
    short.chars().map(|c| if c.is_ascii_alphanumeric() || "_()[]".contains(c) { c } else { '_' }).collect()
}

/// A name as Mermaid takes it.
fn identifier(name: &str) -> String {
    let safe = name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '_' });
    safe.collect()
}

/// Words of the language of state diagrams are no names in it.
fn state_identifier(name: &str) -> String {
    const WORDS: &[&str] = &[
        "as",
        "choice",
        "class",
        "classdef",
        "click",
        "default",
        "direction",
        "end",
        "fork",
        "hide",
        "href",
        "join",
        "note",
        "scale",
        "state",
        "style",
    ];
    let name = identifier(name);
    if WORDS.contains(&name.as_str()) { name + "_" } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe() {
        assert_eq!(identifier("we\"ird name"), "we_ird_name");
        assert_eq!(kind("numeric(14,2)"), "numeric(14_2)");
        assert_eq!(kind("timestamp with time zone"), "timestamptz");
        assert_eq!(state_identifier("end"), "end_");
    }

    #[test]
    fn states_lead_to_what_follows_and_the_last_to_the_end() {
        let machine = [("open".to_owned(), vec!["closed".to_owned()]), ("closed".to_owned(), vec![])];
        let expected = "```mermaid\nstateDiagram-v2\n    open --> closed\n    closed --> [*]\n```\n";
        assert_eq!(states(&machine), expected);
    }

    #[test]
    fn relations_say_how_many_of_each() {
        let column = |name: &str, nullable| ColumnDescription {
            name: name.to_owned(),
            data_type: "uuid".to_owned(),
            nullable,
            default: None,
            generated: None,
            comment: None,
        };
        let key = |name: &str, target: &str| ForeignKeyDescription {
            name: format!("fk_{name}"),
            columns: vec![name.to_owned()],
            target: target.to_owned(),
            target_columns: vec!["id".to_owned()],
            on_delete: "CASCADE".to_owned(),
        };
        let table = TableDescription {
            name: "artists".to_owned(),
            columns: vec![column("user_id", false), column("city_id", true), column("name", false)],
            primary_key: vec!["user_id".to_owned()],
            foreign_keys: vec![key("user_id", "users"), key("city_id", "cities")],
            ..TableDescription::default()
        };
        let expected = "```mermaid\nerDiagram\n    artists {\n        uuid user_id PK, FK\n        uuid city_id FK\n    }\n    \
            users ||--o| artists : \"user_id\"\n    cities |o--o{ artists : \"city_id\"\n```\n";
        assert_eq!(entities(&[&table]), expected);
    }
}
