//! What the database refuses.

use backline_seed::scenario::{Failure, Stage};
use sea_orm::{DatabaseTransaction, DbErr, RuntimeErr, TransactionTrait};
use serde::Serialize;

use crate::factory::{self, Context, Source};

/// How the database refused something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// The error code.
    pub sqlstate: String,
    /// The constraint, where there is one.
    pub constraint: Option<String>,
}

impl Refusal {
    /// A refusal with this code, by this constraint.
    #[must_use]
    pub fn by(sqlstate: &str, constraint: &str) -> Self {
        Self { sqlstate: sqlstate.to_owned(), constraint: Some(constraint.to_owned()) }
    }
}

/// Something that the database is to refuse, and of which nothing is left.
pub(crate) struct Attempt {
    transaction: DatabaseTransaction,
    source: Source,
}

impl Attempt {
    /// Begins.
    pub(crate) async fn begin(stage: &Stage, context: &Context<'_>) -> Result<Self, Failure> {
        Ok(Self { transaction: stage.db().begin().await?, source: context.source().clone() })
    }

    /// What it is tried in.
    pub(crate) fn context(&self) -> Context<'_> {
        Context::with_source(&self.transaction, self.source.clone())
    }

    /// The same, for those who act as somebody in it.
    pub(crate) fn transaction(&self) -> &DatabaseTransaction {
        &self.transaction
    }

    /// Ends, with how it was refused.
    pub(crate) async fn refused<T>(self, result: Result<T, impl Into<Failure>>) -> Result<Refusal, Failure> {
        self.transaction.rollback().await?;
        let Err(error) = result else { return Err("the database allowed what it is to refuse".into()) };
        let error = error.into();
        refusal(&error).ok_or(error)
    }
}

fn refusal(error: &Failure) -> Option<Refusal> {
    if let Some(error) = error.downcast_ref::<factory::Error>() {
        let constraint = error.constraint().map(str::to_owned);
        return Some(Refusal { sqlstate: error.sqlstate()?.to_owned(), constraint });
    }
    let (DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error))) =
        error.downcast_ref::<DbErr>()?
    else {
        return None;
    };
    let error = error.as_database_error()?;
    Some(Refusal { sqlstate: error.code()?.into_owned(), constraint: error.constraint().map(str::to_owned) })
}
