//! A stranger's shop.

use backline_seed::load::{Plan, Story};
use backline_seed::row;
use backline_seed::value::{Seed, Zipf};
use time::macros::datetime;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::support::TestDatabase;

/// Two tables with a tree, a trigger, indexes of all kinds and a comment.
pub const SHOP: &str = "
CREATE TABLE customers (id uuid PRIMARY KEY, name text NOT NULL, email text UNIQUE, created_at timestamptz);
CREATE TABLE orders (id uuid PRIMARY KEY, customer_id uuid NOT NULL REFERENCES customers, gift_for uuid,
    previous_id uuid REFERENCES orders DEFERRABLE INITIALLY DEFERRED, cents integer CHECK (cents > 0),
    created_at timestamptz,
    CONSTRAINT gift FOREIGN KEY (gift_for) REFERENCES customers ON DELETE SET NULL);
COMMENT ON CONSTRAINT gift ON orders IS 'It''s for whom.';
CREATE INDEX ON orders (customer_id) INCLUDE (cents) WHERE cents > 100;
CREATE UNIQUE INDEX first_orders ON orders (customer_id, created_at DESC);
CREATE INDEX names ON customers (lower(name));
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN NEW.name := 'touched ' || NEW.name; RETURN NEW; END $$;
CREATE TRIGGER touch BEFORE INSERT ON customers FOR EACH ROW EXECUTE FUNCTION touch();
";

const OPENING: OffsetDateTime = datetime!(2026-01-05 09:00 UTC);

fn customer(seed: Seed, ordinal: u64) -> (Uuid, OffsetDateTime) {
    let row = seed.row("customers", ordinal);
    let joined = OPENING + Duration::minutes(row.cell("joined").between(0, 50_000));
    (row.id(joined), joined)
}

/// So many times 500 customers and 1,000 orders.
pub fn plan(seed: u64, scale: u64) -> Plan {
    plan_with(seed, scale, 0)
}

/// The same, and the customers of orders beyond the first thousand lie so far beyond.
pub fn plan_with(seed: u64, scale: u64, beyond: u64) -> Plan {
    let seed = Seed::new(seed);
    let popular = Zipf::new(500, 1.0);
    let customers = Story::new("customers", 500 * scale, move |ordinal, rows| {
        let (id, joined) = customer(seed, ordinal);
        let name = *seed.row("customers", ordinal).cell("name").pick(&["Asha", "Farid", "Mei"]);
        row!(
            rows,
            customers { id: id, name: name, email: format!("{ordinal}@example.com"), created_at: joined }
        );
    });
    let orders = Story::new("orders", 1_000 * scale, move |ordinal, rows| {
        let order = seed.row("orders", ordinal);
        let offset = if ordinal >= 1_000 { beyond } else { 0 };
        let (customer_id, joined) =
            customer(seed, popular.index(&mut order.cell("customer")) as u64 + offset);
        let placed = joined + Duration::microseconds(order.cell("placed").between(1, 9_000_000_000_000));
        let gift_for = order.cell("gift").chance(0.1).then(|| customer(seed, ordinal % 500).0);
        let cents = i32::try_from(order.cell("cents").between(199, 25_000)).unwrap();
        row!(
            rows,
            orders {
                id: order.id(placed),
                customer_id: customer_id,
                gift_for: gift_for,
                cents: cents,
                created_at: placed,
            }
        );
    });
    Plan::new("shop", seed).with_story(customers.in_chunks_of(100)).with_story(orders.in_chunks_of(150))
}

/// The whole of both tables.
pub async fn digest(database: &TestDatabase) -> String {
    database
        .text(
            "SELECT md5((SELECT string_agg(c::text, ';' ORDER BY id) FROM customers c)
                || (SELECT string_agg(o::text, ';' ORDER BY id) FROM orders o))",
        )
        .await
}
