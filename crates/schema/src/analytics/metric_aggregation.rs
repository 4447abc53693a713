//! `metric_aggregation`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// How a day's values become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "metric_aggregation", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum MetricAggregation {
    /// Their sum.
    Sum,
    /// Their mean.
    Average,
    /// The least.
    Minimum,
    /// The greatest.
    Maximum,
    /// The last.
    Last,
    /// How many different ones.
    Distinct,
}
