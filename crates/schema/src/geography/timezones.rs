//! `timezones`: time zones of the IANA database.

use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

/// Time zones of the IANA database.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "timezones")]
pub struct Model {
    /// As PostgreSQL and every operating system know it: Asia/Kolkata.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub tz_name: String,
    /// Absent for UTC.
    pub country_id: Option<i32>,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// Where its keys lead.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `country_id`.
    #[sea_orm(
        belongs_to = "super::countries::Entity",
        from = "Column::CountryId",
        to = "super::countries::Column::CountryId",
        on_delete = "Cascade"
    )]
    Country,
}

impl Related<super::countries::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Country.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
