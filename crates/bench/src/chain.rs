//! A long chain of small migrations, as a project has after some years: each makes a table with an index, or changes one.

use async_trait::async_trait;
use sea_orm::{ConnectionTrait, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, MigratorTrait, SchemaManager};

/// How many migrations the chain has.
pub const LENGTH: u32 = 1000;

/// The chain.
#[derive(Debug, Clone, Copy)]
pub struct Chain;

/// One of the chain.
#[derive(Debug)]
struct Link {
    name: String,
    number: u32,
}

impl MigratorTrait for Chain {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        (0..LENGTH)
            .map(|number| {
                let link = Link { name: format!("m20260101_{number:06}_small_change"), number };
                Box::new(link) as Box<dyn MigrationTrait>
            })
            .collect()
    }
}

impl MigrationName for Link {
    fn name(&self) -> &str {
        &self.name
    }
}

#[async_trait]
impl MigrationTrait for Link {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in self.statements() {
            manager.get_connection().execute_unprepared(&statement).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = self.table();
        let statement = match self.number % 4 {
            0 => format!("DROP TABLE {table}"),
            1 => format!("ALTER TABLE {table} DROP COLUMN note"),
            2 => format!("DROP INDEX {table}_name"),
            _ => format!("ALTER TABLE {table} DROP CONSTRAINT {table}_amount"),
        };
        manager.get_connection().execute_unprepared(&statement).await.map(drop)
    }
}

impl Link {
    fn table(&self) -> String {
        format!("item_{}", self.number / 4)
    }

    fn statements(&self) -> Vec<String> {
        let table = self.table();
        match self.number % 4 {
            0 => vec![
                format!("CREATE TABLE {table} (id bigint PRIMARY KEY, name text NOT NULL, amount bigint)"),
                format!("COMMENT ON TABLE {table} IS 'One of many.'"),
            ],
            1 => vec![format!("ALTER TABLE {table} ADD COLUMN note text NOT NULL DEFAULT ''")],
            2 => vec![format!("CREATE INDEX {table}_name ON {table} (name)")],
            _ => vec![format!("ALTER TABLE {table} ADD CONSTRAINT {table}_amount CHECK (amount >= 0)")],
        }
    }
}
