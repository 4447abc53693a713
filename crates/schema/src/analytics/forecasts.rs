//! `forecasts`: what a metric is expected to be, with its bounds, and what it then was.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use time::{Date, OffsetDateTime};

/// What a metric is expected to be, with its bounds, and what it then was.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "forecasts")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The metric.
    pub metric_id: Uuid,
    /// As in `daily_metrics`.
    #[sea_orm(column_type = "Text")]
    pub dimension: String,
    /// First day, in UTC.
    pub period_start: Date,
    /// Last day, in UTC.
    pub period_end: Date,
    /// In the metric's unit.
    #[sea_orm(column_type = "Decimal(Some((20, 4)))")]
    pub predicted_value: Decimal,
    /// The least that is likely.
    #[sea_orm(column_type = "Decimal(Some((20, 4)))")]
    pub lower_bound: Option<Decimal>,
    /// The most that is likely.
    #[sea_orm(column_type = "Decimal(Some((20, 4)))")]
    pub upper_bound: Option<Decimal>,
    /// How often the value is meant to lie within the bounds.
    #[sea_orm(column_type = "Decimal(Some((5, 2)))")]
    pub confidence_percent: Decimal,
    /// Of the values, where the metric's unit is currency.
    #[sea_orm(column_type = "Char(Some(3))", save_as = "bpchar")]
    pub currency: Option<String>,
    /// Which computation made it.
    #[sea_orm(column_type = "Text")]
    pub model: String,
    /// Which forecast it was.
    #[sea_orm(column_type = "Text")]
    pub model_version: String,
    /// When it was computed.
    pub generated_at: OffsetDateTime,
    /// Absent until the period is over.
    #[sea_orm(column_type = "Decimal(Some((20, 4)))")]
    pub actual_value: Option<Decimal>,
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
