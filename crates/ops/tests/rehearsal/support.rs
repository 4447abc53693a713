//! A stranger's project: a small shop, a server for the tests, and a database for each.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use backline_ops::sql;
use backline_postgres::{SharedCluster, SharedSettings};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbErr, TryGetable};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

/// A test's database. The server stays for as long as one of them lives.
pub struct TestDatabase {
    connection: DatabaseConnection,
    name: String,
    server: SharedCluster,
}

impl TestDatabase {
    /// An empty database.
    pub async fn new() -> Self {
        Self::on(SharedSettings::new("tests of rehearsals")).await
    }

    /// An empty database on a server that no other test sees.
    pub async fn alone() -> Self {
        Self::on(SharedSettings::private()).await
    }

    async fn on(settings: SharedSettings) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("rehearsal_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let joined = tokio::task::spawn_blocking(move || SharedCluster::join(&settings).unwrap());
        let server = joined.await.unwrap();
        let maintenance = Database::connect(server.server().socket_url("postgres")).await.unwrap();
        // A process of this id may have been here before.
        maintenance.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name}")).await.unwrap();
        maintenance.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
        maintenance.close().await.unwrap();
        let connection = Database::connect(server.server().socket_url(&name)).await.unwrap();
        Self { connection, name, server }
    }

    /// The connection to it.
    pub fn conn(&self) -> &DatabaseConnection {
        &self.connection
    }

    /// Its URL.
    pub fn url(&self) -> String {
        self.server.server().socket_url(&self.name)
    }

    /// The `pg_dump` of the server's release.
    pub fn pg_dump(&self) -> PathBuf {
        self.server.server().binaries().pg_dump().unwrap()
    }

    /// The first column of a query's rows.
    pub async fn column<T: TryGetable>(&self, query: &str) -> Vec<T> {
        let rows = sql::rows(&self.connection, query, []).await.unwrap();
        rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
    }

    /// Executes what is given, several statements if need be.
    pub async fn execute(&self, statements: &str) {
        self.connection.execute_unprepared(statements).await.unwrap();
    }
}

/// A migration as the SQL that it consists of.
#[derive(Clone, Copy)]
pub struct Script {
    pub name: &'static str,
    pub up: &'static [&'static str],
    /// What undoes it, or why nothing does.
    pub down: Result<&'static [&'static str], &'static str>,
    pub transactional: bool,
}

impl MigrationName for Script {
    fn name(&self) -> &str {
        self.name
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Script {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in self.up {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in self.down.map_err(|reason| DbErr::Migration(reason.to_owned()))? {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(self.transactional)
    }
}

/// What the shop began with.
pub const SHOP: Script = Script {
    name: "m1_create_shop",
    up: &[
        "CREATE TABLE goods (id bigint PRIMARY KEY, title text NOT NULL, price integer, colour text)",
        "CREATE TABLE orders (id bigint PRIMARY KEY, goods_id bigint NOT NULL, buyer text)",
        "CREATE INDEX orders_goods ON orders (goods_id)",
    ],
    down: Ok(&["DROP TABLE orders", "DROP TABLE goods"]),
    transactional: true,
};

/// Migrators: a name, and the scripts that it consists of.
#[macro_export]
macro_rules! migrators {
    ($($(#[$doc:meta])* $name:ident = [$($script:expr),+ $(,)?];)+) => {$(
        $(#[$doc])*
        struct $name;

        impl sea_orm_migration::MigratorTrait for $name {
            fn migrations() -> Vec<Box<dyn sea_orm_migration::MigrationTrait>> {
                vec![$(Box::new($script)),+]
            }
        }
    )+};
}
