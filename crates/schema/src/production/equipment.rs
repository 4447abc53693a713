//! `equipment`: what an organization has in its warehouse and lets.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

use super::EquipmentStockCalculation;

/// What an organization has in its warehouse and lets.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "equipment")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// On the label.
    #[sea_orm(column_type = "Text")]
    pub code: Option<String>,
    /// What it is called.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// Where it stands in the catalogue: Sound/Microphones.
    #[sea_orm(column_type = "Text")]
    pub category: Option<String>,
    /// Pieces owned.
    pub stock: i32,
    /// How stock is counted.
    pub stock_calculation: EquipmentStockCalculation,
    /// For one piece and day.
    #[sea_orm(column_type = "Decimal(Some((16, 3)))")]
    pub rental_price: Option<Decimal>,
    /// ISO 4217 code of every amount in the row.
    #[sea_orm(column_type = "Char(Some(3))", save_as = "bpchar")]
    pub currency: String,
    /// Of one piece, in kilograms.
    #[sea_orm(column_type = "Decimal(Some((10, 3)))")]
    pub weight: Option<Decimal>,
    /// Never shown to customers.
    #[sea_orm(column_type = "Text")]
    pub internal_remark: Option<String>,
    /// Put away; the row stays for its history.
    pub is_archived: bool,
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
        on_delete = "Cascade"
    )]
    Organization,
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
    /// Its project event equipment.
    #[sea_orm(has_many = "super::project_event_equipment::Entity")]
    ProjectEventEquipment,
}

impl Related<crate::organizations::organizations::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Organization.def()
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

impl Related<super::project_event_equipment::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::ProjectEventEquipment.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}
