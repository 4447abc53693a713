//! A stranger's project: a small shop's migrations in several versions, and an empty database for each test.

use std::sync::atomic::{AtomicU32, Ordering};

use backline_ops::sql;
use backline_postgres::{SharedCluster, SharedSettings};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbErr, TryGetable};
use sea_orm_migration::{MigrationName, MigrationTrait, MigratorTrait, SchemaManager};

/// A test's database. The server stays for as long as one of them lives.
pub struct TestDatabase {
    connection: DatabaseConnection,
    url: String,
    server: SharedCluster,
}

impl TestDatabase {
    /// An empty database.
    pub async fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("ops_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let joined = tokio::task::spawn_blocking(|| {
            SharedCluster::join(&SharedSettings::new("tests of the engine")).unwrap()
        });
        let server = joined.await.unwrap();
        let maintenance = Database::connect(server.server().socket_url("postgres")).await.unwrap();
        // A process of this id may have been here before.
        maintenance.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name}")).await.unwrap();
        maintenance.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
        maintenance.close().await.unwrap();
        let url = server.server().socket_url(&name);
        let connection = Database::connect(&url).await.unwrap();
        Self { connection, url, server }
    }

    /// The connection to it.
    pub fn conn(&self) -> &DatabaseConnection {
        &self.connection
    }

    /// Where it is.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The server it is on.
    pub fn server(&self) -> &backline_postgres::Server {
        self.server.server()
    }

    /// A connection of its own, as another process has it.
    pub async fn other(&self) -> DatabaseConnection {
        Database::connect(&self.url).await.unwrap()
    }

    /// One session that calls itself this.
    pub async fn session(&self, application: &str) -> DatabaseConnection {
        let mut options = sea_orm::ConnectOptions::new(&self.url);
        options.max_connections(1);
        let session = Database::connect(options).await.unwrap();
        session
            .execute_unprepared(&format!("SET application_name = {}", sql::literal(application)))
            .await
            .unwrap();
        session
    }

    /// Closes the gate of [`GatedShop`] until it is closed itself.
    pub async fn gate(&self) -> Gate {
        let session = self.session("gate").await;
        session.execute_unprepared("SELECT pg_advisory_lock(4711)").await.unwrap();
        Gate(session)
    }

    /// How many sessions wait for the gate.
    pub async fn waiters(&self) -> i64 {
        let query =
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711 AND NOT granted
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        self.column::<i64>(query).await[0]
    }

    /// The first column of a query's rows.
    pub async fn column<T: TryGetable>(&self, query: &str) -> Vec<T> {
        let rows = sql::rows(&self.connection, query, []).await.unwrap();
        rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
    }

    /// Executes what is given, several statements if need be.
    pub async fn execute(&self, statements: &str) {
        self.connection.execute_unprepared(statements).await.unwrap();
    }
}

/// What holds [`GatedShop`] up.
pub struct Gate(DatabaseConnection);

impl Gate {
    /// Lets it pass.
    pub async fn close(self) {
        self.0.execute_unprepared("SELECT pg_advisory_unlock(4711)").await.unwrap();
        self.0.close().await.unwrap();
    }
}

/// Asks until it holds, and fails after half a minute.
pub async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while !holds().await {
        assert!(std::time::Instant::now() < deadline, "never came true: {what}");
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
}

/// A migration as the SQL that it consists of.
#[derive(Clone, Copy)]
pub struct Script {
    name: &'static str,
    up: &'static [&'static str],
    down: &'static [&'static str],
    transactional: bool,
}

impl MigrationName for Script {
    fn name(&self) -> &str {
        self.name
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Script {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in self.up {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in self.down {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(self.transactional)
    }
}

const SHOP: Script = Script {
    name: "m1_create_shop",
    up: &[
        "CREATE TYPE order_state AS ENUM ('open', 'paid', 'sent')",
        "CREATE TABLE goods (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, title text NOT NULL,
             price numeric(10, 2) NOT NULL DEFAULT 0 CONSTRAINT price_not_negative CHECK (price >= 0))",
        "CREATE TABLE orders (id serial PRIMARY KEY, goods_id integer NOT NULL REFERENCES goods, buyer text NOT NULL,
             state order_state NOT NULL DEFAULT 'open')",
        "ALTER TABLE orders ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY own_orders ON orders USING (buyer = current_user)",
        "GRANT SELECT ON goods TO pg_monitor",
    ],
    down: &["DROP TABLE orders", "DROP TABLE goods", "DROP TYPE order_state"],
    transactional: true,
};

const INDEX: Script = Script {
    name: "m2_index_orders",
    up: &["CREATE INDEX CONCURRENTLY idx_orders_goods ON orders (goods_id)"],
    down: &["DROP INDEX CONCURRENTLY idx_orders_goods"],
    transactional: false,
};

const TRIGGER: Script = Script {
    name: "m3_trim_titles",
    up: &[
        "CREATE FUNCTION trim_title() RETURNS trigger LANGUAGE plpgsql AS
             'BEGIN NEW.title := btrim(NEW.title); RETURN NEW; END'",
        "CREATE TRIGGER trim_title BEFORE INSERT OR UPDATE ON goods FOR EACH ROW EXECUTE FUNCTION trim_title()",
    ],
    down: &["DROP TRIGGER trim_title ON goods", "DROP FUNCTION trim_title()"],
    transactional: true,
};

const TRIGGER_BROKEN: Script = Script {
    up: &[TRIGGER.up[0], "CREATE TRIGGER trim_title BEFORE INSERT ON wares EXECUTE FUNCTION trim_title()"],
    ..TRIGGER
};

const INDEX_BROKEN: Script = Script {
    up: &[
        "CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_orders_goods ON orders (goods_id)",
        "CREATE INDEX CONCURRENTLY idx_orders_colour ON orders (colour)",
    ],
    ..INDEX
};

const INDEX_MENDED: Script = Script {
    up: &[INDEX_BROKEN.up[0], "CREATE INDEX CONCURRENTLY idx_orders_buyer ON orders (buyer)"],
    ..INDEX
};

const SHOP_CHANGED: Script = Script { up: &["CREATE TABLE goods (id integer PRIMARY KEY)"], ..SHOP };

const SHOP_AGAIN: Script = Script { name: "m0_before_the_shop", up: &["CREATE SCHEMA before"], ..SHOP };

const TRIGGER_RENAMED: Script = Script { name: "m3_trim_the_titles", ..TRIGGER };

const CUSTOMERS: Script = Script {
    name: "m1b_create_customers",
    up: &["CREATE TABLE customers (id serial PRIMARY KEY)"],
    down: &["DROP TABLE customers"],
    transactional: true,
};

/// The orders get a column; goods stay as they are.
const SHOP_WITH_NOTES: Script = Script {
    up: &[
        SHOP.up[0],
        SHOP.up[1],
        "CREATE TABLE orders (id serial PRIMARY KEY, goods_id integer NOT NULL REFERENCES goods, buyer text NOT NULL,
             state order_state NOT NULL DEFAULT 'open', note text)",
        SHOP.up[3],
        SHOP.up[4],
        SHOP.up[5],
    ],
    ..SHOP
};

const COLOURS: Script = Script {
    name: "m4_colour_goods",
    up: &["ALTER TABLE goods ADD COLUMN colour text"],
    down: &["ALTER TABLE goods DROP COLUMN colour"],
    transactional: true,
};

const LATE_COLOURS: Script = Script { name: "m6_colour_goods", ..COLOURS };

const SHOP_CRLF: Script = Script {
    up: &[
        SHOP.up[0],
        "CREATE TABLE goods (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, title text NOT NULL, \r\n             price numeric(10, 2) NOT NULL DEFAULT 0 CONSTRAINT price_not_negative CHECK (price >= 0))\r\n",
        "CREATE TABLE orders (id serial PRIMARY KEY, goods_id integer NOT NULL REFERENCES goods, buyer text NOT NULL,\r\n             state order_state NOT NULL DEFAULT 'open')",
        SHOP.up[3],
        SHOP.up[4],
        SHOP.up[5],
    ],
    ..SHOP
};

/// Takes its time, so that there is a middle in which it can be killed.
const SLOW: Script = Script {
    name: "m5_fill_slowly",
    up: &[
        "INSERT INTO goods (title) SELECT 'thing ' || n FROM generate_series(1, 200) n",
        "SELECT pg_sleep(0.05)",
        "INSERT INTO orders (goods_id, buyer) SELECT id, 'somebody' FROM goods",
    ],
    down: &["DELETE FROM orders", "DELETE FROM goods"],
    transactional: true,
};

/// Waits for a lock that a test holds, and then goes on.
const GATED: Script = Script {
    name: "m6_pass_the_gate",
    up: &["SELECT pg_advisory_xact_lock_shared(4711)", "CREATE TABLE behind_the_gate (id integer)"],
    down: &["DROP TABLE behind_the_gate"],
    transactional: true,
};

/// Several statements that must not be in one transaction, of every kind.
const INDEXES: Script = Script {
    name: "m7_index_everything",
    up: &[
        "CREATE INDEX CONCURRENTLY idx_orders_buyer ON orders (buyer)",
        "INSERT INTO goods (title) VALUES ('between the indexes')",
        "CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_goods_title ON goods (title)",
        "VACUUM goods",
        "ALTER TYPE order_state ADD VALUE 'lost'",
    ],
    down: &["DROP INDEX CONCURRENTLY idx_goods_title", "DROP INDEX CONCURRENTLY idx_orders_buyer"],
    transactional: false,
};

/// Works in a schema of its own, and leaves the session there.
const STOCK: Script = Script {
    name: "m8_keep_stock",
    up: &[
        "CREATE SCHEMA stock",
        "SET search_path TO stock",
        "CREATE TABLE shelves (id integer PRIMARY KEY)",
        "SET check_function_bodies = off",
    ],
    down: &["DROP SCHEMA stock CASCADE"],
    transactional: true,
};

/// Names no schema, and comes after one that left the session in another.
const AFTER_STOCK: Script = Script {
    name: "m9_count_stock",
    up: &["CREATE TABLE after_it (id integer PRIMARY KEY, shelf integer REFERENCES stock.shelves)"],
    down: &["DROP TABLE after_it"],
    transactional: true,
};

/// The same outside a transaction.
const INDEX_STOCK: Script = Script {
    name: "m9_index_stock",
    up: &["CREATE INDEX CONCURRENTLY idx_shelves ON stock.shelves (id)"],
    down: &["DROP INDEX CONCURRENTLY stock.idx_shelves"],
    transactional: false,
};

/// Its rollback supposes all of it, and cannot be sent when only a part is there.
const PRICES_BROKEN: Script = Script {
    name: "m9_raise_prices",
    up: &[
        "UPDATE goods SET price = price * 2",
        "CREATE INDEX CONCURRENTLY idx_goods_colour ON goods (colour)",
    ],
    down: &["UPDATE goods SET price = price / 2", "DROP INDEX CONCURRENTLY idx_goods_colour"],
    transactional: false,
};

const PRICES: Script = Script {
    up: &[PRICES_BROKEN.up[0], "CREATE INDEX CONCURRENTLY idx_goods_colour ON goods (title)"],
    ..PRICES_BROKEN
};

const UNIQUE: Script = Script {
    name: "m2_index_orders",
    up: &["CREATE UNIQUE INDEX CONCURRENTLY idx_orders_buyer_once ON orders (buyer)"],
    down: &["DROP INDEX CONCURRENTLY idx_orders_buyer_once"],
    transactional: false,
};

const ENDS: Script = Script {
    name: "m4_end_the_transaction",
    up: &["CREATE TABLE halfway (id integer)", "COMMIT"],
    down: &["DROP TABLE halfway"],
    transactional: true,
};

/// Leaves nothing in the session as it was, as far as a transaction can.
const FORGETFUL: Script = Script {
    name: "m4_forget",
    up: &[
        "CREATE TABLE forgetful (id integer)",
        "DEALLOCATE ALL",
        "SET search_path TO pg_catalog",
        "SET default_transaction_read_only = on",
        "SET ROLE pg_monitor",
    ],
    down: &["DROP TABLE forgetful"],
    transactional: true,
};

/// Forgets everything, the lock of the migrations, too.
const DISCARDING: Script = Script {
    name: "m5_discard",
    up: &[
        "DISCARD ALL",
        "SET search_path TO pg_catalog",
        "SET ROLE pg_monitor",
        "RESET ALL",
        "CREATE TABLE forgotten (id integer)",
    ],
    down: &["DROP TABLE forgotten"],
    transactional: false,
};

macro_rules! migrators {
    ($($(#[$doc:meta])* $name:ident = [$($script:ident),*];)+) => {$(
        $(#[$doc])*
        pub struct $name;

        impl MigratorTrait for $name {
            fn migrations() -> Vec<Box<dyn MigrationTrait>> {
                vec![$(Box::new($script)),*]
            }
        }
    )+};
}

migrators! {
    /// All of it, and all of it works.
    Shop = [SHOP, INDEX, TRIGGER];
    /// The second statement of the last one names a table that is not there.
    BrokenShop = [SHOP, INDEX, TRIGGER_BROKEN];
    /// The second statement of one outside a transaction names a column that is not there.
    BrokenIndex = [SHOP, INDEX_BROKEN, TRIGGER];
    /// [`BrokenIndex`], mended.
    MendedIndex = [SHOP, INDEX_MENDED, TRIGGER];
    /// The first one reads otherwise.
    ChangedShop = [SHOP_CHANGED, INDEX, TRIGGER];
    /// The second and third one are gone, and one was put before the first.
    ShiftedShop = [SHOP_AGAIN, SHOP];
    /// As [`Shop`], but for the ends of lines and blanks before them.
    ShopCrlf = [SHOP_CRLF, INDEX, TRIGGER];
    /// Everything that can be wrong at once: one changed, one late, one gone, one renamed.
    MuddledShop = [SHOP_CHANGED, CUSTOMERS, TRIGGER_RENAMED];
    /// The last one was renamed.
    RenamedShop = [SHOP, INDEX, TRIGGER_RENAMED];
    /// One was put between applied ones.
    ShopWithCustomers = [SHOP, CUSTOMERS, INDEX, TRIGGER];
    /// All in transactions.
    PlainShop = [SHOP, TRIGGER, COLOURS];
    /// [`PlainShop`], its first one changed.
    PlainShopWithNotes = [SHOP_WITH_NOTES, TRIGGER, COLOURS];
    /// A longer chain with a slow one and many indexes.
    LongShop = [SHOP, INDEX, TRIGGER, COLOURS, SLOW, INDEXES];
    /// In several schemas.
    ShopInSchemas = [STOCK, INDEX_STOCK, AFTER_STOCK];
    /// The last one stops in its middle, and what undoes it supposes all of it.
    DearShop = [SHOP, PRICES_BROKEN];
    /// [`DearShop`], mended.
    DearShopMended = [SHOP, PRICES];
    /// Waits in its last one.
    GatedShop = [SHOP, TRIGGER, GATED];
    /// An index that the rows may not allow.
    UniqueShop = [SHOP, UNIQUE];
    /// One ends the transaction that it runs in.
    EndingShop = [SHOP, TRIGGER, ENDS];
    /// Two of them change the session that they run in.
    ForgetfulShop = [SHOP, TRIGGER, FORGETFUL, DISCARDING, LATE_COLOURS];
    /// Two of one name.
    TwiceShop = [SHOP, SHOP];
    /// Nothing at all.
    EmptyShop = [];
}
