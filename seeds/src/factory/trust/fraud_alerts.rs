//! What looked like fraud.

use std::marker::PhantomData;

use async_trait::async_trait;
use backline_schema::prelude::*;
use rust_decimal::Decimal;
use sea_orm::Set;

use crate::factory::{
    Chosen, Context, Draft, Error, Factory, FraudRuleFactory, Presets, Source, Unchosen, UserFactory,
};

/// Makes [`fraud_alerts`] once it is said about what: by default an open one of a new rule, with a score of 80.
#[derive(Debug, Clone, Default)]
pub struct FraudAlertFactory<Subject = Unchosen> {
    row: Draft<fraud_alerts::ActiveModel>,
    choice: PhantomData<Subject>,
}

impl FraudAlertFactory {
    /// About what is not yet said.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// About this user.
    #[must_use]
    pub fn about_user(mut self, user: &users::Model) -> FraudAlertFactory<Chosen> {
        self.row.user_id = Set(Some(user.id));
        self.chosen()
    }

    /// About this booking.
    #[must_use]
    pub fn about_booking(mut self, booking: &bookings::Model) -> FraudAlertFactory<Chosen> {
        self.row.booking_id = Set(Some(booking.id));
        self.chosen()
    }

    /// About this payment.
    #[must_use]
    pub fn about_payment(mut self, payment: &payments::Model) -> FraudAlertFactory<Chosen> {
        self.row.payment_id = Set(Some(payment.id));
        self.chosen()
    }

    /// About this payout.
    #[must_use]
    pub fn about_payout(mut self, payout: &payouts::Model) -> FraudAlertFactory<Chosen> {
        self.row.payout_id = Set(Some(payout.id));
        self.chosen()
    }

    /// About this review.
    #[must_use]
    pub fn about_review(mut self, review: &reviews::Model) -> FraudAlertFactory<Chosen> {
        self.row.review_id = Set(Some(review.id));
        self.chosen()
    }

    fn chosen(self) -> FraudAlertFactory<Chosen> {
        FraudAlertFactory { row: self.row, choice: PhantomData }
    }
}

impl<Subject> FraudAlertFactory<Subject> {
    /// Of this rule, as grave as it says.
    #[must_use]
    pub fn of_rule(mut self, rule: &fraud_rules::Model) -> Self {
        self.row.fraud_rule_id = Set(rule.id);
        self.row.severity.set_if_unset(rule.severity);
        self
    }

    /// With this score, 0 to 100.
    #[must_use]
    pub fn with_score(mut self, score: impl Into<Decimal>) -> Self {
        self.row.score = Set(score.into());
        self
    }

    /// So grave.
    #[must_use]
    pub fn with_severity(mut self, severity: FraudSeverity) -> Self {
        self.row.severity = Set(severity);
        self
    }

    /// This user looks into it.
    #[must_use]
    pub fn assigned_to(mut self, user: &users::Model) -> Self {
        self.row.assigned_to = Set(Some(user.id));
        self
    }

    /// Somebody looks into it.
    #[must_use]
    pub fn investigating(mut self) -> Self {
        self.row.status = Set(FraudAlertStatus::Investigating);
        self
    }

    /// It was fraud.
    #[must_use]
    pub fn confirmed(mut self) -> Self {
        self.row.status = Set(FraudAlertStatus::Confirmed);
        self
    }

    /// It was none.
    #[must_use]
    pub fn dismissed(mut self) -> Self {
        self.row.status = Set(FraudAlertStatus::Dismissed);
        self
    }
}

#[async_trait]
impl Factory for FraudAlertFactory<Chosen> {
    type Entity = fraud_alerts::Entity;

    fn draft(&mut self) -> &mut fraud_alerts::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> fraud_alerts::ActiveModel {
        let mut row = self.row.chosen();
        row.id.set_if_unset_with(|| source.next("fraud_alerts").id());
        row.severity.set_if_unset(FraudSeverity::Medium);
        row.score.set_if_unset(Decimal::from(80));
        row.detected_at.set_if_unset(source.in_days(-1));
        row.status.set_if_unset(FraudAlertStatus::Open);
        if matches!(row.status.try_as_ref(), Some(FraudAlertStatus::Confirmed | FraudAlertStatus::Dismissed))
        {
            row.resolved_at.set_if_unset(Some(source.now()));
        }
        row
    }

    async fn complete(
        &self,
        row: &mut fraud_alerts::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.fraud_rule_id.is_not_set() {
            row.fraud_rule_id = Set(FraudRuleFactory::new().insert(context).await?.id);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<FraudAlertFactory<Chosen>> {
    Presets::with_choice(|context| {
        Box::pin(async move {
            let user = UserFactory::new().insert(context).await?;
            Ok(FraudAlertFactory::new().about_user(&user))
        })
    })
    .and("investigating", FraudAlertFactory::investigating)
    .and("confirmed", FraudAlertFactory::confirmed)
    .and("dismissed", FraudAlertFactory::dismissed)
}
