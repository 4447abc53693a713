//! Access: roles, permissions, which role allows what, and who has which role.

use crate::ddl::ForeignKeyAction::{Cascade, Restrict, SetNull};
use crate::ddl::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        roles().create(manager).await?;
        permissions().create(manager).await?;
        role_permissions().create(manager).await?;
        user_roles().create(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, [UserRoles::Table]).await?;
        drop_tables(manager, [RolePermissions::Table]).await?;
        drop_tables(manager, [Permissions::Table]).await?;
        drop_tables(manager, [Roles::Table]).await
    }
}

fn roles() -> NewTable {
    table(Roles::Table, "The parts that people play on the platform.")
        .col(uuid_key(Roles::Id))
        .col(enumeration(Roles::Name, "role_name"))
        .col(text_null(Roles::Description))
        .check_not_blank(Roles::Description)
        .unique([Roles::Name])
        .timestamps()
}

fn permissions() -> NewTable {
    table(Permissions::Table, "What can be allowed.")
        .col(uuid_key(Permissions::Id))
        .col(text(Permissions::Code).comment("resource:action, as in booking:confirm."))
        .col(text_null(Permissions::Description))
        .check_sql("code_form", "code ~ '^[a-z]+(_[a-z]+)*:[a-z]+(_[a-z]+)*$'")
        .check_not_blank(Permissions::Description)
        .unique([Permissions::Code])
        .timestamps()
}

fn role_permissions() -> NewTable {
    table(RolePermissions::Table, "Which role allows what.")
        .col(uuid(RolePermissions::RoleId))
        .col(uuid(RolePermissions::PermissionId))
        .primary_key([RolePermissions::RoleId, RolePermissions::PermissionId])
        .references_without_index(RolePermissions::RoleId, Roles::Table, Roles::Id, Cascade)
        .references(RolePermissions::PermissionId, Permissions::Table, Permissions::Id, Cascade)
        .created_at()
}

fn user_roles() -> NewTable {
    table(UserRoles::Table, "Who plays which part.")
        .col(uuid(UserRoles::UserId))
        .col(uuid(UserRoles::RoleId))
        .col(timestamptz_now(UserRoles::AssignedAt))
        .col(uuid_null(UserRoles::AssignedBy).comment("Absent: at registration, or by the platform."))
        .primary_key([UserRoles::UserId, UserRoles::RoleId])
        .references_without_index(UserRoles::UserId, Users::Table, Users::Id, Cascade)
        .references(UserRoles::RoleId, Roles::Table, Roles::Id, Restrict)
        .references(UserRoles::AssignedBy, Users::Table, Users::Id, SetNull)
}

#[derive(DeriveIden)]
enum UserRoles {
    Table,
    UserId,
    RoleId,
    AssignedAt,
    AssignedBy,
}

#[derive(DeriveIden)]
enum RolePermissions {
    Table,
    RoleId,
    PermissionId,
}

#[derive(DeriveIden)]
enum Permissions {
    Table,
    Id,
    Code,
    Description,
}

#[derive(DeriveIden)]
enum Roles {
    Table,
    Id,
    Name,
    Description,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
}
