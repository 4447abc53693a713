//! `daily_metrics`: the value of a metric on a day, as a whole and by dimension.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use time::{Date, OffsetDateTime};

/// The value of a metric on a day, as a whole and by dimension.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "daily_metrics")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The metric.
    pub metric_id: Uuid,
    /// In UTC.
    pub day: Date,
    /// all, or a part of it: city=1275339, currency=INR.
    #[sea_orm(column_type = "Text")]
    pub dimension: String,
    /// In the metric's unit.
    #[sea_orm(column_type = "Decimal(Some((20, 4)))")]
    pub value: Decimal,
    /// Of the value, where the metric's unit is currency.
    #[sea_orm(column_type = "Char(Some(3))", save_as = "bpchar")]
    pub currency: Option<String>,
    /// Rows behind the value.
    pub sample_size: Option<i64>,
    /// When it was computed.
    pub computed_at: OffsetDateTime,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// Where its keys lead.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `metric_id`.
    #[sea_orm(
        belongs_to = "super::metrics::Entity",
        from = "Column::MetricId",
        to = "super::metrics::Column::Id",
        on_delete = "Cascade"
    )]
    Metric,
    /// By `currency`.
    #[sea_orm(
        belongs_to = "crate::geography::currencies::Entity",
        from = "Column::Currency",
        to = "crate::geography::currencies::Column::CurrencyCode",
        on_delete = "Restrict"
    )]
    Currency,
}

impl Related<super::metrics::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Metric.def()
    }
}

impl Related<crate::geography::currencies::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Currency.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}
