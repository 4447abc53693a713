//! `currencies`: currencies in circulation, ISO 4217.

use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

/// Currencies in circulation, ISO 4217.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "currencies")]
pub struct Model {
    /// ISO 4217: `INR`.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Char(Some(3))", save_as = "bpchar")]
    pub currency_code: String,
    /// What it is called.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// As written beside amounts: ₹.
    #[sea_orm(column_type = "Text")]
    pub symbol: Option<String>,
    /// Minor digits: 2 for paise and cents, 0 for yen, 3 for dinars.
    pub precision: i16,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// It leads nowhere, and nothing leads to it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
