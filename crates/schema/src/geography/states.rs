//! `states`: subdivisions of countries: states, provinces, districts; ISO 3166-2.

use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

/// Subdivisions of countries: states, provinces, districts; ISO 3166-2.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "states")]
pub struct Model {
    /// The key, from a sequence.
    #[sea_orm(primary_key)]
    pub state_id: i32,
    /// The country.
    pub country_id: i32,
    /// What it is called.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// ISO 3166-2: IN-KA.
    #[sea_orm(column_type = "Text")]
    pub code: Option<String>,
    /// What the country calls it: state, province, union territory.
    #[sea_orm(column_type = "Text")]
    pub r#type: Option<String>,
    /// The subdivision that this one lies in.
    pub parent_id: Option<i32>,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// Where its keys lead, and what leads to it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `country_id`.
    #[sea_orm(
        belongs_to = "super::countries::Entity",
        from = "Column::CountryId",
        to = "super::countries::Column::CountryId",
        on_delete = "Restrict"
    )]
    Country,
    /// By `parent_id`.
    #[sea_orm(
        belongs_to = "Entity",
        from = "Column::ParentId",
        to = "Column::StateId",
        on_delete = "Restrict"
    )]
    Parent,
    /// Its cities.
    #[sea_orm(has_many = "super::cities::Entity")]
    Cities,
}

impl Related<super::countries::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Country.def()
    }
}

impl Related<super::cities::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Cities.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
