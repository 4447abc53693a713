//! What is wrong with a mapping, or in the way, is said before anything is changed.

use backline_ops::adopt::{self, Error, Mapping};
use backline_ops::catalog::Snapshot;

use crate::support::{MAPPING, Shop, consent, mapping, problems};

/// All that is said of the mapping with these changes.
async fn said(shop: &Shop, changes: &[(&str, &str)]) -> Vec<String> {
    let text = changes.iter().fold(MAPPING.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    });
    problems(
        adopt::dry_run(shop.db(), &Mapping::parse(&text).unwrap(), shop.template(), |_| {})
            .await
            .unwrap_err(),
    )
}

#[tokio::test]
async fn a_mapping_that_does_not_fit_is_named_line_by_line() {
    let shop = Shop::open().await;
    let before = Snapshot::read(shop.db()).await.unwrap();
    let wrong = [
        ("source = \"customers\"", "source = \"custommers\""),
        ("target = \"orders\"\nsource", "target = \"order\"\nsource"),
        ("price = ", "prize = "),
        ("ignore = [\"sessions\"]", "ignore = [\"session\"]"),
    ];
    assert_eq!(
        said(&shop, &wrong).await,
        [
            "line 1: there is no old table \"session\" to be ignored; the nearest is \"sessions\"",
            "line 1: no mapping reads the old table \"customers\", which has 300 rows; map it, or say that it stays behind: ignore = [\"customers\"]",
            "line 1: no mapping reads the old table \"sessions\", which has 1 rows; map it, or say that it stays behind: ignore = [\"sessions\"]",
            "line 5: order_lines: nothing is said of the column \"price\", which may not be null",
            "line 8: order_lines.order_id: no mapping is called \"orders\"; the nearest is \"order\"",
            "line 10: order_lines.prize: the new table \"order_lines\" has no such column; the nearest is \"price\"",
            "line 15: accounts: there is no old table \"custommers\"; the nearest is \"customers\"",
            "line 28: there is no new table \"order\"; the nearest are \"orders\", \"order_lines\"",
        ]
    );
    let wrong = [
        ("email = \"mail\"", "email = \"mial\""),
        ("no = \"closed\"", "no = \"close\""),
        ("same = [\"email\"]", "same = []"),
        ("by = \"label\"", "by = \"labels\""),
        ("placed::timestamptz", "(SELECT max(placed) FROM orders)::timestamptz"),
    ];
    assert_eq!(
        said(&shop, &wrong).await,
        [
            "line 14: accounts: on_conflict does not say when two rows are the same; name the columns: same = [\"…\"]",
            "line 21: accounts.email: column \"mial\" does not exist; the nearest is \"mail\" (SQLSTATE 42703)",
            "line 23: accounts.state: \"close\": invalid input value for enum account_state: \"close\"",
            "line 33: orders.kind: the new table \"kinds\" has no column \"labels\"; the nearest is \"label\"",
            "line 34: orders.placed_at: it reads other rows than its source row; put that into the query that is the source, so that changes of these rows are seen",
        ]
    );
    let circle = "[[table]]\ntarget = \"kinds\"\nquery = \"SELECT 'x' AS code\"\nkey = [\"code\"]\n[table.columns]\ncode = \"code\"\nlabel = { value = \"code\", key_of = \"order_lines\", take = \"line\" }\n";
    let found = said(
        &shop,
        &[("[[table]]\ntarget = \"accounts\"", &format!("{circle}[[table]]\ntarget = \"accounts\""))],
    )
    .await;
    assert_eq!(
        found,
        [
            "line 5: these refer to one another in a circle: order_lines, kinds, orders; leave one of the columns out, and fill it after the cut-over",
            "line 19: kinds.label: 1 values are given for the key of \"order_lines\", which has 2",
        ]
    );
    assert!(before.diff(&Snapshot::read(shop.db()).await.unwrap()).is_empty());
}

#[tokio::test]
async fn a_source_without_a_true_key_is_refused() {
    let shop = Shop::open().await;
    let odd = [("source = \"Order Details\"", "source = \"Order Details\"\nkey = [\"Order No\"]")];
    let text = MAPPING.replace(odd[0].0, odd[0].1);
    let error =
        adopt::start(shop.db(), &Mapping::parse(&text).unwrap(), shop.template(), |_| {}).await.unwrap_err();
    assert!(error.to_string().contains("order_lines: 2 rows of its source have the key ("), "{error}");
    shop.execute("ALTER TABLE \"Order Details\" DROP CONSTRAINT \"Order Details_pkey\"").await;
    adopt::abort(shop.db(), &consent()).await.unwrap();
    let found = said(&shop, &[]).await;
    assert_eq!(
        found,
        [
            "line 6: order_lines: its source has no primary key; say which columns tell a row from all others: key = [\"…\"]"
        ]
    );
}

#[tokio::test]
async fn what_is_in_the_way_is_said_before_anything_is_changed() {
    let shop = Shop::open().await;
    let start = async || adopt::start(shop.db(), &mapping(), shop.template(), |_| {}).await.map(drop);
    shop.execute("CREATE SCHEMA legacy").await;
    assert_eq!(start().await.unwrap_err().to_string(), "there is a schema \"legacy\" already");
    shop.execute(
        "DROP SCHEMA legacy; CREATE SCHEMA extensions; ALTER EXTENSION citext SET SCHEMA extensions",
    )
    .await;
    let error = start().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the extension \"citext\" is in the schema \"extensions\", the new tables expect it in \"public\""
    );
    assert_eq!(error.hint().unwrap(), "ALTER EXTENSION \"citext\" SET SCHEMA \"public\"");
    shop.execute("ALTER EXTENSION citext SET SCHEMA public").await;
    let options = adopt::Options::default();
    for error in [
        adopt::resume(shop.db(), |_| {}).await.unwrap_err(),
        adopt::cut_over(shop.db(), &consent(), &options, |_| {}).await.unwrap_err(),
        adopt::abort(shop.db(), &consent()).await.unwrap_err(),
    ] {
        assert_eq!(error.to_string(), "no take-over is under way");
    }
    start().await.unwrap();
    let dry_run = adopt::dry_run(shop.db(), &mapping(), shop.template(), |_| {}).await.unwrap_err();
    assert_eq!(dry_run.to_string(), "a take-over is under way");
    assert!(matches!(start().await, Err(Error::Stage(..))));
    assert!(matches!(adopt::finish(shop.db(), &consent()).await, Err(Error::Stage(..))));
    assert!(matches!(adopt::revert(shop.db(), &consent(), &options).await, Err(Error::Stage(..))));
    assert_eq!(adopt::goes_by(shop.db(), &mapping()).await.unwrap(), Some(true));
}

#[tokio::test]
async fn a_moved_row_that_disappeared_refuses_the_cut_over() {
    let shop = Shop::open().await;
    // A trigger that swallows a row leaves it unaccounted for, whatever was recorded.
    shop.template
        .conn()
        .execute_unprepared(
            "CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN CASE WHEN NEW.id = 10 THEN NULL ELSE NEW END; END $$;
             CREATE TRIGGER swallow BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION swallow()",
        )
        .await
        .unwrap();
    let report = shop.start().await;
    assert_eq!(report.tables[1].missing, 1);
    let error = adopt::cut_over(shop.db(), &consent(), &adopt::Options::default(), |_| {}).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "orders: 0 rows unaccounted for, 1 missing in the new table, 0 left over in it"
    );
    assert_eq!(shop.count("customers").await, 300);
}

use sea_orm::ConnectionTrait as _;
