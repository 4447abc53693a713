//! How a row of one table becomes a row of the other.

use serde::{Deserialize, Serialize};

use super::{Error, Specification, Table};
use crate::sql::identifier;

/// From the rows of one table to those of another: the columns that are written, and an expression for each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Conversion {
    columns: Vec<(String, String)>,
}

impl Conversion {
    /// From the table as it is to its shadow.
    pub(super) fn forward(
        source: &Table,
        shadow: &Table,
        specification: &Specification,
    ) -> Result<Self, Error> {
        for set in &specification.sets {
            if shadow.column(&set.column).is_none() {
                return Err(unknown_column(&set.column, shadow));
            }
        }
        for column in &source.columns {
            let dropped = specification.drops.contains(&column.name);
            if shadow.column(&column.name).is_none() && !dropped {
                return Err(Error::Specification {
                    problem: format!("the target leaves out column {}", identifier(&column.name)),
                    hint: format!("add it to the target, or say --drop {} to lose it", column.name),
                });
            }
        }
        let mut columns = Vec::new();
        for column in shadow.written() {
            let set = specification.sets.iter().find(|set| set.column == column.name);
            let value = match (set.and_then(|set| set.using.clone()), source.column(&column.name)) {
                (Some(using), _) => using,
                (None, Some(_)) => identifier(&column.name),
                (None, None) if column.filled || !column.not_null => continue,
                (None, None) => {
                    return Err(Error::Specification {
                        problem: format!(
                            "column {} is new, not null and has no default",
                            identifier(&column.name)
                        ),
                        hint: format!(
                            "say what it holds: --set \"{}={} USING …\"",
                            column.name, column.data_type
                        ),
                    });
                }
            };
            columns.push((column.name.clone(), cast(&value, &column.data_type)));
        }
        Ok(Self { columns })
    }

    /// From the table as it became to the one that it was.
    pub(super) fn backward(source: &Table, shadow: &Table, specification: &Specification) -> Self {
        let columns = source
            .written()
            .filter(|column| shadow.column(&column.name).is_some())
            .map(|column| {
                let set = specification.sets.iter().find(|set| set.column == column.name);
                let back = set.and_then(|set| set.back.clone());
                // By way of text where the new type may not cast to the old one, as an enum does not to varchar.
                let value = back.unwrap_or_else(|| match shadow.column(&column.name) {
                    Some(new) if new.data_type == column.data_type || is_number(&new.data_type) => {
                        identifier(&column.name)
                    }
                    Some(new) if new.data_type.starts_with("timestamp") => identifier(&column.name),
                    _ => format!("{}::text", identifier(&column.name)),
                });
                (column.name.clone(), cast(&value, &column.data_type))
            })
            .collect();
        Self { columns }
    }

    /// The columns that are written, quoted and separated by commas.
    pub(super) fn columns(&self) -> String {
        let list: Vec<String> = self.columns.iter().map(|(name, _)| identifier(name)).collect();
        list.join(", ")
    }

    /// Their values, separated by commas.
    pub(super) fn values(&self) -> String {
        let list: Vec<&str> = self.columns.iter().map(|(_, value)| value.as_str()).collect();
        list.join(", ")
    }

    /// Each column with its value's expression.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.columns.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The values of the key's columns, each under its name.
    pub(super) fn key(&self, key: &[String]) -> String {
        let of = |name: &String| {
            let value = self.columns.iter().find(|(column, _)| column == name);
            let value = value.map_or_else(|| identifier(name), |(_, value)| value.clone());
            format!("{value} AS {}", identifier(name))
        };
        key.iter().map(of).collect::<Vec<_>>().join(", ")
    }
}

fn cast(value: &str, data_type: &str) -> String {
    format!("CAST(({value}) AS {data_type})")
}

fn is_number(data_type: &str) -> bool {
    ["smallint", "integer", "bigint", "numeric", "real", "double"]
        .iter()
        .any(|name| data_type.starts_with(name))
}

fn unknown_column(name: &str, table: &Table) -> Error {
    let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    Error::Specification {
        problem: format!("table {} has no column {}", identifier(&table.name), identifier(name)),
        hint: format!("its columns are {}", names.join(", ")),
    }
}
