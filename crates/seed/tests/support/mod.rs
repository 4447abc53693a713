//! A database of its own for a test, in a cluster that all of them share.

use std::sync::atomic::{AtomicU32, Ordering};

use backline_postgres::{SharedCluster, SharedSettings};
use sea_orm::sqlx::{self, AssertSqlSafe, PgPool};

/// An empty database; it goes with the cluster, which goes with the last test.
pub struct TestDatabase {
    pub pool: PgPool,
    _cluster: SharedCluster,
}

impl TestDatabase {
    /// A database with this schema.
    pub async fn new(schema: &'static str) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let cluster = SharedCluster::join(&SharedSettings::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
        let name = format!("seed_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let maintenance = PgPool::connect(&cluster.server().socket_url("postgres")).await.unwrap();
        for sql in [format!("DROP DATABASE IF EXISTS {name}"), format!("CREATE DATABASE {name}")] {
            sqlx::raw_sql(AssertSqlSafe(sql)).execute(&maintenance).await.unwrap();
        }
        maintenance.close().await;
        let pool = PgPool::connect(&cluster.server().socket_url(&name)).await.unwrap();
        let database = Self { pool, _cluster: cluster };
        database.execute(schema).await;
        database
    }

    /// Runs statements.
    pub async fn execute(&self, sql: &'static str) {
        sqlx::raw_sql(sql).execute(&self.pool).await.unwrap();
    }

    /// The one text that a query gives.
    pub async fn text(&self, sql: &str) -> String {
        sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_one(&self.pool).await.unwrap()
    }
}
