//! A database of its own for a test.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use backline_postgres::Server;
use sea_orm::DatabaseConnection;
use sea_orm_migration::MigratorTrait;

use crate::template::identifier_part;
use crate::{Error, Template, cluster, maintenance};

/// How much of a test's name its database shows.
const SHOWN: usize = 32;

/// How long a test waits at its end for its database to be dropped, before it leaves that to the end of the cluster.
const PATIENCE: Duration = Duration::from_secs(10);

/// A database of its own for a test: a copy of a [`Template`].
///
/// Dropped, it drops the database, whoever is still connected; while its thread panics it keeps the database and prints
/// how to look into it. A test that ends with an error panics when it returns a [`TestResult`](crate::TestResult).
#[derive(Debug)]
#[must_use = "the database is dropped with it"]
pub struct TestDb {
    connection: DatabaseConnection,
    server: Server,
    name: String,
    url: String,
}

impl TestDb {
    /// An empty database.
    ///
    /// # Errors
    /// As [`from_template`](Self::from_template).
    pub async fn empty() -> Result<Self, Error> {
        Self::from_template(&Template::empty()).await
    }

    /// A database with all migrations of `M` and nothing else.
    ///
    /// # Errors
    /// As [`from_template`](Self::from_template) and [`Template::migrated`].
    pub async fn for_migrator<M: MigratorTrait + 'static>() -> Result<Self, Error> {
        Self::from_template(&Template::migrated::<M>().await?).await
    }

    /// A copy of the template, which is built first when no process of the test run has.
    ///
    /// # Errors
    /// [`Error::Cluster`] when there is no server and none can be started, [`Error::Build`] when the template cannot be
    /// built, [`Error::Server`] and [`Error::Connect`] for whatever the server answers.
    pub async fn from_template(template: &Template) -> Result<Self, Error> {
        let server = cluster::server().await?;
        let name = maintenance::create(&server, template, names()).await?;
        let connection = maintenance::open(&server, &name).await?;
        let url = server.socket_url(&name);
        Ok(Self { connection, server, name, url })
    }

    /// The connection to it: a small pool.
    #[must_use]
    pub fn conn(&self) -> &DatabaseConnection {
        &self.connection
    }

    /// Its URL, for other clients: psql, libpq and sqlx understand it. It holds no password.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Its name in the cluster.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Drops the database on a thread and a runtime of its own: those of the test may be the ones that wait for it.
    fn drop_database(&self) {
        let (server, name) = (self.server.clone(), self.name.clone());
        let dropping = std::thread::Builder::new().name("drop-database".to_owned()).spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            let dropped =
                async { tokio::time::timeout(PATIENCE, maintenance::drop_database(&server, &name)).await };
            match runtime.block_on(dropped) {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::warn!(database = name, ?error, "failed to drop a test's database"),
                Err(_) => {
                    tracing::warn!(database = name, "gave up waiting for a test's database to be dropped");
                }
            }
            Ok::<(), std::io::Error>(())
        });
        // Should it fail, the database goes with the cluster.
        if let Ok(thread) = dropping {
            let _ = thread.join();
        }
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        if !cluster::keeps_all() && !std::thread::panicking() {
            self.drop_database();
            return;
        }
        if let Err(error) = cluster::keep() {
            tracing::warn!(?error, "failed to have the test cluster outlast its tests");
        }
        let minutes = cluster::kept_for().as_secs() / 60;
        #[expect(clippy::print_stderr, reason = "it is for who reads the output of the failed test")]
        {
            eprintln!("kept for {minutes} minutes after the last test: psql '{}'", self.url);
        }
    }
}

/// Names for a database: the test's, with the process and a number.
fn names() -> impl Iterator<Item = String> + Send {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let test = identifier_part(std::thread::current().name().unwrap_or_default(), SHOWN);
    let process = std::process::id();
    std::iter::repeat_with(move || {
        format!("{}{test}_{process}_{}", maintenance::OF_TESTS, NUMBER.fetch_add(1, Ordering::Relaxed))
    })
}
