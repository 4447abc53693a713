//! What a snapshot consists of: objects by kind and identity, each with its canonical attributes.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

/// What an object is. The order is that in which objects can be made, as far as nothing else decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Kind {
    Schema,
    Extension,
    Collation,
    Type,
    Sequence,
    Function,
    Table,
    Column,
    Default,
    SequenceOwner,
    Constraint,
    Index,
    Inheritance,
    IndexAttachment,
    ReplicaIdentity,
    Statistics,
    View,
    Rule,
    Trigger,
    Policy,
    EventTrigger,
    Owner,
    Privilege,
    DefaultPrivilege,
    Comment,
    /// Operators, casts, publications and the like: their presence is noticed, and mended by hand.
    Other,
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Schema => "schema",
            Self::Extension => "extension",
            Self::Collation => "collation",
            Self::Type => "type",
            Self::Sequence => "sequence",
            Self::Function => "function",
            Self::Table => "table",
            Self::Column => "column",
            Self::Default => "default",
            Self::SequenceOwner => "sequence owner",
            Self::Constraint => "constraint",
            Self::Index => "index",
            Self::Inheritance => "inheritance",
            Self::IndexAttachment => "index attachment",
            Self::ReplicaIdentity => "replica identity",
            Self::Statistics => "statistics",
            Self::View => "view",
            Self::Rule => "rule",
            Self::Trigger => "trigger",
            Self::Policy => "policy",
            Self::EventTrigger => "event trigger",
            Self::Owner => "owner",
            Self::Privilege => "privilege",
            Self::DefaultPrivilege => "default privilege",
            Self::Comment => "comment",
            Self::Other => "other",
        })
    }
}

/// What an object is, and what it is called: unique within a database.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Object {
    /// What it is.
    pub kind: Kind,
    /// Schema, table and name, quoted where SQL needs it.
    pub identity: String,
}

impl Object {
    /// An object of this kind and identity.
    pub fn new(kind: Kind, identity: impl Into<String>) -> Self {
        Self { kind, identity: identity.into() }
    }
}

impl fmt::Display for Object {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.kind, self.identity)
    }
}

/// What PostgreSQL says of an object beside what makes it equal to another.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
pub(super) struct Facts {
    /// A column's number.
    pub position: i32,
    /// A column or constraint that a parent table has, too.
    pub inherited: bool,
    /// How a column's type is stored unless something else is said.
    pub storage: String,
    /// As GRANT, COMMENT and OWNER TO name it.
    pub target: String,
    /// The column that a privilege is limited to.
    pub column: Option<String>,
    /// Whose default privileges they are.
    pub role: String,
    /// The privilege that PUBLIC has unless it is taken.
    pub built_in: Option<String>,
    /// A second catalog entry that stands for it.
    pub alias: Option<String>,
    /// The catalog entries of what it belongs to, with commas between them.
    pub needs: String,
}

impl Facts {
    /// Takes a fact over by the name that it has in the queries.
    pub fn set(&mut self, name: &str, value: Value) {
        match (name, value) {
            ("position", Value::Number(number)) => {
                self.position = number.as_i64().and_then(|number| number.try_into().ok()).unwrap_or(0);
            }
            ("inherited", Value::Bool(inherited)) => self.inherited = inherited,
            ("storage", Value::String(text)) => self.storage = text,
            ("target", Value::String(text)) => self.target = text,
            ("column", Value::String(text)) => self.column = Some(text),
            ("role", Value::String(text)) => self.role = text,
            ("built_in", Value::String(text)) => self.built_in = Some(text),
            ("alias", Value::String(text)) => self.alias = Some(text),
            ("needs", Value::String(text)) => self.needs = text,
            (other, value) => debug_assert!(false, "{other} is no fact: {value}"),
        }
    }
}

/// An object's canonical definition. Two are equal when their attributes are.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct Definition {
    /// What it is like, by the attribute's name; what is absent has its default.
    pub attributes: BTreeMap<String, Value>,
    /// The table that it belongs to, or its schema; quoted.
    pub(super) relation: String,
    /// Its name alone, quoted.
    pub(super) name: String,
    pub(super) facts: Facts,
}

impl PartialEq for Definition {
    fn eq(&self, other: &Self) -> bool {
        self.attributes == other.attributes
    }
}

impl Eq for Definition {}

/// The attributes whose values speak for themselves, in the order in which they are shown.
const PLAIN: [&str; 14] = [
    "form",
    "type",
    "base",
    "column",
    "definition",
    "labels",
    "fields",
    "options",
    "value",
    "role",
    "privileges",
    "text",
    "parent",
    "bound",
];

impl Definition {
    /// An attribute's text; empty when there is none.
    pub(super) fn text(&self, attribute: &str) -> &str {
        self.attributes.get(attribute).and_then(Value::as_str).unwrap_or_default()
    }

    /// An attribute's text, if it has one.
    pub(super) fn some(&self, attribute: &str) -> Option<&str> {
        self.attributes.get(attribute).and_then(Value::as_str)
    }

    /// Whether a yes-or-no attribute is set.
    pub(super) fn is(&self, attribute: &str) -> bool {
        self.attributes.get(attribute).and_then(Value::as_bool).unwrap_or_default()
    }

    /// An attribute's list of texts.
    pub(super) fn list(&self, attribute: &str) -> Vec<&str> {
        let list = self.attributes.get(attribute).and_then(Value::as_array);
        list.map(|list| list.iter().filter_map(Value::as_str).collect()).unwrap_or_default()
    }

    /// Whether both have the same value for an attribute.
    pub(super) fn same(&self, other: &Self, attribute: &str) -> bool {
        self.attributes.get(attribute) == other.attributes.get(attribute)
    }
}

impl fmt::Display for Definition {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = PLAIN.iter().filter_map(|name| self.attributes.get_key_value(*name));
        let others = self.attributes.iter().filter(|(name, _)| !PLAIN.contains(&name.as_str()));
        let mut parts = Vec::new();
        for (name, value) in plain.chain(others) {
            let shown = show(value);
            match value {
                Value::Bool(true) => parts.push(name.replace('_', " ")),
                _ if PLAIN.contains(&name.as_str()) || name == "expression" => parts.push(shown),
                _ => parts.push(format!("{} {shown}", name.replace('_', " "))),
            }
        }
        formatter.write_str(&parts.join(" "))
    }
}

fn show(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(list) => list.iter().map(show).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}
