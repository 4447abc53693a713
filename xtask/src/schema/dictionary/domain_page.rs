//! The page of a domain: its diagram, then its tables one by one.

use std::fmt::Write as _;

use backline_ops::catalog::{ColumnDescription, ForeignKeyDescription, IndexDescription, TableDescription};

use super::links::Links;
use crate::schema::domains::Domain;
use crate::schema::{diagram, markdown};

/// The text of the page. `tables` are the domain's, `all` those of the whole schema.
pub(super) fn text(
    domain: &Domain,
    tables: &[&TableDescription],
    all: &[TableDescription],
    links: &Links<'_>,
) -> String {
    let mut text = format!(
        "# The domain \"{}\"\n\n{} {}; back to [all domains](README.md).\n\n",
        domain.name,
        markdown::sentence(domain.about),
        markdown::count(tables.len(), "table"),
    );
    for table in tables {
        let comment = markdown::sentence(table.comment.as_deref().unwrap_or_default());
        let _ = writeln!(text, "- [{0}](#{0}): {comment}", table.name);
    }
    text.push_str(
        "\n## Keys and relations\n\nOnly the columns of keys are shown. A box without columns is a table of another \
         domain.\n\n",
    );
    text.push_str(&diagram::entities(tables));
    for table in tables {
        describe(&mut text, table, all, links);
    }
    text
}

fn describe(text: &mut String, table: &TableDescription, all: &[TableDescription], links: &Links<'_>) {
    let _ = write!(text, "\n## {}\n\n", table.name);
    if let Some(comment) = &table.comment {
        let _ = write!(text, "{}\n\n", markdown::sentence(comment));
    }
    if let Some(key) = &table.partitioned_by {
        let _ = write!(text, "Partitioned by {}.\n\n", markdown::code(key));
    }
    let rows: Vec<_> = table.columns.iter().map(|column| column_row(column, links)).collect();
    text.push_str(&markdown::table(["column", "type", "null", "default", "comment"], &rows));

    if !table.primary_key.is_empty() {
        let _ = write!(text, "\nPrimary key: {}\n", markdown::names(&table.primary_key));
    }
    list(text, "Foreign keys", table.foreign_keys.iter().map(|key| foreign_key(key, links)));
    list(text, "Referred to by", referring(table, all, links).into_iter());
    list(text, "Indexes", indexes(table).map(index));
    let rules = table.checks.iter();
    list(text, "Checks and exclusions", rules.map(|rule| definition(&rule.name, &rule.definition)));
    let triggers = table.triggers.iter();
    list(
        text,
        "Triggers",
        triggers.map(|trigger| definition(&trigger.name, trigger_call(&trigger.definition))),
    );
    if table.row_level_security {
        let policies = table.policies.iter().map(|name| markdown::code(name));
        list(text, "Row level security is on, with the policies", policies);
        if table.policies.is_empty() {
            text.push_str("\nRow level security is on, without a policy: nobody but the owner sees a row.\n");
        }
    }
}

/// A heading and a line for each, nothing where there is none.
fn list(text: &mut String, heading: &str, lines: impl Iterator<Item = String>) {
    for (index, line) in lines.enumerate() {
        if index == 0 {
            let _ = write!(text, "\n{heading}:\n\n");
        }
        let _ = writeln!(text, "- {line}");
    }
}

fn column_row(column: &ColumnDescription, links: &Links<'_>) -> [String; 5] {
    let default = match (&column.generated, &column.default) {
        (Some(expression), _) => format!("generated: {}", markdown::code_cell(expression)),
        (None, Some(default)) => markdown::code_cell(default),
        (None, None) => String::new(),
    };
    [
        column.name.clone(),
        links.data_type(&column.data_type),
        if column.nullable { "yes".to_owned() } else { "no".to_owned() },
        default,
        markdown::cell(column.comment.as_deref().unwrap_or_default()),
    ]
}

fn foreign_key(key: &ForeignKeyDescription, links: &Links<'_>) -> String {
    let (columns, target) = (markdown::names(&key.columns), links.table(&key.target));
    let target_columns = markdown::names(&key.target_columns);
    format!("{columns} to {target} ({target_columns}), on delete {}", key.on_delete.to_lowercase())
}

/// The keys of all tables that lead here.
fn referring(table: &TableDescription, all: &[TableDescription], links: &Links<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    for other in all {
        let columns: Vec<_> = other
            .foreign_keys
            .iter()
            .filter(|key| key.target == table.name)
            .map(|key| markdown::names(&key.columns))
            .collect();
        if !columns.is_empty() {
            lines.push(format!("{} by {}", links.table(&other.name), columns.join("; ")));
        }
    }
    lines
}

/// Those that are neither the primary key's nor an exclusion's, which are told of elsewhere.
fn indexes(table: &TableDescription) -> impl Iterator<Item = &IndexDescription> {
    let primary = format!("{}_pkey", table.name);
    table.indexes.iter().filter(move |index| {
        index.name != primary && !table.checks.iter().any(|rule| rule.name == index.name)
    })
}

fn index(index: &IndexDescription) -> String {
    let (_, method) = index.definition.split_once(" USING ").unwrap_or(("", &index.definition));
    let unique = if index.unique { "unique, " } else { "" };
    format!("{}: {unique}{}", markdown::code(&index.name), markdown::code(method))
}

/// Without the name that stands before it, and the schema.
fn definition(name: &str, definition: &str) -> String {
    format!("{}: {}", markdown::code(name), markdown::code(&definition.replace(" public.", " ")))
}

/// `CREATE TRIGGER name BEFORE …` from its moment on.
fn trigger_call(definition: &str) -> &str {
    let moments = [" BEFORE ", " AFTER ", " INSTEAD OF "];
    let start = moments.iter().filter_map(|moment| definition.find(moment)).min();
    start.map_or(definition, |start| definition[start..].trim_start())
}
