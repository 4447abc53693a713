//! `locales`: languages as people read them, CLDR.

use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

/// Languages as people read them, CLDR.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "locales")]
pub struct Model {
    /// BCP 47: en-IN, zh-Hans-CN.
    #[sea_orm(primary_key, auto_increment = false, column_type = "String(StringLen::N(15))")]
    pub locale_code: String,
    /// In English.
    #[sea_orm(column_type = "Text")]
    pub display_name: String,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// It leads nowhere, and nothing leads to it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
