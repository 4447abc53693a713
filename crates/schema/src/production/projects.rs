//! `projects`: productions that an organization plans, crews and equips.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use time::{Date, OffsetDateTime};

use super::ProjectStatus;

/// Productions that an organization plans, crews and equips.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "projects")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// Counts within the organization.
    pub project_number: i32,
    /// What it is called.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// In plain words.
    #[sea_orm(column_type = "Text")]
    pub description: Option<String>,
    /// The project type.
    pub project_type_id: Uuid,
    /// The customer.
    pub customer_id: Option<Uuid>,
    /// The crew member who leads it.
    pub owner_id: Option<Uuid>,
    /// The booking it is made for.
    pub booking_id: Option<Uuid>,
    /// How far it has come.
    pub status: ProjectStatus,
    /// The first day.
    pub starts_on: Option<Date>,
    /// The last day.
    pub ends_on: Option<Date>,
    /// In plans, as in style sheets: #64748b.
    #[sea_orm(column_type = "Char(Some(7))", save_as = "bpchar")]
    pub color: Option<String>,
    /// Before tax.
    #[sea_orm(column_type = "Decimal(Some((16, 3)))")]
    pub to_be_invoiced: Decimal,
    /// ISO 4217 code of every amount in the row.
    #[sea_orm(column_type = "Char(Some(3))", save_as = "bpchar")]
    pub currency: String,
    /// Put away; the row stays for its history.
    pub is_archived: bool,
    /// Whatever has no column of its own; a JSON object.
    #[sea_orm(column_type = "JsonBinary")]
    pub metadata: Json,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// Where its keys lead, and what leads to it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `organization_id`.
    #[sea_orm(
        belongs_to = "crate::organizations::organizations::Entity",
        from = "Column::OrganizationId",
        to = "crate::organizations::organizations::Column::Id",
        on_delete = "Restrict"
    )]
    Organization,
    /// By `project_type_id`.
    #[sea_orm(
        belongs_to = "super::project_types::Entity",
        from = "Column::ProjectTypeId",
        to = "super::project_types::Column::Id",
        on_delete = "Restrict"
    )]
    ProjectType,
    /// By `customer_id`.
    #[sea_orm(
        belongs_to = "crate::organizations::customers::Entity",
        from = "Column::CustomerId",
        to = "crate::organizations::customers::Column::Id",
        on_delete = "SetNull"
    )]
    Customer,
    /// By `owner_id`.
    #[sea_orm(
        belongs_to = "super::crew_members::Entity",
        from = "Column::OwnerId",
        to = "super::crew_members::Column::Id",
        on_delete = "SetNull"
    )]
    Owner,
    /// By `booking_id`.
    #[sea_orm(
        belongs_to = "crate::booking::bookings::Entity",
        from = "Column::BookingId",
        to = "crate::booking::bookings::Column::Id",
        on_delete = "SetNull"
    )]
    Booking,
    /// By `currency`.
    #[sea_orm(
        belongs_to = "crate::geography::currencies::Entity",
        from = "Column::Currency",
        to = "crate::geography::currencies::Column::CurrencyCode",
        on_delete = "Restrict"
    )]
    Currency,
    /// Its project equipment.
    #[sea_orm(has_many = "super::project_equipment::Entity")]
    ProjectEquipment,
    /// Its project equipment groups.
    #[sea_orm(has_many = "super::project_equipment_groups::Entity")]
    ProjectEquipmentGroups,
    /// Its project event equipment.
    #[sea_orm(has_many = "super::project_event_equipment::Entity")]
    ProjectEventEquipment,
    /// Its project event roles.
    #[sea_orm(has_many = "super::project_event_roles::Entity")]
    ProjectEventRoles,
    /// Its project events.
    #[sea_orm(has_many = "super::project_events::Entity")]
    ProjectEvents,
    /// Its project roles.
    #[sea_orm(has_many = "super::project_roles::Entity")]
    ProjectRoles,
    /// Its project variants.
    #[sea_orm(has_many = "super::project_variants::Entity")]
    ProjectVariants,
}

impl Related<crate::organizations::organizations::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Organization.def()
    }
}

impl Related<super::project_types::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::ProjectType.def()
    }
}

impl Related<crate::organizations::customers::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Customer.def()
    }
}

impl Related<super::crew_members::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Owner.def()
    }
}

impl Related<crate::booking::bookings::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Booking.def()
    }
}

impl Related<crate::geography::currencies::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Currency.def()
    }
}

impl Related<super::project_equipment::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::ProjectEquipment.def()
    }
}

impl Related<super::project_equipment_groups::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::ProjectEquipmentGroups.def()
    }
}

impl Related<super::project_event_equipment::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::ProjectEventEquipment.def()
    }
}

impl Related<super::project_event_roles::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::ProjectEventRoles.def()
    }
}

impl Related<super::project_events::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::ProjectEvents.def()
    }
}

impl Related<super::project_roles::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::ProjectRoles.def()
    }
}

impl Related<super::project_variants::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::ProjectVariants.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}
