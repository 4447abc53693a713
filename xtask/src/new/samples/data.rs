//! Made for the tests.

use crate::ddl::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let _ = manager; // remove this line with the first step
        // Example: one statement that can run twice. What touches more than some thousand rows of a table in use is a
        // backfill, not a migration.
        // run(manager, ADD).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let _ = manager; // remove this line with the first step
        // Example: only what `up` made. What cannot be undone answers Err(DbErr::Migration("why not".into())), which
        // stops a rollback before anything is lost.
        // run(manager, REMOVE).await?;
        Ok(())
    }
}

// Example: the statements that the steps above run.
// const ADD: &str = "INSERT INTO feature_flags (key, description)
// VALUES ('celebrity-badges', 'Badges are shown on the pages of celebrities.') ON CONFLICT (key) DO NOTHING";
//
// const REMOVE: &str = "DELETE FROM feature_flags WHERE key = 'celebrity-badges'";
