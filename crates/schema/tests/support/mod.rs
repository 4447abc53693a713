//! A migrated database of its own for each test, on a server that goes with the tests.

use std::sync::atomic::{AtomicU32, Ordering};

use backline_migrations::Migrator;
use backline_postgres::{SharedCluster, SharedSettings};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use sea_orm_migration::MigratorTrait;

/// A test's database. The server stays for as long as one of them lives.
pub struct TestDatabase {
    connection: DatabaseConnection,
    _server: SharedCluster,
}

impl TestDatabase {
    /// An empty database with all migrations applied.
    pub async fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("entities_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let server = tokio::task::spawn_blocking(|| {
            let settings = SharedSettings::new("tests of the entities");
            SharedCluster::join(&settings.with_extensions(["btree_gist", "citext", "pg_trgm"])).unwrap()
        });
        let server = server.await.unwrap();
        let maintenance = Database::connect(server.server().url("postgres")).await.unwrap();
        maintenance.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
        let connection = Database::connect(server.server().url(&name)).await.unwrap();
        Migrator::up(&connection, None).await.unwrap();
        Self { connection, _server: server }
    }

    /// The connection to it.
    pub fn conn(&self) -> &DatabaseConnection {
        &self.connection
    }
}
