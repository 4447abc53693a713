//! Runs a migration that reads the database: its statements go to the server as it sends them, and are written down.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use sea_orm::{
    ConnectionTrait as _, Database, DatabaseConnection, DbBackend, DbErr, ProxyDatabaseTrait,
    ProxyExecResult, ProxyRow, Statement, from_query_result_to_proxy_row,
};
use sea_orm_migration::{MigrationTrait, SchemaManager};

use super::kind::marked;
use super::session::Session;
use super::{Rendered, Rollback};
use crate::Error;

/// Applies it in the session's open transaction, and returns it as it turned out: with its SQL, and the one that undoes it.
pub(super) async fn apply(
    session: &Session,
    source: &dyn MigrationTrait,
    declared: &Rendered,
) -> Result<Rendered, Error> {
    let name = &declared.name;
    let up = tee(session, name, true, async |manager| source.up(&manager).await).await?;
    let down = match tee(session, name, false, async |manager| source.down(&manager).await).await {
        Ok(statements) => Rollback::Statements(statements),
        Err(Error::Render { source: DbErr::Migration(reason), .. }) => Rollback::Irreversible(reason),
        Err(error) => return Err(error),
    };
    Ok(Rendered { up, down, ..declared.clone() })
}

async fn tee(
    session: &Session,
    name: &str,
    sends: bool,
    run: impl AsyncFnOnce(SchemaManager<'_>) -> Result<(), DbErr>,
) -> Result<Vec<Statement>, Error> {
    let statements = Arc::new(Mutex::new(Vec::new()));
    let tee = Tee { session: session.clone(), statements: Arc::clone(&statements), sends };
    let connection: DatabaseConnection =
        Database::connect_proxy(DbBackend::Postgres, Arc::new(Box::new(tee)))
            .await
            .map_err(Error::database("failed to prepare a dynamic migration"))?;
    let outcome = run(SchemaManager::new(&connection)).await;
    let sent = std::mem::take(&mut *statements.lock().unwrap_or_else(PoisonError::into_inner));
    match outcome {
        Ok(()) => Ok(sent),
        Err(source @ DbErr::Migration(_)) => Err(Error::Render { migration: name.to_owned(), source }),
        Err(source) => Err(Error::Statement {
            migration: name.to_owned(),
            position: u32::try_from(sent.len().max(1)).unwrap_or(u32::MAX),
            total: u32::try_from(sent.len().max(1)).unwrap_or(u32::MAX),
            sql: sent.last().map(ToString::to_string).unwrap_or_default(),
            circumstances: Box::default(),
            source,
        }),
    }
}

/// Hands queries to the server, statements too where it is told so, and writes statements down.
#[derive(Debug)]
struct Tee {
    session: Session,
    statements: Arc<Mutex<Vec<Statement>>>,
    sends: bool,
}

#[async_trait]
impl ProxyDatabaseTrait for Tee {
    async fn query(&self, statement: Statement) -> Result<Vec<ProxyRow>, DbErr> {
        let rows = self.session.query_all_raw(statement).await?;
        Ok(rows.iter().map(from_query_result_to_proxy_row).collect())
    }

    async fn execute(&self, statement: Statement) -> Result<ProxyExecResult, DbErr> {
        if marked(&statement.sql).is_some() {
            return Ok(ProxyExecResult::default());
        }
        self.statements.lock().unwrap_or_else(PoisonError::into_inner).push(statement.clone());
        if !self.sends {
            return Ok(ProxyExecResult::default());
        }
        let done = match statement.values {
            None => self.session.execute_unprepared(&statement.sql).await?,
            Some(_) => self.session.execute_raw(statement).await?,
        };
        Ok(ProxyExecResult { last_insert_id: 0, rows_affected: done.rows_affected() })
    }
}
