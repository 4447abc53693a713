//! Somebody who tries many cards: five payments fail in a row, an alert opens, is looked into and confirmed, and the account
//! is suspended. Another alert turns out to be nothing. For review queues.

use backline_schema::prelude::*;
use backline_seed::scenario::{Check, Failure, Scenario, Stage, expect};
use rust_decimal::Decimal;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter, Set};
use serde_json::json;

use super::story::{Attempt, PLACES, Parties, Refusal, add, change, context};
use crate::basic::row::row;
use crate::factory::{Context, Factory as _, PaymentFactory, UserFactory};

/// See the module.
#[derive(Debug, Clone, Default)]
pub struct FraudAlert;

impl FraudAlert {
    /// Five cards.
    #[must_use]
    pub fn new() -> Self {
        Self
    }
}

/// What was suspected, and what came of it.
#[derive(Debug, Clone)]
pub struct Suspicion {
    /// By which it was noticed.
    pub rule: fraud_rules::Model,
    /// Suspended.
    pub suspect: users::Model,
    /// The failed payments.
    pub attempts: Vec<payments::Model>,
    /// Confirmed.
    pub confirmed: fraud_alerts::Model,
    /// Dismissed.
    pub dismissed: fraud_alerts::Model,
    /// How a second alert about the same while one is open was refused.
    pub duplicate: Refusal,
}

impl Scenario for FraudAlert {
    type Handles = Suspicion;
    const NAME: &'static str = "fraud-alert";
    const TABLES: &'static [&'static str] = &[
        "artists",
        "audit_logs",
        "booking_history",
        "bookings",
        "fraud_alerts",
        "fraud_rules",
        "organization_members",
        "organizations",
        "payments",
        "promoters",
        "search_index",
        "users",
        "venues",
    ];
    const NEEDS: &'static [&'static str] = PLACES;

    async fn tell(&self, stage: &Stage) -> Result<Suspicion, Failure> {
        let context = context(stage);
        let analyst = UserFactory::new().with_display_name("Analyst").insert(&context).await?;
        let rule = row!(fraud_rules {
            code: context.next("fraud_rules").slug("many-cards"),
            name: "Many cards in one day",
            severity: FraudSeverity::High,
            action: FraudAction::Hold,
            threshold: 70,
            definition: json!({"failed_payments": 5, "window_hours": 24}),
        });
        let rule = add(&context, rule).await?;

        let parties = Parties::meet(&context, "INR").await?;
        let booking = parties.booking().offered().insert(&context).await?;
        let attempts = PaymentFactory::new()
            .for_booking(&booking)
            .paid_by(&parties.organizer)
            .paid_to(&parties.artist_user)
            .with_method(PaymentMethod::Card)
            .failed()
            .insert_many(5, &context)
            .await?;

        let confirmed = add(&context, alert(&context, &rule, &parties.organizer, 91)).await?;
        let attempt = Attempt::begin(stage, &context).await?;
        let tried = add(&attempt.context(), alert(&context, &rule, &parties.organizer, 95)).await;
        let duplicate = attempt.refused(tried).await?;
        let confirmed = decide(&context, confirmed, &analyst, FraudAlertStatus::Confirmed).await?;
        let suspect = parties.organizer.clone();
        let suspect =
            change(&context, suspect, |row: &mut users::ActiveModel| row.status = Set(UserStatus::Suspended));
        let suspect = suspect.await?;

        let dismissed = add(&context, alert(&context, &rule, &parties.artist_user, 72)).await?;
        let dismissed = decide(&context, dismissed, &analyst, FraudAlertStatus::Dismissed).await?;
        Ok(Suspicion { rule, suspect, attempts, confirmed, dismissed, duplicate })
    }
}

fn alert(
    context: &Context<'_>,
    rule: &fraud_rules::Model,
    user: &users::Model,
    score: i32,
) -> fraud_alerts::ActiveModel {
    row!(fraud_alerts {
        fraud_rule_id: rule.id,
        user_id: user.id,
        severity: rule.severity,
        score: Decimal::from(score),
        evidence: json!({"failed_payments": 5}),
        detected_at: context.now(),
    })
}

async fn decide(
    context: &Context<'_>,
    alert: fraud_alerts::Model,
    analyst: &users::Model,
    status: FraudAlertStatus,
) -> Result<fraud_alerts::Model, Failure> {
    let (now, analyst) = (context.now(), analyst.id);
    let alert = change(context, alert, |row: &mut fraud_alerts::ActiveModel| {
        row.status = Set(FraudAlertStatus::Investigating);
        row.assigned_to = Set(Some(analyst));
    })
    .await?;
    change(context, alert, |row: &mut fraud_alerts::ActiveModel| {
        row.status = Set(status);
        row.resolved_at = Set(Some(now));
        row.resolved_by = Set(Some(analyst));
        row.resolution_note = Set(Some("Spoke with the bank".to_owned()));
    })
    .await
}

impl Check for Suspicion {
    async fn check(&self, db: &DatabaseConnection) -> Result<(), Failure> {
        let suspect = users::Entity::find_by_id(self.suspect.id).one(db).await?.ok_or("the user is gone")?;
        expect("the suspect", suspect.status, UserStatus::Suspended)?;
        let failed = payments::Entity::find()
            .filter(payments::Column::PayerId.eq(suspect.id))
            .filter(payments::Column::Status.eq(PaymentStatus::Failed));
        expect("failed payments", failed.count(db).await?, self.attempts.len() as u64)?;
        let alerts = fraud_alerts::Entity::find().filter(fraud_alerts::Column::FraudRuleId.eq(self.rule.id));
        let mut found: Vec<_> =
            alerts.all(db).await?.iter().map(|alert| (alert.user_id, alert.status)).collect();
        found.sort_by_key(|(user, _)| *user != Some(suspect.id));
        expect("alerts", found.len(), 2)?;
        expect("of the suspect", found[0], (Some(suspect.id), FraudAlertStatus::Confirmed))?;
        expect("of the other", found[1].1, FraudAlertStatus::Dismissed)?;
        let expected = Refusal::by("23505", "uq_fraud_alerts_rule_subject_unresolved");
        expect("a second alert", &self.duplicate, &expected)
    }
}
