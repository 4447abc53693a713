//! An entity, an enum, a state machine, described in the words of the database's catalog.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Enum, ForeignKeyAction};
use sea_orm::{IdenStatic, Identity, Iterable, PrimaryKeyToColumn};

use crate::StateMachine;

/// A table as its entity sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntityDescription {
    /// The table's name.
    pub table: &'static str,
    /// In the order of the entity's fields.
    pub columns: Vec<ColumnDescription>,
    /// The columns of the primary key.
    pub primary_key: Vec<&'static str>,
    /// In the order of the entity's relations.
    pub foreign_keys: Vec<ForeignKeyDescription>,
}

/// A column as its entity sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnDescription {
    /// The column's name.
    pub name: &'static str,
    /// As PostgreSQL's `format_type` spells it: `character varying(15)`, `text[]`, `booking_status`.
    pub type_name: String,
    /// Whether it may be null.
    pub nullable: bool,
    /// The labels in their order where the type, or its elements', is a native enum.
    pub labels: Option<Vec<String>>,
}

/// A foreign key as its entity sees it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ForeignKeyDescription {
    /// The columns that refer.
    pub columns: Vec<String>,
    /// The table that is referred to.
    pub target: String,
    /// The columns that are referred to.
    pub target_columns: Vec<String>,
    /// As SQL spells it: `NO ACTION`, `CASCADE`, `SET NULL`, `RESTRICT`, `SET DEFAULT`.
    pub on_delete: &'static str,
}

/// A native enum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnumDescription {
    /// The type's name.
    pub name: String,
    /// In the order in which they sort.
    pub labels: Vec<String>,
}

/// A state machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateMachineDescription {
    /// The type's name.
    pub name: &'static str,
    /// Each state with those that may follow it.
    pub states: Vec<(String, Vec<String>)>,
}

/// Describes an entity.
#[must_use]
pub fn entity<E: EntityTrait>() -> EntityDescription {
    EntityDescription {
        table: E::default().table_name(),
        columns: E::Column::iter().map(|column| describe_column(column.as_str(), &column.def())).collect(),
        primary_key: E::PrimaryKey::iter().map(|key| key.into_column().as_str()).collect(),
        foreign_keys: E::Relation::iter()
            .map(|relation| relation.def())
            .filter(|relation| !relation.is_owner)
            .map(describe_foreign_key)
            .collect(),
    }
}

/// Describes an enum.
#[must_use]
pub fn enumeration<E: ActiveEnum>() -> EnumDescription {
    let definition = E::db_type();
    EnumDescription {
        name: E::name().to_string(),
        labels: labels(definition.get_column_type()).unwrap_or_default(),
    }
}

/// Describes a state machine.
#[must_use]
pub fn state_machine<M: StateMachine<Value = Enum>>() -> StateMachineDescription {
    let label = |state: &M| state.to_value().value.to_string();
    StateMachineDescription {
        name: M::TYPE,
        states: <M as Iterable>::iter()
            .map(|state| (label(&state), state.next().iter().map(label).collect()))
            .collect(),
    }
}

fn describe_column(name: &'static str, definition: &ColumnDef) -> ColumnDescription {
    let column_type = definition.get_column_type();
    ColumnDescription {
        name,
        type_name: type_name(column_type),
        nullable: definition.is_null(),
        labels: labels(column_type),
    }
}

fn describe_foreign_key(relation: RelationDef) -> ForeignKeyDescription {
    ForeignKeyDescription {
        columns: names(&relation.from_col),
        target: relation.to_tbl.sea_orm_table().to_string(),
        target_columns: names(&relation.to_col),
        on_delete: match relation.on_delete {
            Some(ForeignKeyAction::Cascade) => "CASCADE",
            Some(ForeignKeyAction::SetNull) => "SET NULL",
            Some(ForeignKeyAction::Restrict) => "RESTRICT",
            Some(ForeignKeyAction::SetDefault) => "SET DEFAULT",
            _ => "NO ACTION",
        },
    }
}

fn names(identity: &Identity) -> Vec<String> {
    identity.iter().map(ToString::to_string).collect()
}

fn labels(column_type: &ColumnType) -> Option<Vec<String>> {
    match column_type {
        ColumnType::Enum { variants, .. } => Some(variants.iter().map(ToString::to_string).collect()),
        ColumnType::Array(element) => labels(element),
        _ => None,
    }
}

/// The type as `format_type` spells it.
fn type_name(column_type: &ColumnType) -> String {
    match column_type {
        ColumnType::Char(Some(length)) => format!("character({length})"),
        ColumnType::String(StringLen::N(length)) => format!("character varying({length})"),
        ColumnType::String(_) => "character varying".to_owned(),
        ColumnType::Text => "text".to_owned(),
        ColumnType::SmallInteger => "smallint".to_owned(),
        ColumnType::Integer => "integer".to_owned(),
        ColumnType::BigInteger => "bigint".to_owned(),
        ColumnType::Float => "real".to_owned(),
        ColumnType::Double => "double precision".to_owned(),
        ColumnType::Decimal(Some((precision, scale))) => format!("numeric({precision},{scale})"),
        ColumnType::Decimal(None) => "numeric".to_owned(),
        ColumnType::Boolean => "boolean".to_owned(),
        ColumnType::Time => "time without time zone".to_owned(),
        ColumnType::Date => "date".to_owned(),
        ColumnType::TimestampWithTimeZone => "timestamp with time zone".to_owned(),
        ColumnType::Json => "json".to_owned(),
        ColumnType::JsonBinary => "jsonb".to_owned(),
        ColumnType::Uuid => "uuid".to_owned(),
        ColumnType::Blob | ColumnType::VarBinary(_) => "bytea".to_owned(),
        ColumnType::Enum { name, .. } | ColumnType::Custom(name) => name.to_string(),
        ColumnType::Array(element) => format!("{}[]", type_name(element)),
        other => format!("{other:?}"),
    }
}
