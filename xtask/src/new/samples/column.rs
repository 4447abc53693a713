//! Made for the tests.

use crate::ddl::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let _ = manager; // remove this line with the first step
        // Example: a column that may be null, or has a constant default, is added without a look at the rows. One that
        // must be filled takes three migrations: add it as nullable, fill it in batches, demand it.
        // let colour = text_null(Celebrities::Colour);
        // manager.alter_table(Table::alter().table(Celebrities::Table).add_column(colour).to_owned()).await?;
        // run(manager, AddCheck::new(Celebrities::Table, "ck_celebrities_colour", "colour <> ''").not_valid())
        //     .await?;
        // run(manager, Comment::on_column("celebrities", "colour", "In which their page is kept.")).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let _ = manager; // remove this line with the first step
        // Example: checks and comments go with their column.
        // let column = Celebrities::Colour;
        // manager.alter_table(Table::alter().table(Celebrities::Table).drop_column(column).to_owned()).await?;
        Ok(())
    }
}

// Example: the names that the steps above use.
// #[derive(DeriveIden)]
// enum Celebrities {
//     Table,
//     Colour,
// }
