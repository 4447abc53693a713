//! Each migration's SQL, known without a database.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use sea_orm::{
    Database, DatabaseConnection, DbBackend, DbErr, ProxyDatabaseTrait, ProxyExecResult, ProxyRow, Statement,
};
use sea_orm_migration::{MigrationTrait, MigratorTrait, SchemaManager};
use sha2::{Digest, Sha256};

use super::kind::{Kind, marked};
use crate::Error;

/// A migration as the SQL that it sends.
#[derive(Debug, Clone)]
pub struct Rendered {
    /// Its name: the file's.
    pub name: String,
    /// What applies it, in order.
    pub up: Vec<Statement>,
    /// What undoes it.
    pub down: Rollback,
    /// Whether all of `up` runs in one transaction.
    pub transactional: bool,
    /// How often it runs, and when its SQL is known. Of a dynamic one nothing is known before it runs.
    pub kind: Kind,
}

/// How a migration is undone.
#[derive(Debug, Clone)]
pub enum Rollback {
    /// By these statements, in order.
    Statements(Vec<Statement>),
    /// Not at all, and why.
    Irreversible(String),
}

impl Rendered {
    /// SHA-256 of [`Self::up_sql`], 64 hexadecimal digits. Line ends, blanks at line ends and a byte order mark do not count.
    #[must_use]
    pub fn checksum(&self) -> String {
        match &self.kind {
            Kind::Dynamic(reason) => checksum(&format!("{}\n{reason}", self.name)),
            Kind::Versioned | Kind::Repeatable => checksum(&self.up_sql()),
        }
    }

    /// What applies it, as a script.
    #[must_use]
    pub fn up_sql(&self) -> String {
        script(&self.up)
    }

    /// What undoes it, as a script; none where it cannot be undone.
    #[must_use]
    pub fn down_sql(&self) -> Option<String> {
        match &self.down {
            Rollback::Statements(statements) => Some(script(statements)),
            Rollback::Irreversible(_) => None,
        }
    }
}

/// Renders every migration of `M`, in order.
///
/// # Errors
/// [`Error::Dynamic`] for a migration that reads the database, [`Error::Render`] for one whose `up` fails by itself.
pub async fn render<M: MigratorTrait>() -> Result<Vec<Rendered>, Error> {
    render_all(&M::migrations()).await
}

/// Renders them in order.
pub(super) async fn render_all(migrations: &[Box<dyn MigrationTrait>]) -> Result<Vec<Rendered>, Error> {
    let mut rendered = Vec::with_capacity(migrations.len());
    for migration in migrations {
        rendered.push(render_one(migration.as_ref()).await?);
    }
    Ok(rendered)
}

/// Renders one migration.
///
/// # Errors
/// As [`render()`].
pub async fn render_one(migration: &dyn MigrationTrait) -> Result<Rendered, Error> {
    let name = migration.name().to_owned();
    let transactional = migration.use_transaction().unwrap_or(true);
    let (kind, up) = match record(&name, async |manager| migration.up(&manager).await).await {
        Ok(recorded) => recorded,
        Err(Recording { error: Error::Dynamic { .. }, kind: kind @ Kind::Dynamic(_) }) if transactional => {
            let down = Rollback::Irreversible("its rollback is known only once it is applied".to_owned());
            return Ok(Rendered { name, up: Vec::new(), down, transactional, kind });
        }
        Err(Recording { error, .. }) => return Err(error),
    };
    let down = match record(&name, async |manager| migration.down(&manager).await).await {
        Ok((_, statements)) => Rollback::Statements(statements),
        Err(Recording { error: Error::Render { source: DbErr::Migration(reason), .. }, .. }) => {
            Rollback::Irreversible(if reason == NO_DOWN { "it has no `down`".to_owned() } else { reason })
        }
        Err(Recording { error, .. }) => return Err(error),
    };
    Ok(Rendered { name, up, down, transactional, kind })
}

/// What sea-orm-migration says where a migration has no `down`.
const NO_DOWN: &str = "We Don't Do That Here";

/// SHA-256 over names and checksums of all migrations: what the schema is built from.
#[must_use]
pub fn fingerprint(migrations: &[Rendered]) -> String {
    let mut digest = Sha256::new();
    for migration in migrations {
        digest.update(migration.name.as_bytes());
        digest.update(migration.checksum().as_bytes());
    }
    hex::encode(digest.finalize())
}

/// A migration that could not be written down, and what it had said of itself until then.
struct Recording {
    error: Error,
    kind: Kind,
}

async fn record(
    migration: &str,
    run: impl AsyncFnOnce(SchemaManager<'_>) -> Result<(), DbErr>,
) -> Result<(Kind, Vec<Statement>), Recording> {
    let recorder = Recorder::default();
    let statements = Arc::clone(&recorder.statements);
    let failed = |source| Error::Render { migration: migration.to_owned(), source };
    let connecting = Database::connect_proxy(DbBackend::Postgres, Arc::new(Box::new(recorder))).await;
    let connection: DatabaseConnection =
        connecting.map_err(|source| Recording { error: failed(source), kind: Kind::Versioned })?;
    let outcome = run(SchemaManager::new(&connection)).await;
    let mut recorded = std::mem::take(&mut *statements.lock().unwrap_or_else(PoisonError::into_inner));
    let mut kind = Kind::Versioned;
    recorded.retain(|statement| match marked(&statement.sql) {
        Some(marked) => {
            kind = marked;
            false
        }
        None => true,
    });
    let error = match outcome {
        // One that may read, and does not, is known like any other; its mark stays, so that its checksum does.
        Ok(()) => return Ok((kind, recorded)),
        Err(DbErr::Custom(sql)) if sql.starts_with(READS) => {
            let sql = sql.trim_start_matches(READS).to_owned();
            Error::Dynamic { migration: migration.to_owned(), sql }
        }
        Err(source) => failed(source),
    };
    Err(Recording { error, kind })
}

/// Marks the error of a migration that reads.
const READS: &str = "reads: ";

/// Writes down what it is sent, and answers no question.
#[derive(Debug, Default)]
struct Recorder {
    statements: Arc<Mutex<Vec<Statement>>>,
}

#[async_trait]
impl ProxyDatabaseTrait for Recorder {
    async fn query(&self, statement: Statement) -> Result<Vec<ProxyRow>, DbErr> {
        Err(DbErr::Custom(format!("{READS}{}", statement.sql)))
    }

    async fn execute(&self, statement: Statement) -> Result<ProxyExecResult, DbErr> {
        self.statements.lock().unwrap_or_else(PoisonError::into_inner).push(statement);
        Ok(ProxyExecResult::default())
    }
}

/// The statements with their values in place, each closed by a semicolon on a line of its own or at its end.
fn script(statements: &[Statement]) -> String {
    let mut text = String::new();
    for statement in statements {
        text.push_str(statement.to_string().trim_end().trim_end_matches(';'));
        text.push_str(";\n");
    }
    text
}

fn checksum(script: &str) -> String {
    let mut digest = Sha256::new();
    for line in script.trim_start_matches('\u{feff}').lines() {
        digest.update(line.trim_end().as_bytes());
        digest.update(b"\n");
    }
    hex::encode(digest.finalize())
}

#[cfg(test)]
mod tests {
    use sea_orm_migration::MigrationName;

    use super::*;

    struct Reads;
    impl MigrationName for Reads {
        fn name(&self) -> &'static str {
            "m1_reads"
        }
    }
    #[async_trait]
    impl MigrationTrait for Reads {
        async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
            manager.has_table("users").await.map(drop)
        }
    }

    #[tokio::test]
    async fn a_migration_that_reads_is_refused_by_name() {
        let error = render_one(&Reads).await.unwrap_err();
        assert!(matches!(&error, Error::Dynamic { migration, .. } if migration == "m1_reads"), "{error}");
    }

    #[test]
    fn line_ends_trailing_blanks_and_a_byte_order_mark_do_not_count() {
        assert_eq!(checksum("select 1;\nselect 2;\n"), checksum("\u{feff}select 1; \r\nselect 2;\r\n"));
        assert_ne!(checksum("select 1;"), checksum("select 2;"));
    }
}
