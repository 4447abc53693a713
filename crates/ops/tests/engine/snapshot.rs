//! Equal databases have equal snapshots; whatever differs is named.

use crate::support::{Shop, TestDatabase};
use backline_ops::catalog::{Change, Snapshot};
use backline_ops::migrate::{Options, up};

async fn shop() -> TestDatabase {
    let database = TestDatabase::new().await;
    up::<Shop>(database.conn(), Options::default(), |_| {}).await.unwrap();
    database
}

#[tokio::test]
async fn equal_databases_have_equal_snapshots() {
    let (one, other) = (shop().await, shop().await);
    let snapshot = Snapshot::read(one.conn()).await.unwrap();
    assert!(snapshot.objects.len() > 20, "{snapshot:#?}");
    assert!(
        !snapshot.objects.keys().any(|object| object.identity.contains("migration")),
        "the engine's own tables are left out"
    );
    assert_eq!(snapshot, Snapshot::read(other.conn()).await.unwrap());
    assert_eq!(snapshot.diff(&Snapshot::read(other.conn()).await.unwrap()), []);

    let fingerprint = snapshot.fingerprint();
    assert_eq!(fingerprint.len(), 64);
    assert_eq!(fingerprint, Snapshot::read(other.conn()).await.unwrap().fingerprint());
    other.execute("ALTER TABLE goods ADD COLUMN colour text").await;
    assert_ne!(fingerprint, Snapshot::read(other.conn()).await.unwrap().fingerprint());
    other.execute("ALTER TABLE goods DROP COLUMN colour").await;
    assert_eq!(fingerprint, Snapshot::read(other.conn()).await.unwrap().fingerprint());
}

#[tokio::test]
async fn each_difference_is_named() {
    let cases: [(&str, &[&str]); 12] = [
        (
            "ALTER TABLE orders DROP COLUMN buyer CASCADE",
            &["- column public.orders.buyer", "- policy public.orders.own_orders"],
        ),
        ("CREATE INDEX idx_goods_title ON goods (title)", &["+ index public.idx_goods_title"]),
        ("ALTER TABLE goods ALTER COLUMN price SET DEFAULT 1", &["~ default public.goods.price: 0 -> 1"]),
        ("ALTER TABLE goods DISABLE TRIGGER trim_title", &["~ trigger public.goods.trim_title: "]),
        ("ALTER POLICY own_orders ON orders USING (true)", &["~ policy public.orders.own_orders: "]),
        (
            "ALTER TABLE goods RENAME CONSTRAINT price_not_negative TO price_from_zero",
            &["> constraint public.goods.price_not_negative is now public.goods.price_from_zero"],
        ),
        (
            "ALTER TYPE order_state RENAME VALUE 'open' TO 'x';
             ALTER TYPE order_state RENAME VALUE 'paid' TO 'open';
             ALTER TYPE order_state RENAME VALUE 'x' TO 'paid';
             ALTER TABLE orders ALTER COLUMN state SET DEFAULT 'open'",
            &["~ type public.order_state: enum open, paid, sent -> enum paid, open, sent"],
        ),
        ("REVOKE SELECT ON goods FROM pg_monitor", &["- privilege public.goods to pg_monitor"]),
        (
            "REVOKE EXECUTE ON FUNCTION trim_title() FROM public",
            &["- privilege public.trim_title() to public"],
        ),
        (
            "CREATE OR REPLACE FUNCTION trim_title() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
            &["~ function public.trim_title(): "],
        ),
        (
            "ALTER TABLE orders DISABLE ROW LEVEL SECURITY",
            &["~ table public.orders: table row security -> table"],
        ),
        ("COMMENT ON TABLE goods IS 'What the shop sells.'", &["+ comment public.goods"]),
    ];
    for (statements, expected) in cases {
        let database = shop().await;
        let before = Snapshot::read(database.conn()).await.unwrap();
        database.execute(statements).await;
        let changes = before.diff(&Snapshot::read(database.conn()).await.unwrap());
        let lines: Vec<String> = changes.iter().map(Change::to_string).collect();
        assert_eq!(lines.len(), expected.len(), "{statements}: {lines:#?}");
        for (line, start) in lines.iter().zip(expected) {
            assert!(line.starts_with(start), "{statements}: {lines:#?}");
        }
    }
}

#[tokio::test]
async fn a_default_privilege_equals_its_spelled_out_form() {
    let database = shop().await;
    let before = Snapshot::read(database.conn()).await.unwrap();
    database
        .execute(
            "GRANT SELECT ON orders TO pg_monitor; REVOKE SELECT ON orders FROM pg_monitor;
             REVOKE EXECUTE ON FUNCTION trim_title() FROM public; GRANT EXECUTE ON FUNCTION trim_title() TO public;
             REVOKE USAGE ON TYPE order_state FROM public; GRANT USAGE ON TYPE order_state TO public;
             GRANT USAGE ON SEQUENCE orders_id_seq TO pg_monitor; REVOKE USAGE ON SEQUENCE orders_id_seq FROM pg_monitor;
             GRANT SELECT (title) ON goods TO pg_monitor; REVOKE SELECT (title) ON goods FROM pg_monitor;
             GRANT SELECT ON goods TO pg_monitor",
        )
        .await;
    assert_eq!(before.diff(&Snapshot::read(database.conn()).await.unwrap()), []);
}
