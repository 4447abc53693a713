//! Deploys that end well, and are undone later.

use backline_ops::backup;
use backline_ops::deploy::{self, ItemState, Stage};

use crate::support::{New, Newer, Old, PROJECT, Shop, consent, plan_for};

#[tokio::test]
async fn pending_migrations_are_deployed_with_a_proven_backup_and_undone_later() {
    let shop = Shop::new().await;
    let report = shop.deploy::<New>(&shop.options()).await.unwrap();
    let text = report.markdown();
    assert!(report.is_good() && report.stage == Stage::Done, "{text}");
    assert_eq!(report.number, Some(1));
    assert_eq!(report.applied, ["m2_colour_goods", "m3_index_titles", "m4_fill_goods"]);
    assert!(report.before.closed && report.closed == Some(false));
    assert_eq!(report.before.rows["public.orders"], 200);
    let validations: Vec<_> = report.validations.iter().map(|one| (one.name.as_str(), one.passed)).collect();
    assert_eq!(
        validations,
        [("row counts", true), ("goods have a colour", true), ("orders of each of the goods", true)]
    );
    assert!(text.starts_with(&format!("# Deploy 1 to {}: done\n", shop.db.name())), "{text}");
    assert!(
        text.contains("3 migrations are applied and checked. The platform is open: maintenance is off."),
        "{text}"
    );
    shop.assert_deployed::<New>().await;
    let saved = report.backup.as_ref().unwrap();
    assert_eq!(backup::load(&saved.folder).unwrap().rows(), saved.rows);
    assert_eq!(deploy::last(shop.conn()).await.unwrap().unwrap().backup, report.backup);

    let again = shop.deploy::<New>(&shop.options()).await.unwrap();
    assert!(again.is_good() && again.migrations.is_empty() && again.number.is_none(), "{again:?}");
    assert!(again.markdown().contains("nothing is pending"));

    let back = shop.roll_back::<New>().await.unwrap();
    assert!(back.is_good() && back.stage == Stage::RolledBack, "{}", back.markdown());
    assert!(back.state().starts_with("The schema is as it was before the deploy. The platform is open"));
    shop.assert_as_before().await;
    let twice = shop.roll_back::<New>().await.unwrap_err();
    assert!(twice.to_string().contains("deploy 1, the last one, is rolled back"), "{twice}");
}

#[tokio::test]
async fn it_stops_where_it_is_told_and_a_second_deploy_goes_further() {
    let shop = Shop::new().await;
    let to = deploy::Options { to: Some("m2_colour_goods".to_owned()), ..shop.options() };
    let report = shop.deploy::<New>(&to).await.unwrap();
    assert_eq!((report.stage, report.applied.as_slice()), (Stage::Done, &["m2_colour_goods".to_owned()][..]));
    let report = shop.deploy::<New>(&shop.options()).await.unwrap();
    assert_eq!((report.stage, report.number, report.applied.len()), (Stage::Done, Some(2), 2));
    // The second one alone is undone, by an older checkout, too.
    let back = shop.roll_back::<Old>().await.unwrap();
    assert_eq!(back.stage, Stage::RolledBack, "{}", back.markdown());
    assert_eq!(
        shop.value::<i64>("SELECT count(*) FROM migration_history WHERE status = 'completed'").await,
        2
    );
}

#[tokio::test]
async fn what_others_applied_since_is_not_undone_with_it() {
    let shop = Shop::new().await;
    shop.deploy::<New>(&shop.options()).await.unwrap();
    backline_ops::migrate::up::<Newer>(shop.conn(), Default::default(), |_| {}).await.unwrap();
    let error = shop.roll_back::<Newer>().await.unwrap_err();
    assert!(
        matches!(&error, deploy::DeployError::AppliedSince(names) if names == &["m5_limit_amounts"]),
        "{error}"
    );
    assert!(!shop.is_closed().await);
}

#[tokio::test]
async fn a_flag_that_was_on_stays_on_and_the_report_says_so() {
    let shop = Shop::new().await;
    let db = shop.conn();
    sea_orm::ConnectionTrait::execute_unprepared(db, "INSERT INTO settings VALUES ('closed', true)")
        .await
        .unwrap();
    let report = shop.deploy::<New>(&shop.options()).await.unwrap();
    assert!(report.stage == Stage::Done && shop.is_closed().await);
    assert!(report.state().contains("closed as it was before"), "{}", report.state());
}

#[tokio::test]
async fn a_dry_run_looks_at_everything_and_changes_nothing() {
    let shop = Shop::new().await;
    let plan = plan_for::<New>(shop.conn(), &shop.options()).await;
    let report =
        deploy::dry_run::<New>(shop.conn(), &PROJECT, &shop.options(), Some(&plan), |_| {}).await.unwrap();
    assert!(report.is_good(), "{}", report.markdown());
    let names: Vec<&str> = report.preflight.iter().map(|item| item.name.as_str()).collect();
    assert_eq!(
        names,
        ["connection", "privileges", "transactions", "disk", "replication", "lint", "plan", "checks"]
    );
    assert!(report.preflight.iter().all(|item| item.state != ItemState::Refused && !item.says.is_empty()));
    assert_eq!(report.migrations.len(), 3);
    assert!(report.state().starts_with("Nothing was changed."), "{}", report.state());
    shop.assert_as_before().await;
    assert!(shop.value::<bool>("SELECT to_regclass('migration_deploys') IS NULL").await);
    assert!(!shop.folder.path().join("backups").exists());
}

#[tokio::test]
async fn two_at_once_are_one_and_a_refusal() {
    let shop = Shop::new().await;
    let options = deploy::Options { lock: Default::default(), ..shop.options() };
    let plan = plan_for::<New>(shop.conn(), &options).await;
    let consent = consent(shop.db.name());
    let one = deploy::deploy::<New>(shop.conn(), &PROJECT, &options, Some(&plan), &consent, |_| {});
    let other = deploy::deploy::<New>(shop.conn(), &PROJECT, &options, Some(&plan), &consent, |_| {});
    let (one, other) = tokio::join!(one, other);
    let (report, refused) = if one.is_ok() { (one, other) } else { (other, one) };
    assert_eq!(report.unwrap().stage, Stage::Done);
    let refused = refused.unwrap_err();
    assert!(refused.to_string().contains("another process deploys to this database: backend "), "{refused}");
}
