//! The statements of a migration, executed on a scratch database and recorded nowhere.

use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, Statement, TransactionTrait};
use sea_orm_migration::{MigratorTrait, SchemaManager};

use crate::Error;
use crate::migrate::{Kind, Rendered};

/// Executes one statement as the engine does: without values by the simple protocol, which takes several commands.
///
/// # Errors
/// Whatever the database answers.
pub async fn execute(db: &impl ConnectionTrait, statement: &Statement) -> Result<(), DbErr> {
    match statement.values {
        None => db.execute_unprepared(&statement.sql).await.map(drop),
        Some(_) => db.execute_raw(statement.clone()).await.map(drop),
    }
}

/// Applies a migration of `M`. Of a dynamic one the statements are known only while it runs.
///
/// # Errors
/// [`Error::Statement`] with the position of the one that failed; of a dynamic one, whatever the database answers.
pub async fn apply<M: MigratorTrait>(db: &DatabaseConnection, migration: &Rendered) -> Result<(), Error> {
    let Kind::Dynamic(_) = migration.kind else {
        return run_statements(db, &migration.name, &migration.up, migration.transactional).await;
    };
    let failed = || Error::database(format!("failed to try \"{}\"", migration.name));
    let transaction = db.begin().await.map_err(failed())?;
    run_dynamic::<M>(&transaction, &migration.name).await.map_err(failed())?;
    transaction.commit().await.map_err(failed())
}

/// Runs the migration of this name, reading and all, in an open transaction.
pub(crate) async fn run_dynamic<M: MigratorTrait>(
    transaction: &DatabaseTransaction,
    name: &str,
) -> Result<(), DbErr> {
    for migration in M::migrations().into_iter().filter(|migration| migration.name() == name) {
        migration.up(&SchemaManager::new(transaction)).await?;
    }
    Ok(())
}

/// Executes the statements of the migration of this name, in one transaction or each by itself.
///
/// # Errors
/// [`Error::Statement`] with the position of the one that failed.
pub async fn run_statements(
    db: &DatabaseConnection,
    migration: &str,
    statements: &[Statement],
    transactional: bool,
) -> Result<(), Error> {
    if !transactional {
        return all(db, migration, statements).await;
    }
    let failed = || Error::database(format!("failed to try \"{migration}\""));
    let transaction = db.begin().await.map_err(failed())?;
    all(&transaction, migration, statements).await?;
    transaction.commit().await.map_err(failed())
}

async fn all(db: &impl ConnectionTrait, migration: &str, statements: &[Statement]) -> Result<(), Error> {
    for (index, statement) in statements.iter().enumerate() {
        execute(db, statement).await.map_err(|source| Error::Statement {
            migration: migration.to_owned(),
            position: u32::try_from(index + 1).unwrap_or(u32::MAX),
            total: u32::try_from(statements.len()).unwrap_or(u32::MAX),
            circumstances: Box::default(),
            sql: statement.to_string(),
            source,
        })?;
    }
    Ok(())
}
