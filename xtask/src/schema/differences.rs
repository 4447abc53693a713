//! What the entities say of the database, against what the database says of itself.
//!
//! Everything that differs is answered at once. What an entity cannot say is not compared: defaults, checks, indexes,
//! the order of columns, and of those of a key.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use backline_ops::catalog::{self, EnumDescription, TableDescription};
use backline_schema::description::EntityDescription;
use sea_orm::ConnectionTrait;

use super::SCHEMA;
use super::transitions::transitions;

/// One thing of which the entities and the database do not say the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Difference {
    /// The table; of an enum or a state machine, its type.
    pub table: String,
    /// The column, or the columns of a foreign key; of a state machine, the state.
    pub column: Option<String>,
    /// What differs.
    pub what: What,
    /// What the entities say; absent where they know nothing of it.
    pub entity: Option<String>,
    /// What the database says; absent where it has nothing of the kind.
    pub database: Option<String>,
}

/// What may differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// A table is on one side only.
    Table,
    /// A column is on one side only.
    Column,
    /// The type of a column.
    Type,
    /// Whether a column may be null.
    Nullability,
    /// What a column is computed from.
    Generated,
    /// The columns of the primary key.
    PrimaryKey,
    /// The foreign keys of a column: target, or what happens when the target row goes.
    ForeignKey,
    /// An enum is on one side only.
    Enum,
    /// The labels of an enum, or their order.
    Labels,
    /// What may follow a state.
    Transitions,
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Table => "table",
            Self::Column => "column",
            Self::Type => "type",
            Self::Nullability => "nullability",
            Self::Generated => "generated",
            Self::PrimaryKey => "primary key",
            Self::ForeignKey => "foreign key",
            Self::Enum => "enum",
            Self::Labels => "labels",
            Self::Transitions => "transitions",
        })
    }
}

impl fmt::Display for Difference {
    /// `bookings.status, type: text in the entity, booking_status in the database`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.table)?;
        if let Some(column) = &self.column {
            write!(f, ".{column}")?;
        }
        let entity = self.entity.as_deref().unwrap_or("missing");
        let database = self.database.as_deref().unwrap_or("missing");
        write!(f, ", {}: {entity} in the entity, {database} in the database", self.what)
    }
}

/// Compares all entities, enums and state machines with a migrated database. Empty where both say the same.
///
/// # Errors
/// Whatever the database answers.
pub async fn differences(db: &impl ConnectionTrait) -> anyhow::Result<Vec<Difference>> {
    let tables = catalog::describe(db, SCHEMA).await?;
    let enums = catalog::enums(db, SCHEMA).await?;
    let mut found = Found::default();
    found.tables(&backline_schema::entities(), &tables);
    found.enums(&enums);
    found.state_machines(db, &enums).await?;
    found.differences.sort();
    Ok(found.differences)
}

#[derive(Default)]
struct Found {
    differences: Vec<Difference>,
}

impl Found {
    /// Notes it unless both sides are the same.
    fn note(
        &mut self,
        at: (&str, Option<&str>),
        what: What,
        entity: Option<String>,
        database: Option<String>,
    ) {
        if entity != database {
            let (table, column) = (at.0.to_owned(), at.1.map(str::to_owned));
            self.differences.push(Difference { table, column, what, entity, database });
        }
    }

    fn tables(&mut self, entities: &[EntityDescription], tables: &[TableDescription]) {
        let entities: BTreeMap<_, _> = entities.iter().map(|entity| (entity.table, entity)).collect();
        let tables: BTreeMap<_, _> = tables.iter().map(|table| (table.name.as_str(), table)).collect();
        for name in entities.keys().chain(tables.keys()).copied().collect::<BTreeSet<_>>() {
            match (entities.get(name), tables.get(name)) {
                (Some(entity), Some(table)) => self.table(entity, table),
                (entity, table) => {
                    let entity = entity.map(|entity| columns(entity.columns.len()));
                    self.note(
                        (name, None),
                        What::Table,
                        entity,
                        table.map(|table| columns(table.columns.len())),
                    );
                }
            }
        }
    }

    fn table(&mut self, entity: &EntityDescription, table: &TableDescription) {
        let name = entity.table;
        for ours in &entity.columns {
            let at = (name, Some(ours.name));
            match table.columns.iter().find(|theirs| theirs.name == ours.name) {
                Some(theirs) => {
                    let theirs_may = Some(nullability(theirs.nullable));
                    self.note(at, What::Type, Some(ours.type_name.clone()), Some(theirs.data_type.clone()));
                    self.note(at, What::Nullability, Some(nullability(ours.nullable)), theirs_may);
                    let [ours, theirs] = [&ours.generated, &theirs.generated];
                    self.note(at, What::Generated, expression(ours), expression(theirs));
                }
                None => self.note(at, What::Column, Some(ours.type_name.clone()), None),
            }
        }
        for theirs in &table.columns {
            if !entity.columns.iter().any(|ours| ours.name == theirs.name) {
                let at = (name, Some(theirs.name.as_str()));
                self.note(at, What::Column, None, Some(theirs.data_type.clone()));
            }
        }
        // An entity has them in the order of its fields, the database in that of the index.
        let ours: BTreeSet<&str> = entity.primary_key.iter().copied().collect();
        let theirs: BTreeSet<&str> = table.primary_key.iter().map(String::as_str).collect();
        if ours != theirs {
            self.note((name, None), What::PrimaryKey, list(&entity.primary_key), list(&table.primary_key));
        }
        self.foreign_keys(entity, table);
    }

    /// Those of the same columns are compared with each other.
    fn foreign_keys(&mut self, entity: &EntityDescription, table: &TableDescription) {
        let mut keys: BTreeMap<&[String], [BTreeSet<String>; 2]> = BTreeMap::new();
        for key in &entity.foreign_keys {
            let line = foreign_key(&key.target, &key.target_columns, key.on_delete);
            keys.entry(&key.columns).or_default()[0].insert(line);
        }
        for key in &table.foreign_keys {
            let line = foreign_key(&key.target, &key.target_columns, &key.on_delete);
            keys.entry(&key.columns).or_default()[1].insert(line);
        }
        for (columns, [ours, theirs]) in keys {
            let at = columns.join(", ");
            let [ours, theirs] = [ours, theirs].map(|lines| list(&lines.into_iter().collect::<Vec<_>>()));
            self.note((entity.table, Some(&at)), What::ForeignKey, ours, theirs);
        }
    }

    fn enums(&mut self, theirs: &[EnumDescription]) {
        let ours = backline_schema::enums();
        let ours: BTreeMap<_, _> = ours.iter().map(|ours| (ours.name.as_str(), &ours.labels)).collect();
        let theirs: BTreeMap<_, _> =
            theirs.iter().map(|theirs| (theirs.name.as_str(), &theirs.labels)).collect();
        for &name in ours.keys().chain(theirs.keys()).collect::<BTreeSet<_>>() {
            let (ours, theirs) = (ours.get(name), theirs.get(name));
            let what = if ours.is_some() && theirs.is_some() { What::Labels } else { What::Enum };
            self.note(
                (name, None),
                what,
                ours.and_then(|labels| list(labels)),
                theirs.and_then(|labels| list(labels)),
            );
        }
        // A column of an enum that is not the one of the registry.
        for entity in backline_schema::entities() {
            for column in &entity.columns {
                let registered = ours.get(column.type_name.trim_end_matches("[]")).copied();
                if let Some(labels) = column.labels.as_ref().filter(|labels| Some(*labels) != registered) {
                    let at = (entity.table, Some(column.name));
                    let theirs = theirs.get(column.type_name.trim_end_matches("[]"));
                    self.note(at, What::Labels, list(labels), theirs.and_then(|labels| list(labels)));
                }
            }
        }
    }

    /// Of an enum that is no state machine here, the database is to allow no change either.
    async fn state_machines(
        &mut self,
        db: &impl ConnectionTrait,
        enums: &[EnumDescription],
    ) -> anyhow::Result<()> {
        let machines = backline_schema::state_machines();
        let mut types: BTreeMap<&str, BTreeMap<&str, Vec<String>>> = BTreeMap::new();
        for description in enums {
            let states = description.labels.iter().map(|label| (label.as_str(), Vec::new()));
            types.insert(&description.name, states.collect());
        }
        for machine in &machines {
            let states = machine.states.iter().map(|(state, next)| (state.as_str(), next.clone()));
            types.insert(machine.name, states.collect());
        }
        let asked: Vec<(String, Vec<String>)> = types
            .iter()
            .map(|(name, states)| (name.to_string(), states.keys().map(ToString::to_string).collect()))
            .collect();
        let Some(theirs) = transitions(db, &asked).await? else {
            let ours = format!("{} state machines", machines.len());
            self.note(("status_may_become", None), What::Transitions, Some(ours), None);
            return Ok(());
        };
        for (name, states) in types {
            for (state, mut next) in states {
                let mut theirs =
                    theirs.get(&(name.to_owned(), state.to_owned())).cloned().unwrap_or_default();
                next.sort();
                theirs.sort();
                let or_none = |states: &[String]| list(states).or(Some("none".to_owned()));
                self.note((name, Some(state)), What::Transitions, or_none(&next), or_none(&theirs));
            }
        }
        Ok(())
    }
}

fn columns(number: usize) -> String {
    super::markdown::count(number, "column")
}

fn nullability(nullable: bool) -> String {
    if nullable { "null".to_owned() } else { "not null".to_owned() }
}

/// On one line, and without parentheses around all of it: PostgreSQL writes it so for some and otherwise for others.
fn expression(generated: &Option<String>) -> Option<String> {
    let mut text = generated.as_deref()?.split_whitespace().collect::<Vec<_>>().join(" ");
    while let Some(inner) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        let mut depth = 0_i32;
        let closes_early = inner.chars().any(|letter| {
            depth += i32::from(letter == '(') - i32::from(letter == ')');
            depth < 0
        });
        if closes_early {
            break;
        }
        text = inner.to_owned();
    }
    Some(text)
}

fn foreign_key(target: &str, columns: &[String], on_delete: &str) -> String {
    format!("{target} ({}) on delete {on_delete}", columns.join(", "))
}

/// None of an empty one.
fn list<S: AsRef<str>>(items: &[S]) -> Option<String> {
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    (!items.is_empty()).then(|| items.join(", "))
}

#[cfg(test)]
mod tests;
