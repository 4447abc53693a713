//! A shop, and a purchase in it.
//!
//! This is not part of the description.

use backline_postgres::{SharedCluster, SharedSettings};
use backline_seed::scenario::{Check, Failure, Scenario, Stage, expect};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, Statement, TransactionTrait, Value,
};
use uuid::Uuid;

use crate::support::TestDatabase;

const SCHEMA: &str = r#"
CREATE TYPE tariff AS ENUM ('child', 'adult');
CREATE TABLE colours (code char(3) PRIMARY KEY, used bigint NOT NULL DEFAULT 0);
CREATE TABLE customers (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name text UNIQUE NOT NULL,
    orders integer NOT NULL DEFAULT 0);
CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id uuid NOT NULL REFERENCES customers ON DELETE CASCADE, colour char(3) NOT NULL REFERENCES colours);
CREATE TABLE order_lines (order_id bigint REFERENCES orders, "line ""no""" integer, at timestamptz(3) DEFAULT now(),
    PRIMARY KEY (order_id, "line ""no""", at));
CREATE TABLE tariffs (customer_id uuid REFERENCES customers ON DELETE CASCADE, tariff tariff,
    PRIMARY KEY (customer_id, tariff));
CREATE TABLE journal (id uuid DEFAULT gen_random_uuid(), at timestamptz NOT NULL DEFAULT now(), entry text,
    PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE journal_old PARTITION OF journal FOR VALUES FROM (MINVALUE) TO ('2000-01-01 00:00+00');
CREATE TABLE journal_rest PARTITION OF journal DEFAULT;
CREATE TABLE stamps (order_id bigint PRIMARY KEY);
CREATE TABLE keyless (entry text);
INSERT INTO colours (code) VALUES ('red'), ('sky');

CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    -- A block with a handler is a transaction of its own within the transaction.
    BEGIN
        INSERT INTO journal (entry) VALUES (TG_TABLE_NAME);
    EXCEPTION WHEN unique_violation THEN NULL;
    END;
    RETURN NULL;
END $$;
CREATE TRIGGER note AFTER INSERT OR UPDATE OR DELETE ON customers FOR EACH ROW EXECUTE FUNCTION note();
CREATE TRIGGER note AFTER INSERT OR DELETE ON orders FOR EACH ROW EXECUTE FUNCTION note();
CREATE TRIGGER note AFTER INSERT OR DELETE ON order_lines FOR EACH ROW EXECUTE FUNCTION note();
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'the journal is append-only';
END $$;
CREATE TRIGGER refuse BEFORE UPDATE OR DELETE ON journal FOR EACH ROW EXECUTE FUNCTION refuse();
CREATE FUNCTION count_orders() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE customers SET orders = orders + 1 WHERE id = NEW.customer_id;
    RETURN NULL;
END $$;
CREATE TRIGGER count_orders AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION count_orders();
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO stamps VALUES (NEW.id);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER stamp AFTER INSERT ON orders DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION stamp();
"#;

/// The stranger's database.
pub struct Shop {
    pub db: DatabaseConnection,
    pub url: String,
    _database: TestDatabase,
    _cluster: SharedCluster,
}

impl Shop {
    pub async fn new() -> Self {
        let database = TestDatabase::new(SCHEMA).await;
        let name = database.text("SELECT current_database()::text").await;
        let cluster = SharedCluster::join(&SharedSettings::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
        let url = cluster.server().socket_url(&name);
        Self { db: connect(&url).await, url, _database: database, _cluster: cluster }
    }

    /// Somebody who was there before any scenario.
    pub async fn add_stranger(&self) {
        self.execute(
            "INSERT INTO customers (id, name) VALUES ('00000000-0000-4000-8000-000000000001', 'a stranger');
            INSERT INTO orders (customer_id, colour) VALUES ('00000000-0000-4000-8000-000000000001', 'sky');
            INSERT INTO journal (at, entry) VALUES ('1999-01-01', 'an old entry')",
        )
        .await;
    }

    pub async fn execute(&self, sql: &str) {
        self.db.execute_unprepared(sql).await.unwrap();
    }

    pub async fn text(&self, sql: &str) -> Option<String> {
        let statement = Statement::from_string(self.db.get_database_backend(), sql);
        self.db.query_one_raw(statement).await.unwrap().unwrap().try_get_by_index(0).unwrap()
    }

    /// Every row of every table.
    pub async fn digest(&self) -> Option<String> {
        let all = "SELECT string_agg(format('SELECT %L || (t)::text AS row FROM ONLY %s AS t', relname, oid::regclass),
            ' UNION ALL ') FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'";
        let all = self.text(all).await.unwrap();
        self.text(&format!("SELECT string_agg(row, E'\\n' ORDER BY row) FROM ({all}) AS every")).await
    }
}

/// A pool that many at once must not exhaust.
pub async fn connect(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.max_connections(3).sqlx_logging(false);
    Database::connect(options).await.unwrap()
}

/// A customer orders.
#[derive(Debug)]
pub struct Purchase {
    lines: i32,
}

impl Purchase {
    pub fn new() -> Self {
        Self { lines: 2 }
    }

    pub fn with_lines(mut self, lines: i32) -> Self {
        self.lines = lines;
        self
    }
}

impl Default for Purchase {
    fn default() -> Self {
        Self::new()
    }
}

/// What was ordered.
#[derive(Debug)]
pub struct Purchased {
    pub customer: Uuid,
    pub order: i64,
    pub lines: i32,
}

impl Scenario for Purchase {
    type Handles = Purchased;
    const NAME: &'static str = "purchase";
    const TABLES: &'static [&'static str] =
        &["customers", "journal", "order_lines", "orders", "stamps", "tariffs"];
    const NEEDS: &'static [&'static str] = &["colours"];

    async fn tell(&self, stage: &Stage) -> Result<Purchased, Failure> {
        let customer = value(
            stage.db(),
            "INSERT INTO customers (name) VALUES ($1) RETURNING id",
            [stage.namespace().into()],
        )
        .await?;
        let order = "INSERT INTO orders (customer_id, colour) VALUES ($1, 'red') RETURNING id";
        let order: i64 = value(stage.db(), order, [Uuid::into(customer)]).await?;
        // One is refused, and one is added in a transaction within.
        let refused = stage.db().begin().await?;
        let again: Result<i64, _> =
            value(&refused, "INSERT INTO stamps VALUES ($1), ($1) RETURNING 1::bigint", [order.into()]).await;
        expect("the second stamp is refused", again.is_err(), true)?;
        refused.rollback().await?;
        let within = stage.db().begin().await?;
        for tariff in ["child", "adult"] {
            let insert = format!("INSERT INTO tariffs VALUES ('{customer}', '{tariff}')");
            within.execute_unprepared(&insert).await?;
        }
        within.commit().await?;
        for line in 0..self.lines {
            let insert = "INSERT INTO order_lines VALUES ($1, $2) RETURNING order_id";
            let _: i64 = value(stage.db(), insert, [order.into(), line.into()]).await?;
        }
        // Its own row, changed.
        let _: i32 = value(
            stage.db(),
            "UPDATE customers SET name = name || '!' WHERE id = $1 RETURNING 1",
            [Uuid::into(customer)],
        )
        .await?;
        Ok(Purchased { customer, order, lines: self.lines })
    }
}

impl Check for Purchased {
    async fn check(&self, db: &DatabaseConnection) -> Result<(), Failure> {
        let orders: i32 =
            value(db, "SELECT orders FROM customers WHERE id = $1", [self.customer.into()]).await?;
        expect("orders", orders, 1)?;
        let lines: i64 =
            value(db, "SELECT count(*) FROM order_lines WHERE order_id = $1", [self.order.into()]).await?;
        expect("lines", lines, i64::from(self.lines))
    }
}

/// The one value of a statement.
pub async fn value<T: sea_orm::TryGetable, const N: usize>(
    db: &impl ConnectionTrait,
    sql: &str,
    values: [Value; N],
) -> Result<T, Failure> {
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let row = db.query_one_raw(statement).await?.ok_or("no row")?;
    Ok(row.try_get_by_index(0)?)
}
