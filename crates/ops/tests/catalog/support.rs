//! Empty databases on a server that goes with the tests, and statements on one session.

use std::sync::atomic::{AtomicU32, Ordering};

use backline_ops::catalog::{Mending, Snapshot};
use backline_postgres::{SharedCluster, SharedSettings};
use sea_orm::sqlx::{self, AssertSqlSafe, Connection as _, Executor as _, PgConnection};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection};

/// A test's database. The server stays for as long as one of them lives.
pub struct TestDatabase {
    pub connection: DatabaseConnection,
    pub url: String,
    _server: SharedCluster,
}

impl TestDatabase {
    /// An empty database.
    pub async fn new() -> Self {
        Self::on("tests of the catalog").await
    }

    /// An empty database on a server of its own, for who looks at all of it.
    pub async fn alone() -> Self {
        Self::on("a test of the catalog alone").await
    }

    async fn on(server: &'static str) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("catalog_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let joined = tokio::task::spawn_blocking(move || {
            let settings = SharedSettings::new(server);
            SharedCluster::join(&settings.with_extensions(["btree_gist", "citext", "pg_trgm"])).unwrap()
        });
        let server = joined.await.unwrap();
        let maintenance = Database::connect(server.server().socket_url("postgres")).await.unwrap();
        // A process of this id may have been here before.
        maintenance.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name}")).await.unwrap();
        maintenance.execute_unprepared(&format!("CREATE DATABASE {name} TEMPLATE template0")).await.unwrap();
        maintenance.close().await.unwrap();
        let url = server.server().socket_url(&name);
        let connection = Database::connect(&url).await.unwrap();
        Self { connection, url, _server: server }
    }

    /// A database with this in it.
    pub async fn with(statements: &str) -> Self {
        let database = Self::new().await;
        database.execute(statements).await;
        database
    }

    /// Executes what is given, several statements if need be.
    pub async fn execute(&self, statements: &str) {
        if let Err(error) = self.connection.execute_unprepared(statements).await {
            panic!("{error}\nin: {}", statements.get(..200).unwrap_or(statements));
        }
    }

    /// The first column of the first row, as text.
    pub async fn value(&self, query: &str) -> String {
        let pool = self.connection.get_postgres_connection_pool();
        sqlx::query_scalar(AssertSqlSafe(query.to_owned())).fetch_one(pool).await.unwrap()
    }

    /// Its catalog.
    pub async fn snapshot(&self) -> Snapshot {
        Snapshot::read(&self.connection).await.unwrap()
    }

    /// Runs a mending as psql would: statement by statement, in one session.
    pub async fn mend(&self, mending: &Mending) {
        let mut session = PgConnection::connect(&self.url).await.unwrap();
        for statement in mending.statements() {
            if let Err(error) = session.execute(AssertSqlSafe(statement.clone())).await {
                panic!("{error}\nin: {statement}\nof:\n{}", mending.script());
            }
        }
        session.close().await.unwrap();
    }
}

/// Both ways: what is mended equals the other.
pub async fn assert_mends(one: &TestDatabase, other: &TestDatabase) {
    let (from, to) = (one.snapshot().await, other.snapshot().await);
    let mending = Mending::between(&from, &to);
    one.mend(&mending).await;
    let found: Vec<String> = one.snapshot().await.diff(&to).iter().map(ToString::to_string).collect();
    assert!(found.is_empty(), "left after mending:\n{}\nby:\n{}", found.join("\n"), mending.script());
}
