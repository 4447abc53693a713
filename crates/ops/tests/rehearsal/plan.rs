//! What a plan tells of a stranger's shop: what was seen on the copy, how large the real tables are, and the safe way.

use backline_ops::Error;
use backline_ops::catalog::Snapshot;
use backline_ops::migrate::{self, up};
use backline_ops::plan::{CopiedBy, Event, LockMode, Options, Plan, PlanError, PlannedStatement, plan};
use sea_orm_migration::MigratorTrait;

use crate::migrators;
use crate::support::{SHOP, Script, TestDatabase};

const ENLARGE: Script = Script {
    name: "m2_enlarge_shop",
    up: &[
        "ALTER TABLE goods ADD COLUMN code uuid NOT NULL DEFAULT gen_random_uuid()",
        "-- lint: allow(adding-not-nullable-field) only a few orders have no buyer",
        "ALTER TABLE orders ALTER COLUMN buyer SET NOT NULL",
        "CREATE INDEX goods_title ON goods (title)",
        "ALTER TABLE orders ADD CONSTRAINT fk_goods FOREIGN KEY (goods_id) REFERENCES goods (id)",
        "COMMENT ON TABLE goods IS 'What the shop sells.'",
        "CREATE TABLE shelves (id bigint PRIMARY KEY, goods_id bigint REFERENCES goods (id))",
        "UPDATE orders SET buyer = 'nobody' WHERE id = 7",
        "ALTER TABLE shelves ADD COLUMN room text",
    ],
    down: Ok(&["DROP TABLE shelves", "ALTER TABLE orders DROP CONSTRAINT fk_goods"]),
    transactional: true,
};

const INDEXES: Script = Script {
    name: "m3_index_shop",
    up: &[
        "CREATE INDEX CONCURRENTLY orders_buyer ON orders (buyer)",
        "DROP INDEX CONCURRENTLY orders_goods",
        "ALTER TABLE goods ALTER COLUMN price TYPE bigint",
    ],
    down: Err("the old index is not missed"),
    transactional: false,
};

migrators! {
    Shop = [SHOP];
    Enlarged = [SHOP, ENLARGE, INDEXES];
    Unlogged = [SHOP, Script { name: "m2_unlogged", up: &["ALTER TABLE goods SET UNLOGGED"], ..ENLARGE }];
    Broken = [SHOP, Script { name: "m2_broken", up: &["CREATE TABLE a ()", "ALTER TABLE wares ADD b text", "CREATE TABLE c ()"], ..ENLARGE }];
    ByHand = [SHOP, Script { name: "m2_by_hand", up: &["ALTER TABLE made_by_hand ADD COLUMN note text"], ..ENLARGE }];
    Roles = [SHOP, Script { name: "m2_roles", up: &["SELECT 1", "CREATE ROLE rehearsal_clerk NOLOGIN", "ALTER TABLE goods OWNER TO rehearsal_clerk"], ..ENLARGE }];
    Deferred = [SHOP, Script { name: "m2_deferred", up: &[
        "ALTER TABLE orders ADD CONSTRAINT fk_goods FOREIGN KEY (goods_id) REFERENCES goods (id) DEFERRABLE INITIALLY DEFERRED",
        "INSERT INTO orders VALUES (1, 1, 'nobody')",
    ], ..ENLARGE }];
}

/// A shop in business: the first migration, and rows.
async fn shop() -> TestDatabase {
    let database = TestDatabase::new().await;
    open(&database).await;
    database
}

async fn open(database: &TestDatabase) {
    up::<Shop>(database.conn(), migrate::Options::default(), |_| {}).await.unwrap();
    database
        .execute(
            "INSERT INTO goods SELECT n, 'thing ' || n, n FROM generate_series(1, 1000) n;
             INSERT INTO orders SELECT n, n, 'somebody' FROM generate_series(1, 500) n;
             ANALYZE goods, orders",
        )
        .await;
}

async fn planned<M: MigratorTrait>(database: &TestDatabase) -> Plan {
    let pg_dump = database.pg_dump();
    let options = Options { pg_dump: Some(&pg_dump), ..Options::default() };
    plan::<M>(database.conn(), &options, |_| {}).await.unwrap()
}

/// What a statement locks, as text.
fn locks(statement: &PlannedStatement) -> Vec<String> {
    let text = |lock: &backline_ops::plan::TableLock| {
        let held = lock.held_since.map(|since| format!(" since {since}")).unwrap_or_default();
        format!("{} {}{held}", lock.table, lock.mode)
    };
    statement.locks.iter().filter(|lock| lock.mode > LockMode::RowShare).map(text).collect()
}

fn scans(statement: &PlannedStatement) -> Vec<&str> {
    statement.scans.iter().map(|scan| scan.table.as_str()).collect()
}

#[tokio::test]
async fn locks_rewrites_and_scans_are_those_that_were_seen() {
    let database = shop().await;
    let before = Snapshot::read(database.conn()).await.unwrap();
    let mut events = Vec::new();
    let pg_dump = database.pg_dump();
    let options = Options { pg_dump: Some(&pg_dump), ..Options::default() };
    let plan = plan::<Enlarged>(database.conn(), &options, |event| {
        events.push(match event {
            Event::Pending(pending) => format!("{pending} pending"),
            Event::Copying => "copying".to_owned(),
            Event::Tries(name) => name.to_owned(),
        });
    })
    .await
    .unwrap();
    assert_eq!(events, ["2 pending", "copying", "m2_enlarge_shop", "m3_index_shop"]);
    assert_eq!(plan.copied_by, CopiedBy::PgDump);
    assert!(plan.failure().is_none(), "{plan:#?}");

    let [enlarge, index] = &plan.migrations[..] else { panic!("{plan:#?}") };
    let positions: Vec<usize> = enlarge.statements.iter().map(|statement| statement.position).collect();
    assert_eq!(positions, [1, 3, 4, 5, 6, 7, 8, 9], "a step that is a comment is none");
    let all: Vec<Vec<String>> = enlarge.statements.iter().map(locks).collect();
    let expected: [&[&str]; 8] = [
        &["goods ACCESS EXCLUSIVE"],
        &["orders ACCESS EXCLUSIVE"],
        &["goods ACCESS EXCLUSIVE since 1"],
        &["orders ACCESS EXCLUSIVE since 3", "goods ACCESS EXCLUSIVE since 1"],
        &["goods ACCESS EXCLUSIVE since 1"],
        &["goods ACCESS EXCLUSIVE since 1"],
        &["orders ACCESS EXCLUSIVE since 3"],
        &[],
    ];
    for (found, expected) in all.iter().zip(expected) {
        let (mut found, mut expected) = (found.clone(), expected.to_vec());
        found.sort();
        expected.sort_unstable();
        assert_eq!(found, expected, "{all:#?}");
    }
    assert_eq!(enlarge.statements[0].rewrites, ["goods", "goods_pkey"]);
    assert!(enlarge.statements[1..].iter().all(|statement| statement.rewrites.is_empty()));
    let read: Vec<Vec<&str>> = enlarge.statements.iter().map(scans).collect();
    assert_eq!(read[1], ["orders"], "SET NOT NULL");
    assert_eq!(read[2], ["goods"], "CREATE INDEX");
    // The other table is not looked at, as long as there is nothing to look up in it.
    assert_eq!(read[3], ["orders"], "FOREIGN KEY");
    assert_eq!((&read[4], &read[5]), (&vec![], &vec![]));

    let lock = &enlarge.statements[0].locks[0];
    let size = lock.size.unwrap();
    assert_eq!(size.rows, 1000);
    let bytes = "SELECT pg_total_relation_size('goods')";
    assert_eq!(database.column::<i64>(bytes).await, [size.bytes]);
    assert_eq!(enlarge.rollback.as_ref().unwrap().len(), 2);

    assert!(!index.transactional);
    assert_eq!(index.irreversible.as_deref(), Some("the old index is not missed"));
    assert_eq!(locks(&index.statements[0]), ["orders SHARE UPDATE EXCLUSIVE"]);
    assert_eq!((scans(&index.statements[0]), index.statements[0].scans[0].observed), (vec!["orders"], false));
    assert_eq!(locks(&index.statements[1]), ["orders SHARE UPDATE EXCLUSIVE"]);
    assert_eq!(locks(&index.statements[2]), ["goods ACCESS EXCLUSIVE"]);
    assert!(index.statements[2].rewrites.contains(&"goods".to_owned()), "{:?}", index.statements[2]);

    assert_eq!(before.diff(&Snapshot::read(database.conn()).await.unwrap()), []);
    let database_names: Vec<String> = database.column("SELECT datname::text FROM pg_database").await;
    let ours = format!("ops_scratch_{}_", std::process::id());
    assert!(events.len() == 4 && !database_names.contains(&ours), "{database_names:?}");
}

#[tokio::test]
async fn hazards_come_with_the_safe_way_and_with_why_they_are_accepted() {
    let database = shop().await;
    let plan = planned::<Enlarged>(&database).await;
    let statements = &plan.migrations[0].statements;
    assert_eq!(statements[0].hazards[0].rule.as_deref(), Some("adding-field-with-default"));
    let accepted = &statements[1].hazards[0];
    assert_eq!(accepted.rule.as_deref(), Some("adding-not-nullable-field"));
    assert_eq!(accepted.allowed.as_deref(), Some("only a few orders have no buyer"));
    let rules: Vec<_> = statements[2].hazards.iter().filter_map(|hazard| hazard.rule.as_deref()).collect();
    assert_eq!(rules, ["require-concurrent-index-creation"]);
    assert!(statements[3].hazards[0].help.as_ref().unwrap().contains("NOT VALID"));

    // What no rule says is seen: the table has rows, and is written anew.
    let plan = planned::<Unlogged>(&database).await;
    let [rewrite] = &plan.migrations[0].statements[0].hazards[..] else { panic!("{plan:#?}") };
    assert_eq!(rewrite.rule, None);
    assert_eq!(
        rewrite.message,
        "Nobody reads or writes \"goods\" while it is written anew, with all its indexes."
    );
    database.execute("TRUNCATE goods; ANALYZE goods").await;
    let plan = planned::<Unlogged>(&database).await;
    assert!(plan.migrations[0].statements[0].hazards.is_empty(), "without rows it takes no time: {plan:#?}");
}

#[tokio::test]
async fn the_copy_is_of_what_is_there_and_not_of_what_was_recorded() {
    let database = shop().await;
    database.execute("CREATE TABLE made_by_hand (id bigint)").await;
    let plan_of_copy = planned::<ByHand>(&database).await;
    assert_eq!(locks(&plan_of_copy.migrations[0].statements[0]), ["made_by_hand ACCESS EXCLUSIVE"]);

    // Without pg_dump the recorded migrations build it, which know nothing of that table; and the plan says so.
    let blind = plan::<ByHand>(database.conn(), &Options::default(), |_| {}).await.unwrap();
    assert_eq!(blind.copied_by, CopiedBy::Migrations);
    let failure = blind.migrations[0].statements[0].failure.as_ref().unwrap();
    assert_eq!(failure.sqlstate.as_deref(), Some("42P01"));
}

#[tokio::test]
async fn a_statement_that_fails_is_in_the_plan_and_ends_it() {
    let database = shop().await;
    let plan = planned::<Broken>(&database).await;
    let (migration, statement) = plan.failure().unwrap();
    assert_eq!((migration.name.as_str(), statement.position), ("m2_broken", 2));
    assert_eq!(statement.failure.as_ref().unwrap().message, "relation \"wares\" does not exist");
    assert_eq!(migration.statements.len(), 2, "what comes after was not tried");

    let plan = planned::<Deferred>(&database).await;
    let failure = plan.failure().unwrap().1.failure.clone().unwrap();
    assert_eq!(failure.sqlstate.as_deref(), Some("23503"), "seen at the commit: {failure:?}");
}

#[tokio::test]
async fn what_all_databases_share_is_changed_on_a_private_server_only() {
    let database = shop().await;
    let roles = "SELECT count(*) FROM pg_roles WHERE rolname = 'rehearsal_clerk'";
    let pg_dump = database.pg_dump();
    let mut options = Options { pg_dump: Some(&pg_dump), ..Options::default() };
    let error = plan::<Roles>(database.conn(), &options, |_| {}).await.unwrap_err();
    let Error::Plan(PlanError::Shared { position, what, .. }) = &error else { panic!("{error:?}") };
    // Since version 16, whoever makes a role is made its administrator, too.
    assert!(*position == 2 && what.split(", ").any(|catalog| catalog == "pg_authid"), "{what}");
    assert!(error.hint().unwrap().contains("private server"));
    assert_eq!(database.column::<i64>(roles).await, [0]);

    let private = TestDatabase::alone().await;
    options.private_server = Some(private.conn());
    let plan = plan::<Roles>(database.conn(), &options, |_| {}).await.unwrap();
    assert!(plan.failure().is_none(), "{plan:#?}");
    assert_eq!(plan.migrations[0].statements[2].locks[0].size.unwrap().rows, 1000);
    assert_eq!(database.column::<i64>(roles).await, [0]);
}

#[tokio::test]
async fn nothing_pending_is_planned_without_a_copy_and_a_changed_history_not_at_all() {
    let database = shop().await;
    let plan_of_nothing = planned::<Shop>(&database).await;
    assert_eq!(plan_of_nothing.copied_by, CopiedBy::Nothing);
    assert!(plan_of_nothing.migrations.is_empty());
    migrators! { Other = [Script { up: &["CREATE TABLE other ()"], ..SHOP }]; }
    let error = plan::<Other>(database.conn(), &Options::default(), |_| {}).await.unwrap_err();
    assert!(matches!(error, Error::Diverged { .. }), "{error:?}");
}
