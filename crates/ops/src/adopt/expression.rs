//! A column's value as one SQL expression over its source row, cast to the column's type.
//!
//! What cannot be translated raises an error in the expression itself, so that it is the row's fault like any other.

use super::mapping::{Column, IfMissing, OneOrMore, Translated};
use super::target::TargetColumn;
use crate::sql::{identifier, literal};

/// Where a translated value is looked up.
pub(super) enum Lookup {
    /// Among the rows that this mapping moved: which part of the new key.
    Moved { mapping: i32, name: String, part: usize },
    /// In a new table, its name quoted: the row in which these columns are equal, and what is taken of it.
    Found { table: String, by: Vec<String>, take: String },
}

/// Why a row is rejected that refers to a row of this mapping which was not moved; its key follows.
pub(super) fn missing(name: &str) -> String {
    format!("no row of {name} was moved that has the key")
}

/// An expression as the mapping has it; the bare name of a source column, however odd, is that column.
pub(super) fn as_sql(text: &str, source_columns: &[String]) -> String {
    if source_columns.iter().any(|name| name == text) {
        format!("source.{}", identifier(text))
    } else {
        text.to_owned()
    }
}

/// The value of a column.
pub(super) fn value(
    column: &Column,
    target: &TargetColumn,
    lookup: Option<&Lookup>,
    source_columns: &[String],
) -> String {
    let value = match column {
        Column::Sql(text) => format!("({})", as_sql(text, source_columns)),
        Column::Translated(translated) => translation(translated, lookup, source_columns),
    };
    format!("CAST({value} AS {})", target.bare_type)
}

fn translation(translated: &Translated, lookup: Option<&Lookup>, source_columns: &[String]) -> String {
    let OneOrMore(texts) = &translated.value;
    let values: Vec<String> =
        texts.iter().map(|text| format!("({})", as_sql(text, source_columns))).collect();
    let is_null: Vec<String> = values.iter().map(|value| format!("{value} IS NULL")).collect();
    let is_null = is_null.join(" OR ");
    let shown = format!("concat_ws(', ', {})", values.join(", "));
    let Some(lookup) = lookup else {
        return words(translated, &values[0]);
    };
    // In a query of its own, so that no column of what is looked into takes the place of a source column.
    let (asked, found, problem) = match lookup {
        Lookup::Moved { mapping, name, part } => {
            let keys: Vec<String> = values.iter().map(|value| format!("{value}::text")).collect();
            (
                format!("SELECT ARRAY[{}] AS asked_key", keys.join(", ")),
                format!(
                    "SELECT line.target[{part}] FROM (%ASKED%) AS asked
                     JOIN backline_adopt.rows AS line ON line.mapping = {mapping} AND line.key = asked.asked_key"
                ),
                missing(name),
            )
        }
        Lookup::Found { table, by, take } => {
            let asked: Vec<String> =
                values.iter().enumerate().map(|(index, value)| format!("{value} AS asked_{index}")).collect();
            let equal: Vec<String> = by
                .iter()
                .enumerate()
                .map(|(index, name)| format!("found.{} = asked.asked_{index}", identifier(name)))
                .collect();
            (
                format!("SELECT {}", asked.join(", ")),
                format!(
                    "SELECT found.{} FROM (%ASKED%) AS asked JOIN {table} AS found ON {}",
                    identifier(take),
                    equal.join(" AND ")
                ),
                format!("{table} has no row with {}", by.join(", ")),
            )
        }
    };
    let found = format!("({})", found.replace("%ASKED%", &asked));
    match translated.if_missing {
        IfMissing::Null => found,
        IfMissing::Reject => format!(
            "CASE WHEN {is_null} THEN NULL ELSE backline_adopt.must({found}, {} || {shown}) END",
            literal(&format!("{problem} "))
        ),
    }
}

/// Word by word.
fn words(translated: &Translated, value: &str) -> String {
    let pairs: Vec<String> = translated
        .map
        .iter()
        .flatten()
        .map(|(from, to)| format!("WHEN {} THEN {}", literal(from), literal(to)))
        .collect();
    let otherwise = match &translated.otherwise {
        Some(word) => literal(word),
        None => format!(
            "CASE WHEN {value} IS NOT NULL THEN backline_adopt.refuse('22023', 'there is no translation of ' || {value}::text) END"
        ),
    };
    if pairs.is_empty() {
        return otherwise;
    }
    format!("CASE {value}::text {} ELSE {otherwise} END", pairs.join(" "))
}

/// Whether an expression reads other rows than its source row: changes of these would not be seen.
pub(super) fn reads_other_rows(text: &str) -> bool {
    let mut quote = None;
    let mut bare = String::new();
    for letter in text.chars() {
        match quote {
            Some(open) if letter == open => quote = None,
            Some(_) => {}
            None if letter == '\'' || letter == '"' => quote = Some(letter),
            None => bare.push(letter.to_ascii_lowercase()),
        }
    }
    bare.split(|letter: char| !letter.is_alphanumeric() && letter != '_').any(|word| word == "select")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_of_an_odd_name_is_meant_by_its_bare_name() {
        let columns = ["Unit Price (€)".to_owned(), "id".to_owned()];
        assert_eq!(as_sql("Unit Price (€)", &columns), "source.\"Unit Price (€)\"");
        assert_eq!(as_sql("id + 1", &columns), "id + 1");
    }

    #[test]
    fn a_query_inside_an_expression_is_noticed() {
        assert!(reads_other_rows("(SELECT max(day) FROM visits)"));
        assert!(!reads_other_rows("'please select' || \"select\" || selected"));
    }
}
