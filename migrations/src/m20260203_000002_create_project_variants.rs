//! Project variants, second of five: the variants that a project has, such as trio, band and DJ.
//!
//! Columns, constraints and indexes are those of `project-variants-migration-strategy.md`, whose columns may be null where
//! they have a default. What every table of ours has besides follows: comments, `updated_at`, policies and grants.

use crate::ddl::*;
use crate::m20260115_000026_enable_row_level_security::production::of_project;
use sea_orm_migration::prelude::{ColumnDef, ForeignKey};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table(ProjectVariants::Table)
                    .col(uuid_key(ProjectVariants::Id))
                    .col(uuid(ProjectVariants::ProjectId))
                    .col(text(ProjectVariants::VariantName))
                    .col(text(ProjectVariants::DisplayName))
                    .col(text_null(ProjectVariants::Description))
                    .col(boolean_null(ProjectVariants::IsDefault).default(false))
                    .col(integer_null(ProjectVariants::SortOrder).default(0))
                    .col(now_null(ProjectVariants::CreatedAt))
                    .col(now_null(ProjectVariants::UpdatedAt))
                    .foreign_key(
                        ForeignKey::create()
                            .name("project_variants_project_id_fkey")
                            .from(ProjectVariants::Table, ProjectVariants::ProjectId)
                            .to(Projects::Table, Projects::Id)
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .index(
                        Index::create()
                            .unique()
                            .name("unique_project_variant")
                            .col(ProjectVariants::ProjectId)
                            .col(ProjectVariants::VariantName),
                    )
                    .check(("valid_variant_name", Expr::cust("variant_name ~ '^[a-z0-9_]+$'")))
                    .to_owned(),
            )
            .await?;
        run(
            manager,
            Exclude::new(ProjectVariants::Table, "unique_default_per_project")
                .using("btree")
                .with(ProjectVariants::ProjectId, "=")
                .only_where("is_default = true"),
        )
        .await?;
        manager
            .create_index(
                Index::create()
                    .name("idx_project_variants_project")
                    .table(ProjectVariants::Table)
                    .col(ProjectVariants::ProjectId)
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("idx_project_variants_default")
                    .table(ProjectVariants::Table)
                    .col(ProjectVariants::ProjectId)
                    .col(ProjectVariants::IsDefault)
                    .to_owned(),
            )
            .await?;
        let access = of_project("project_variants");
        access.enable(manager).await?;
        for grant in grants(&[access]) {
            run(manager, grant).await?;
        }
        finish(manager).await
    }

    /// The document's emergency rollback.
    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table(ProjectVariants::Table).if_exists().cascade().to_owned())
            .await?;
        run(manager, VERIFY_ROLLBACK).await
    }
}

/// What the document leaves to the platform.
async fn finish(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    run(manager, Comment::on_table("project_variants", "The line-ups that a project can be played in."))
        .await?;
    for (column, text) in [
        ("variant_name", "As programs know it: trio, band, dj."),
        ("display_name", "As people know it: Trio, Band, DJ."),
        ("is_default", "The one taken where none is named; at most one a project."),
    ] {
        run(manager, Comment::on_column("project_variants", column, text)).await?;
    }
    run(
        manager,
        Trigger::new(ProjectVariants::Table, "touch_updated_at", "BEFORE UPDATE", "touch_updated_at()"),
    )
    .await
}

/// `timestamptz DEFAULT now()`.
fn now_null(column: impl IntoIden) -> ColumnDef {
    timestamptz_null(column).default(Expr::cust("now()")).take()
}

const VERIFY_ROLLBACK: &str = "DO $$
BEGIN
    IF EXISTS (SELECT 1 FROM information_schema.tables WHERE table_name = 'project_variants') THEN
        RAISE EXCEPTION 'Rollback failed: project_variants table still exists';
    END IF;

    RAISE NOTICE 'Variant system rollback completed successfully';
END $$";

#[derive(DeriveIden)]
enum ProjectVariants {
    Table,
    Id,
    ProjectId,
    VariantName,
    DisplayName,
    Description,
    IsDefault,
    SortOrder,
    CreatedAt,
    UpdatedAt,
}

#[derive(DeriveIden)]
enum Projects {
    Table,
    Id,
}
