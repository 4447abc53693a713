//! `metrics`: what is measured, and in which unit.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

use super::{MetricAggregation, MetricUnit};

/// What is measured, and in which unit.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "metrics")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// As programs name it: `bookings_confirmed`.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// As reports call it.
    #[sea_orm(column_type = "Text")]
    pub label: String,
    /// How it is counted.
    #[sea_orm(column_type = "Text")]
    pub description: Option<String>,
    /// What it is counted in.
    pub unit: MetricUnit,
    /// How days become weeks and months.
    pub aggregation: MetricAggregation,
    /// More is better.
    pub higher_is_better: bool,
    /// Still computed.
    pub active: bool,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// What leads to it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// Its daily metrics.
    #[sea_orm(has_many = "super::daily_metrics::Entity")]
    DailyMetrics,
    /// Its forecasts.
    #[sea_orm(has_many = "super::forecasts::Entity")]
    Forecasts,
}

impl Related<super::daily_metrics::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::DailyMetrics.def()
    }
}

impl Related<super::forecasts::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Forecasts.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}
