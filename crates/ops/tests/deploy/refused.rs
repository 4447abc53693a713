//! What the preflight refuses, before anything is changed.

use std::time::Duration;

use backline_ops::deploy::{DeployError, Limits, Options, Report, Stage};
use backline_ops::lint;
use sea_orm::{ConnectionTrait as _, Database};

use crate::support::{Broken, Careless, New, Shop, connect, deploy_with};

/// Refused, with such a line, and nothing was changed.
async fn assert_refused(shop: &Shop, outcome: Result<Report, DeployError>, line: &str) {
    let report = outcome.unwrap();
    assert!(report.refusals().iter().any(|refusal| refusal.contains(line)), "{}", report.markdown());
    assert_eq!((report.stage, report.is_good(), report.number), (Stage::Preflight, false, None));
    assert!(report.markdown().contains(": refused\n\nNothing was changed."), "{}", report.markdown());
    shop.assert_as_before().await;
    assert!(shop.value::<bool>("SELECT to_regclass('migration_deploys') IS NULL").await);
    assert!(!shop.folder.path().join("backups").exists());
}

#[tokio::test]
async fn a_statement_that_fails_on_a_copy() {
    let shop = Shop::new().await;
    let outcome = shop.deploy::<Broken>(&shop.options()).await;
    assert_refused(&shop, outcome, "m5_alter_wares at 1 fails on a copy: relation \"wares\" does not exist")
        .await;
}

#[tokio::test]
async fn too_little_room() {
    let shop = Shop::new().await;
    let limits = Limits { spare_bytes: u64::MAX / 2, ..shop.options().limits };
    let outcome = shop.deploy::<New>(&Options { limits, ..shop.options() }).await;
    assert_refused(&shop, outcome, "disk: ").await;
}

#[tokio::test]
async fn a_transaction_that_has_been_open_for_long() {
    let shop = Shop::new().await;
    let idle = connect(shop.db.url(), "gate").await;
    idle.execute_unprepared("BEGIN; SELECT count(*) FROM orders").await.unwrap();
    let limits = Limits { transaction_age: Duration::ZERO, ..shop.options().limits };
    let outcome = shop.deploy::<New>(&Options { limits, ..shop.options() }).await;
    assert_refused(&shop, outcome, "(gate), idle in transaction, its transaction ").await;
    idle.execute_unprepared("ROLLBACK").await.unwrap();
    idle.close().await.unwrap();
}

#[tokio::test]
async fn what_the_rules_forbid() {
    let shop = Shop::new().await;
    let options = Options { lint: lint::Settings::default(), ..shop.options() };
    let outcome = shop.deploy::<Careless>(&options).await;
    let line = "lint: m5_drop_titles at 1: Dropping a column may break existing clients. [ban-drop-column]";
    assert_refused(&shop, outcome, line).await;
}

#[tokio::test]
async fn a_role_that_lacks_privileges() {
    let shop = Shop::new().await;
    let role = format!("clerk_{}", std::process::id());
    let name = shop.db.name();
    shop.conn()
        .execute_unprepared(&format!(
            "CREATE ROLE {role} LOGIN; GRANT ALL ON DATABASE \"{name}\" TO {role}; GRANT ALL ON SCHEMA public TO {role};
             GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}; REVOKE SELECT ON orders FROM {role}"
        ))
        .await
        .unwrap();
    // The plan is made by who may; the role is that of the connection.
    let clerk = connect(shop.db.url(), "clerk").await;
    let plan = crate::support::plan_for::<New>(shop.conn(), &shop.options()).await;
    clerk.close().await.unwrap();
    let mut options = sea_orm::ConnectOptions::new(shop.db.url());
    let user = role.clone();
    options.map_sqlx_postgres_opts(move |options| options.username(&user));
    let clerk = Database::connect(options).await.unwrap();
    let project = crate::support::PROJECT;
    let consent = crate::support::consent(name);
    let outcome =
        backline_ops::deploy::deploy::<New>(&clerk, &project, &shop.options(), Some(&plan), &consent, |_| {})
            .await;
    clerk.close().await.unwrap();
    let lines = match &outcome {
        Ok(report) => report.refusals().join("\n"),
        Err(error) => panic!("{error}"),
    };
    shop.conn().execute_unprepared(&format!("DROP OWNED BY {role}; DROP ROLE {role}")).await.unwrap();
    for line in [
        "it may not create databases, so the backup cannot be proven",
        "it may not alter goods, which belongs to",
        "it may not read orders, so that cannot be saved",
        "it may not insert settings, so the platform cannot be closed",
    ] {
        assert!(lines.contains(line), "{line}: {lines}");
    }
}

#[tokio::test]
async fn another_who_migrates() {
    let shop = Shop::new().await;
    let lock = backline_ops::migrate::MigrationLock::acquire(shop.conn(), Default::default()).await.unwrap();
    let options = Options { lock: Default::default(), ..shop.options() };
    let outcome = deploy_with::<New>(shop.conn(), &options, |_| {}).await;
    assert_refused(&shop, outcome, "connection: the migration lock is held by").await;
    lock.release().await.unwrap();
}
