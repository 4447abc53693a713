//! Project variants, first of five: a variant's name beside each equipment group and each role, `default` for those that
//! are there.
//!
//! Statements and names are those of `project-variants-migration-strategy.md`. An application that knows nothing of
//! variants goes on as before.

use crate::ddl::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .alter_table(
                Table::alter()
                    .table(ProjectEquipmentGroups::Table)
                    .add_column(text(ProjectEquipmentGroups::VariantName).default("default"))
                    .to_owned(),
            )
            .await?;
        manager
            .alter_table(
                Table::alter()
                    .table(ProjectRoles::Table)
                    .add_column(text(ProjectRoles::VariantName).default("default"))
                    .to_owned(),
            )
            .await?;
        run(manager, Note::allow("require-concurrent-index-deletion", SMALL)).await?;
        drop_index(manager, "idx_project_equipment_groups_project").await?;
        run(manager, Note::allow("require-concurrent-index-creation", SMALL)).await?;
        manager
            .create_index(
                Index::create()
                    .unique()
                    .name("idx_project_equipment_groups_project_variant")
                    .table(ProjectEquipmentGroups::Table)
                    .col(ProjectEquipmentGroups::ProjectId)
                    .col(ProjectEquipmentGroups::Name)
                    .col(ProjectEquipmentGroups::VariantName)
                    .to_owned(),
            )
            .await?;
        run(manager, Note::allow("require-concurrent-index-creation", SMALL)).await?;
        manager
            .create_index(
                Index::create()
                    .name("idx_project_equipment_groups_variant")
                    .table(ProjectEquipmentGroups::Table)
                    .col(ProjectEquipmentGroups::ProjectId)
                    .col(ProjectEquipmentGroups::VariantName)
                    .to_owned(),
            )
            .await?;
        run(manager, Note::allow("require-concurrent-index-creation", SMALL)).await?;
        manager
            .create_index(
                Index::create()
                    .name("idx_project_roles_variant")
                    .table(ProjectRoles::Table)
                    .col(ProjectRoles::ProjectId)
                    .col(ProjectRoles::VariantName)
                    .to_owned(),
            )
            .await?;
        for table in ["project_equipment_groups", "project_roles"] {
            let text = "The project's variant that it belongs to: see project_variants.";
            run(manager, Comment::on_column(table, "variant_name", text)).await?;
        }
        Ok(())
    }

    /// The document's emergency rollback. Refused by the index while a project has two groups of one name in different
    /// variants: which of them is to stay is not for a rollback to say.
    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, "ALTER TABLE project_equipment_groups DROP COLUMN IF EXISTS variant_name").await?;
        run(manager, "ALTER TABLE project_roles DROP COLUMN IF EXISTS variant_name").await?;
        drop_index(manager, "idx_project_equipment_groups_project_variant").await?;
        manager
            .create_index(
                Index::create()
                    .unique()
                    .name("idx_project_equipment_groups_project")
                    .table(ProjectEquipmentGroups::Table)
                    .col(ProjectEquipmentGroups::ProjectId)
                    .col(ProjectEquipmentGroups::Name)
                    .to_owned(),
            )
            .await?;
        drop_index(manager, "idx_project_equipment_groups_variant").await?;
        drop_index(manager, "idx_project_roles_variant").await
    }
}

/// In a rollback it has gone with its column.
async fn drop_index(manager: &SchemaManager<'_>, name: &str) -> Result<(), DbErr> {
    manager.drop_index(Index::drop().if_exists().name(name).to_owned()).await
}

const SMALL: &str =
    "a project has few groups and roles, and the document wants the step to be one transaction";

#[derive(DeriveIden)]
enum ProjectEquipmentGroups {
    Table,
    ProjectId,
    Name,
    VariantName,
}

#[derive(DeriveIden)]
enum ProjectRoles {
    Table,
    ProjectId,
    VariantName,
}
