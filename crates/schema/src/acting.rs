//! Acting as a user under row level security.

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, Statement};
use uuid::Uuid;

/// The role of the cluster that applications take on. Row level security holds for it.
pub const APP_ROLE: &str = "backline_app";

/// From here to the end of the transaction, policies and audit take this user for the one who acts: for this
/// organization alone, or, without one, for all of which the user is a member.
///
/// Policies bind no superuser and no owner of a table: a connection of such a role calls [`act_as_app`] instead.
///
/// ```no_run
/// # async fn example(db: &sea_orm::DatabaseConnection, user_id: uuid::Uuid) -> Result<(), sea_orm::DbErr> {
/// use backline_schema::{act_as, prelude::*};
/// use sea_orm::{EntityTrait, TransactionTrait};
///
/// let transaction = db.begin().await?;
/// act_as(&transaction, user_id, None).await?;
/// let mine = bookings::Entity::find().all(&transaction).await?; // only what the user may see
/// transaction.commit().await
/// # }
/// ```
///
/// # Errors
/// Whatever the database answers.
pub async fn act_as(
    transaction: &DatabaseTransaction,
    user_id: Uuid,
    organization_id: Option<Uuid>,
) -> Result<(), DbErr> {
    let organization = organization_id.map_or_else(String::new, |id| id.to_string());
    let statement = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "SELECT set_config('backline.user_id', $1, true), set_config('backline.organization_id', $2, true)",
        [user_id.to_string().into(), organization.into()],
    );
    transaction.execute_raw(statement).await.map(|_| ())
}

/// [`act_as`], and the transaction gives up what its connection may do beyond [`APP_ROLE`].
///
/// # Errors
/// Whatever the database answers: 42501 where the connection's user is no member of the role.
pub async fn act_as_app(
    transaction: &DatabaseTransaction,
    user_id: Uuid,
    organization_id: Option<Uuid>,
) -> Result<(), DbErr> {
    transaction.execute_unprepared("SET LOCAL ROLE backline_app").await?;
    act_as(transaction, user_id, organization_id).await
}
