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
    _server: SharedCluster,
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
        Self { connection, url, _server: server }
    }

    /// The connection to it.
    pub fn conn(&self) -> &DatabaseConnection {
        &self.connection
    }

    /// A connection of its own, as another process has it.
    pub async fn other(&self) -> DatabaseConnection {
        Database::connect(&self.url).await.unwrap()
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

macro_rules! migrators {
    ($($(#[$doc:meta])* $name:ident = [$($script:ident),+];)+) => {$(
        $(#[$doc])*
        pub struct $name;

        impl MigratorTrait for $name {
            fn migrations() -> Vec<Box<dyn MigrationTrait>> {
                vec![$(Box::new($script)),+]
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
}
