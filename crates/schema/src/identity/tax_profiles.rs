//! `tax_profiles`: what a user's invoices and payouts need to say to the tax office; one row a user.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

use super::GstRegistrationType;

/// What a user's invoices and payouts need to say to the tax office; one row a user.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tax_profiles")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The user.
    pub user_id: Uuid,
    /// As registered.
    #[sea_orm(column_type = "Text")]
    pub legal_name: Option<String>,
    /// India's permanent account number.
    #[sea_orm(column_type = "Char(Some(10))", save_as = "bpchar")]
    pub pan_number: Option<String>,
    /// Under which GST scheme.
    pub registration_type: GstRegistrationType,
    /// India's GSTIN.
    #[sea_orm(column_type = "Char(Some(15))", save_as = "bpchar")]
    pub gst_number: Option<String>,
    /// As on the GST registration.
    #[sea_orm(column_type = "Text")]
    pub name_on_gst: Option<String>,
    /// Outside India: VAT number, EIN and the like.
    #[sea_orm(column_type = "Text")]
    pub foreign_tax_number: Option<String>,
    /// Of tax residence.
    pub country_id: Option<i32>,
    /// Tax deducted at source from each payout, in percent.
    #[sea_orm(column_type = "Decimal(Some((5, 2)))")]
    pub withholding_percent: Decimal,
    /// As it must stand on the invoice.
    #[sea_orm(column_type = "JsonBinary")]
    pub address: Option<Json>,
    /// The platform has checked it.
    pub verified: bool,
    /// When the platform checked it.
    pub verified_at: Option<OffsetDateTime>,
    /// Whatever has no column of its own; a JSON object.
    #[sea_orm(column_type = "JsonBinary")]
    pub metadata: Json,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// Where its keys lead.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `user_id`.
    #[sea_orm(
        belongs_to = "super::users::Entity",
        from = "Column::UserId",
        to = "super::users::Column::Id",
        on_delete = "Cascade"
    )]
    User,
    /// By `country_id`.
    #[sea_orm(
        belongs_to = "crate::geography::countries::Entity",
        from = "Column::CountryId",
        to = "crate::geography::countries::Column::CountryId",
        on_delete = "Restrict"
    )]
    Country,
}

impl Related<super::users::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::User.def()
    }
}

impl Related<crate::geography::countries::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Country.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}
