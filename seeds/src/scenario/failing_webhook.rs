//! A receiver that answered yesterday and has been down since: each delivery is tried again and again, later and later, until
//! it is given up, and the webhook is switched off. For retries and alarms.

use backline_schema::prelude::*;
use backline_seed::scenario::{Check, Failure, Scenario, Stage, expect, require};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, Set};
use serde_json::json;
use time::{Duration, OffsetDateTime};

use super::story::{Attempt, Refusal, add, change, context};
use crate::basic::row::row;
use crate::factory::{Context, Factory as _, OrganizationFactory, UserFactory};

/// See the module.
#[derive(Debug, Clone)]
pub struct FailingWebhook {
    attempts: i16,
}

impl FailingWebhook {
    /// Given up after six attempts.
    #[must_use]
    pub fn new() -> Self {
        Self { attempts: 6 }
    }

    /// Given up after so many attempts, from 1 to 10.
    #[must_use]
    pub fn with_attempts(mut self, attempts: i16) -> Self {
        self.attempts = attempts.clamp(1, 10);
        self
    }
}

impl Default for FailingWebhook {
    fn default() -> Self {
        Self::new()
    }
}

/// What was sent, and what arrived.
#[derive(Debug, Clone)]
pub struct GivenUp {
    /// Who wanted to be told.
    pub organization: organizations::Model,
    /// Switched off.
    pub webhook: webhooks::Model,
    /// The one that arrived, yesterday.
    pub delivered: webhook_deliveries::Model,
    /// Those that were given up.
    pub abandoned: Vec<webhook_deliveries::Model>,
    /// The one that is still to be tried.
    pub pending: webhook_deliveries::Model,
    /// How it was refused to send what had arrived once more.
    pub sent_again: Refusal,
}

impl Scenario for FailingWebhook {
    type Handles = GivenUp;
    const NAME: &'static str = "failing-webhook";
    const TABLES: &'static [&'static str] = &[
        "audit_logs",
        "organization_members",
        "organizations",
        "search_index",
        "users",
        "webhook_deliveries",
        "webhooks",
    ];
    const NEEDS: &'static [&'static str] = &["currencies", "timezones"];

    async fn tell(&self, stage: &Stage) -> Result<GivenUp, Failure> {
        let context = context(stage);
        let owner = UserFactory::new().insert(&context).await?;
        let organization = OrganizationFactory::new().owned_by(&owner).insert(&context).await?;
        let webhook = row!(webhooks {
            organization_id: organization.id,
            name: "A website that is down",
            url: "https://hooks.example.com/backline",
            encrypted_secret: b"not a secret: development only".to_vec(),
            encryption_key_id: "development",
            events: ["booking.*"],
            last_success_at: context.in_days(-1),
        });
        let webhook = add(&context, webhook).await?;

        let delivered = add(&context, delivery(&context, &webhook, "booking.confirmed", -1)).await?;
        let arrived_at = context.in_days(-1) + Duration::minutes(1);
        let delivered = change(&context, delivered, |row: &mut webhook_deliveries::ActiveModel| {
            row.status = Set(WebhookDeliveryStatus::Delivered);
            row.attempt = Set(1);
            row.response_code = Set(Some(200));
            row.delivered_at = Set(Some(arrived_at));
        })
        .await?;

        let mut abandoned = Vec::new();
        for what in ["booking.paid_deposit", "booking.scheduled"] {
            let mut each = add(&context, delivery(&context, &webhook, what, -1)).await?;
            for attempt in 1..=self.attempts {
                each = fail(&context, each, attempt).await?;
                if attempt < self.attempts {
                    each = change(&context, each, |row: &mut webhook_deliveries::ActiveModel| {
                        row.status = Set(WebhookDeliveryStatus::Pending);
                    })
                    .await?;
                }
            }
            let given_up = change(&context, each, |row: &mut webhook_deliveries::ActiveModel| {
                row.status = Set(WebhookDeliveryStatus::Abandoned);
                row.next_attempt_at = Set(None);
            });
            abandoned.push(given_up.await?);
        }
        let (now, failures) = (context.now(), i32::from(self.attempts) * 2);
        let webhook = change(&context, webhook, |row: &mut webhooks::ActiveModel| {
            row.active = Set(false);
            row.failure_count = Set(failures);
            row.disabled_at = Set(Some(now));
        })
        .await?;
        let pending = add(&context, delivery(&context, &webhook, "booking.completed", 0)).await?;

        let attempt = Attempt::begin(stage, &context).await?;
        let tried = fail(&attempt.context(), delivered.clone(), 2).await;
        let sent_again = attempt.refused(tried).await?;
        Ok(GivenUp { organization, webhook, delivered, abandoned, pending, sent_again })
    }
}

fn delivery(
    context: &Context<'_>,
    webhook: &webhooks::Model,
    what: &str,
    day: i64,
) -> webhook_deliveries::ActiveModel {
    let moment: OffsetDateTime = context.in_days(day);
    row!(webhook_deliveries {
        webhook_id: webhook.id,
        event_id: context.next("webhook_events").id(),
        event_name: what,
        payload: json!({"event": what}),
        created_at: moment,
    })
}

/// The receiver does not answer; the next attempt is twice as far away as this one was.
async fn fail(
    context: &Context<'_>,
    delivery: webhook_deliveries::Model,
    attempt: i16,
) -> Result<webhook_deliveries::Model, Failure> {
    let next = context.now() + Duration::minutes(1 << attempt);
    change(context, delivery, |row: &mut webhook_deliveries::ActiveModel| {
        row.status = Set(WebhookDeliveryStatus::Failed);
        row.attempt = Set(attempt);
        row.response_code = Set(Some(503));
        row.last_error = Set(Some("service unavailable".to_owned()));
        row.duration_ms = Set(Some(5_000));
        row.next_attempt_at = Set(Some(next));
    })
    .await
}

impl Check for GivenUp {
    async fn check(&self, db: &DatabaseConnection) -> Result<(), Failure> {
        use WebhookDeliveryStatus::{Abandoned, Delivered, Pending};
        let webhook =
            webhooks::Entity::find_by_id(self.webhook.id).one(db).await?.ok_or("the webhook is gone")?;
        expect("the webhook is on", (webhook.active, webhook.disabled_at.is_some()), (false, true))?;
        let deliveries =
            webhook_deliveries::Entity::find().filter(webhook_deliveries::Column::WebhookId.eq(webhook.id));
        let deliveries = deliveries.all(db).await?;
        let count = |status| deliveries.iter().filter(|each| each.status == status).count();
        expect(
            "delivered, given up, waiting",
            (count(Delivered), count(Abandoned), count(Pending)),
            (1, 2, 1),
        )?;
        let failures: i32 = deliveries
            .iter()
            .filter(|each| each.status == Abandoned)
            .map(|each| i32::from(each.attempt))
            .sum();
        expect("failures", webhook.failure_count, failures)?;
        require(
            "what was given up is not tried again",
            self.abandoned.iter().all(|each| each.next_attempt_at.is_none()),
        )?;
        expect(
            "sending again",
            self.sent_again.constraint.as_deref(),
            Some("transition_webhook_deliveries_status"),
        )
    }
}
