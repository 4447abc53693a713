//! Who is to be trusted.

pub(super) mod disputes;
pub(super) mod fraud_alerts;
pub(super) mod fraud_rules;
pub(super) mod reviews;
pub(super) mod trust_score_history;
pub(super) mod trust_scores;

pub use disputes::DisputeFactory;
pub use fraud_alerts::FraudAlertFactory;
pub use fraud_rules::FraudRuleFactory;
pub use reviews::ReviewFactory;
pub use trust_score_history::TrustScoreHistoryFactory;
pub use trust_scores::TrustScoreFactory;
