//! `migrate history`, and what `up` leaves in it when it fails.

use super::{VARIANTS, sql, up_to_columns};
use crate::support::Cli;

#[tokio::test]
async fn what_was_done_and_what_failed_is_told() {
    let (db, cli) = up_to_columns().await;
    // In the way of the migration.
    sql(&db, "CREATE TABLE project_variants (id integer)").await;
    let failing = Cli::on(db.url());
    assert_eq!(failing.run(&format!("migrate up --to {VARIANTS}")).code, 2);
    failing.assert_snapshot("migrate_up_failed");
    let status = cli.run("migrate status --check");
    assert!(status.code == 1 && status.stdout.contains("Up to date: No\n"), "{status:?}");
    let why = format!("\n{VARIANTS}: statement 1: relation \"project_variants\" already exists");
    assert!(status.stdout.contains(&why), "{status:?}");

    sql(&db, "DROP TABLE project_variants").await;
    let mended = cli.run(&format!("migrate up --to {VARIANTS}"));
    assert!(mended.code == 0 && mended.stdout.contains("failed before"), "{mended:?}");

    let all = cli.json("migrate history");
    let all = all.as_array().unwrap();
    let of_variants: Vec<&str> = all
        .iter()
        .filter(|event| event["migration"] == VARIANTS)
        .map(|event| event["event"].as_str().unwrap())
        .collect();
    assert_eq!(of_variants, ["applied", "rolled_back", "failed", "applied"]);
    for event in all {
        assert!(
            event["at"].is_string() && event["role"].is_string() && event["process_id"].is_string(),
            "{event}"
        );
    }
    let failures = cli.json("migrate history --failed");
    let [failure] = &failures.as_array().unwrap()[..] else { panic!("{failures}") };
    assert_eq!((&failure["sqlstate"], &failure["statement_position"]), (&"42P07".into(), &1.into()));
    let text = cli.run(&format!("migrate history --migration {VARIANTS} --failed")).stdout;
    assert!(text.starts_with("when (UTC) "), "{text}");
    assert!(text.contains("statement 1: relation \"project_variants\" already exists (42P07)"), "{text}");
    assert!(text.contains(", process ") && text.ends_with("1 event.\n"), "{text}");

    let unknown = cli.run("migrate history --migration create_project_variant");
    assert_eq!(unknown.code, 2);
    assert!(unknown.stderr.contains(&format!("the nearest is \"{VARIANTS}\"")), "{unknown:?}");
}
