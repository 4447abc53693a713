//! A private database of this platform in each test, with the feature `testdb`.
//!
//! ```
//! use backline_schema::prelude::*;
//! use backline_seeds::testdb;
//! use sea_orm::{EntityTrait, PaginatorTrait};
//! use time::macros::datetime;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # tokio::runtime::Runtime::new()?.block_on(async {
//! let db = testdb::basic(datetime!(2026-03-14 09:30 UTC)).await?;
//! assert!(bookings::Entity::find().count(db.conn()).await? > 0);
//! # Ok(())
//! # })
//! # }
//! ```
//!
//! Each is a copy of a template that is built once a test run; [`backline_testdb`] says what holds for them.

use backline_migrations::Migrator;
use backline_testdb::{Error, Template, TestDb, executable_fingerprint};
use time::OffsetDateTime;

use crate::{basic, reference};

/// A database with all migrations and no rows but theirs.
///
/// # Errors
/// As [`TestDb::for_migrator`].
pub async fn migrated() -> Result<TestDb, Error> {
    TestDb::for_migrator::<Migrator>().await
}

/// A database with all migrations and the reference data.
///
/// # Errors
/// As [`TestDb::from_template`].
pub async fn reference() -> Result<TestDb, Error> {
    TestDb::from_template(&reference_template().await?).await
}

/// A database with all migrations, the reference data and the basic seed, its times relative to `as_of`.
///
/// Pass a fixed moment: each makes a template of its own.
///
/// # Errors
/// As [`TestDb::from_template`].
pub async fn basic(as_of: OffsetDateTime) -> Result<TestDb, Error> {
    TestDb::from_template(&basic_template(as_of).await?).await
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
