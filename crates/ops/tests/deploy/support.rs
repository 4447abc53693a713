//! A small shop with a maintenance flag, its migrations in several versions, and a database with rows in it.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use backline_ops::backup::{Format, Tools};
use backline_ops::catalog::{Snapshot, TableDigest, digests};
use backline_ops::consent::{Consent, Environment, Request};
use backline_ops::deploy::{
    self, Commands, DeployError, Event, Expect, Limits, Maintenance, Options, Project, Report, RowChange,
    Stage, Validation,
};
use backline_ops::lint::{self, Off};
use backline_ops::migrate::{self, LockOptions};
use backline_ops::plan;
use backline_ops::sql::scalar;
use backline_postgres::binaries::{Search, find};
use backline_testdb::TestDb;
use sea_orm::{ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection, DbErr, TryGetable};
use sea_orm_migration::{MigrationName, MigrationTrait, MigratorTrait, SchemaManager};

/// A migration as the SQL that it consists of; without `down` it cannot be undone.
#[derive(Clone, Copy)]
pub struct Script {
    name: &'static str,
    up: &'static [&'static str],
    down: Option<&'static [&'static str]>,
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
        let down = self.down.ok_or_else(|| DbErr::Migration("the colours are gone".to_owned()))?;
        for statement in down {
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
        "CREATE TABLE goods (id integer PRIMARY KEY, title text NOT NULL)",
        "CREATE TABLE orders (id integer PRIMARY KEY, goods_id integer NOT NULL REFERENCES goods, amount integer NOT NULL)",
        "CREATE INDEX orders_goods ON orders (goods_id)",
        "CREATE TABLE settings (key text PRIMARY KEY, value boolean NOT NULL)",
    ],
    down: Some(&["DROP TABLE settings", "DROP TABLE orders", "DROP TABLE goods"]),
    transactional: true,
};

const COLOUR: Script = Script {
    name: "m2_colour_goods",
    up: &["ALTER TABLE goods ADD COLUMN colour text NOT NULL DEFAULT 'none'"],
    down: Some(&["ALTER TABLE goods DROP COLUMN colour"]),
    transactional: true,
};

const INDEX: Script = Script {
    name: "m3_index_titles",
    up: &[
        "CREATE INDEX CONCURRENTLY goods_title ON goods (title)",
        "CREATE INDEX CONCURRENTLY orders_amount ON orders (amount)",
    ],
    down: Some(&["DROP INDEX CONCURRENTLY orders_amount", "DROP INDEX CONCURRENTLY goods_title"]),
    transactional: false,
};

const FILL: Script = Script {
    name: "m4_fill_goods",
    up: &["INSERT INTO goods (id, title) VALUES (100, 'gift')"],
    down: Some(&["DELETE FROM goods WHERE id = 100"]),
    transactional: true,
};

/// One of the rows says no; a copy of the schema has none.
const LIMIT: Script = Script {
    name: "m5_limit_amounts",
    up: &["ALTER TABLE orders ADD CONSTRAINT few CHECK (amount < 10)"],
    down: Some(&["ALTER TABLE orders DROP CONSTRAINT few"]),
    transactional: true,
};

/// The same, for later.
const LIMIT_LATER: Script = Script {
    name: "m5_limit_amounts",
    up: &["ALTER TABLE orders ADD CONSTRAINT few CHECK (amount < 10) NOT VALID"],
    down: Some(&["ALTER TABLE orders DROP CONSTRAINT few"]),
    transactional: true,
};

/// The first index can be built, the second one not; what undoes them passes over what is not there.
const INDEXES: Script = Script {
    name: "m5_index_amounts",
    up: &[
        "CREATE INDEX CONCURRENTLY goods_again ON goods (title, id)",
        "CREATE UNIQUE INDEX CONCURRENTLY orders_amount_once ON orders (amount)",
    ],
    down: Some(&["DROP INDEX CONCURRENTLY orders_amount_once", "DROP INDEX CONCURRENTLY goods_again"]),
    transactional: false,
};

/// The row can be added, the index not be built; what undoes them supposes both.
const UNIQUE: Script = Script {
    name: "m5_unique_amounts",
    up: &["INSERT INTO goods (id, title) VALUES (200, 'card')", INDEXES.up[1]],
    down: Some(&["DROP INDEX CONCURRENTLY orders_amount_once", "DELETE FROM goods WHERE id = 200"]),
    transactional: false,
};

/// As it should have been.
const UNIQUE_MENDED: Script = Script {
    up: &[UNIQUE.up[0], "CREATE INDEX CONCURRENTLY orders_amount_once ON orders (amount)"],
    ..UNIQUE
};

/// What is lost does not come back by undoing it.
const LOSE: Script = Script {
    name: "m5_lose_orders",
    up: &["DELETE FROM orders WHERE id = 3"],
    down: Some(&["SELECT 1"]),
    transactional: true,
};

const FINAL: Script = Script {
    name: "m5_drop_settings_of_colour",
    up: &[
        "ALTER TABLE goods ADD COLUMN size integer",
        "ALTER TABLE orders ADD CONSTRAINT few CHECK (amount < 10) NOT VALID",
    ],
    down: None,
    transactional: true,
};

const CARELESS: Script =
    Script { name: "m5_drop_titles", up: &["ALTER TABLE goods DROP COLUMN title"], ..COLOUR };

const BROKEN: Script =
    Script { name: "m5_alter_wares", up: &["ALTER TABLE wares ADD COLUMN size integer"], ..COLOUR };

/// Waits for a lock that a test holds.
const GATED: Script = Script {
    name: "m5_pass_the_gate",
    up: &["SELECT pg_advisory_xact_lock_shared(4711)", "ALTER TABLE goods ADD COLUMN gate integer"],
    down: Some(&["ALTER TABLE goods DROP COLUMN gate"]),
    transactional: true,
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
    /// What is there before.
    Old = [SHOP];
    /// All of it works.
    New = [SHOP, COLOUR, INDEX, FILL];
    /// One more.
    Newer = [SHOP, COLOUR, INDEX, FILL, LIMIT_LATER];
    /// The last one fails on the rows that are there.
    Failing = [SHOP, COLOUR, INDEX, LIMIT];
    /// The last one makes a check find something.
    Unsound = [SHOP, COLOUR, INDEX, LIMIT_LATER];
    /// The last one fails in its middle, outside a transaction.
    FailingIndex = [SHOP, COLOUR, INDEXES];
    /// The last one fails in its middle, where nothing takes it back.
    FailingHalfWay = [SHOP, COLOUR, UNIQUE];
    /// [`FailingHalfWay`], mended.
    Mended = [SHOP, COLOUR, UNIQUE_MENDED];
    /// The last one loses a row, and undoing it does not bring it back.
    Losing = [SHOP, COLOUR, LOSE];
    /// The last one cannot be undone, and makes a check find something.
    Final = [SHOP, COLOUR, FINAL];
    /// The last one fails on a copy already.
    Broken = [SHOP, COLOUR, BROKEN];
    /// The last one breaks those who read a column.
    Careless = [SHOP, COLOUR, CARELESS];
    /// The last one waits.
    Gated = [SHOP, COLOUR, GATED];
}

/// The shop as a project.
pub const PROJECT: Project<'static> = Project {
    maintenance: Some(Maintenance {
        table: "settings",
        is_on: "SELECT value FROM settings WHERE key = 'closed'",
        set: "INSERT INTO settings VALUES ('closed', $1) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        unset: "DELETE FROM settings WHERE key = 'closed'",
    }),
    validations: &[
        Validation {
            name: "goods have a colour",
            migration: COLOUR.name,
            query: "SELECT id FROM goods WHERE colour IS NULL",
            expect: Expect::NoRows,
        },
        Validation {
            name: "orders of each of the goods",
            migration: COLOUR.name,
            query: "SELECT goods_id, count(*), sum(amount) FROM orders GROUP BY goods_id",
            expect: Expect::SameBeforeAndAfter,
        },
    ],
    row_changes: &[
        RowChange { migration: FILL.name, table: "goods" },
        RowChange { migration: UNIQUE.name, table: "goods" },
    ],
    references: &[],
    queries: &[],
    beside: &[],
};

/// A database of the old shop with rows, and a folder for its backups.
pub struct Shop {
    pub db: TestDb,
    pub folder: tempfile::TempDir,
    pub before: State,
}

/// All that is in a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    pub catalog: Snapshot,
    pub data: std::collections::BTreeMap<String, TableDigest>,
}

/// Everything, so that any difference is seen.
pub async fn state(db: &DatabaseConnection) -> State {
    let catalog = Snapshot::read(db).await.unwrap();
    let data = digests(db, &catalog, None, 1).await.unwrap();
    State { catalog, data }
}

impl Shop {
    pub async fn new() -> Self {
        let db = TestDb::for_migrator::<Old>().await.unwrap();
        db.conn()
            .execute_unprepared(
                "INSERT INTO goods SELECT n, 'thing ' || n FROM generate_series(1, 50) AS n;
                 INSERT INTO orders SELECT n, n % 7 + 1, n % 20 FROM generate_series(1, 200) AS n",
            )
            .await
            .unwrap();
        let before = state(db.conn()).await;
        Self { db, folder: tempfile::tempdir().unwrap(), before }
    }

    pub fn conn(&self) -> &DatabaseConnection {
        self.db.conn()
    }

    pub fn options(&self) -> Options {
        options(self.folder.path())
    }

    /// Plans and deploys, as the command does.
    pub async fn deploy<M: MigratorTrait>(&self, options: &Options) -> Result<Report, DeployError> {
        deploy_with::<M>(self.conn(), options, |_| {}).await
    }

    pub async fn roll_back<M: MigratorTrait>(&self) -> Result<Report, DeployError> {
        let consent = consent(self.db.name());
        deploy::roll_back::<M>(self.conn(), &PROJECT, &self.options(), &consent, |_| {}).await
    }

    /// What is recorded of the last deploy, read as of now; nothing is changed.
    pub async fn look<M: MigratorTrait>(&self) -> Report {
        deploy::dry_run::<M>(self.conn(), &PROJECT, &self.options(), None, |_| {}).await.unwrap()
    }

    pub async fn value<T: TryGetable>(&self, query: &str) -> T {
        scalar(self.conn(), query, []).await.unwrap()
    }

    pub async fn is_closed(&self) -> bool {
        self.value("SELECT EXISTS (SELECT FROM settings WHERE key = 'closed' AND value)").await
    }

    /// As it was before any deploy, to the last bit.
    pub async fn assert_as_before(&self) {
        let now = state(self.conn()).await;
        assert_eq!(self.before.catalog.diff(&now.catalog), []);
        assert_eq!(self.before.data, now.data);
    }

    /// The deploy is done whole, and the shop is open.
    pub async fn assert_deployed<M: MigratorTrait + 'static>(&self) {
        let diagnosis = migrate::diagnose::<M>(self.conn()).await.unwrap();
        assert!(diagnosis.up_to_date, "{diagnosis:?}");
        let last = deploy::last(self.conn()).await.unwrap().unwrap();
        assert_eq!((last.stage, last.closed), (Stage::Done, Some(false)), "{}", last.markdown());
        assert!(!self.is_closed().await);
        let whole: TestDb = TestDb::for_migrator::<M>().await.unwrap();
        let expected = Snapshot::read(whole.conn()).await.unwrap();
        assert_eq!(expected.diff(&Snapshot::read(self.conn()).await.unwrap()), []);
    }

    /// Another database of its server.
    pub async fn maintenance(&self) -> DatabaseConnection {
        let mut options = ConnectOptions::new(self.db.url());
        options.max_connections(1).map_sqlx_postgres_opts(|options| options.database("postgres"));
        Database::connect(options).await.unwrap()
    }

    /// A session that is in nobody's way but the gate's.
    pub async fn gate(&self) -> DatabaseConnection {
        let session = connect(self.db.url(), "gate").await;
        session.execute_unprepared("SELECT pg_advisory_lock(4711)").await.unwrap();
        session
    }
}

/// One session that calls itself this.
pub async fn connect(url: &str, application: &str) -> DatabaseConnection {
    let (mut options, application) = (ConnectOptions::new(url), application.to_owned());
    options.max_connections(if application == "gate" { 1 } else { 4 });
    options.map_sqlx_postgres_opts(move |options| options.application_name(&application));
    Database::connect(options).await.unwrap()
}

/// Plans where that is needed, and deploys.
pub async fn deploy_with<M: MigratorTrait>(
    db: &DatabaseConnection,
    options: &Options,
    tell: impl FnMut(Event<'_>) + Send,
) -> Result<Report, DeployError> {
    let last = deploy::last(db).await?;
    let plan = if deploy::needs_plan(last.as_ref()) { Some(plan_for::<M>(db, options).await) } else { None };
    let name: String = scalar(db, "SELECT current_database()::text", []).await.unwrap();
    deploy::deploy::<M>(db, &PROJECT, options, plan.as_ref(), &consent(&name), tell).await
}

pub async fn plan_for<M: MigratorTrait>(db: &DatabaseConnection, options: &Options) -> plan::Plan {
    let wish =
        plan::Options { pg_dump: Some(&options.tools.pg_dump), lint: quiet(), ..plan::Options::default() };
    plan::plan::<M>(db, &wish, |_| {}).await.unwrap()
}

pub fn consent(database: &str) -> Consent {
    Request::new(database, Environment::Test).confirmed(true).decide().unwrap()
}

pub fn tools() -> Tools {
    let binaries = find(&Search::from_environment()).unwrap();
    Tools { pg_dump: binaries.pg_dump().unwrap(), pg_restore: binaries.pg_restore().unwrap() }
}

pub fn options(folder: &Path) -> Options {
    Options {
        to: None,
        tools: tools(),
        backups: folder.join("backups"),
        format: Format::Custom,
        jobs: 1,
        budgets: migrate::Budgets::default(),
        lock: LockOptions { wait: Duration::from_secs(60), ..LockOptions::default() },
        lint: quiet(),
        limits: Limits { spare_bytes: 0, transaction_age: Duration::from_secs(3600), ..Limits::default() },
        patience: Duration::from_secs(60),
        commands: Commands {
            deploy: "deploy".to_owned(),
            roll_back: "deploy --rollback".to_owned(),
            restore: "restore {backup}".to_owned(),
        },
    }
}

/// The scripts are written for what they do, not for how they look.
fn quiet() -> lint::Settings {
    let off =
        lint::rule_names().into_iter().map(|rule| Off { rule: rule.leak(), reason: "a test's scripts" });
    lint::Settings { off: off.collect(), ..lint::Settings::default() }
}

/// A program in place of the real one: `before` is done first, and `"$@"` are the real one's arguments.
pub fn script(folder: &Path, real: &Path, text: &str) -> PathBuf {
    let path = folder.join(real.file_name().unwrap());
    let real = real.display();
    let text = text.replace("{real}", &real.to_string());
    let text = format!("#!/bin/sh\ncase \"$1\" in --version) exec {real} --version;; esac\n{text}\n");
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}

/// Asks until it holds, and fails after a minute.
pub async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let deadline = std::time::Instant::now() + Duration::from_secs(60);
    while !holds().await {
        assert!(std::time::Instant::now() < deadline, "never came true: {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
