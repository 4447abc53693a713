//! `migrate fresh`

use backline_ops::catalog::Snapshot;
use backline_seeds::testdb;

use super::sql;
use crate::support::Cli;

#[tokio::test]
async fn the_name_is_typed_and_everything_but_extensions_goes() {
    let db = testdb::reference().await.unwrap();
    let cli = Cli::on(db.url());
    for made in [
        "CREATE SCHEMA tools; CREATE EXTENSION hstore SCHEMA tools",
        "CREATE SCHEMA reports; CREATE TABLE reports.sold (day date, tickets int) PARTITION BY RANGE (day);
         CREATE TABLE reports.sold_ever PARTITION OF reports.sold DEFAULT",
        "CREATE VIEW reports.shows AS SELECT id FROM events; CREATE MATERIALIZED VIEW artist_count AS SELECT count(*) FROM artists",
        "CREATE FUNCTION reports.week(day date) RETURNS date LANGUAGE sql RETURN date_trunc('week', day)::date;
         CREATE TYPE reports.pair AS (a int, b int); CREATE DOMAIN reports.share AS numeric CHECK (value BETWEEN 0 AND 1)",
    ] {
        sql(&db, made).await;
    }
    // Not without its name, not by another one, and production by no yes.
    assert_eq!(cli.run("migrate fresh").code, 3);
    assert_eq!(cli.run("migrate fresh --yes").code, 3);
    assert_eq!(cli.run("migrate fresh --confirm other").code, 3);
    let production = |arguments: &str| {
        cli.run_with(arguments, |command| {
            command.env("BACKLINE_ENV", "production");
        })
    };
    assert_eq!(production(&format!("migrate fresh --yes --confirm {}", db.name())).code, 3);
    assert_eq!(cli.sql("SELECT count(*) > 200 FROM countries"), ["t"], "nothing was lost");
    let done = cli.run(&format!("migrate fresh --confirm {}", db.name()));
    assert_eq!(done.code, 0, "{done:?}");
    cli.assert_snapshot("migrate_fresh");

    assert_eq!(cli.sql("SELECT count(*) FROM countries"), ["0"]);
    assert_eq!(cli.sql("SELECT extname FROM pg_extension WHERE extname = 'hstore'"), ["hstore"]);
    assert_eq!(cli.sql("SELECT to_regnamespace('reports') IS NULL"), ["t"]);
    sql(&db, "DROP SCHEMA tools CASCADE").await;
    let same = testdb::migrated().await.unwrap();
    let (expected, found) =
        (Snapshot::read(same.conn()).await.unwrap(), Snapshot::read(db.conn()).await.unwrap());
    assert_eq!(expected.diff(&found), []);
    let again = cli.json(&format!("migrate fresh --confirm {}", db.name()));
    assert_eq!(again["batch"], 1);
    assert_eq!(
        again["applied"].as_array().unwrap().len().to_string(),
        cli.sql("SELECT count(*) FROM migration_history")[0]
    );
}
