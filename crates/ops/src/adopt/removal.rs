//! The end of a take-over: one of the two schemas goes, and nothing that lies outside of it.

use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, TransactionTrait};

use super::Error;
use super::names::{GREEN, LEGACY};
use super::state::SCHEMA;
use crate::catalog::{Kind, Snapshot};
use crate::sql::{identifier, scalar};

/// Drops the new schema and all that the take-over keeps.
pub(super) async fn remove_green(db: &DatabaseConnection) -> Result<(), Error> {
    let failed = || Error::database("failed to drop the new schema");
    let transaction = db.begin().await.map_err(failed())?;
    let script =
        format!("DROP SCHEMA {} CASCADE; DROP SCHEMA {} CASCADE", identifier(SCHEMA), identifier(GREEN));
    drop_alone(&transaction, GREEN, &script).await?;
    transaction.commit().await.map_err(failed())
}

/// Drops the legacy and all that the take-over keeps but the rejected rows, if there are any: so many.
pub(super) async fn remove_legacy(db: &DatabaseConnection) -> Result<i64, Error> {
    let failed = || Error::database("failed to drop the legacy");
    let transaction = db.begin().await.map_err(failed())?;
    let rejected = "SELECT count(*) FROM backline_adopt.rejected";
    let rejected: i64 = scalar(&transaction, rejected, []).await.map_err(failed())?;
    let own = if rejected == 0 {
        format!("DROP SCHEMA {} CASCADE", identifier(SCHEMA))
    } else {
        "DROP TABLE backline_adopt.take_over, backline_adopt.tables, backline_adopt.rows, backline_adopt.gone;
         DROP FUNCTION backline_adopt.refuse, backline_adopt.must, backline_adopt.is_of_row"
            .to_owned()
    };
    let script = format!("{own}; DROP SCHEMA {} CASCADE", identifier(LEGACY));
    drop_alone(&transaction, LEGACY, &script).await?;
    transaction.commit().await.map_err(failed())?;
    Ok(rejected)
}

/// Refuses where anything outside of the schema would go with it.
async fn drop_alone(transaction: &DatabaseTransaction, schema: &str, script: &str) -> Result<(), Error> {
    let failed = || Error::database(format!("failed to drop the schema \"{schema}\""));
    let outside = async || -> Result<Snapshot, DbErr> {
        Ok(Snapshot::read_in(transaction).await?.without(&[schema, SCHEMA]))
    };
    let before = outside().await.map_err(failed())?;
    let quiet = "SET LOCAL client_min_messages = warning; SET LOCAL lock_timeout = '4s'";
    transaction.execute_unprepared(quiet).await.map_err(failed())?;
    transaction.execute_unprepared(script).await.map_err(failed())?;
    let after = outside().await.map_err(failed())?;
    let lost: Vec<String> = before
        .diff(&after)
        .iter()
        .filter(|change| change.object().kind != Kind::Extension)
        .map(ToString::to_string)
        .collect();
    if lost.is_empty() {
        return Ok(());
    }
    Err(Error::Unsuitable {
        problem: format!("with the schema \"{schema}\" this would go, too: {}", lost.join(", ")),
        hint: "take the dependence away first; nothing was dropped".into(),
    })
}
