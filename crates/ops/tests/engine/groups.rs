//! Small migrations share messages, and in an empty database transactions, and each has its own record; what a migration does
//! to the session is undone.

use backline_ops::Error;
use backline_ops::migrate::{Event, Options, RecordState, records, up};
use sea_orm::{ConnectionTrait as _, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, MigratorTrait, SchemaManager};

use crate::support::{ForgetfulShop, TestDatabase};

/// How many there are: more than go into a message.
const COUNT: usize = 40;

/// What is wrong with the 21st.
const NOTHING: u8 = 0;
const FAILS: u8 = 1;
const CANNOT_BE_READ: u8 = 2;
/// Its first statement is two of them; the next one fails.
const FAILS_BEHIND_TWO: u8 = 3;
/// Its first statement ends the transaction.
const ENDS: u8 = 4;

/// How long a comment is: of the long ones three go into a transaction, and four such transactions into a message.
const SHORT: usize = 0;
const LONG: usize = 10_000;

/// A table and its comment.
struct Small {
    name: String,
    statements: [String; 2],
}

impl MigrationName for Small {
    fn name(&self) -> &str {
        &self.name
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Small {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in &self.statements {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }

    async fn down(&self, _manager: &SchemaManager) -> Result<(), DbErr> {
        Ok(())
    }
}

/// Forty of them.
struct Many<const WRONG: u8, const LENGTH: usize = SHORT>;

impl<const WRONG: u8, const LENGTH: usize> MigratorTrait for Many<WRONG, LENGTH> {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        let one = |number: usize| {
            let comment = match WRONG {
                FAILS | FAILS_BEHIND_TWO if number == 21 => "COMMENT ON TABLE nowhere IS 'x'".to_owned(),
                CANNOT_BE_READ if number == 21 => "COMMENT ON TABEL small_21 IS 'x'".to_owned(),
                _ => format!("COMMENT ON TABLE small_{number} IS 'one of many{}'", "!".repeat(LENGTH)),
            };
            let mut table = format!("CREATE TABLE small_{number} (id integer PRIMARY KEY)");
            match WRONG {
                FAILS_BEHIND_TWO if number == 21 => table.push_str("; CREATE TABLE twice_21 ()"),
                ENDS if number == 21 => table.push_str("; COMMIT; CREATE TABLE after_21 ()"),
                _ => {}
            }
            Box::new(Small { name: name(number), statements: [table, comment] }) as Box<dyn MigrationTrait>
        };
        (1..=COUNT).map(one).collect()
    }
}

fn name(number: usize) -> String {
    format!("m{number:02}_small")
}

/// A database that is in use: somebody may wait for what is locked.
async fn in_use() -> TestDatabase {
    let database = TestDatabase::new().await;
    database.conn().execute_unprepared("CREATE SCHEMA other; CREATE TABLE other.things ()").await.unwrap();
    database
}

#[tokio::test]
async fn each_has_its_own_transaction_and_its_own_record() {
    let database = in_use().await;
    all_applied::<SHORT>(&database).await;
    for table in ["migration_history", "migration_events", "seaql_migrations"] {
        assert_eq!(database.column::<i64>(&transactions(table)).await, [40], "{table}");
    }
}

#[tokio::test]
async fn in_an_empty_database_some_share_a_transaction_and_each_has_its_own_record() {
    let (short, long) = (TestDatabase::new().await, TestDatabase::new().await);
    all_applied::<SHORT>(&short).await;
    all_applied::<LONG>(&long).await;
    // Sixteen, sixteen, and the eight that are left; three messages of four
    // transactions of three, and the four that are left.
    for (database, expected) in [(&short, 3), (&long, 3 * 4 + 2)] {
        let shared = database.column::<i64>(&transactions("migration_history")).await;
        assert_eq!(shared, [expected]);
        for table in ["migration_events", "seaql_migrations"] {
            let records = format!("SELECT count(*) FROM {table}");
            assert_eq!(database.column::<i64>(&records).await, [40], "{table}");
        }
    }
}

fn transactions(table: &str) -> String {
    format!("SELECT count(DISTINCT xmin::text) FROM {table}")
}

async fn all_applied<const LENGTH: usize>(database: &TestDatabase) {
    let mut seen = Vec::new();
    let report = up::<Many<NOTHING, LENGTH>>(database.conn(), Options::default(), |event| match event {
        Event::Begins(name) => seen.push(format!("{name} begins")),
        Event::Done(applied) => seen.push(format!("{} done", applied.name)),
        _ => {}
    })
    .await
    .unwrap();
    let told: Vec<String> = (1..=COUNT)
        .flat_map(|number| ["begins", "done"].map(|what| format!("{} {what}", name(number))))
        .collect();
    assert_eq!(seen, told);
    assert!(
        report.applied.iter().map(|applied| &applied.name).eq(&(1..=COUNT).map(name).collect::<Vec<_>>())
    );
    let at = "SELECT count(*) FROM (SELECT executed_at - lag(executed_at) OVER (ORDER BY id) AS after
                  FROM migration_history) t WHERE after <= interval '0'";
    assert_eq!(database.column::<i64>(at).await, [0], "each says when it began itself");
    let comments = "SELECT count(*) FROM pg_description WHERE description ~ '^one of many'";
    assert_eq!(database.column::<i64>(comments).await, [40]);
}

#[tokio::test]
async fn of_a_message_that_fails_or_cannot_be_read_what_came_before_stays() {
    for (wrong, length, is_in_use) in [
        (FAILS, SHORT, true),
        (CANNOT_BE_READ, SHORT, true),
        (FAILS_BEHIND_TWO, SHORT, true),
        (FAILS_BEHIND_TWO, SHORT, false),
        (FAILS, SHORT, false),
        (CANNOT_BE_READ, SHORT, false),
        (FAILS, LONG, false),
        (CANNOT_BE_READ, LONG, false),
    ] {
        let database = if is_in_use { in_use().await } else { TestDatabase::new().await };
        let db = database.conn();
        let options = Options::default;
        let (sqlstate, outcome) = match (wrong, length) {
            (FAILS, SHORT) => ("42P01", up::<Many<FAILS>>(db, options(), |_| {}).await),
            (FAILS, _) => ("42P01", up::<Many<FAILS, LONG>>(db, options(), |_| {}).await),
            (FAILS_BEHIND_TWO, _) => ("42P01", up::<Many<FAILS_BEHIND_TWO>>(db, options(), |_| {}).await),
            (_, SHORT) => ("42601", up::<Many<CANNOT_BE_READ>>(db, options(), |_| {}).await),
            (_, _) => ("42601", up::<Many<CANNOT_BE_READ, LONG>>(db, options(), |_| {}).await),
        };
        let error = outcome.unwrap_err();
        assert_eq!(error.to_string(), "migration \"m21_small\" failed at statement 2 of 2");
        assert_eq!(error.sqlstate().as_deref(), Some(sqlstate));
        assert!(matches!(&error, Error::Statement { sql, .. } if sql.starts_with("COMMENT")), "{error:?}");
        let recorded = records(db).await.unwrap();
        assert_eq!(recorded.len(), 21);
        assert!(recorded[..20].iter().all(|record| record.state == RecordState::Completed));
        assert_eq!(recorded[20].state, RecordState::Failed);
        let tables = "SELECT count(*) FROM pg_class WHERE relname ~ '^small_[0-9]+$'";
        assert_eq!(database.column::<i64>(tables).await, [20]);

        let mended = match length {
            SHORT => up::<Many<NOTHING>>(db, options(), |_| {}).await.unwrap(),
            _ => up::<Many<NOTHING, LONG>>(db, options(), |_| {}).await.unwrap(),
        };
        assert_eq!(mended.applied.len(), 20);
        assert_eq!(database.column::<i64>(tables).await, [40]);
    }
}

#[tokio::test]
async fn one_that_ends_the_transaction_in_a_script_takes_none_of_the_others_with_it() {
    for database in [in_use().await, TestDatabase::new().await] {
        let error = up::<Many<ENDS>>(database.conn(), Options::default(), |_| {}).await.unwrap_err();
        assert!(
            matches!(&error, Error::TransactionEnded { migration } if migration == "m21_small"),
            "{error:?}"
        );
        let recorded = records(database.conn()).await.unwrap();
        assert!(recorded[..20].iter().all(|record| record.state == RecordState::Completed));
        assert!(recorded[20..].iter().all(|record| record.state == RecordState::Failed));
        let tables = "SELECT count(*) FROM pg_class WHERE relname ~ '^small_[0-9]+$'";
        assert_eq!(database.column::<i64>(tables).await, [21], "what it committed is there");
    }
}

#[tokio::test]
async fn what_a_migration_makes_the_session_forget_is_set_again() {
    let database = TestDatabase::new().await;
    let report = up::<ForgetfulShop>(database.conn(), Options::default(), |_| {}).await.unwrap();
    assert_eq!(report.applied.len(), 5);
    let states: Vec<String> = database.column("SELECT status::text FROM migration_history ORDER BY id").await;
    assert_eq!(states, ["completed"; 5]);
    let schemas = "SELECT DISTINCT relnamespace::regnamespace::text FROM pg_class
        WHERE relname IN ('goods', 'forgetful', 'forgotten', 'migration_history')";
    assert_eq!(database.column::<String>(schemas).await, ["public"]);
    let owners = "SELECT DISTINCT pg_get_userbyid(relowner)::text = current_user FROM pg_class
        WHERE relname IN ('forgetful', 'forgotten', 'migration_history')";
    assert_eq!(database.column::<bool>(owners).await, [true]);
    assert_eq!(database.column::<bool>("SELECT is_locked FROM migration_lock").await, [false]);
    let again = up::<ForgetfulShop>(database.conn(), Options::default(), |_| {}).await.unwrap();
    assert_eq!(again.applied.len(), 0);
}
