//! sea-orm-cli on the same database: what it applied or undid is taken over into the history.

use sea_orm::{ConnectionTrait, DbErr};
use time::OffsetDateTime;

use super::code::Code;
use super::diagnose::Diagnosis;
use super::record::{self, Outcome, Recorded};
use super::tables::Installed;
use super::{Record, RecordState, Rendered, audit};
use crate::sql;

/// Something that sea-orm-cli did.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Reconciled {
    /// The migration.
    pub name: String,
    /// Whether it applied it, or undid it.
    pub applied: bool,
    #[serde(skip)]
    pub(super) at: i64,
}

/// Who is said to have done it.
const CLI: &str = "sea-orm-cli";

/// Finds what sea-orm-cli did and changes the records as if it were written down already. Nothing is written.
pub(super) fn reconcile(installed: &Installed, code: &Code, recorded: &mut Recorded) -> Vec<Reconciled> {
    let Recorded { records, listed, only_listed, .. } = recorded;
    let mut done = Vec::new();
    if !installed.cli {
        return done;
    }
    for record in records.iter_mut() {
        let at = listed.get(&record.name).copied();
        if record.is_applied() && at.is_none() {
            record.state = RecordState::RolledBack;
            done.push(Reconciled { name: record.name.clone(), applied: false, at: 0 });
        } else if let (Some(at), RecordState::RolledBack | RecordState::Failed) = (at, record.state) {
            record.state = RecordState::Completed;
            if let Some(migration) = code.find(&record.name) {
                record.checksum.clone_from(&migration.checksum);
            }
            done.push(Reconciled { name: record.name.clone(), applied: true, at });
        }
    }
    let batch = records.iter().map(|record| record.batch).max().unwrap_or(0) + 1;
    for name in only_listed.drain(..) {
        let at = listed.get(&name).copied().unwrap_or(0);
        records.push(record_of(&name, at, batch, code));
        done.push(Reconciled { name, applied: true, at });
    }
    done
}

fn record_of(name: &str, at: i64, batch: i32, code: &Code) -> Record {
    let migration = code.find(name);
    Record {
        name: name.to_owned(),
        batch,
        executed_at: OffsetDateTime::from_unix_timestamp(at).unwrap_or(OffsetDateTime::UNIX_EPOCH),
        execution_time_ms: 0,
        checksum: migration.map(|one| one.checksum.clone()).unwrap_or_default(),
        state: RecordState::Completed,
        error: None,
        applied_by: CLI.to_owned(),
        host: None,
        statements_done: migration.map_or(0, |one| one.statements),
        transactional: migration.is_none_or(|one| one.transactional),
        irreversible: None,
    }
}

/// Writes down what sea-orm-cli did. What is not in the code stays as it is: nothing is known of it.
pub(super) async fn write(
    db: &impl ConnectionTrait,
    installed: &Installed,
    code: &[Rendered],
    diagnosis: &Diagnosis,
) -> Result<(), DbErr> {
    let tables = &installed.tables;
    for one in &diagnosis.reconciled {
        if one.applied {
            let Some(migration) = code.iter().find(|code| code.name == one.name) else { continue };
            let status = diagnosis.migrations.iter().find(|status| status.name == one.name);
            let batch = status.and_then(|status| status.record.as_ref()).map_or(1, |record| record.batch);
            let outcome = Outcome { migration, batch, elapsed_ms: 0, event: "applied" };
            record::write_applied(db, tables, &outcome, "").await?;
            let query = format!(
                "UPDATE {} SET applied_by = $2, host = NULL, executed_at = to_timestamp($3) WHERE migration_name = $1",
                tables.history
            );
            let values = [one.name.as_str().into(), CLI.into(), (one.at as f64).into()];
            db.execute_raw(sql::statement(&query, values)).await?;
        } else {
            let query =
                format!("UPDATE {} SET status = 'rolled_back' WHERE migration_name = $1", tables.history);
            db.execute_raw(sql::statement(&query, [one.name.as_str().into()])).await?;
            let event = audit::NewEvent {
                event: "rolled_back",
                migration: &one.name,
                message: Some(format!("by {CLI}")),
                ..audit::NewEvent::default()
            };
            audit::add(db, tables, event).await?;
        }
    }
    Ok(())
}
