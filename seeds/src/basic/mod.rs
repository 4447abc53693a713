//! The basic seed: a small believable platform, so that every screen of an application has something to show.
//!
//! It has what the festival document lists (six venues in different countries, six teachers, six musicians, eight events,
//! three test users, follows) and beside it a booking in each status of its life with all that belongs to it, two
//! organisations that must not see each other's rows, a production, and a little of everything else.
//!
//! Every row has a fixed id, made of its table and a key ([`id`]); every time is relative to the moment that is passed
//! in. To add a domain: a file with a `seed` function, and its line in `seed_all`, after the domains that it refers to.

mod analytics;
mod booking;
mod calendar;
mod clock;
mod communication;
mod contracts;
mod error;
mod events;
mod facts;
mod ids;
mod ledger;
mod life;
mod media;
mod organizations;
mod password;
mod payments;
mod people;
mod production;
pub(crate) mod row;
mod seeder;
mod system;
mod talent;
mod trust;
mod venues;

pub use error::Error;
pub use ids::id;
pub use password::PASSWORD;
pub use people::{ACCOUNTS, Account};
pub use seeder::{Report, TableReport};

use backline_schema::identity::RoleName;
use sea_orm::{ConnectionTrait, DatabaseConnection, TransactionTrait};
use time::OffsetDateTime;

use facts::Facts;
use seeder::Seeder;

/// Makes seedings wait for each other: "basic" in ASCII.
const LOCK: &str = "SELECT pg_advisory_xact_lock(x'6261736963'::bigint)";

/// Adds the rows of the basic seed that are not there, in one transaction. Reference data is loaded before.
///
/// Times are relative to `as_of`, of which the first seeding is remembered in `system_settings`: later ones go by that, so
/// that a second run changes nothing.
///
/// # Errors
/// [`Error`]; nothing is changed then.
pub async fn seed(db: &DatabaseConnection, as_of: OffsetDateTime) -> Result<Report, Error> {
    let transaction = db.begin().await.map_err(Error::database("begin a transaction"))?;
    transaction.execute_unprepared(LOCK).await.map_err(Error::database("wait for other seedings to end"))?;
    let facts = Facts::read(&transaction).await?;
    // Without it there is no other reference data either: said here, and not by a foreign key.
    facts.role(RoleName::Admin)?;
    let as_of = system::first_as_of(&transaction, as_of).await?;
    let mut seeder = Seeder::new(&transaction, as_of, facts);
    seed_all(&mut seeder).await?;
    let report = seeder.finish();
    transaction.commit().await.map_err(Error::database("commit"))?;
    Ok(report)
}

async fn seed_all(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    people::seed(seeder).await?;
    organizations::seed(seeder).await?;
    talent::seed(seeder).await?;
    venues::seed(seeder).await?;
    events::seed(seeder).await?;
    booking::seed(seeder).await?;
    contracts::seed(seeder).await?;
    payments::seed(seeder).await?;
    ledger::seed(seeder).await?;
    trust::seed(seeder).await?;
    communication::seed(seeder).await?;
    production::seed(seeder).await?;
    calendar::seed(seeder).await?;
    media::seed(seeder).await?;
    analytics::seed(seeder).await?;
    // the next one goes here
    system::seed(seeder).await
}
