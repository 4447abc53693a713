//! Whom to trust: scores, reviews, disputes, fraud rules and alerts.

pub mod disputes;
pub mod fraud_alerts;
pub mod fraud_rules;
pub mod reviews;
pub mod trust_score_history;
pub mod trust_scores;

mod dispute_reason;
mod dispute_status;
mod fraud_action;
mod fraud_alert_status;
mod fraud_severity;
mod review_status;
mod trust_score_reason;

pub use dispute_reason::DisputeReason;
pub use dispute_status::DisputeStatus;
pub use fraud_action::FraudAction;
pub use fraud_alert_status::FraudAlertStatus;
pub use fraud_severity::FraudSeverity;
pub use review_status::ReviewStatus;
pub use trust_score_reason::TrustScoreReason;
