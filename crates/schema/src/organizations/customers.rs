//! `customers`: for whom an organization carries out projects; not users of the platform.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

/// For whom an organization carries out projects; not users of the platform.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "customers")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization whose customer it is.
    pub organization_id: Uuid,
    /// What it is called.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// In the organization's books.
    #[sea_orm(column_type = "Text")]
    pub customer_number: Option<String>,
    /// The customer's own, in the register of companies.
    #[sea_orm(column_type = "Text")]
    pub organization_number: Option<String>,
    /// Compared without regard to case.
    #[sea_orm(column_type = "custom(\"citext\")", select_as = "text", save_as = "citext")]
    pub email: Option<String>,
    /// As dialled, best with country code.
    #[sea_orm(column_type = "Text")]
    pub phone_number: Option<String>,
    /// Where invoices go; a JSON object.
    #[sea_orm(column_type = "JsonBinary")]
    pub billing_address: Option<Json>,
    /// The customer's id in the accounting system.
    #[sea_orm(column_type = "Text")]
    pub accounting_reference: Option<String>,
    /// Remarks.
    #[sea_orm(column_type = "Text")]
    pub notes: Option<String>,
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
        belongs_to = "super::organizations::Entity",
        from = "Column::OrganizationId",
        to = "super::organizations::Column::Id",
        on_delete = "Cascade"
    )]
    Organization,
    /// Its invoices.
    #[sea_orm(has_many = "crate::payments::invoices::Entity")]
    Invoices,
    /// Its projects.
    #[sea_orm(has_many = "crate::production::projects::Entity")]
    Projects,
}

impl Related<super::organizations::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Organization.def()
    }
}

impl Related<crate::payments::invoices::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Invoices.def()
    }
}

impl Related<crate::production::projects::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Projects.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}
