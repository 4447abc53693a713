//! Every table has a factory, and the database takes what it makes.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use backline_schema::prelude::*;
use backline_seeds::factory::{
    ArtistAvailabilityFactory, ArtistFactory, BookingFactory, CommissionRuleFactory, Context,
    EventArtistFactory, Factory, HasContext as _, InvoiceFactory, InvoiceLineFactory, ProjectEventFactory,
    ProjectEventRoleFactory, Source, TrustScoreHistoryFactory, UserFactory, factories,
};
use backline_seeds::testdb::TestDb;
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ConnectionTrait, DbErr, EntityName, EntityTrait, IntoActiveModel,
    PaginatorTrait, TransactionTrait,
};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/factory")
}

/// Each table's file, by the schema's own folders.
fn expected() -> Vec<(String, PathBuf)> {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/schema/src");
    let tables: BTreeSet<_> = backline_schema::entities().into_iter().map(|entity| entity.table).collect();
    let mut files = Vec::new();
    for domain in fs::read_dir(&schema).unwrap().map(|entry| entry.unwrap()) {
        if !domain.file_type().unwrap().is_dir() {
            continue;
        }
        for table in &tables {
            if domain.path().join(format!("{table}.rs")).is_file() {
                let domain = domain.file_name().into_string().unwrap();
                files.push(((*table).to_owned(), PathBuf::from(domain).join(format!("{table}.rs"))));
            }
        }
    }
    assert_eq!(files.len(), tables.len());
    files.sort();
    files
}

#[test]
fn every_table_has_a_factory() {
    let listed: BTreeSet<_> = factories().into_iter().map(|listing| listing.table).collect();
    let mut missing = Vec::new();
    for (table, file) in expected() {
        if !folder().join(&file).is_file() {
            missing.push(format!("add seeds/src/factory/{}", file.display()));
        } else if !listed.contains(table.as_str()) {
            let module = file.with_extension("").display().to_string().replace('/', "::");
            missing.push(format!("add `{module}::presets().listed(),` to seeds/src/factory/registry.rs"));
        }
    }
    assert!(missing.is_empty(), "{} tables have no factory:\n{}", missing.len(), missing.join("\n"));
}

/// The methods of a file that take nothing and give the factory back.
fn presets_in(text: &str) -> BTreeSet<String> {
    let methods = text.lines().filter_map(|line| line.trim().strip_prefix("pub fn "));
    methods
        .filter_map(|method| {
            let (name, rest) = method.split_once('(')?;
            ["self) -> Self {", "mut self) -> Self {"].contains(&rest).then(|| name.to_owned())
        })
        .collect()
}

#[test]
fn every_preset_is_listed() {
    let listed: BTreeMap<_, _> =
        factories().into_iter().map(|listing| (listing.table, listing.presets)).collect();
    let mut missing = Vec::new();
    for (table, file) in expected() {
        let Some(presets) = listed.get(table.as_str()) else { continue };
        for method in presets_in(&fs::read_to_string(folder().join(&file)).unwrap()) {
            if !presets.iter().any(|preset| preset.name == method) {
                missing.push(format!(
                    "add `.and(\"{method}\", …)` to `presets` in seeds/src/factory/{}",
                    file.display()
                ));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[tokio::test]
async fn every_preset_of_every_factory_is_accepted() {
    let db = TestDb::new().await.unwrap();
    let mut refused = Vec::new();
    for listing in factories() {
        for preset in &listing.presets {
            let before = rows(&db, listing.table).await;
            // Twice: nothing that it makes is the only one of its kind.
            for _ in 0..2 {
                if let Err(error) = preset.insert(&db.context()).await {
                    refused.push(format!("{}, {}: {}", listing.table, preset.name, chain(&error)));
                }
            }
            let made = rows(&db, listing.table).await - before;
            // The roles are all there; their factory finds them.
            if made < 2 && listing.table != "roles" {
                refused.push(format!("{}, {}: made {made} rows of two", listing.table, preset.name));
            }
        }
    }
    assert!(refused.is_empty(), "{}", refused.join("\n"));
    assert_eq!(
        rows(&db, "derived_number_differences()").await,
        0,
        "what triggers count is not what is there"
    );
}

async fn rows(db: &TestDb, table: &str) -> i64 {
    let sql = format!("SELECT count(*) FROM {table}");
    let statement = sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, sql);
    db.conn().query_one_raw(statement).await.unwrap().unwrap().try_get_by_index(0).unwrap()
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(&format!(": {error}"));
        source = error.source();
    }
    text
}

/// The table, where its entity writes what the database computes: a whole row is inserted and updated.
async fn written<F>(factory: F, db: &TestDb) -> Option<&'static str>
where
    F: Factory,
    <F::Entity as EntityTrait>::Model: IntoActiveModel<<F::Entity as EntityTrait>::ActiveModel>,
    <F::Entity as EntityTrait>::ActiveModel: ActiveModelBehavior + Send,
{
    let row = factory.insert(db).await.unwrap().into_active_model().reset_all();
    let inserted = row.clone().insert(db.conn()).await.err();
    let updated = row.update(db.conn()).await.err();
    // PostgreSQL would take nothing but DEFAULT. That the row is there already, or is not to change, is no matter here.
    let refused = |error: Option<DbErr>| error.is_some_and(|error| error.to_string().contains("DEFAULT"));
    (refused(inserted) || refused(updated)).then(|| F::Entity::default().table_name())
}

#[tokio::test]
async fn no_entity_writes_what_the_database_computes() {
    let generated: BTreeSet<_> = backline_schema::entities()
        .into_iter()
        .filter(|entity| entity.columns.iter().any(|column| column.generated.is_some()))
        .map(|entity| entity.table)
        .collect();
    let db = TestDb::new().await.unwrap();
    let mut tried = BTreeSet::new();
    macro_rules! try_all {
        ($($table:ident: $factory:ident,)*) => {$(
            tried.insert(stringify!($table));
            assert_eq!(written($factory::new(), &db).await, None);
        )*};
    }
    try_all! {
        artist_availability: ArtistAvailabilityFactory,
        bookings: BookingFactory,
        commission_rules: CommissionRuleFactory,
        event_artists: EventArtistFactory,
        invoice_lines: InvoiceLineFactory,
        invoices: InvoiceFactory,
        project_event_roles: ProjectEventRoleFactory,
        project_events: ProjectEventFactory,
        trust_score_history: TrustScoreHistoryFactory,
    }
    assert_eq!(tried, generated, "list the entities with generated columns above");
}

#[tokio::test]
async fn the_same_calls_make_the_same_rows() {
    let mut made = Vec::new();
    for _ in 0..2 {
        let db = TestDb::new().await.unwrap();
        made.push(BookingFactory::new().confirmed().insert_many(3, &db).await.unwrap());
    }
    assert_eq!(made[0], made[1]);
}

#[tokio::test]
async fn contexts_in_parallel_do_not_clash() {
    let db = TestDb::new().await.unwrap();
    let shared = Source::new(TestDb::NOW, "shared");
    let mut tasks = Vec::new();
    for number in 0..8 {
        let (connection, shared) = (db.conn().clone(), shared.clone());
        tasks.push(tokio::spawn(async move {
            // Four have a namespace of their own, as in other processes; four share one source.
            let context = if number % 2 == 0 {
                Context::new(&connection, TestDb::NOW, &format!("run {number}"))
            } else {
                Context::with_source(&connection, shared)
            };
            BookingFactory::new().insert_many(3, &context).await.map(|bookings| bookings.len())
        }));
    }
    for task in tasks {
        assert_eq!(task.await.unwrap().unwrap(), 3);
    }
    assert_eq!(bookings::Entity::find().count(db.conn()).await.unwrap(), 24);
}

#[tokio::test]
async fn two_contexts_of_one_namespace_are_told_apart() {
    let db = TestDb::new().await.unwrap();
    let insert = || async {
        let context = Context::new(db.conn(), TestDb::NOW, "the same");
        UserFactory::new().insert(&context).await
    };
    insert().await.unwrap();
    let error = insert().await.unwrap_err();
    assert_eq!(error.sqlstate(), Some("23505"));
    assert!(error.hint().unwrap().contains("namespace"));
}

#[tokio::test]
async fn missing_reference_data_is_named() {
    let db = TestDb::empty().await.unwrap();
    let error = UserFactory::new().insert(&db).await.unwrap_err();
    assert_eq!(error.constraint(), Some("fk_users_currency"));
    assert_eq!(error.hint(), Some("load the reference data first"));
    assert_eq!(
        error.to_string(),
        "failed to insert into \"users\" (SQLSTATE 23503, constraint \"fk_users_currency\")"
    );
}

#[tokio::test]
async fn a_transaction_takes_them_back() {
    let db = TestDb::new().await.unwrap();
    let transaction = db.conn().begin().await.unwrap();
    let context = Context::new(&transaction, TestDb::NOW, "taken back");
    ArtistFactory::new().insert(&context).await.unwrap();
    transaction.rollback().await.unwrap();
    assert_eq!(artists::Entity::find().count(db.conn()).await.unwrap(), 0);
}
