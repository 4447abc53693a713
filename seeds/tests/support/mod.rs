//! A migrated database of its own for each test, on a server that goes with the tests.

use std::sync::atomic::{AtomicU32, Ordering};

use backline_migrations::Migrator;
use backline_postgres::{SharedCluster, SharedSettings};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement, TryGetable};
use sea_orm_migration::MigratorTrait;
use tokio::sync::OnceCell;

/// A test's database. The server stays for as long as one of them lives.
pub struct TestDatabase {
    connection: DatabaseConnection,
    _server: SharedCluster,
}

impl TestDatabase {
    /// An empty database with all migrations applied.
    pub async fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        static TEMPLATE: OnceCell<String> = OnceCell::const_new();
        let server = tokio::task::spawn_blocking(|| {
            let settings = SharedSettings::new("tests of the seeds");
            SharedCluster::join(&settings.with_extensions(["btree_gist", "citext", "pg_trgm"])).unwrap()
        });
        let server = server.await.unwrap();
        let maintenance = Database::connect(server.server().socket_url("postgres")).await.unwrap();
        let process = std::process::id();
        let template = TEMPLATE
            .get_or_init(|| async {
                let name = format!("seeds_template_{process}");
                create(&maintenance, &name, "template1").await;
                let connection = Database::connect(server.server().socket_url(&name)).await.unwrap();
                Migrator::up(&connection, None).await.unwrap();
                connection.close().await.unwrap();
                name
            })
            .await;
        let name = format!("seeds_{process}_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        create(&maintenance, &name, template).await;
        maintenance.close().await.unwrap();
        let connection = Database::connect(server.server().socket_url(&name)).await.unwrap();
        Self { connection, _server: server }
    }

    /// The connection to it.
    pub fn conn(&self) -> &DatabaseConnection {
        &self.connection
    }
}

async fn create(maintenance: &DatabaseConnection, name: &str, template: &str) {
    // A process of this id may have been here before.
    maintenance.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name}")).await.unwrap();
    maintenance.execute_unprepared(&format!("CREATE DATABASE {name} TEMPLATE {template}")).await.unwrap();
}

/// The first column of a query's rows.
pub async fn column<T: TryGetable>(db: &impl ConnectionTrait, sql: &str) -> Vec<T> {
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let rows = db.query_all_raw(statement).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

/// The one value of a query.
pub async fn scalar<T: TryGetable>(db: &impl ConnectionTrait, sql: &str) -> T {
    column(db, sql).await.into_iter().next().unwrap()
}
