//! Why a factory could not insert.

use sea_orm::sqlx::postgres::PgDatabaseError;
use sea_orm::{DbErr, RuntimeErr, sqlx};

/// Why a factory could not insert.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The database refused rows of a table, or the connection failed.
    #[error("failed to insert into \"{table}\"{}", refusal(source))]
    Insert {
        /// The table.
        table: &'static str,
        /// Why.
        source: Box<DbErr>,
    },
    /// The database refused to read or change what belongs to the row.
    #[error("failed to {action}{}", refusal(source))]
    Database {
        /// What was being done.
        action: &'static str,
        /// Why.
        source: Box<DbErr>,
    },
}

impl Error {
    /// The error code that PostgreSQL gave.
    #[must_use]
    pub fn sqlstate(&self) -> Option<&str> {
        self.refused().map(PgDatabaseError::code)
    }

    /// The constraint that was violated.
    #[must_use]
    pub fn constraint(&self) -> Option<&str> {
        self.refused().and_then(PgDatabaseError::constraint)
    }

    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        match self.sqlstate()? {
            "42P01" | "42703" | "42704" => Some("apply the migrations first"),
            "23503" if self.is_about_reference_data() => Some("load the reference data first"),
            "23505" => Some("give each context a namespace of its own; two with the same make the same rows"),
            _ => None,
        }
    }

    /// Whether the constraint names a table that only reference data fills.
    fn is_about_reference_data(&self) -> bool {
        let ends =
            ["_currency", "_timezone", "_locale", "_locale_code", "_country_id", "_city_id", "_tz_name"];
        self.constraint().is_some_and(|name| ends.iter().any(|end| name.ends_with(end)))
    }

    fn refused(&self) -> Option<&PgDatabaseError> {
        match self {
            Self::Insert { source, .. } | Self::Database { source, .. } => refused(source),
        }
    }

    pub(crate) fn insert(table: &'static str) -> impl FnOnce(DbErr) -> Self {
        move |source| Self::Insert { table, source: Box::new(source) }
    }

    pub(crate) fn database(action: &'static str) -> impl FnOnce(DbErr) -> Self {
        move |source| Self::Database { action, source: Box::new(source) }
    }
}

fn refused(error: &DbErr) -> Option<&PgDatabaseError> {
    match error {
        DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error)) => {
            match error.as_ref() {
                sqlx::Error::Database(error) => error.try_downcast_ref(),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The code and the constraint, for the message.
fn refusal(error: &DbErr) -> String {
    let Some(refused) = refused(error) else { return String::new() };
    let constraint = refused.constraint().map_or_else(String::new, |name| format!(", constraint \"{name}\""));
    format!(" (SQLSTATE {}{constraint})", refused.code())
}
