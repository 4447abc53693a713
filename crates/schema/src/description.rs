//! An entity, an enum, a state machine, described in the words of the database's catalog.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Enum, ForeignKeyAction};
use sea_orm::{DbBackend, IdenStatic, Identity, Iterable, PrimaryKeyToColumn, Schema};

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
    /// What the database computes it from, by the entity's `extra = "GENERATED ALWAYS AS (…) STORED"`. The entity
    /// never writes such a column.
    pub generated: Option<String>,
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
///
/// Compiled once an entity, hence plain loops: iterator adapters made every build of the crate a tenth slower.
#[must_use]
pub fn entity<E: EntityTrait>() -> EntityDescription {
    let mut description = EntityDescription {
        table: E::default().table_name(),
        columns: Vec::new(),
        primary_key: Vec::new(),
        foreign_keys: Vec::new(),
    };
    let schema = Schema::new(DbBackend::Postgres);
    for column in E::Column::iter() {
        let of_table = schema.get_column_def::<E>(column);
        let extra = of_table.get_column_spec().extra.as_deref();
        description.columns.push(describe_column(column.as_str(), &column.def(), extra));
    }
    for key in E::PrimaryKey::iter() {
        description.primary_key.push(key.into_column().as_str());
    }
    for relation in E::Relation::iter() {
        description.foreign_keys.extend(describe_foreign_key(&relation.def()));
    }
    description
}

/// Describes an enum.
#[must_use]
pub fn enumeration<E: ActiveEnum>() -> EnumDescription {
    describe_enum(&E::name(), &E::db_type())
}

/// Describes a state machine.
#[must_use]
pub fn state_machine<M: StateMachine<Value = Enum>>() -> StateMachineDescription {
    let mut states = Vec::new();
    for state in <M as Iterable>::iter() {
        let mut next = Vec::new();
        for following in state.next() {
            next.push(following.to_value().value.to_string());
        }
        states.push((state.to_value().value.to_string(), next));
    }
    StateMachineDescription { name: M::TYPE, states }
}

fn describe_enum(name: &DynIden, definition: &ColumnDef) -> EnumDescription {
    EnumDescription {
        name: name.to_string(),
        labels: labels(definition.get_column_type()).unwrap_or_default(),
    }
}

fn describe_column(name: &'static str, definition: &ColumnDef, extra: Option<&str>) -> ColumnDescription {
    let column_type = definition.get_column_type();
    ColumnDescription {
        name,
        type_name: type_name(column_type),
        nullable: definition.is_null(),
        generated: extra.and_then(generated).map(str::to_owned),
        labels: labels(column_type),
    }
}

/// The expression of a generated column.
fn generated(extra: &str) -> Option<&str> {
    extra.strip_prefix("GENERATED ALWAYS AS (")?.strip_suffix(") STORED")
}

/// None where the relation is the other table's foreign key.
fn describe_foreign_key(relation: &RelationDef) -> Option<ForeignKeyDescription> {
    (!relation.is_owner).then(|| ForeignKeyDescription {
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
    })
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
