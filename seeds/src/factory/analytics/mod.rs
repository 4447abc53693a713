//! What is measured.

pub(super) mod analytics_events;
pub(super) mod daily_metrics;
pub(super) mod forecasts;
pub(super) mod metrics;

pub use analytics_events::AnalyticsEventFactory;
pub use daily_metrics::DailyMetricFactory;
pub use forecasts::ForecastFactory;
pub use metrics::MetricFactory;
