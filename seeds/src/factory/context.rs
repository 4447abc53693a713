//! What a factory needs to insert: a connection, and a [`Source`] of values.

use std::fmt;
use std::ops::Deref;

use sea_orm::{DatabaseExecutor, EntityTrait, IntoActiveModel, IntoDatabaseExecutor, Iterable};
use time::OffsetDateTime;

use super::{Error, Source};
use crate::row;

/// PostgreSQL takes no more parameters than this in one statement.
const PARAMETERS: usize = 65_535;

/// Where factories insert: a connection or a transaction, and a [`Source`].
///
/// ```
/// use backline_seeds::factory::{ArtistFactory, Context, Factory};
/// use backline_seeds::testdb;
/// use sea_orm::TransactionTrait;
/// use time::macros::datetime;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # tokio::runtime::Runtime::new()?.block_on(async {
/// let db = testdb::reference().await?;
/// let transaction = db.conn().begin().await?;
/// let context = Context::new(&transaction, datetime!(2026-03-14 09:30 UTC), "an example");
/// let artist = ArtistFactory::new().with_name("Meera Iyer").insert(&context).await?;
/// assert_eq!(artist.artist_name, "Meera Iyer");
/// transaction.commit().await?;
/// # Ok(())
/// # })
/// # }
/// ```
pub struct Context<'c> {
    executor: DatabaseExecutor<'c>,
    source: Source,
}

impl<'c> Context<'c> {
    /// Inserts through `db`, a connection or a transaction, as of `now`. The namespace is to be of this context alone,
    /// among all that insert into the database: see [`Source`].
    pub fn new(db: impl IntoDatabaseExecutor<'c>, now: OffsetDateTime, namespace: &str) -> Self {
        Self::with_source(db, Source::new(now, namespace))
    }

    /// Goes on with a source, through another connection or transaction.
    pub fn with_source(db: impl IntoDatabaseExecutor<'c>, source: Source) -> Self {
        Self { executor: db.into_database_executor(), source }
    }

    /// The connection or transaction.
    #[must_use]
    pub fn db(&self) -> &DatabaseExecutor<'c> {
        &self.executor
    }

    /// Where values come from.
    #[must_use]
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// Inserts rows of one table, in one statement or as few as can be, and gives them as they are then.
    ///
    /// A row without `created_at` was made at the earliest of its moments that is past, or now.
    ///
    /// # Errors
    /// [`Error`]; the rows of this call are not there then, unless they took more than one statement.
    pub async fn insert_rows<E>(&self, rows: Vec<E::ActiveModel>) -> Result<Vec<E::Model>, Error>
    where
        E: EntityTrait<ActiveModel: Send, Model: IntoActiveModel<<E as EntityTrait>::ActiveModel>>,
    {
        let table = sea_orm::EntityName::table_name(&E::default());
        let mut rows = rows;
        for row in &mut rows {
            row::date(row, self.now(), self.now());
        }
        let mut models = Vec::with_capacity(rows.len());
        let at_once = PARAMETERS / E::Column::iter().count().max(1);
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let chunk: Vec<_> = rows.by_ref().take(at_once).collect();
            let inserted = E::insert_many(chunk).exec_with_returning(&self.executor).await;
            models.extend(inserted.map_err(Error::insert(table))?);
        }
        Ok(models)
    }
}

impl Deref for Context<'_> {
    type Target = Source;

    fn deref(&self) -> &Source {
        &self.source
    }
}

impl fmt::Debug for Context<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Context").field("source", &self.source).finish_non_exhaustive()
    }
}

/// What has a [`Context`] to insert into: itself, and a test's database.
pub trait HasContext: Sync {
    /// The context, sharing its counters with every other that is asked for.
    fn context(&self) -> Context<'_>;
}

impl HasContext for Context<'_> {
    fn context(&self) -> Context<'_> {
        let executor = match &self.executor {
            DatabaseExecutor::Connection(connection) => DatabaseExecutor::Connection(connection),
            DatabaseExecutor::Transaction(transaction) => DatabaseExecutor::Transaction(transaction),
            DatabaseExecutor::OwnedTransaction(transaction) => DatabaseExecutor::Transaction(transaction),
        };
        Context { executor, source: self.source.clone() }
    }
}
