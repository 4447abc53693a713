//! What happened, counted and forecast.

pub mod analytics_events;
pub mod daily_metrics;
pub mod forecasts;
pub mod metrics;

mod analytics_entity;
mod device_kind;
mod metric_aggregation;
mod metric_unit;

pub use analytics_entity::AnalyticsEntity;
pub use device_kind::DeviceKind;
pub use metric_aggregation::MetricAggregation;
pub use metric_unit::MetricUnit;
