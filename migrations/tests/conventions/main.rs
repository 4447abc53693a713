//! The migrated catalog beside our own rules and beside the source documents.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

mod rules;
mod source_documents;
#[path = "../support/mod.rs"]
mod support;
mod variants_and_engine;

use backline_migrations::Migrator;
use backline_ops::catalog::{ColumnDescription, EnumDescription, TableDescription, describe, enums};
use backline_ops::migrate::{Options, up};
use support::TestDatabase;
use tokio::sync::OnceCell;

/// All tables and all native enums of a migrated database.
struct Catalog {
    tables: Vec<TableDescription>,
    enums: Vec<EnumDescription>,
}

impl Catalog {
    fn is_enum(&self, data_type: &str) -> bool {
        self.enums.iter().any(|description| description.name == data_type)
    }

    fn table(&self, name: &str) -> &TableDescription {
        self.tables.iter().find(|table| table.name == name).unwrap_or_else(|| panic!("no table {name}"))
    }
}

/// A database that the engine has migrated.
async fn migrated() -> TestDatabase {
    let database = TestDatabase::new().await;
    up::<Migrator>(database.conn(), Options::default(), |_| {}).await.unwrap();
    database
}

async fn catalog() -> &'static Catalog {
    static CATALOG: OnceCell<Catalog> = OnceCell::const_new();
    let read = async || {
        let database = migrated().await;
        let tables = describe(database.conn(), "public").await.unwrap();
        assert!(tables.len() > 100, "{} tables", tables.len());
        Catalog { tables, enums: enums(database.conn(), "public").await.unwrap() }
    };
    CATALOG.get_or_init(read).await
}

fn assert_none(found: &[String], rule: &str) {
    assert!(found.is_empty(), "{rule}:\n{}", found.join("\n"));
}

/// A table's columns as `name type [not null] [default …]`.
fn columns(table: &TableDescription) -> Vec<String> {
    let line = |column: &ColumnDescription| {
        let not_null = if column.nullable { "" } else { " not null" };
        let default = column.default.as_ref().map(|text| format!(" default {text}")).unwrap_or_default();
        format!("{} {}{not_null}{default}", column.name, column.data_type)
    };
    table.columns.iter().map(line).collect()
}
