//! Project variants, last of five: covering indexes, built while everybody goes on working.
//!
//! Statements and names are those of `project-variants-migration-strategy.md`. Not in a transaction, each statement alone.

use crate::ddl::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(false)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_index(
                Index::create()
                    .concurrently()
                    .name(GROUPS_INDEX)
                    .table(ProjectEquipmentGroups::Table)
                    .col(ProjectEquipmentGroups::ProjectId)
                    .col(ProjectEquipmentGroups::VariantName)
                    .include(ProjectEquipmentGroups::Name)
                    .include(ProjectEquipmentGroups::SortOrder)
                    .include(ProjectEquipmentGroups::TotalPrice)
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .concurrently()
                    .name(ROLES_INDEX)
                    .table(ProjectRoles::Table)
                    .col(ProjectRoles::ProjectId)
                    .col(ProjectRoles::VariantName)
                    .include(ProjectRoles::RoleId)
                    .include(ProjectRoles::DailyRate)
                    .include(ProjectRoles::PreferredId)
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in [ROLES_INDEX, GROUPS_INDEX] {
            manager.drop_index(Index::drop().concurrently().if_exists().name(name).to_owned()).await?;
        }
        Ok(())
    }
}

const GROUPS_INDEX: &str = "idx_project_equipment_groups_variant_lookup";
const ROLES_INDEX: &str = "idx_project_roles_variant_lookup";

#[derive(DeriveIden)]
enum ProjectEquipmentGroups {
    Table,
    ProjectId,
    VariantName,
    Name,
    SortOrder,
    TotalPrice,
}

#[derive(DeriveIden)]
enum ProjectRoles {
    Table,
    ProjectId,
    VariantName,
    RoleId,
    DailyRate,
    PreferredId,
}
