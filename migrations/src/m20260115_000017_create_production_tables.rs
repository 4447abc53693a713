//! Production: projects, the crew and the equipment that an organization has, and what each project needs of them.

use crate::ddl::ForeignKeyAction::{Cascade, Restrict, SetNull};
use crate::ddl::*;
use sea_orm_migration::prelude::{ConditionalStatement, ForeignKey};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_enum(
            manager,
            "project_status",
            &["draft", "planned", "confirmed", "in_progress", "completed", "cancelled"],
        )
        .await?;
        create_enum(manager, "equipment_stock_calculation", &["counted", "serial_numbers"]).await?;
        project_types().create(manager).await?;
        crew_roles().create(manager).await?;
        crew_members().create(manager).await?;
        equipment().create(manager).await?;
        projects().create(manager).await?;
        project_roles().create(manager).await?;
        project_equipment_groups().create(manager).await?;
        project_equipment().create(manager).await?;
        manager
            .create_foreign_key(
                ForeignKey::create()
                    .name("fk_project_equipment_group_id")
                    .from(ProjectEquipment::Table, (ProjectEquipment::GroupId, ProjectEquipment::ProjectId))
                    .to(
                        ProjectEquipmentGroups::Table,
                        (ProjectEquipmentGroups::Id, ProjectEquipmentGroups::ProjectId),
                    )
                    .on_delete(Cascade)
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, [ProjectEquipment::Table]).await?;
        drop_tables(manager, [ProjectEquipmentGroups::Table]).await?;
        drop_tables(manager, [ProjectRoles::Table]).await?;
        drop_tables(manager, [Projects::Table]).await?;
        drop_tables(manager, [Equipment::Table]).await?;
        drop_tables(manager, [CrewMembers::Table]).await?;
        drop_tables(manager, [CrewRoles::Table]).await?;
        drop_tables(manager, [ProjectTypes::Table]).await?;
        drop_enums(manager, &["project_status", "equipment_stock_calculation"]).await
    }
}

fn project_types() -> NewTable {
    table(ProjectTypes::Table, "Kinds of project: artist, corporate, broadcast, dry hire.")
        .col(uuid_key(ProjectTypes::Id))
        .col(text(ProjectTypes::Code).comment("artist, corporate, broadcast, dry_hire and what comes later."))
        .col(text(ProjectTypes::Name))
        .col(
            decimal_len(ProjectTypes::PriceMultiplier, 6, 3)
                .default(1)
                .comment("By which list prices are multiplied."),
        )
        .check_sql("code_form", "code ~ '^[a-z0-9]+(_[a-z0-9]+)*$'")
        .check_not_blank(ProjectTypes::Name)
        .check_positive(ProjectTypes::PriceMultiplier)
        .unique([ProjectTypes::Code])
        .timestamps()
}

fn crew_roles() -> NewTable {
    table(CrewRoles::Table, "What crew members do: front of house, lighting, rigging, driving.")
        .col(uuid_key(CrewRoles::Id))
        .col(uuid_null(CrewRoles::OrganizationId).comment("Whose own it is; absent: everybody's."))
        .col(text(CrewRoles::Name))
        .col(text_null(CrewRoles::Description))
        .col(
            char_len(CrewRoles::Color, 7)
                .default("#64748b")
                .comment("In plans, as in style sheets: #64748b."),
        )
        .references_without_index(CrewRoles::OrganizationId, Organizations::Table, Organizations::Id, Cascade)
        .check_not_blank(CrewRoles::Name)
        .check_sql("color_form", "color ~ '^#[0-9a-fA-F]{6}$'")
        .unique([CrewRoles::OrganizationId, CrewRoles::Name])
        .index_as(
            Index::create()
                .unique()
                .name("uq_crew_roles_name_of_everybody")
                .col(CrewRoles::Name)
                .and_where(Expr::cust("organization_id IS NULL")),
        )
        .timestamps()
}

fn crew_members() -> NewTable {
    table(
        CrewMembers::Table,
        "The people who work on an organization's projects, with or without an account.",
    )
    .col(uuid_key(CrewMembers::Id))
    .col(uuid(CrewMembers::OrganizationId))
    .col(uuid_null(CrewMembers::UserId).comment("Their account; absent: they have none."))
    .col(uuid_null(CrewMembers::RoleId).comment("What they usually do."))
    .col(text(CrewMembers::Name))
    .col(custom_type_null(CrewMembers::Email, "citext"))
    .col(text_null(CrewMembers::Phone))
    .col(text_null(CrewMembers::AvatarUrl))
    .col(amount_null(CrewMembers::DailyRate).comment("For a day of work; absent: as agreed."))
    .col(amount_null(CrewMembers::HourlyRate).comment("For an hour of work; absent: as agreed."))
    .col(currency(CrewMembers::Currency))
    .col(text_null(CrewMembers::Notes))
    .col(boolean(CrewMembers::IsActive).default(true))
    .references_without_index(CrewMembers::OrganizationId, Organizations::Table, Organizations::Id, Cascade)
    .references(CrewMembers::UserId, Users::Table, Users::Id, SetNull)
    .references(CrewMembers::RoleId, CrewRoles::Table, CrewRoles::Id, SetNull)
    .references(CrewMembers::Currency, Currencies::Table, Currencies::CurrencyCode, Restrict)
    .check_not_blank(CrewMembers::Name)
    .check_sql("email_form", "email ~ '^[^@[:space:]]+@[^@[:space:]]+$'")
    .check_sql("phone_form", "phone ~ '^[+]?[0-9][0-9 ().-]{3,24}$'")
    .check_not_negative(CrewMembers::DailyRate)
    .check_not_negative(CrewMembers::HourlyRate)
    .unique([CrewMembers::OrganizationId, CrewMembers::Email])
    .unique([CrewMembers::OrganizationId, CrewMembers::UserId])
    .timestamps()
}

fn equipment() -> NewTable {
    table(Equipment::Table, "What an organization has in its warehouse and lets.")
        .col(uuid_key(Equipment::Id))
        .col(uuid(Equipment::OrganizationId))
        .col(text_null(Equipment::Code).comment("On the label."))
        .col(text(Equipment::Name))
        .col(text_null(Equipment::Category).comment("Where it stands in the catalogue: Sound/Microphones."))
        .col(integer(Equipment::Stock).default(0).comment("Pieces owned."))
        .col(enumeration(Equipment::StockCalculation, "equipment_stock_calculation").default("counted"))
        .col(amount_null(Equipment::RentalPrice).comment("For one piece and day."))
        .col(currency(Equipment::Currency))
        .col(decimal_len_null(Equipment::Weight, 10, 3).comment("Of one piece, in kilograms."))
        .col(text_null(Equipment::InternalRemark).comment("Never shown to customers."))
        .col(boolean(Equipment::IsArchived).default(false))
        .references_without_index(Equipment::OrganizationId, Organizations::Table, Organizations::Id, Cascade)
        .references(Equipment::Currency, Currencies::Table, Currencies::CurrencyCode, Restrict)
        .check_not_blank(Equipment::Code)
        .check_not_blank(Equipment::Name)
        .check_not_negative(Equipment::Stock)
        .check_not_negative(Equipment::RentalPrice)
        .check_positive(Equipment::Weight)
        .unique([Equipment::OrganizationId, Equipment::Code])
        .index([Equipment::OrganizationId, Equipment::Category])
        .timestamps()
}

fn projects() -> NewTable {
    table(Projects::Table, "Productions that an organization plans, crews and equips.")
        .col(uuid_key(Projects::Id))
        .col(uuid(Projects::OrganizationId))
        .col(integer(Projects::ProjectNumber).comment("Counts within the organization."))
        .col(text(Projects::Name))
        .col(text_null(Projects::Description))
        .col(uuid(Projects::ProjectTypeId))
        .col(uuid_null(Projects::CustomerId))
        .col(uuid_null(Projects::OwnerId).comment("The crew member who leads it."))
        .col(uuid_null(Projects::BookingId).comment("The booking it is made for."))
        .col(enumeration(Projects::Status, "project_status").default("draft"))
        .col(date_null(Projects::StartsOn))
        .col(date_null(Projects::EndsOn).comment("The last day."))
        .col(char_len_null(Projects::Color, 7).comment("In plans, as in style sheets: #64748b."))
        .col(amount(Projects::ToBeInvoiced).default(0).comment("Before tax."))
        .col(currency(Projects::Currency))
        .col(boolean(Projects::IsArchived).default(false))
        .col(json_object(Projects::Metadata))
        .references_without_index(Projects::OrganizationId, Organizations::Table, Organizations::Id, Restrict)
        .references(Projects::ProjectTypeId, ProjectTypes::Table, ProjectTypes::Id, Restrict)
        .references(Projects::CustomerId, Customers::Table, Customers::Id, SetNull)
        .references(Projects::OwnerId, CrewMembers::Table, CrewMembers::Id, SetNull)
        .references(Projects::BookingId, Bookings::Table, Bookings::Id, SetNull)
        .references(Projects::Currency, Currencies::Table, Currencies::CurrencyCode, Restrict)
        .check_positive(Projects::ProjectNumber)
        .check_not_blank(Projects::Name)
        .check_order(Projects::StartsOn, Projects::EndsOn)
        .check_sql("color_form", "color ~ '^#[0-9a-fA-F]{6}$'")
        .check_not_negative(Projects::ToBeInvoiced)
        .unique([Projects::OrganizationId, Projects::ProjectNumber])
        .index_as(
            Index::create()
                .name("idx_projects_current")
                .col(Projects::OrganizationId)
                .col(Projects::Status)
                .and_where(Expr::cust("NOT is_archived")),
        )
        .timestamps()
}

fn project_roles() -> NewTable {
    table(ProjectRoles::Table, "The crew that a project needs at each of its events: a row a person needed.")
        .col(uuid_key(ProjectRoles::Id))
        .col(uuid(ProjectRoles::ProjectId))
        .col(uuid(ProjectRoles::RoleId))
        .col(amount_null(ProjectRoles::DailyRate).comment("Absent: by the hour, or as agreed."))
        .col(amount_null(ProjectRoles::HourlyRate).comment("Absent: by the day, or as agreed."))
        .col(currency(ProjectRoles::Currency))
        .col(uuid_null(ProjectRoles::PreferredId).comment("The crew member to ask first."))
        .references(ProjectRoles::ProjectId, Projects::Table, Projects::Id, Cascade)
        .references(ProjectRoles::RoleId, CrewRoles::Table, CrewRoles::Id, Restrict)
        .references(ProjectRoles::Currency, Currencies::Table, Currencies::CurrencyCode, Restrict)
        .references(ProjectRoles::PreferredId, CrewMembers::Table, CrewMembers::Id, SetNull)
        .check_not_negative(ProjectRoles::DailyRate)
        .check_not_negative(ProjectRoles::HourlyRate)
        .timestamps()
}

fn project_equipment_groups() -> NewTable {
    table(ProjectEquipmentGroups::Table, "The sections of a project's equipment list.")
        .col(uuid_key(ProjectEquipmentGroups::Id))
        .col(uuid(ProjectEquipmentGroups::ProjectId))
        .col(text(ProjectEquipmentGroups::Name))
        .col(integer(ProjectEquipmentGroups::SortOrder).default(0))
        .col(
            amount_null(ProjectEquipmentGroups::TotalPrice).comment("For one event; absent: not priced yet."),
        )
        .col(currency(ProjectEquipmentGroups::Currency))
        .references_without_index(ProjectEquipmentGroups::ProjectId, Projects::Table, Projects::Id, Cascade)
        .references(ProjectEquipmentGroups::Currency, Currencies::Table, Currencies::CurrencyCode, Restrict)
        .check_not_blank(ProjectEquipmentGroups::Name)
        .check_not_negative(ProjectEquipmentGroups::TotalPrice)
        .unique([ProjectEquipmentGroups::Id, ProjectEquipmentGroups::ProjectId])
        .index_as(
            Index::create()
                .unique()
                .name("idx_project_equipment_groups_project")
                .col(ProjectEquipmentGroups::ProjectId)
                .col(ProjectEquipmentGroups::Name),
        )
        .timestamps()
}

fn project_equipment() -> NewTable {
    table(ProjectEquipment::Table, "The equipment that a project needs at each of its events.")
        .col(uuid_key(ProjectEquipment::Id))
        .col(uuid(ProjectEquipment::ProjectId))
        .col(uuid(ProjectEquipment::EquipmentId))
        .col(uuid_null(ProjectEquipment::GroupId).comment("A group of the same project; absent: in none."))
        .col(integer(ProjectEquipment::Quantity).default(1).comment("Pieces."))
        .col(text_null(ProjectEquipment::Notes))
        .references(ProjectEquipment::ProjectId, Projects::Table, Projects::Id, Cascade)
        .references(ProjectEquipment::EquipmentId, Equipment::Table, Equipment::Id, Restrict)
        .check_positive(ProjectEquipment::Quantity)
        .index([ProjectEquipment::GroupId, ProjectEquipment::ProjectId])
        .timestamps()
}

#[derive(DeriveIden)]
enum ProjectEquipment {
    Table,
    GroupId,
    ProjectId,
    Id,
    EquipmentId,
    Quantity,
    Notes,
}

#[derive(DeriveIden)]
enum ProjectEquipmentGroups {
    Table,
    Id,
    ProjectId,
    Name,
    SortOrder,
    TotalPrice,
    Currency,
}

#[derive(DeriveIden)]
enum ProjectRoles {
    Table,
    Id,
    ProjectId,
    RoleId,
    DailyRate,
    HourlyRate,
    Currency,
    PreferredId,
}

#[derive(DeriveIden)]
enum Projects {
    Table,
    Id,
    OrganizationId,
    ProjectNumber,
    Name,
    Description,
    ProjectTypeId,
    CustomerId,
    OwnerId,
    BookingId,
    Status,
    StartsOn,
    EndsOn,
    Color,
    ToBeInvoiced,
    Currency,
    IsArchived,
    Metadata,
}

#[derive(DeriveIden)]
enum Equipment {
    Table,
    Id,
    OrganizationId,
    Code,
    Name,
    Category,
    Stock,
    StockCalculation,
    RentalPrice,
    Currency,
    Weight,
    InternalRemark,
    IsArchived,
}

#[derive(DeriveIden)]
enum CrewMembers {
    Table,
    Id,
    OrganizationId,
    UserId,
    RoleId,
    Name,
    Email,
    Phone,
    AvatarUrl,
    DailyRate,
    HourlyRate,
    Currency,
    Notes,
    IsActive,
}

#[derive(DeriveIden)]
enum CrewRoles {
    Table,
    Id,
    OrganizationId,
    Name,
    Description,
    Color,
}

#[derive(DeriveIden)]
enum ProjectTypes {
    Table,
    Id,
    Code,
    Name,
    PriceMultiplier,
}

#[derive(DeriveIden)]
enum Organizations {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Currencies {
    Table,
    CurrencyCode,
}

#[derive(DeriveIden)]
enum Customers {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Bookings {
    Table,
    Id,
}
