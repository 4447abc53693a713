//! `countries`: countries and territories, ISO 3166-1.

use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

/// Countries and territories, ISO 3166-1.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "countries")]
pub struct Model {
    /// The ISO 3166-1 numeric code, in reference data.
    #[sea_orm(primary_key)]
    pub country_id: i32,
    /// What it is called.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// ISO 3166-1 alpha-2: `IN`.
    #[sea_orm(column_type = "Char(Some(2))", save_as = "bpchar")]
    pub iso2: Option<String>,
    /// ISO 3166-1 alpha-3: `IND`.
    #[sea_orm(column_type = "Char(Some(3))", save_as = "bpchar")]
    pub iso3: Option<String>,
    /// Absent where a country has several, or none.
    #[sea_orm(column_type = "Char(Some(3))", save_as = "bpchar")]
    pub currency_code: Option<String>,
    /// With the plus sign: +91.
    #[sea_orm(column_type = "Text")]
    pub calling_code: Option<String>,
    /// AF, AN, AS, EU, NA, OC or SA.
    #[sea_orm(column_type = "Char(Some(2))", save_as = "bpchar")]
    pub continent: Option<String>,
    /// Its capital.
    #[sea_orm(column_type = "Text")]
    pub capital: Option<String>,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// Where its keys lead, and what leads to it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `currency_code`.
    #[sea_orm(
        belongs_to = "super::currencies::Entity",
        from = "Column::CurrencyCode",
        to = "super::currencies::Column::CurrencyCode",
        on_delete = "Restrict"
    )]
    Currency,
    /// Its cities.
    #[sea_orm(has_many = "super::cities::Entity")]
    Cities,
    /// Its states.
    #[sea_orm(has_many = "super::states::Entity")]
    States,
}

impl Related<super::currencies::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Currency.def()
    }
}

impl Related<super::cities::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Cities.def()
    }
}

impl Related<super::states::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::States.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The country of an ISO 3166-1 alpha-2 code; `uq_countries_iso2` serves it.
    pub fn find_by_iso2(code: &str) -> Select<Entity> {
        Self::find().filter(Column::Iso2.eq(code))
    }
}
