//! Scratch databases go with their owners, however those end.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use backline_ops::scratch::{Scratch, ScratchError};
use backline_ops::sql;
use sea_orm::{ConnectionTrait, Database};

use crate::support::TestDatabase;

/// Where the killed owner finds its server.
const CHILD: &str = "REHEARSAL_SCRATCH_OWNER";

async fn exists(database: &TestDatabase, name: &str) -> bool {
    let query = format!("SELECT count(*) FROM pg_database WHERE datname = {}", sql::literal(name));
    database.column::<i64>(&query).await == [1]
}

#[tokio::test]
async fn it_is_there_until_it_is_dropped() {
    let database = TestDatabase::new().await;
    let scratch = Scratch::empty(database.conn()).await.unwrap();
    let name = scratch.name().to_owned();
    assert!(exists(&database, &name).await);
    let current: String = sql::scalar(scratch.conn(), "SELECT current_database()::text", []).await.unwrap();
    assert_eq!(current, name);
    let like = "SELECT count(DISTINCT (encoding, datcollate, datctype)) FROM pg_database
        WHERE datname IN (current_database(), $1)";
    let kinds: i64 = sql::scalar(database.conn(), like, [name.as_str().into()]).await.unwrap();
    assert_eq!(kinds, 1);

    // That of a living owner is left alone by the next.
    let other = Scratch::empty(database.conn()).await.unwrap();
    assert!(exists(&database, &name).await);
    other.drop().await.unwrap();
    scratch.drop().await.unwrap();
    assert!(!exists(&database, &name).await);
}

/// Not a test but its other process: makes a scratch database, says so, and waits to be killed.
#[tokio::test]
async fn owner_to_be_killed() {
    let Ok(url) = std::env::var(CHILD) else { return };
    let server = Database::connect(url).await.unwrap();
    let scratch = Scratch::empty(&server).await.unwrap();
    eprintln!("\nscratch {}", scratch.name());
    std::future::pending::<()>().await;
}

#[tokio::test]
async fn that_of_a_killed_owner_is_dropped_by_the_next() {
    let database = TestDatabase::new().await;
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "scratch::owner_to_be_killed", "--nocapture"])
        .env(CHILD, database.url())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let name =
        lines.map(Result::unwrap).find_map(|line| line.strip_prefix("scratch ").map(str::to_owned)).unwrap();
    assert!(exists(&database, &name).await);
    child.kill().unwrap();
    child.wait().unwrap();

    let deadline = Instant::now() + Duration::from_secs(60);
    while exists(&database, &name).await {
        assert!(Instant::now() < deadline, "{name} is still there");
        // The server needs a moment to see that the sessions of the dead are over.
        Scratch::empty(database.conn()).await.unwrap().drop().await.unwrap();
    }
}

#[tokio::test]
async fn who_may_not_create_databases_is_told_what_to_do() {
    let database = TestDatabase::alone().await;
    database.execute("CREATE ROLE clerk LOGIN").await;
    let options = database.conn().get_postgres_connection_pool().connect_options();
    let options = sea_orm::sqlx::postgres::PgConnectOptions::clone(&options).username("clerk");
    let pool = sea_orm::sqlx::PgPool::connect_with(options).await.unwrap();
    let clerk = sea_orm::SqlxPostgresConnector::from_sqlx_postgres_pool(pool);
    let error = Scratch::empty(&clerk).await.unwrap_err();
    assert!(matches!(&error, ScratchError::NotAllowed { role } if role == "clerk"), "{error:?}");
    assert!(error.hint().unwrap().contains("ALTER ROLE \"clerk\" CREATEDB"));
    clerk.execute_unprepared("SELECT 1").await.unwrap();
}
