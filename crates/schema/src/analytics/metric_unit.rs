//! `metric_unit`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// What a metric is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "metric_unit", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum MetricUnit {
    /// Things.
    Count,
    /// Money.
    Currency,
    /// Per cent.
    Percent,
    /// A share of one.
    Ratio,
    /// Points.
    Points,
    /// Seconds.
    Seconds,
    /// Days.
    Days,
    /// Bytes.
    Bytes,
}
