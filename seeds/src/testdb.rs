//! A private database of this platform in each test, with the feature `testdb`.
//!
//! ```
//! use backline_schema::prelude::*;
//! use backline_seeds::factory::{ArtistFactory, Factory};
//! use backline_seeds::testdb::TestDb;
//! use sea_orm::{EntityTrait, PaginatorTrait};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # tokio::runtime::Runtime::new()?.block_on(async {
//! let db = TestDb::new().await?;
//! assert!(countries::Entity::find().count(db.conn()).await? > 200);
//! let artist = ArtistFactory::new().verified().insert(&db).await?;
//! assert!(artist.is_verified);
//! # Ok(())
//! # })
//! # }
//! ```
//!
//! Each is a copy of a template that is built once a test run; [`backline_testdb`] says what holds for them.

use std::ops::Deref;

use backline_migrations::Migrator;
use backline_seed::load;
use backline_seed::scenario::{self, Made, Scenario};
use backline_testdb::{BoxError, Error, Template, executable_fingerprint};
use time::OffsetDateTime;
use time::macros::datetime;

use crate::factory::{Context, HasContext, Source};
use crate::story::Settings;
use crate::{basic, reference};

/// A test's own database of the platform, for which factories make rows as of [`TestDb::NOW`].
///
/// What it does when it is dropped, and when the test fails, is in [`backline_testdb::TestDb`], which it derefs to.
#[derive(Debug)]
#[must_use = "the database is dropped with it"]
pub struct TestDb {
    database: backline_testdb::TestDb,
    source: Source,
}

impl TestDb {
    /// The moment at which factories make rows: the same in every run, so that a test gives the same every day.
    pub const NOW: OffsetDateTime = datetime!(2026-03-14 09:30 UTC);

    /// A database with all migrations and the reference data.
    ///
    /// # Errors
    /// As [`backline_testdb::TestDb::from_template`].
    pub async fn new() -> Result<Self, Error> {
        reference().await.map(Self::of)
    }

    /// A database with all migrations and no rows but theirs: factories lack reference data in it.
    ///
    /// # Errors
    /// As [`backline_testdb::TestDb::from_template`].
    pub async fn empty() -> Result<Self, Error> {
        migrated().await.map(Self::of)
    }

    /// A database with all migrations, the reference data and the development data of this scale, whose stories play around
    /// [`TestDb::NOW`].
    ///
    /// # Errors
    /// As [`backline_testdb::TestDb::from_template`].
    pub async fn with_seed(scale: u32) -> Result<Self, Error> {
        let fingerprint = format!("{scale} {}", executable_fingerprint()?);
        let template = reference_template().await?.then("seed", &fingerprint, move |db| async move {
            let plan = Settings { scale, ..Settings::new(Self::NOW.date()) }.plan()?;
            let seeded =
                load::run(db.get_postgres_connection_pool(), &plan, &load::Options::default(), |_| {}).await;
            seeded.map(drop).map_err(BoxError::from)
        });
        backline_testdb::TestDb::from_template(&template).await.map(Self::of)
    }

    /// Tells a scenario in it as of [`TestDb::NOW`], and gives its handles.
    ///
    /// ```
    /// use backline_seeds::scenario::PowerUser;
    /// use backline_seeds::testdb::TestDb;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # tokio::runtime::Runtime::new()?.block_on(async {
    /// let db = TestDb::new().await?;
    /// let power = db.with_scenario(PowerUser::new().with_follows(40)).await?;
    /// assert_eq!(power.followed.len(), 40);
    /// # Ok(())
    /// # })
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`Scenario::create_as_of`].
    pub async fn with_scenario<S: Scenario>(&self, scenario: S) -> Result<Made<S::Handles>, scenario::Error> {
        scenario.create_as_of(self.conn(), Self::NOW).await
    }

    /// Any database with the platform's tables: one from a template of one's own.
    pub fn of(database: backline_testdb::TestDb) -> Self {
        Self { database, source: Source::new(Self::NOW, "test") }
    }
}

impl Deref for TestDb {
    type Target = backline_testdb::TestDb;

    fn deref(&self) -> &backline_testdb::TestDb {
        &self.database
    }
}

impl HasContext for TestDb {
    fn context(&self) -> Context<'_> {
        Context::with_source(self.conn(), self.source.clone())
    }
}

/// A database with all migrations and no rows but theirs.
///
/// # Errors
/// As [`backline_testdb::TestDb::for_migrator`].
pub async fn migrated() -> Result<backline_testdb::TestDb, Error> {
    backline_testdb::TestDb::for_migrator::<Migrator>().await
}

/// A database with all migrations and the reference data.
///
/// # Errors
/// As [`backline_testdb::TestDb::from_template`].
pub async fn reference() -> Result<backline_testdb::TestDb, Error> {
    backline_testdb::TestDb::from_template(&reference_template().await?).await
}

/// A database with all migrations, the reference data and the basic seed, its times relative to `as_of`.
///
/// Pass a fixed moment: each makes a template of its own.
///
/// # Errors
/// As [`backline_testdb::TestDb::from_template`].
pub async fn basic(as_of: OffsetDateTime) -> Result<backline_testdb::TestDb, Error> {
    backline_testdb::TestDb::from_template(&basic_template(as_of).await?).await
}

/// What [`reference()`] copies, for a layer of your own on top.
///
/// # Errors
/// As [`Template::migrated`].
pub async fn reference_template() -> Result<Template, Error> {
    let migrated = Template::migrated::<Migrator>().await?;
    Ok(migrated.then("reference", &reference::fingerprint(), |db| async move {
        reference::load_reference(&db).await.map(drop)
    }))
}

/// What [`basic()`] copies, for a layer of your own on top.
///
/// # Errors
/// As [`Template::migrated`] and [`executable_fingerprint`].
pub async fn basic_template(as_of: OffsetDateTime) -> Result<Template, Error> {
    // The seed is code, so it is known by the program that holds it.
    let fingerprint = format!("{as_of} {}", executable_fingerprint()?);
    let reference = reference_template().await?;
    Ok(reference.then(
        "basic",
        &fingerprint,
        move |db| async move { basic::seed(&db, as_of).await.map(drop) },
    ))
}
