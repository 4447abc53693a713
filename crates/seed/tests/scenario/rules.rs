//! What a scenario may not do, and what clean-up does not.

use backline_seed::scenario::{self, Check, Error, Failure, Held, Scenario, Stage};
use sea_orm::{ConnectionTrait, DatabaseConnection, TransactionTrait};

use crate::shop::{Purchase, Shop, connect};

/// Does as it is told.
struct Statements(&'static str);

/// Nothing to hand out.
#[derive(Debug)]
struct Nothing;

impl Check for Nothing {
    async fn check(&self, _db: &DatabaseConnection) -> Result<(), Failure> {
        Ok(())
    }
}

impl Scenario for Statements {
    type Handles = Nothing;
    const NAME: &'static str = "statements";
    const TABLES: &'static [&'static str] = &[];

    async fn tell(&self, stage: &Stage) -> Result<Nothing, Failure> {
        stage.db().execute_unprepared(self.0).await?;
        Ok(Nothing)
    }
}

async fn refusal(shop: &Shop, statements: &'static str) -> Error {
    let before = shop.digest().await;
    let error = Statements(statements).create(&shop.db).await.unwrap_err();
    assert_eq!(shop.digest().await, before, "{error} left something");
    error
}

#[tokio::test]
async fn a_row_that_was_there_is_not_changed() {
    let shop = Shop::new().await;
    shop.add_stranger().await;
    let error = refusal(&shop, "UPDATE colours SET used = used + 1 WHERE code = 'red'").await;
    assert_eq!(
        error.to_string(),
        r#"scenario "statements" changed a row of "colours" that it did not make: {"code": "red"}"#
    );
    // Nor by a trigger.
    let order =
        "INSERT INTO orders (customer_id, colour) VALUES ('00000000-0000-4000-8000-000000000001', 'red')";
    let error = refusal(&shop, order).await;
    assert!(matches!(&error, Error::ChangedOthers { table, .. } if table == "customers"), "{error}");
}

#[tokio::test]
async fn no_row_is_deleted() {
    let shop = Shop::new().await;
    let error = refusal(&shop, "DELETE FROM colours WHERE code = 'red'").await;
    assert!(matches!(&error, Error::Deleted { table, .. } if table == "colours"), "{error}");
}

#[tokio::test]
async fn rows_without_a_key_are_refused() {
    let shop = Shop::new().await;
    let error = refusal(&shop, "INSERT INTO keyless VALUES ('lost')").await;
    assert!(matches!(&error, Error::NoKey { table } if table == "keyless"), "{error}");
}

#[tokio::test]
async fn a_server_that_does_not_count_is_refused() {
    let shop = Shop::new().await;
    shop.execute(
        "ALTER DATABASE CURRENT_DATABASE_NAME SET track_counts = off"
            .replace(
                "CURRENT_DATABASE_NAME",
                &shop.text("SELECT quote_ident(current_database())").await.unwrap(),
            )
            .as_str(),
    )
    .await;
    let db = connect(&shop.url).await;
    let error = Purchase::new().create(&db).await.unwrap_err();
    assert!(matches!(error, Error::NotCounting), "{error}");
    assert!(scenario::runs(&shop.db).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_fails_says_why_and_leaves_nothing() {
    let shop = Shop::new().await;
    let error =
        refusal(&shop, "INSERT INTO customers (name) VALUES ('a'); INSERT INTO stamps VALUES (1), (1)").await;
    assert!(matches!(error, Error::Told { scenario: "statements", .. }), "{error}");
    assert_eq!(error.sqlstate().as_deref(), Some("23505"));
}

/// Others add rows while a scenario is told: they are not its own, though their transactions are younger.
#[tokio::test]
async fn rows_that_others_add_meanwhile_are_theirs() {
    let shop = Shop::new().await;
    shop.execute("CREATE EXTENSION IF NOT EXISTS dblink").await;
    let meanwhile = format!(
        "INSERT INTO customers (name) VALUES ('mine');
        DO $$ BEGIN PERFORM dblink_exec({}, 'INSERT INTO customers (name) VALUES (''theirs'')'); END $$",
        shop.text(
            "SELECT quote_literal(format('host=%s port=%s user=%s dbname=%s',
                split_part(current_setting('unix_socket_directories'), ',', 1), current_setting('port'),
                current_user, current_database()))"
        )
        .await
        .unwrap()
    );
    let made = Statements(meanwhile.leak()).create(&shop.db).await.unwrap();
    assert_eq!(made.tables.iter().find(|table| table.table == "customers").unwrap().rows, 1);
    scenario::clean_run(&shop.db, made.run).await.unwrap();
    let left = shop.text("SELECT string_agg(name, ',') FROM customers").await;
    assert_eq!(left.as_deref(), Some("theirs"));
}

#[tokio::test]
async fn rows_that_others_hung_on_it_hold_it() {
    let shop = Shop::new().await;
    let made = Purchase::new().create(&shop.db).await.unwrap();
    let order = format!(
        "INSERT INTO orders (customer_id, colour) SELECT '{}', 'sky' FROM generate_series(1, 2)",
        made.customer
    );
    shop.execute(&order).await;
    let before = shop.digest().await;
    let error = scenario::clean_run(&shop.db, made.run).await.unwrap_err();
    let Error::Held { held, .. } = &error else { panic!("{error}") };
    let expected =
        Held { table: "orders".to_owned(), constraint: "orders_customer_id_fkey".to_owned(), rows: 2 };
    assert_eq!(held, &[expected]);
    assert_eq!(shop.digest().await, before);
}

/// Somebody is about to commit a row that refers to the run's: clean-up waits for it, and sees it.
#[tokio::test]
async fn rows_that_others_are_hanging_on_it_are_waited_for() {
    let shop = Shop::new().await;
    let made = Purchase::new().create(&shop.db).await.unwrap();
    let other = connect(&shop.url).await;
    let transaction = other.begin().await.unwrap();
    let order = format!("INSERT INTO orders (customer_id, colour) VALUES ('{}', 'sky')", made.customer);
    transaction.execute_unprepared(&order).await.unwrap();
    let cleaning = {
        let (db, run) = (shop.db.clone(), made.run);
        tokio::spawn(async move { scenario::clean_run(&db, run).await })
    };
    let waits =
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let waits = format!("SELECT EXISTS ({waits})::text");
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while shop.text(&waits).await.as_deref() != Some("true") {
        assert!(std::time::Instant::now() < deadline, "clean-up does not wait");
        tokio::task::yield_now().await;
    }
    transaction.commit().await.unwrap();
    let error = cleaning.await.unwrap().unwrap_err();
    assert!(matches!(error, Error::Held { .. }), "{error}");
}
