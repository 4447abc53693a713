//! `metric_aggregation`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Metric aggregation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "metric_aggregation", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum MetricAggregation {
    /// Sum.
    Sum,
    /// Average.
    Average,
    /// Minimum.
    Minimum,
    /// Maximum.
    Maximum,
    /// Last.
    Last,
    /// Distinct.
    Distinct,
}
