//! Calendar entries can show the days of projects, which the calendar tables came before.

use crate::ddl::ForeignKeyAction::SetNull;
use crate::ddl::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let reason = "both tables come with the same release, so they are empty and nobody waits for them";
        run(manager, Note::allow("prefer-not-valid-constraint", reason)).await?;
        run(
            manager,
            AddForeignKey::new(
                CalendarEvents::Table,
                CalendarEvents::ProjectEventId,
                ProjectEvents::Table,
                ProjectEvents::Id,
                SetNull,
            ),
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DropConstraint::new(CalendarEvents::Table, "fk_calendar_events_project_event_id")).await
    }
}

#[derive(DeriveIden)]
enum CalendarEvents {
    Table,
    ProjectEventId,
}

#[derive(DeriveIden)]
enum ProjectEvents {
    Table,
    Id,
}
