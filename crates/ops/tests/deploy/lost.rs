//! The server ends the sessions of a deploy in its middle.

use std::time::Duration;

use backline_ops::backup::Tools;
use backline_ops::deploy::{Options, Report, Stage};
use backline_ops::sql::scalar;
use sea_orm::ConnectionTrait as _;

use crate::support::{Gated, New, Shop, connect, deploy_with, script, tools, until};

fn end_all(shop: &Shop) -> String {
    format!(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
         WHERE datname = '{}' AND application_name = 'deployer'",
        shop.db.name()
    )
}

const WAITS: &str =
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711 AND NOT granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

/// Deploys behind the gate; once it waits there, all its sessions are ended. `between` is done right before that.
async fn cut_off(shop: &Shop, options: Options, between: &str) -> Report {
    let maintenance = shop.maintenance().await;
    let gate = shop.gate().await;
    let deploying = async {
        let db = connect(shop.db.url(), "deployer").await;
        let report = deploy_with::<Gated>(&db, &options, |_| {}).await.unwrap();
        let _gone_already = db.close().await;
        report
    };
    let cutting = async {
        until("the deploy waits at the gate", async || shop.value::<i64>(WAITS).await == 1).await;
        // The flag is on while migrations run.
        assert!(shop.is_closed().await);
        if !between.is_empty() {
            maintenance.execute_unprepared(between).await.unwrap();
        }
        // From another database: the shop may let nobody in any more.
        let ended: i64 = scalar(&maintenance, &end_all(shop), []).await.unwrap();
        assert!(ended > 1);
    };
    let (report, ()) = tokio::join!(deploying, cutting);
    gate.close().await.unwrap();
    report
}

#[tokio::test]
async fn in_the_middle_of_a_migration_it_connects_again_and_undoes_what_it_did() {
    let shop = Shop::new().await;
    let report = cut_off(&shop, shop.options(), "").await;
    let text = report.markdown();
    assert_eq!((report.stage, report.closed), (Stage::RolledBack, Some(false)), "{text}");
    assert_eq!(report.problem.as_ref().unwrap().stage, Stage::Migrating);
    shop.assert_as_before().await;
    let next = shop.deploy::<New>(&shop.options()).await.unwrap();
    assert_eq!(next.stage, Stage::Done, "{}", next.markdown());
}

#[tokio::test]
async fn when_the_server_stays_away_it_says_what_is_recorded_and_the_next_run_goes_on() {
    let shop = Shop::new().await;
    let shut = format!("ALTER DATABASE \"{}\" ALLOW_CONNECTIONS false", shop.db.name());
    let options = Options { patience: Duration::from_secs(1), ..shop.options() };
    let report = cut_off(&shop, options, &shut).await;
    let text = report.markdown();
    assert!(!report.reachable && report.obstacle.is_some(), "{text}");
    assert!(report.state().contains("The last that is recorded is the stage \"migrations\""), "{text}");
    assert!(report.commands.iter().any(|one| one.command == "deploy"), "{text}");

    let open = format!("ALTER DATABASE \"{}\" ALLOW_CONNECTIONS true", shop.db.name());
    shop.maintenance().await.execute_unprepared(&open).await.unwrap();
    let looked = shop.look::<Gated>().await;
    assert_eq!((looked.stage, looked.closed), (Stage::Migrating, Some(true)), "{}", looked.markdown());
    assert_eq!(looked.applied, ["m2_colour_goods"]);
    assert!(
        looked.state().contains("not applied: m5_pass_the_gate. THE PLATFORM IS CLOSED"),
        "{}",
        looked.state()
    );
    let next = shop.deploy::<Gated>(&shop.options()).await.unwrap();
    assert_eq!((next.stage, next.number), (Stage::Done, Some(1)), "{}", next.markdown());
    shop.assert_deployed::<Gated>().await;
}

#[tokio::test]
async fn in_the_middle_of_the_backup_nothing_is_changed() {
    let shop = Shop::new().await;
    let real = tools();
    let psql = real.pg_dump.with_file_name("psql");
    let text = format!("{} -qAtc \"{}\" >/dev/null\nexec {{real}} \"$@\"", psql.display(), end_all(&shop));
    let cutting = script(shop.folder.path(), &real.pg_dump, &text);
    let db = connect(shop.db.url(), "deployer").await;
    let options = Options { tools: Tools { pg_dump: cutting, ..real }, ..shop.options() };
    let plan = crate::support::plan_for::<New>(&db, &shop.options()).await;
    let consent = crate::support::consent(shop.db.name());
    let project = crate::support::PROJECT;
    let report = backline_ops::deploy::deploy::<New>(&db, &project, &options, Some(&plan), &consent, |_| {})
        .await
        .unwrap();
    let _gone_already = db.close().await;
    assert_eq!((report.stage, report.closed), (Stage::RolledBack, Some(false)), "{}", report.markdown());
    assert_eq!(report.problem.as_ref().unwrap().stage, Stage::BackingUp);
    shop.assert_as_before().await;
}
