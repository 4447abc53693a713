//! Bad input: each a clear error, exit 2, and nothing changed. An empty list of migrations and two of one name are a
//! project's own fault, and tested in the library: `wrong_requests_change_nothing`.

use backline_ops::catalog::Snapshot;
use backline_testdb::TestDb;

use super::{COLUMNS, INDEXES, sql, up_to_columns};
use crate::support::Cli;

#[tokio::test]
async fn names_batches_and_numbers_that_cannot_be() {
    let (db, cli) = up_to_columns().await;
    let before = (Snapshot::read(db.conn()).await.unwrap(), cli.sql("SELECT count(*) FROM migration_events"));
    for arguments in [
        // Unknown, and near; unknown, and near to nothing.
        "migrate up --to create_project_variant",
        "migrate up --to zzz",
        "migrate rollback --to add_variant_colums --yes",
        "migrate rollback add_variant_colums --yes",
        "migrate export --from add_variant_colums",
        "migrate lint add_variant_colums",
        // Known, and not applied.
        &format!("migrate rollback --to {INDEXES} --yes"),
        // No such batch.
        "migrate rollback --batch 7 --yes",
        "migrate rollback 7 --yes",
        // No such number.
        "migrate up --steps -1",
        "migrate up --steps 0",
        "migrate rollback --steps -1 --yes",
        "migrate rollback --steps 0 --yes",
        "migrate rollback --batch -2 --yes",
        "migrate rollback --steps many --yes",
        // Two answers to one question.
        &format!("migrate rollback --steps 1 --to {COLUMNS} --yes"),
        &format!("migrate up --steps 1 --to {COLUMNS}"),
        // One transaction for what cannot be in one.
        "migrate up --single-transaction",
    ] {
        let run = cli.run(arguments);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{arguments}: {run:?}");
    }
    cli.assert_snapshot("migrate_refused");
    let after = (Snapshot::read(db.conn()).await.unwrap(), cli.sql("SELECT count(*) FROM migration_events"));
    assert_eq!(before.0.diff(&after.0), []);
    assert_eq!(before.1, after.1);
}

#[tokio::test]
async fn a_database_of_somebody_else() {
    let db = TestDb::empty().await.unwrap();
    sql(&db, "CREATE TABLE ledgers (id integer)").await;
    let before = Snapshot::read(db.conn()).await.unwrap();
    let cli = Cli::on(db.url());
    for arguments in [
        "migrate up",
        "migrate up --dry-run",
        "migrate rollback --yes",
        "migrate rollback --all --yes",
        "migrate adopt",
    ] {
        let run = cli.run(arguments);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{arguments}: {run:?}");
    }
    assert_eq!(cli.run(&format!("migrate adopt --at {COLUMNS} -q")).code, 1);
    // It has no history, and that is told without making one.
    assert_eq!(cli.run("migrate history").code, 0);
    assert_eq!(cli.run("migrate history --migration zzz").code, 2);
    assert_eq!(cli.run("migrate status --check").code, 1);
    assert_eq!(before.diff(&Snapshot::read(db.conn()).await.unwrap()), []);
    assert_eq!(
        cli.sql("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"),
        ["ledgers"]
    );

    let cli = Cli::on(db.url());
    assert_eq!(cli.run("migrate up").code, 2);
    assert_eq!(cli.run("migrate rollback --yes").code, 2);
    assert_eq!(cli.run("migrate adopt").code, 2);
    assert_eq!(cli.run("migrate adopt --at add_variant_colums").code, 2);
    assert_eq!(cli.run("migrate history").code, 0);
    assert_eq!(cli.run("migrate history --migration zzz").code, 2);
    cli.assert_snapshot("migrate_of_somebody_else");
}
