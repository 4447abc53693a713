//! Every row ends somewhere, and what it becomes is right; what changes meanwhile is copied, too.

use backline_ops::adopt;
use backline_ops::catalog::Snapshot;

use crate::support::{Shop, consent, content, mapping, numbers};

const EXPECTED: [(&str, [i64; 5]); 3] = [
    ("accounts", [300, 2, 287, 3, 8]),
    ("orders", [1000, 0, 960, 0, 40]),
    ("order_lines", [2000, 0, 1919, 0, 81]),
];

#[tokio::test]
async fn every_row_is_accounted_for_and_the_legacy_is_untouched() {
    let shop = Shop::open().await;
    let (before, rows) = (Snapshot::read(shop.db()).await.unwrap(), content(shop.db()).await);
    let tried = adopt::dry_run(shop.db(), &mapping(), shop.template(), |_| {}).await.unwrap();
    assert_eq!(numbers(&tried), EXPECTED, "{:#?}", tried.rejected);
    assert!(before.diff(&Snapshot::read(shop.db()).await.unwrap()).is_empty());

    let report = shop.start().await;
    assert_eq!(numbers(&report), EXPECTED);
    assert!(report.is_sound());
    assert_eq!(report.unread_columns, Vec::<String>::new());
    let mut now = content(shop.db()).await;
    now.retain(|table, _| !table.starts_with("green."));
    assert_eq!(rows, now);
    adopt::abort(shop.db(), &consent()).await.unwrap();
    let changes = before.diff(&Snapshot::read(shop.db()).await.unwrap());
    assert!(changes.is_empty(), "{changes:#?}");
}

#[tokio::test]
async fn rejected_rows_are_kept_with_their_reasons() {
    let shop = Shop::open().await;
    shop.start().await;
    let why = async |name: &str, key: i32| -> String {
        let query = format!(
            "SELECT concat_ws(' ', sqlstate, constraint_name, column_name) || ': ' || reason FROM backline_adopt.rejected
             WHERE name = '{name}' AND key[1] = '{key}' ORDER BY key LIMIT 1"
        );
        shop.value(&query).await
    };
    assert_eq!(
        why("accounts", 17).await,
        "22007 created_at: invalid input syntax for type timestamp: \"last summer\""
    );
    assert!(why("accounts", 37).await.starts_with("23514 name_not_blank: "), "{}", why("accounts", 37).await);
    assert_eq!(why("accounts", 57).await, "22023 state: there is no translation of maybe");
    assert!(why("accounts", 77).await.starts_with("23502 email: "), "{}", why("accounts", 77).await);
    assert_eq!(why("accounts", 97).await, "22001 name: value too long for type character varying(40)");
    // Whoever was invited by one of these, or by one who stays behind, has nobody to refer to.
    assert_eq!(
        why("accounts", 170).await,
        "23503 invited_by: no row of accounts was moved that has the key 17"
    );
    assert_eq!(
        why("orders", 500).await,
        "23503 account_id: no row of accounts was moved that has the key 4711"
    );
    assert!(why("order_lines", 600).await.starts_with("23514 price_not_negative: "));
    let row: serde_json::Value = shop
        .value("SELECT source FROM backline_adopt.rejected WHERE name = 'order_lines' AND key = '{600,2}'")
        .await;
    assert_eq!(row, serde_json::json!({"Order No": 600, "Line": 2, "Unit Price (€)": -1, "key": "note 2"}));
}

#[tokio::test]
async fn values_keys_and_what_triggers_derive_are_right() {
    let shop = Shop::open().await;
    shop.start().await;
    let report = shop.cut_over().await;
    assert_eq!(numbers(&report), EXPECTED);
    assert!(report.writers_waited_ms.is_some());
    // Twins: the first stays, and the orders of the others are its orders.
    let of_the_first = "orders JOIN accounts ON accounts.id = account_id WHERE email = 'user4@example.org'";
    let of_all = "legacy.orders WHERE customer IN (4, 104, 204)";
    assert_eq!(shop.count(of_the_first).await, shop.count(of_all).await);
    assert_eq!(
        shop.value::<String>("SELECT name FROM accounts WHERE email = 'user4@example.org'").await,
        "Customer 4"
    );
    assert_eq!(
        shop.value::<String>("SELECT created_at::text FROM accounts WHERE id = md5('customer 12')::uuid")
            .await,
        "2024-01-13 04:30:00+00"
    );
    // References among the rows of one table, forwards and backwards.
    assert_eq!(shop.count("accounts AS a JOIN accounts AS b ON b.id = a.invited_by WHERE a.name = 'Customer 41' AND b.name = 'Customer 51'").await, 1);
    assert_eq!(shop.count("orders WHERE (lines::bigint, total) IS DISTINCT FROM (SELECT (count(*), coalesce(sum(price), 0)) FROM order_lines WHERE order_id = orders.id)").await, 0);
    assert_eq!(shop.count("log WHERE what LIKE 'accounts INSERT %'").await, 287);
    let translated =
        "orders JOIN legacy.orders AS old USING (id) JOIN kinds ON code = kind WHERE label = old.state";
    assert_eq!(shop.count(translated).await, 960);
    // Numbers go on behind those that were copied; privileges are there.
    let next: i64 = shop.value("INSERT INTO orders (account_id, kind, placed_at) SELECT id, 'N', now() FROM accounts LIMIT 1 RETURNING id").await;
    assert_eq!(next, 1001);
    assert!(shop.value::<bool>("SELECT has_table_privilege('pg_monitor', 'orders', 'SELECT') AND has_table_privilege('pg_monitor', 'accounts', 'SELECT')").await);
    // Where the extension is looked for, it is.
    assert_eq!(
        shop.value::<String>(
            "SELECT extnamespace::regnamespace::text FROM pg_extension WHERE extname = 'citext'"
        )
        .await,
        "public"
    );
}

#[tokio::test]
async fn what_changes_in_the_legacy_meanwhile_is_copied_before_the_cut_over() {
    let shop = Shop::open().await;
    shop.start().await;
    shop.execute(
        "INSERT INTO customers VALUES (301, 'late@example.org', 'Late', 'yes', '2025-01-01', 17, NULL);
         UPDATE customers SET created = '2024-06-01' WHERE no = 17;
         UPDATE customers SET active = 'no', \"Full Name\" = 'Renamed' WHERE no = 1;
         UPDATE customers SET mail = 'own@example.org' WHERE no = 204;
         DELETE FROM \"Order Details\" WHERE \"Order No\" IN (1, 2);
         DELETE FROM orders WHERE id = 1;
         UPDATE \"Order Details\" SET \"Unit Price (€)\" = 1000 WHERE \"Order No\" = 4;
         UPDATE \"Order Details\" SET \"Unit Price (€)\" = -5 WHERE \"Order No\" = 3 AND \"Line\" = 1;
         UPDATE \"Order Details\" SET \"Unit Price (€)\" = 5 WHERE \"Order No\" = 600;",
    )
    .await;
    let report = shop.cut_over().await;
    // 17 and who was invited by them are there now, with their orders.
    assert_eq!(
        shop.count(
            "accounts WHERE email IN ('late@example.org', 'user17@example.org', 'user170@example.org')"
        )
        .await,
        3
    );
    assert_eq!(
        shop.value::<String>("SELECT state || ' ' || name FROM accounts WHERE id = md5('customer 1')::uuid")
            .await,
        "closed Renamed"
    );
    assert_eq!(
        shop.count("orders WHERE id = 1").await + shop.count("order_lines WHERE order_id IN (1, 2)").await,
        0
    );
    assert_eq!(
        shop.count("orders WHERE id = 4 AND total = 2000 OR id = 600 AND total = 10 OR id = 2 AND total = 0")
            .await,
        3
    );
    // A change that is refused is kept like a row that is, and so is a twin that is none any more.
    let kept = "backline_adopt.rejected WHERE name = 'order_lines' AND key = '{3,1}' OR name = 'accounts' AND key = '{204}'";
    assert_eq!(shop.count(kept).await, 2);
    let accounts = &report.tables[0];
    assert_eq!((accounts.source, accounts.merged, accounts.unaccounted), (301, 2, 0));
}

#[tokio::test]
async fn later_twins_replace_or_fill_earlier_ones_as_the_mapping_says() {
    for (policy, expected) in
        [("keep_last", "Third|closed"), ("merge", "First|live"), ("keep_first", "First|live")]
    {
        let shop = Shop::open().await;
        // Whoever refers to a row of the same table is copied after it, and later than twins that refer to none.
        let inviter = if policy == "merge" { "9" } else { "NULL" };
        shop.execute(&format!(
            "DELETE FROM customers; DELETE FROM orders; DELETE FROM \"Order Details\";
             INSERT INTO customers (no, mail, \"Full Name\", active, created, invited_by) VALUES
                 (9, 'other@example.org', 'Other', 'yes', '2024-01-01', NULL),
                 (10, 'a@example.org', 'First', 'yes', '2024-01-01', NULL), (11, 'A@example.org', 'Second', 'yes', '2024-01-01', {inviter}),
                 (12, 'A@EXAMPLE.org', 'Third', 'no', '2024-01-01', NULL)"
        ))
        .await;
        let text = crate::support::MAPPING.replace("keep_first", policy);
        let mapping = adopt::Mapping::parse(&text).unwrap();
        let report = adopt::start(shop.db(), &mapping, shop.template(), |_| {}).await.unwrap();
        assert_eq!(numbers(&report)[0], ("accounts", [4, 0, 2, 2, 0]), "{policy}");
        let row = "SELECT name || '|' || state FROM green.accounts WHERE email = 'a@example.org'";
        assert_eq!(shop.value::<String>(row).await, expected, "{policy}");
        let inviter = "green.accounts WHERE email = 'a@example.org' AND invited_by IS NOT NULL";
        assert_eq!(shop.count(inviter).await, i64::from(policy == "merge"), "{policy}");
    }
    // Where nothing is said, the later ones are rejected.
    let shop = Shop::open().await;
    let text = crate::support::MAPPING.replace("same = [\"email\"]\non_conflict = \"keep_first\"\n", "");
    let mapping = adopt::Mapping::parse(&text).unwrap();
    let report = adopt::start(shop.db(), &mapping, shop.template(), |_| {}).await.unwrap();
    assert_eq!(numbers(&report)[0], ("accounts", [300, 2, 287, 0, 11]));
    assert_eq!(shop.count("backline_adopt.rejected WHERE constraint_name = 'accounts_email_key'").await, 3);
}

#[tokio::test]
async fn the_legacy_goes_alone_and_rejected_rows_stay() {
    let shop = Shop::open().await;
    shop.start().await;
    shop.cut_over().await;
    shop.execute("CREATE SCHEMA reports; CREATE VIEW reports.old AS SELECT no FROM legacy.customers").await;
    let error = adopt::finish(shop.db(), &consent()).await.unwrap_err();
    assert!(
        error.to_string().contains("this would go, too") && error.to_string().contains("reports.old"),
        "{error}"
    );
    assert_eq!(shop.count("reports.old").await, 300);
    shop.execute("DROP VIEW reports.old").await;
    assert_eq!(adopt::finish(shop.db(), &consent()).await.unwrap(), 129);
    assert!(shop.value::<bool>("SELECT to_regnamespace('legacy') IS NULL").await);
    assert_eq!(shop.count("backline_adopt.rejected").await, 129);
    assert!(adopt::status(shop.db()).await.unwrap().is_none());
    shop.execute("INSERT INTO accounts (email, name, state) VALUES ('new@example.org', 'New', 'live')").await;
}
