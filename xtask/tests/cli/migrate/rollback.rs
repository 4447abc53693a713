//! `migrate rollback`

use backline_ops::catalog::Snapshot;
use backline_seeds::testdb;

use super::{DEFAULTS, INDEXES, VALIDATION, VARIANTS, ahead, in_batches};
use crate::support::Cli;

/// The names of what is applied, last first.
fn last_applied(cli: &Cli, number: usize) -> Vec<String> {
    let query = format!(
        "SELECT migration_name FROM migration_history WHERE status = 'completed' ORDER BY id DESC LIMIT {number}"
    );
    cli.sql(&query)
}

#[tokio::test]
async fn an_older_checkout_sees_what_goes_is_asked_and_undoes_it() {
    let (db, cli) = ahead().await;
    let shown = cli.run("migrate rollback --dry-run");
    assert_eq!(shown.code, 0);
    assert!(shown.stdout.contains("  drops table public.guest_lists: 3 rows\n"), "{shown:?}");
    assert!(shown.stdout.contains("  drops column public.genres.guests: 1 row\n"), "{shown:?}");
    // Nobody is there to be asked, and nobody may do this to production with a yes alone.
    assert_eq!(cli.run("migrate rollback").code, 3);
    let production = |arguments: &str| {
        cli.run_with(arguments, |command| {
            command.env("BACKLINE_ENV", "production");
        })
    };
    assert_eq!(production("migrate rollback --yes").code, 3);
    assert_eq!(production("migrate rollback --yes-production other").code, 3);
    assert_eq!(cli.sql("SELECT count(*) FROM guest_lists"), ["3"], "nothing was undone");
    assert_eq!(cli.run("migrate rollback --yes").code, 0);
    cli.assert_snapshot("migrate_rollback");

    let same = testdb::migrated().await.unwrap();
    let (expected, found) =
        (Snapshot::read(same.conn()).await.unwrap(), Snapshot::read(db.conn()).await.unwrap());
    assert_eq!(expected.diff(&found), []);
    let last = cli.json("migrate history").as_array().unwrap().last().cloned().unwrap();
    assert_eq!(last["event"], "rolled_back");
    assert_eq!(last["migration"], "m99990101_000001_create_guest_lists");
    let status = cli.run("migrate status --check");
    assert!(status.code == 0 && status.stdout.contains("Up to date: Yes\n"), "{status:?}");
}

#[tokio::test]
async fn production_is_undone_by_whoever_types_its_name() {
    let (db, cli) = ahead().await;
    let run = cli.run_with(&format!("migrate rollback --yes-production {}", db.name()), |command| {
        command.env("BACKLINE_ENV", "production");
    });
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(cli.sql("SELECT to_regclass('guest_lists') IS NULL"), ["t"]);
}

#[tokio::test]
async fn as_many_as_are_named() {
    let (_db, cli) = in_batches().await;
    let undone = |arguments: &str| -> Vec<String> {
        let run = cli.json(&format!("migrate rollback {arguments} --yes -q"));
        run["steps"]
            .as_array()
            .unwrap()
            .iter()
            .map(|step| step["name"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(undone("--steps 1"), [INDEXES]);
    assert_eq!(cli.run("migrate up -q").code, 0);
    // By batch: the last one is 4 now, of what was applied again.
    assert_eq!(undone("--batch 4"), [INDEXES]);
    assert_eq!(undone("--batch 2"), [DEFAULTS, VARIANTS]);
    let late = cli.run("migrate up");
    assert!(late.code == 2 && late.stderr.contains("is not applied though"), "{late:?}");
    assert_eq!(cli.run("migrate up --out-of-order -q").code, 0);
    assert_eq!(last_applied(&cli, 3), [INDEXES, DEFAULTS, VARIANTS]);
    assert_eq!(undone(&format!("--to {VALIDATION}")), [INDEXES, DEFAULTS, VARIANTS]);
    assert_eq!(cli.run("migrate up --out-of-order -q").code, 0);
    // As the celebrity-booking document has it: back to a batch, back to a migration.
    assert_eq!(undone("3"), [INDEXES, DEFAULTS, VARIANTS]);
    assert_eq!(undone(VALIDATION), Vec::<String>::new());
    let nothing = cli.run(&format!("migrate rollback {VALIDATION}"));
    assert_eq!((nothing.code, nothing.stdout.as_str()), (0, "Nothing is to be undone.\n"));
}

#[tokio::test]
async fn all_of_it() {
    let (db, cli) = in_batches().await;
    let run = cli.run("migrate rollback --all --yes -q");
    assert!(run.code == 0 && run.stderr.is_empty(), "{run:?}");
    assert!(run.stdout.trim_end().lines().last().unwrap().contains(" migrations rolled back, "), "{run:?}");
    let left = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v')
        AND relname NOT IN ('migration_history', 'migration_events', 'migration_lock', 'seaql_migrations')";
    assert_eq!(cli.sql(left), Vec::<String>::new());
    let again = cli.run("migrate up -q");
    assert!(again.code == 0 && again.stdout.contains("rolled back"), "{again:?}");
    let same = testdb::migrated().await.unwrap();
    let (expected, found) =
        (Snapshot::read(same.conn()).await.unwrap(), Snapshot::read(db.conn()).await.unwrap());
    assert_eq!(expected.diff(&found), []);
}
