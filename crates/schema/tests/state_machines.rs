//! Rust and the database agree on what may follow what.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

use backline_migrations::Migrator;
use backline_schema::state_machines;
use backline_testdb::TestDb;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};

#[tokio::test]
async fn both_allow_the_same_of_every_pair_of_states() {
    let database = TestDb::for_migrator::<Migrator>().await.unwrap();
    let mut differences = Vec::new();
    for machine in state_machines() {
        for (from, next) in &machine.states {
            for (to, _) in &machine.states {
                let ours = from == to || next.contains(to);
                if ours != allowed(database.conn(), machine.name, from, to).await {
                    let who = if ours { "only Rust" } else { "only the database" };
                    differences.push(format!("{}: {who} allows {from} -> {to}", machine.name));
                }
            }
        }
    }
    assert!(
        differences.is_empty(),
        "make `next` in crates/schema and migrations/STATES.md say the same:\n{}",
        differences.join("\n")
    );
}

async fn allowed(db: &DatabaseConnection, machine: &str, from: &str, to: &str) -> bool {
    let sql = "SELECT status_may_become($1, $2, $3)";
    let values = [machine.into(), from.into(), to.into()];
    let row = db.query_one_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, values)).await;
    row.unwrap().unwrap().try_get_by_index(0).unwrap()
}
