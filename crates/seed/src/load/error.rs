//! Why a run ended before its time.

use sea_orm::sqlx::{self, postgres::PgDatabaseError};

/// Why a run ended. What was written until then is whole, and the next run goes on from there.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Another run is under way.
    #[error("another seeding of this database is under way")]
    Busy,
    /// The database was seeded with something else.
    #[error("the database was seeded with {name} {recorded:?}, not {asked:?}")]
    AnotherPlan {
        /// The first parameter that differs.
        name: String,
        /// Its value then; empty where there was none.
        recorded: String,
        /// Its value now; empty where there is none.
        asked: String,
    },
    /// There is too little room.
    #[error("the rows need about {}, and {} are free", megabytes(*needed), megabytes(*available))]
    Disk {
        /// Bytes that the tables and their indexes will take.
        needed: u64,
        /// Bytes that are free where the database lies.
        available: u64,
    },
    /// The database refused rows of a story or a statement.
    #[error(transparent)]
    Refused(Box<Refusal>),
    /// Rows refer to rows that do not exist.
    #[error("{rows} rows of \"{table}\" refer to rows that do not exist, against \"{constraint}\"")]
    Orphans {
        /// The table.
        table: String,
        /// The foreign key.
        constraint: String,
        /// How many.
        rows: i64,
    },
    /// A story panicked.
    #[error("the story \"{story}\" failed: {message}")]
    Story {
        /// The story.
        story: &'static str,
        /// What it said.
        message: String,
    },
    /// The connection failed.
    #[error("failed to {doing}")]
    Database {
        /// What was being done.
        doing: String,
        /// The error itself.
        source: sqlx::Error,
    },
}

/// What the database says of rows or a statement that it refuses.
#[derive(Debug, thiserror::Error)]
#[error("failed to {doing}: {message}{} (SQLSTATE {sqlstate})",
        detail.as_deref().map_or_else(String::new, |detail| format!(": {detail}")))]
pub struct Refusal {
    /// What was being done.
    pub doing: String,
    /// What PostgreSQL says.
    pub message: String,
    /// More of it.
    pub detail: Option<String>,
    /// The error code.
    pub sqlstate: String,
    /// The table, where PostgreSQL tells.
    pub table: Option<String>,
    /// The constraint, where there is one.
    pub constraint: Option<String>,
    source: sqlx::Error,
}

/// Bytes as a person reads them.
fn megabytes(bytes: u64) -> String {
    format!("{} MB", bytes.div_ceil(1_048_576))
}

impl Error {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Busy => Some("wait for it to end, or stop it: it goes on where it stopped"),
            Self::AnotherPlan { .. } => {
                Some("seed with what was recorded, or reset the database and seed it anew")
            }
            Self::Disk { .. } => Some("choose a smaller scale, or make room"),
            Self::Refused(refusal) => match refusal.sqlstate.as_str() {
                "42P01" | "42703" | "42704" | "3F000" => Some("apply the migrations first"),
                "42501" => Some(
                    "connect as a superuser, or let the owner of the tables GRANT SET ON PARAMETER session_replication_role",
                ),
                "23505" | "23P01" => Some("rows of another origin may be in the way: seed an empty database"),
                "23503" => Some("load the reference data first"),
                "53100" => Some("make room, then seed again: it goes on where it stopped"),
                _ => None,
            },
            Self::Orphans { .. } => Some("load the reference data first"),
            Self::Story { .. } | Self::Database { .. } => None,
        }
    }

    pub(super) fn of(doing: impl Into<String>) -> impl FnOnce(sqlx::Error) -> Self {
        let doing = doing.into();
        move |source| {
            let known =
                source.as_database_error().and_then(|error| error.try_downcast_ref::<PgDatabaseError>());
            match known {
                Some(error) => Self::Refused(Box::new(Refusal {
                    doing,
                    message: error.message().to_owned(),
                    detail: error.detail().map(str::to_owned).or_else(|| error.r#where().map(str::to_owned)),
                    sqlstate: error.code().to_owned(),
                    table: error.table().map(str::to_owned),
                    constraint: error.constraint().map(str::to_owned),
                    source,
                })),
                None => Self::Database { doing, source },
            }
        }
    }
}
