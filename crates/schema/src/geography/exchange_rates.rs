//! `exchange_rates`: what one unit of a currency is worth in another, day by day.

use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect, Set};
use time::{Date, OffsetDateTime};

/// What one unit of a currency is worth in another, day by day.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "exchange_rates")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// ISO 4217 code of the one.
    #[sea_orm(column_type = "Char(Some(3))", save_as = "bpchar")]
    pub from_currency: String,
    /// ISO 4217 code of the other.
    #[sea_orm(column_type = "Char(Some(3))", save_as = "bpchar")]
    pub to_currency: String,
    /// Units of `to_currency` for one of `from_currency`.
    #[sea_orm(column_type = "Decimal(Some((20, 10)))")]
    pub rate: Decimal,
    /// The day, in UTC.
    pub valid_on: Date,
    /// Who published it.
    #[sea_orm(column_type = "Text")]
    pub source: String,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// Where its keys lead.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `from_currency`.
    #[sea_orm(
        belongs_to = "super::currencies::Entity",
        from = "Column::FromCurrency",
        to = "super::currencies::Column::CurrencyCode",
        on_delete = "Restrict"
    )]
    FromCurrency,
    /// By `to_currency`.
    #[sea_orm(
        belongs_to = "super::currencies::Entity",
        from = "Column::ToCurrency",
        to = "super::currencies::Column::CurrencyCode",
        on_delete = "Restrict"
    )]
    ToCurrency,
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}

impl Entity {
    /// The rate that held on a day: the last one published up to it.
    /// `uq_exchange_rates_from_currency_to_currency_valid_on` serves it.
    pub fn in_force_on(from_currency: &str, to_currency: &str, day: Date) -> Select<Entity> {
        Self::find()
            .filter(Column::FromCurrency.eq(from_currency))
            .filter(Column::ToCurrency.eq(to_currency))
            .filter(Column::ValidOn.lte(day))
            .order_by_desc(Column::ValidOn)
            .limit(1)
    }
}
