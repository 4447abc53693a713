//! The days of a project: its events, and who and what is on each.

use crate::ddl::ForeignKeyAction::{Cascade, Restrict, SetNull};
use crate::ddl::*;
use sea_orm_migration::prelude::{ConditionalStatement, ForeignKey};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_enum(manager, "crew_rate_type", &["hourly", "daily", "fixed"]).await?;
        create_enum(manager, "project_event_status", &["planned", "confirmed", "completed", "cancelled"])
            .await?;
        create_enum(
            manager,
            "crew_assignment_status",
            &["planned", "invited", "confirmed", "declined", "completed", "cancelled"],
        )
        .await?;
        event_types().create(manager).await?;
        project_events().create(manager).await?;
        project_event_roles().create(manager).await?;
        manager
            .create_foreign_key(
                ForeignKey::create()
                    .name("fk_project_event_roles_event_id")
                    .from(
                        ProjectEventRoles::Table,
                        (ProjectEventRoles::EventId, ProjectEventRoles::ProjectId),
                    )
                    .to(ProjectEvents::Table, (ProjectEvents::Id, ProjectEvents::ProjectId))
                    .on_delete(Cascade)
                    .to_owned(),
            )
            .await?;
        project_event_equipment().create(manager).await?;
        manager
            .create_foreign_key(
                ForeignKey::create()
                    .name("fk_project_event_equipment_event_id")
                    .from(
                        ProjectEventEquipment::Table,
                        (ProjectEventEquipment::EventId, ProjectEventEquipment::ProjectId),
                    )
                    .to(ProjectEvents::Table, (ProjectEvents::Id, ProjectEvents::ProjectId))
                    .on_delete(Cascade)
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, [ProjectEventEquipment::Table]).await?;
        drop_tables(manager, [ProjectEventRoles::Table]).await?;
        drop_tables(manager, [ProjectEvents::Table]).await?;
        drop_tables(manager, [EventTypes::Table]).await?;
        drop_enums(manager, &["crew_rate_type", "project_event_status", "crew_assignment_status"]).await
    }
}

fn event_types() -> NewTable {
    table(EventTypes::Table, "Kinds of day in a project: preparation, load-in, show, travel.")
        .col(uuid_key(EventTypes::Id))
        .col(uuid_null(EventTypes::OrganizationId).comment("Whose own it is; absent: everybody's."))
        .col(text(EventTypes::Name))
        .col(
            char_len(EventTypes::Color, 7)
                .default("#64748b")
                .comment("In plans, as in style sheets: #64748b."),
        )
        .col(boolean(EventTypes::AllowsDiscount).default(true))
        .col(boolean(EventTypes::NeedsCrew).default(true))
        .col(boolean(EventTypes::NeedsEquipment).default(true))
        .col(enumeration(EventTypes::RateType, "crew_rate_type").default("daily"))
        .col(
            decimal_len(EventTypes::CrewRateMultiplier, 6, 3)
                .default(1)
                .comment("By which crew rates are multiplied; 0: not paid."),
        )
        .col(
            decimal_len(EventTypes::EquipmentRateMultiplier, 6, 3)
                .default(1)
                .comment("By which rental prices are multiplied; 0: not charged."),
        )
        .references_without_index(
            EventTypes::OrganizationId,
            Organizations::Table,
            Organizations::Id,
            Cascade,
        )
        .check_not_blank(EventTypes::Name)
        .check_sql("color_form", "color ~ '^#[0-9a-fA-F]{6}$'")
        .check_not_negative(EventTypes::CrewRateMultiplier)
        .check_not_negative(EventTypes::EquipmentRateMultiplier)
        .unique([EventTypes::OrganizationId, EventTypes::Name])
        .index_as(
            Index::create()
                .unique()
                .name("uq_event_types_name_of_everybody")
                .col(EventTypes::Name)
                .and_where(Expr::cust("organization_id IS NULL")),
        )
        .timestamps()
}

fn project_events() -> NewTable {
    table(ProjectEvents::Table, "The days of a project.")
        .col(uuid_key(ProjectEvents::Id))
        .col(uuid(ProjectEvents::ProjectId))
        .col(uuid(ProjectEvents::EventTypeId))
        .col(text(ProjectEvents::Name))
        .col(date(ProjectEvents::Date).comment("On which it starts, in its own time zone."))
        .col(timestamptz_null(ProjectEvents::StartsAt).comment("Absent: not known yet."))
        .col(timestamptz_null(ProjectEvents::EndsAt))
        .col(text(ProjectEvents::Timezone).default("Asia/Kolkata").comment("Of the place."))
        .col(uuid_null(ProjectEvents::VenueId))
        .col(text_null(ProjectEvents::Location).comment("Where it is no venue of the platform."))
        .col(json_null(ProjectEvents::LocationData).comment("The place as the map service gave it."))
        .col(enumeration(ProjectEvents::Status, "project_event_status").default("planned"))
        .col(amount(ProjectEvents::CrewPrice).default(0))
        .col(amount(ProjectEvents::EquipmentPrice).default(0))
        .col(
            amount(ProjectEvents::TotalPrice)
                .generated(Expr::cust("crew_price + equipment_price"), true)
                .comment("Crew and equipment together."),
        )
        .col(currency(ProjectEvents::Currency))
        .references(ProjectEvents::ProjectId, Projects::Table, Projects::Id, Cascade)
        .references(ProjectEvents::EventTypeId, EventTypes::Table, EventTypes::Id, Restrict)
        .references(ProjectEvents::Timezone, Timezones::Table, Timezones::TzName, Restrict)
        .references(ProjectEvents::VenueId, Venues::Table, Venues::Id, SetNull)
        .references(ProjectEvents::Currency, Currencies::Table, Currencies::CurrencyCode, Restrict)
        .check_not_blank(ProjectEvents::Name)
        .check_sql("starts_at_on_date", "date = (starts_at AT TIME ZONE timezone)::date")
        .check_sql(
            "ends_at_after_starts_at",
            "ends_at IS NULL OR (starts_at IS NOT NULL AND ends_at > starts_at)",
        )
        .check_not_negative(ProjectEvents::CrewPrice)
        .check_not_negative(ProjectEvents::EquipmentPrice)
        .unique([ProjectEvents::Id, ProjectEvents::ProjectId])
        .index([ProjectEvents::Date])
        .timestamps()
}

fn project_event_roles() -> NewTable {
    table(ProjectEventRoles::Table, "Who works on a project's day, as what, from when to when.")
        .col(uuid_key(ProjectEventRoles::Id))
        .col(uuid(ProjectEventRoles::ProjectId))
        .col(uuid(ProjectEventRoles::EventId).comment("An event of the same project."))
        .col(uuid(ProjectEventRoles::RoleId))
        .col(uuid_null(ProjectEventRoles::CrewMemberId).comment("Absent: nobody found yet."))
        .col(enumeration(ProjectEventRoles::Status, "crew_assignment_status").default("planned"))
        .col(timestamptz_null(ProjectEventRoles::StartsAt).comment("Absent: not known yet."))
        .col(timestamptz_null(ProjectEventRoles::EndsAt))
        .col(
            custom_type_null(ProjectEventRoles::Period, "tstzrange")
                .generated(
                    Expr::cust("CASE WHEN starts_at < ends_at THEN tstzrange(starts_at, ends_at) END"),
                    true,
                )
                .comment("From starts_at to ends_at, without the latter."),
        )
        .col(amount_null(ProjectEventRoles::DailyRate))
        .col(amount_null(ProjectEventRoles::HourlyRate))
        .col(decimal_len_null(ProjectEventRoles::HoursWorked, 6, 2).comment("Known afterwards."))
        .col(amount_null(ProjectEventRoles::TotalCost))
        .col(currency(ProjectEventRoles::Currency))
        .col(boolean(ProjectEventRoles::IsSynced).default(true).comment("Follows the project's own roles."))
        .references(ProjectEventRoles::ProjectId, Projects::Table, Projects::Id, Cascade)
        .references(ProjectEventRoles::RoleId, CrewRoles::Table, CrewRoles::Id, Restrict)
        .references(ProjectEventRoles::CrewMemberId, CrewMembers::Table, CrewMembers::Id, Restrict)
        .references(ProjectEventRoles::Currency, Currencies::Table, Currencies::CurrencyCode, Restrict)
        .check_sql(
            "committed_is_complete",
            "status NOT IN ('confirmed', 'completed') OR (crew_member_id IS NOT NULL AND period IS NOT NULL)",
        )
        .check_sql(
            "ends_at_after_starts_at",
            "ends_at IS NULL OR (starts_at IS NOT NULL AND ends_at > starts_at)",
        )
        .check_not_negative(ProjectEventRoles::DailyRate)
        .check_not_negative(ProjectEventRoles::HourlyRate)
        .check_not_negative(ProjectEventRoles::HoursWorked)
        .check_not_negative(ProjectEventRoles::TotalCost)
        .unique([ProjectEventRoles::EventId, ProjectEventRoles::RoleId, ProjectEventRoles::CrewMemberId])
        .index([ProjectEventRoles::EventId, ProjectEventRoles::ProjectId])
        .exclude(
            Exclude::new(ProjectEventRoles::Table, "ex_project_event_roles_one_place_at_once")
                .with(ProjectEventRoles::CrewMemberId, "=")
                .with(ProjectEventRoles::Period, "&&")
                .only_where("crew_member_id IS NOT NULL AND status IN ('confirmed', 'completed')"),
        )
        .timestamps()
}

fn project_event_equipment() -> NewTable {
    table(ProjectEventEquipment::Table, "The equipment on a project's day.")
        .col(uuid_key(ProjectEventEquipment::Id))
        .col(uuid(ProjectEventEquipment::ProjectId))
        .col(uuid(ProjectEventEquipment::EventId).comment("An event of the same project."))
        .col(uuid(ProjectEventEquipment::EquipmentId))
        .col(uuid_null(ProjectEventEquipment::GroupId).comment("Absent: in none."))
        .col(integer(ProjectEventEquipment::Quantity).default(1).comment("Pieces."))
        .col(
            boolean(ProjectEventEquipment::IsSynced).default(true).comment("Follows the project's own list."),
        )
        .col(text_null(ProjectEventEquipment::Notes))
        .references(ProjectEventEquipment::ProjectId, Projects::Table, Projects::Id, Cascade)
        .references(ProjectEventEquipment::EquipmentId, Equipment::Table, Equipment::Id, Restrict)
        .references(
            ProjectEventEquipment::GroupId,
            ProjectEquipmentGroups::Table,
            ProjectEquipmentGroups::Id,
            SetNull,
        )
        .check_positive(ProjectEventEquipment::Quantity)
        .unique([
            ProjectEventEquipment::EventId,
            ProjectEventEquipment::EquipmentId,
            ProjectEventEquipment::GroupId,
        ])
        .index([ProjectEventEquipment::EventId, ProjectEventEquipment::ProjectId])
        .index_as(
            Index::create()
                .unique()
                .name("uq_project_event_equipment_without_group")
                .col(ProjectEventEquipment::EventId)
                .col(ProjectEventEquipment::EquipmentId)
                .and_where(Expr::cust("group_id IS NULL")),
        )
        .timestamps()
}

#[derive(DeriveIden)]
enum ProjectEventRoles {
    Table,
    EventId,
    ProjectId,
    Id,
    RoleId,
    CrewMemberId,
    Status,
    StartsAt,
    EndsAt,
    Period,
    DailyRate,
    HourlyRate,
    HoursWorked,
    TotalCost,
    Currency,
    IsSynced,
}

#[derive(DeriveIden)]
enum ProjectEvents {
    Table,
    Id,
    ProjectId,
    EventTypeId,
    Name,
    Date,
    StartsAt,
    EndsAt,
    Timezone,
    VenueId,
    Location,
    LocationData,
    Status,
    CrewPrice,
    EquipmentPrice,
    TotalPrice,
    Currency,
}

#[derive(DeriveIden)]
enum ProjectEventEquipment {
    Table,
    EventId,
    ProjectId,
    Id,
    EquipmentId,
    GroupId,
    Quantity,
    IsSynced,
    Notes,
}

#[derive(DeriveIden)]
enum EventTypes {
    Table,
    Id,
    OrganizationId,
    Name,
    Color,
    AllowsDiscount,
    NeedsCrew,
    NeedsEquipment,
    RateType,
    CrewRateMultiplier,
    EquipmentRateMultiplier,
}

#[derive(DeriveIden)]
enum Organizations {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Projects {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Timezones {
    Table,
    TzName,
}

#[derive(DeriveIden)]
enum Venues {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Currencies {
    Table,
    CurrencyCode,
}

#[derive(DeriveIden)]
enum CrewRoles {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum CrewMembers {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Equipment {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum ProjectEquipmentGroups {
    Table,
    Id,
}
