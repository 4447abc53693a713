//! Names and checksums that a program keeps: nothing is rendered until something is to be done.

use std::sync::atomic::{AtomicUsize, Ordering};

use backline_ops::migrate::{Code, Options, Problem, State};
use sea_orm::{ConnectionTrait as _, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, MigratorTrait, SchemaManager};

use crate::support::TestDatabase;

/// How often each was rendered.
static RENDERED: [AtomicUsize; 5] = [const { AtomicUsize::new(0) }; 5];

fn rendered() -> [usize; 2] {
    [0, 1].map(|number| RENDERED[number].load(Ordering::Relaxed))
}

struct Counted {
    name: &'static str,
    number: usize,
}

impl MigrationName for Counted {
    fn name(&self) -> &str {
        self.name
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Counted {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = RENDERED[self.number].fetch_add(1, Ordering::Relaxed);
        let once = usize::from(self.number == FICKLE) * table;
        let sql = format!("CREATE TABLE counted_{}_{once} ()", self.number);
        manager.get_connection().execute_unprepared(&sql).await.map(drop)
    }

    async fn down(&self, _manager: &SchemaManager) -> Result<(), DbErr> {
        Ok(())
    }
}

/// Two that say the same each time; for each test its own.
struct Steady<const FIRST: usize>;

impl<const FIRST: usize> MigratorTrait for Steady<FIRST> {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(Counted { name: "m1_counted", number: FIRST }),
            Box::new(Counted { name: "m2_counted", number: FIRST + 1 }),
        ]
    }
}

const FICKLE: usize = 4;

/// One that says something else each time, which a program that keeps it must not have.
struct Fickle;

impl MigratorTrait for Fickle {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(Counted { name: "m3_fickle", number: FICKLE })]
    }
}

#[tokio::test]
async fn nothing_is_rendered_until_something_is_to_be_done() {
    let (database, folder) = (TestDatabase::new().await, tempfile::tempdir().unwrap());
    let db = database.conn();
    let code = async || Code::kept::<Steady<0>>(folder.path()).await.unwrap();
    let up = async || code().await.up(db, Options::default(), |_| {}).await.unwrap().applied.len();
    assert_eq!(code().await.diagnose(db).await.unwrap().pending, 2);
    assert_eq!(rendered(), [1, 1], "there was nothing to read yet");
    assert_eq!(up().await, 2);
    assert_eq!(rendered(), [2, 2], "something was to be done");
    assert_eq!(up().await, 0);
    let diagnosis = code().await.diagnose(db).await.unwrap();
    assert!(diagnosis.up_to_date, "{diagnosis:?}");
    assert_eq!(rendered(), [2, 2]);
    // What is kept is used, and what is rendered agrees with it.
    assert_eq!(code().await.outlines()[1].checksum, code().await.migrations().await.unwrap()[1].checksum());
    assert_eq!(rendered(), [3, 3]);
    // Another list of migrations has a file of its own.
    let fickle = Code::kept::<Fickle>(folder.path()).await.unwrap();
    assert_eq!(fickle.outlines().len(), 1);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[tokio::test]
async fn what_changed_is_found_and_shown() {
    let (database, folder) = (TestDatabase::new().await, tempfile::tempdir().unwrap());
    let db = database.conn();
    Code::kept::<Steady<2>>(folder.path()).await.unwrap().up(db, Options::default(), |_| {}).await.unwrap();
    let change = "UPDATE migration_history SET checksum = 'other', up_sql = 'SELECT 1;' WHERE migration_name = 'm2_counted'";
    db.execute_unprepared(change).await.unwrap();
    let diagnosis = Code::kept::<Steady<2>>(folder.path()).await.unwrap().diagnose(db).await.unwrap();
    assert_eq!(diagnosis.migrations[1].state, State::Changed);
    let [changed] = &diagnosis.differences[..] else { panic!("{diagnosis:?}") };
    assert_eq!(changed.problem, Problem::Changed);
    let detail = changed.detail.as_deref().unwrap_or_default();
    assert!(detail.contains("-SELECT 1;") && detail.contains("+CREATE TABLE counted_3_0 ()"), "{detail}");
}
