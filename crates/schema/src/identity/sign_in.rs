//! Who somebody is who is not signed in yet: the questions that may be asked before anybody acts.
//!
//! With the answer, [`act_as`](crate::act_as) that user; as them, read the row that proves it, a password's hash, say.

use sea_orm::entity::prelude::*;
use sea_orm::{DbBackend, Statement};

/// Whose e-mail address or user name it is, whatever its case.
///
/// # Errors
/// Whatever the database answers.
pub async fn user_id_by_login<C: ConnectionTrait>(db: &C, login: &str) -> Result<Option<Uuid>, DbErr> {
    ask(db, "SELECT user_id_by_login($1)", [login.into()]).await
}

/// Whose session it is, by the SHA-256 of its token in hexadecimal; none where it has ended.
///
/// # Errors
/// Whatever the database answers.
pub async fn user_id_by_session<C: ConnectionTrait>(db: &C, token_hash: &str) -> Result<Option<Uuid>, DbErr> {
    ask(db, "SELECT user_id_by_session($1)", [token_hash.into()]).await
}

/// Whose key it is, by its hash; none where it has ended.
///
/// # Errors
/// Whatever the database answers.
pub async fn user_id_by_api_key<C: ConnectionTrait>(db: &C, key_hash: &str) -> Result<Option<Uuid>, DbErr> {
    ask(db, "SELECT user_id_by_api_key($1)", [key_hash.into()]).await
}

/// Who signs in with this account of a provider.
///
/// # Errors
/// Whatever the database answers.
pub async fn user_id_by_provider<C: ConnectionTrait>(
    db: &C,
    provider: &str,
    provider_user_id: &str,
) -> Result<Option<Uuid>, DbErr> {
    ask(db, "SELECT user_id_by_provider($1, $2)", [provider.into(), provider_user_id.into()]).await
}

async fn ask<C: ConnectionTrait, const N: usize>(
    db: &C,
    question: &'static str,
    values: [Value; N],
) -> Result<Option<Uuid>, DbErr> {
    let statement = Statement::from_sql_and_values(DbBackend::Postgres, question, values);
    match db.query_one_raw(statement).await? {
        Some(row) => row.try_get_by_index(0),
        None => Ok(None),
    }
}
