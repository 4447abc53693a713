//! Deploys that fail: undone by themselves, or stopped with the truth about where they stand.

use backline_ops::backup::{RestoreOptions, Tools, restore};
use backline_ops::deploy::{self, Options, Stage};
use sea_orm::ConnectionTrait as _;
use sea_orm::sqlx::postgres::PgConnectOptions;

use crate::support::{
    Failing, FailingHalfWay, FailingIndex, Final, Losing, Mended, New, Shop, Unsound, consent, script, state,
    tools,
};

#[tokio::test]
async fn a_failing_migration_is_undone_with_those_before_it() {
    let shop = Shop::new().await;
    let report = shop.deploy::<Failing>(&shop.options()).await.unwrap();
    let text = report.markdown();
    assert_eq!(
        (report.stage, report.closed, report.is_good()),
        (Stage::RolledBack, Some(false), false),
        "{text}"
    );
    let problem = report.problem.as_ref().unwrap();
    assert_eq!((problem.stage, problem.sqlstate.as_deref()), (Stage::Migrating, Some("23514")));
    assert!(problem.statement.as_ref().unwrap().contains("ADD CONSTRAINT few"), "{text}");
    assert!(report.applied.is_empty() && report.half_done.is_empty() && report.obstacle.is_none());
    shop.assert_as_before().await;
    // What the next one begins with is a clean slate.
    let next = shop.deploy::<New>(&shop.options()).await.unwrap();
    assert_eq!((next.stage, next.number), (Stage::Done, Some(2)), "{}", next.markdown());
    shop.assert_deployed::<New>().await;
}

#[tokio::test]
async fn a_failing_check_takes_the_migrations_back() {
    let shop = Shop::new().await;
    let report = shop.deploy::<Unsound>(&shop.options()).await.unwrap();
    let text = report.markdown();
    assert_eq!((report.stage, report.closed), (Stage::RolledBack, Some(false)), "{text}");
    let problem = report.problem.as_ref().unwrap();
    assert_eq!(problem.stage, Stage::Checking);
    assert!(problem.message.contains("broken_constraints: 100 of orders.few: rows break it"), "{text}");
    shop.assert_as_before().await;
}

#[tokio::test]
async fn what_was_found_before_is_not_the_deploys_fault() {
    let shop = Shop::new().await;
    let old = "ALTER TABLE orders ADD CONSTRAINT old CHECK (amount < 10) NOT VALID";
    shop.conn().execute_unprepared(old).await.unwrap();
    let report = shop.deploy::<New>(&shop.options()).await.unwrap();
    assert_eq!(report.stage, Stage::Done, "{}", report.markdown());
    assert!(report.before.findings.iter().any(|found| found.check == "broken_constraints"));
    assert!(report.markdown().contains("warning: checks"), "{}", report.markdown());
}

#[tokio::test]
async fn a_validation_that_fails_takes_the_migrations_back() {
    let shop = Shop::new().await;
    let mut project = crate::support::PROJECT;
    let mut validations = project.validations.to_vec();
    validations[0].query = "SELECT id FROM goods WHERE colour = 'none'";
    project.validations = &validations;
    let options = shop.options();
    let plan = crate::support::plan_for::<New>(shop.conn(), &options).await;
    let consent = consent(shop.db.name());
    let report =
        deploy::deploy::<New>(shop.conn(), &project, &options, Some(&plan), &consent, |_| {}).await.unwrap();
    assert_eq!(report.stage, Stage::RolledBack, "{}", report.markdown());
    let problem = report.problem.unwrap().message;
    assert!(problem.starts_with("goods have a colour: 51 rows: SELECT id FROM goods"), "{problem}");
    shop.assert_as_before().await;
}

#[tokio::test]
async fn half_built_indexes_are_taken_back() {
    let shop = Shop::new().await;
    let report = shop.deploy::<FailingIndex>(&shop.options()).await.unwrap();
    let text = report.markdown();
    assert_eq!((report.stage, report.closed), (Stage::RolledBack, Some(false)), "{text}");
    assert_eq!(report.problem.unwrap().sqlstate.as_deref(), Some("23505"));
    shop.assert_as_before().await;
}

#[tokio::test]
async fn half_done_outside_a_transaction_it_stops_closed_and_goes_on_once_mended() {
    let shop = Shop::new().await;
    let report = shop.deploy::<FailingHalfWay>(&shop.options()).await.unwrap();
    let text = report.markdown();
    assert_eq!((report.stage, report.closed), (Stage::Migrating, Some(true)), "{text}");
    assert_eq!(report.applied, ["m2_colour_goods"]);
    assert_eq!(
        (report.half_done[0].name.as_str(), report.half_done[0].statements_done),
        ("m5_unique_amounts", 1)
    );
    let expected = "The deploy is done in part; applied: m2_colour_goods; half done: m5_unique_amounts (failed, \
        statements done: 1). THE PLATFORM IS CLOSED: maintenance is on.";
    assert_eq!(report.state(), expected, "{text}");
    assert!(text.contains("NOT FINISHED") && report.obstacle.is_some(), "{text}");
    let commands: Vec<&str> = report.commands.iter().map(|one| one.command.as_str()).collect();
    let restore = format!("restore {}", report.backup.as_ref().unwrap().folder.display());
    assert_eq!(commands, ["deploy", "deploy --rollback", &restore], "{text}");
    // It is no secret later, either.
    let looked = shop.look::<FailingHalfWay>().await;
    assert_eq!(looked.state(), expected);
    assert!(!looked.is_good());
    let stuck = shop.roll_back::<FailingHalfWay>().await.unwrap();
    let why = "these stopped in the middle, and what undoes them supposes that all of it is there: \"m5_unique_amounts\"";
    assert!(stuck.obstacle.unwrap().message.starts_with(why));

    let report = shop.deploy::<Mended>(&shop.options()).await.unwrap();
    assert_eq!((report.stage, report.number), (Stage::Done, Some(1)), "{}", report.markdown());
    shop.assert_deployed::<Mended>().await;
    assert_eq!(shop.roll_back::<Mended>().await.unwrap().stage, Stage::RolledBack);
    shop.assert_as_before().await;
}

#[tokio::test]
async fn what_cannot_be_undone_is_restored_by_the_command_that_it_gives() {
    let shop = Shop::new().await;
    let report = shop.deploy::<Final>(&shop.options()).await.unwrap();
    let text = report.markdown();
    assert_eq!((report.stage, report.closed), (Stage::Checking, Some(true)), "{text}");
    assert!(
        report
            .preflight
            .iter()
            .any(|item| item.says.iter().any(|line| line.contains("the backup has to be restored")))
    );
    assert!(report.obstacle.as_ref().unwrap().message.contains("the colours are gone"), "{text}");
    assert!(report.state().contains("has not passed the checks"), "{text}");
    restored(&shop, &report).await;
}

#[tokio::test]
async fn a_lost_row_is_noticed_before_and_after_undoing() {
    let shop = Shop::new().await;
    let report = shop.deploy::<Losing>(&shop.options()).await.unwrap();
    let text = report.markdown();
    assert_eq!((report.stage, report.closed), (Stage::RollingBack, Some(true)), "{text}");
    let lost = "row counts: public.orders had 200 rows and has 199";
    assert!(report.problem.as_ref().unwrap().message.contains(lost), "{text}");
    assert!(report.obstacle.as_ref().unwrap().message.contains(lost), "{text}");
    restored(&shop, &report).await;
}

/// Does what the last command of the report does.
async fn restored(shop: &Shop, report: &deploy::Report) {
    let folder = &report.backup.as_ref().unwrap().folder;
    assert_eq!(report.commands.last().unwrap().command, format!("restore {}", folder.display()));
    let database: PgConnectOptions = shop.db.url().parse().unwrap();
    let options = RestoreOptions { jobs: 1, drop_old: true };
    let maintenance = database.database("postgres");
    restore(&maintenance, &consent(shop.db.name()), &tools(), folder, &options, |_| {}).await.unwrap();
    // The sessions of the pool were ended with the old database.
    let db = crate::support::connect(shop.db.url(), "again").await;
    assert_eq!(state(&db).await, shop.before);
    // It remembers that a deploy had begun, and that it had got no further than the backup.
    let last = deploy::last(&db).await.unwrap().unwrap();
    assert_eq!(last.stage, Stage::BackingUp);
    let next = crate::support::deploy_with::<New>(&db, &shop.options(), |_| {}).await.unwrap();
    assert_eq!((next.stage, next.number), (Stage::Done, Some(2)), "{}", next.markdown());
    db.close().await.unwrap();
}

#[tokio::test]
async fn a_full_disk_stops_it_before_anything_is_changed() {
    let shop = Shop::new().await;
    let real = tools();
    // The kernel refuses to let the file grow: the same to pg_dump as a full disk, for any user.
    let limited = script(shop.folder.path(), &real.pg_dump, "trap '' XFSZ\nulimit -f 4\nexec {real} \"$@\"");
    let full = Options { tools: Tools { pg_dump: limited, ..real }, ..shop.options() };
    let plan = crate::support::plan_for::<New>(shop.conn(), &shop.options()).await;
    let consent = consent(shop.db.name());
    let report =
        deploy::deploy::<New>(shop.conn(), &crate::support::PROJECT, &full, Some(&plan), &consent, |_| {})
            .await
            .unwrap();
    let text = report.markdown();
    assert_eq!((report.stage, report.closed), (Stage::RolledBack, Some(false)), "{text}");
    let problem = report.problem.as_ref().unwrap();
    assert_eq!(problem.stage, Stage::BackingUp);
    assert!(problem.message.starts_with("pg_dump failed"), "{text}");
    assert!(report.backup.is_none() && report.before.rows.is_empty());
    assert_eq!(
        std::fs::read_dir(shop.folder.path().join("backups")).unwrap().count(),
        0,
        "no half backup is left"
    );
    shop.assert_as_before().await;
    let next = shop.deploy::<New>(&shop.options()).await.unwrap();
    assert_eq!((next.stage, next.number), (Stage::Done, Some(2)), "{}", next.markdown());
}
