//! Made for the tests.

use crate::ddl::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let _ = manager; // remove this line with the first step
        // Example: the table with its indexes, comments and trigger; then who may do what with its rows.
        // celebrity_badges().create(manager).await?;
        // access().enable(manager).await?;
        // for grant in grants(&[access()]) {
        //     run(manager, grant).await?;
        // }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let _ = manager; // remove this line with the first step
        // Example: policies, grants and indexes go with their table.
        // drop_tables(manager, [CelebrityBadges::Table]).await?;
        Ok(())
    }
}

// Example: what the steps above use. A column is NOT NULL unless its function ends in `_null`.
// fn celebrity_badges() -> NewTable {
//     table(CelebrityBadges::Table, "What celebrities are decorated with.")
//         .col(uuid_key(CelebrityBadges::Id))
//         .col(uuid(CelebrityBadges::CelebrityId).comment("Whom it belongs to."))
//         .col(text(CelebrityBadges::Name).comment("As it is shown to people."))
//         .timestamps()
//         .references(
//             CelebrityBadges::CelebrityId,
//             Celebrities::Table,
//             Celebrities::ArtistId,
//             ForeignKeyAction::Cascade,
//         )
//         .check_not_blank(CelebrityBadges::Name)
// }
//
// fn access() -> Access {
//     Access::to("celebrity_badges").read("true")
// }
//
// #[derive(DeriveIden)]
// enum CelebrityBadges {
//     Table,
//     Id,
//     CelebrityId,
//     Name,
// }
//
// #[derive(DeriveIden)]
// enum Celebrities {
//     Table,
//     ArtistId,
// }
