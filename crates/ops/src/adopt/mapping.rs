//! The mapping file: which rows of the legacy become which rows of the new schema.
//!
//! Everything that is SQL stands as SQL. A source is read as of the legacy (its schema comes first in the search path), an
//! expression sees the columns of its source, under the name `source` where a name is needed.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{MapAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Deserializer};
use toml::Spanned;

use super::error::{Error, Problem};

/// A mapping file, read and not yet compared with any database.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The schema that is taken over: the legacy has it now, the new tables will.
    #[serde(default = "public")]
    pub(super) schema: String,
    /// Statements for the new schema before its first row: privileges, partitions, settings.
    #[serde(default)]
    pub(super) prepare: Vec<String>,
    /// Tables of the legacy that are left behind on purpose.
    #[serde(default)]
    pub(super) ignore: Vec<Spanned<String>>,
    #[serde(rename = "table")]
    pub(super) tables: Vec<TableMapping>,
    /// The file.
    #[serde(skip)]
    pub(super) text: String,
}

/// Rows of one source that become rows of one table.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TableMapping {
    /// What others call it in `key_of`; the target's name where none is given.
    pub name: Option<Spanned<String>>,
    pub target: Spanned<String>,
    /// A table or view of the legacy.
    pub source: Option<Spanned<String>>,
    /// Or a query on it.
    pub query: Option<Spanned<String>>,
    /// What tells a source row from all others; the primary key where none is given.
    #[serde(default)]
    pub key: Vec<Spanned<String>>,
    /// Rows for which this is not true stay behind.
    pub filter: Option<Spanned<String>>,
    /// Which row is first where two are the same; the key where none is given.
    pub order_by: Option<Spanned<String>>,
    /// The columns of the target by which two rows are the same.
    #[serde(default)]
    pub same: Vec<Spanned<String>>,
    #[serde(default)]
    pub on_conflict: OnConflict,
    pub columns: BTreeMap<Spanned<String>, Spanned<Column>>,
}

/// What becomes of a row that is the same as an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum OnConflict {
    /// It is rejected.
    #[default]
    Reject,
    /// The earlier row stays as it is; what refers to the later one refers to it.
    KeepFirst,
    /// The later row's values replace those of the earlier one.
    KeepLast,
    /// The later row fills what the earlier one leaves null.
    Merge,
}

/// Where a column's value comes from.
#[derive(Debug, Clone)]
pub(super) enum Column {
    /// An expression.
    Sql(String),
    /// An expression whose value is translated.
    Translated(Box<Translated>),
}

/// A translation: of words, of keys, or by a look into another table.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Translated {
    pub value: OneOrMore,
    /// Words, and what becomes of each.
    pub map: Option<BTreeMap<String, String>>,
    /// What becomes of any other word.
    pub otherwise: Option<String>,
    /// The mapping whose source rows `value` is a key of.
    pub key_of: Option<Spanned<String>>,
    /// The new table in which `by` equals `value`.
    pub lookup: Option<Spanned<String>>,
    pub by: Option<Spanned<OneOrMore>>,
    /// The column of it that is taken; its primary key where none is given.
    pub take: Option<Spanned<String>>,
    #[serde(default)]
    pub if_missing: IfMissing,
}

/// What becomes of a row whose reference leads nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum IfMissing {
    #[default]
    Reject,
    Null,
}

/// A text, or a list of them.
#[derive(Debug, Clone)]
pub(super) struct OneOrMore(pub Vec<String>);

fn public() -> String {
    "public".to_owned()
}

impl Mapping {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// [`Error::Mapping`] with the line of what is no TOML, of an unknown key, of a value of another type.
    pub fn parse(text: &str) -> Result<Self, Error> {
        match toml::from_str::<Self>(text) {
            Ok(mapping) => Ok(Self { text: text.to_owned(), ..mapping }),
            Err(error) => Err(Error::Mapping(vec![Problem {
                line: error.span().map_or(1, |span| line(text, span.start)),
                place: None,
                problem: error.message().to_owned(),
                hint: None,
            }])),
        }
    }

    /// The line at which something stands, from 1.
    pub(super) fn line<T>(&self, spanned: &Spanned<T>) -> usize {
        line(&self.text, spanned.span().start)
    }
}

fn line(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}

impl TableMapping {
    /// What others call it.
    pub fn name(&self) -> &str {
        self.name.as_ref().unwrap_or(&self.target).get_ref()
    }
}

impl<'de> Deserialize<'de> for Column {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Column;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter
                    .write_str("an SQL expression, or a translation such as { value = \"…\", map = { … } }")
            }

            fn visit_str<E>(self, text: &str) -> Result<Column, E> {
                Ok(Column::Sql(text.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Column, A::Error> {
                Box::deserialize(MapAccessDeserializer::new(map)).map(Column::Translated)
            }
        }
        deserializer.deserialize_any(Either)
    }
}

impl<'de> Deserialize<'de> for OneOrMore {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = OneOrMore;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a text or a list of texts")
            }

            fn visit_str<E>(self, text: &str) -> Result<OneOrMore, E> {
                Ok(OneOrMore(vec![text.to_owned()]))
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut list: A) -> Result<OneOrMore, A::Error> {
                let mut texts = Vec::new();
                while let Some(text) = list.next_element()? {
                    texts.push(text);
                }
                Ok(OneOrMore(texts))
            }
        }
        deserializer.deserialize_any(Either)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
ignore = ["sessions"]

[[table]]
target = "users"
source = "clients"
same = ["email"]
on_conflict = "keep_first"
[table.columns]
id = "id"
status = { value = "state", map = { open = "active" } }
town = { value = ["town", "country"], lookup = "towns", by = ["name", "country"], if_missing = "null" }
"#;

    #[test]
    fn a_file_is_read_with_the_lines_of_what_is_in_it() {
        let mapping = Mapping::parse(GOOD).unwrap();
        assert_eq!(mapping.schema, "public");
        let table = &mapping.tables[0];
        assert_eq!((table.name(), table.on_conflict), ("users", OnConflict::KeepFirst));
        let lines: Vec<_> =
            table.columns.keys().map(|name| (name.get_ref().as_str(), mapping.line(name))).collect();
        assert_eq!(lines, [("id", 10), ("status", 11), ("town", 12)]);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        let said = |text: &str| Mapping::parse(text).unwrap_err().to_string();
        assert_eq!(
            said(&GOOD.replace("same =", "sames =")).split(',').next(),
            Some("line 7: unknown field `sames`")
        );
        assert!(said(&GOOD.replace("keep_first", "keep")).starts_with("line 8: unknown variant `keep`"));
        assert!(said(&GOOD.replace("map =", "words =")).starts_with("line 11: unknown field `words`"));
        assert!(
            said(&GOOD.replace("id = \"id\"", "id = 7")).starts_with("line 10: invalid type: integer `7`")
        );
        assert!(said("[[table]\n").starts_with("line 1: "));
    }
}
