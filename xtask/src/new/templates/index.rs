//! DESCRIPTION

use crate::ddl::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    /// Without one: what is done CONCURRENTLY keeps nobody waiting, and stands in no transaction.
    fn use_transaction(&self) -> Option<bool> {
        Some(false)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let _ = manager; // remove this line with the first step
        // Example: an index that is built while people work. Nothing else belongs into this migration.
        let mut index = Index::create();
        index.concurrently().name(INDEX).table(Celebrities::Table).col(Celebrities::CreatedAt);
        manager.create_index(index).await?;
        // End of the example.
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let _ = manager; // remove this line with the first step
        // Example: the same the other way round.
        manager.drop_index(Index::drop().concurrently().if_exists().name(INDEX).to_owned()).await?;
        // End of the example.
        Ok(())
    }
}

// Example: the names that the steps above use.
const INDEX: &str = "idx_celebrities_created_at";

#[derive(DeriveIden)]
enum Celebrities {
    Table,
    CreatedAt,
}
// End of the example.
