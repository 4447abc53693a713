//! Empty databases on a server that goes with the tests.

use std::sync::atomic::{AtomicU32, Ordering};

use backline_postgres::{SharedCluster, SharedSettings};
use sea_orm_migration::sea_orm::{ConnectionTrait, Database, DatabaseConnection};

/// A test's database. The server stays for as long as one of them lives.
pub struct TestDatabase {
    connection: DatabaseConnection,
    _server: SharedCluster,
}

impl TestDatabase {
    /// An empty database.
    pub async fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("migrations_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let joined = tokio::task::spawn_blocking(|| {
            let settings = SharedSettings::new("tests of the migrations");
            SharedCluster::join(&settings.with_extensions(["btree_gist", "citext", "pg_trgm"])).unwrap()
        });
        let server = joined.await.unwrap();
        let maintenance = Database::connect(server.server().socket_url("postgres")).await.unwrap();
        // A process of this id may have been here before.
        maintenance.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name}")).await.unwrap();
        maintenance.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
        maintenance.close().await.unwrap();
        let connection = Database::connect(server.server().socket_url(&name)).await.unwrap();
        Self { connection, _server: server }
    }

    /// The connection to it.
    pub fn conn(&self) -> &DatabaseConnection {
        &self.connection
    }
}
