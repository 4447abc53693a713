//! What everything else stands on: extensions, the three roles of the cluster, the function behind `updated_at`.

use crate::ddl::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for extension in ["btree_gist", "citext", "pg_trgm"] {
            run(manager, Extension(extension)).await?;
        }
        for (name, attributes) in [
            ("backline_app", "NOLOGIN"),
            ("backline_readonly", "NOLOGIN"),
            ("backline_admin", "NOLOGIN BYPASSRLS"),
        ] {
            run(manager, CreateRoleIfAbsent { name, attributes }).await?;
        }
        run(
            manager,
            Function::trigger(
                "touch_updated_at",
                "BEGIN
    NEW.updated_at := now();
    RETURN NEW;
END",
            ),
        )
        .await?;
        run(
            manager,
            Comment::on_function(
                "touch_updated_at()",
                "Keeps updated_at; a trigger on every table that has it.",
            ),
        )
        .await
    }

    /// Extensions and roles stay: they may have been there before, and other databases may use the roles.
    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let reason = "an extension may have been there before, and others may use it";
        run(manager, Note::leaves("extension", reason)).await?;
        run(manager, DropFunction("touch_updated_at()")).await
    }
}
