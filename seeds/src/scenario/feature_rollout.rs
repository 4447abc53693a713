//! A feature that is switched on for more and more users: for a tenth, then for half, then for everybody but those whom a rule
//! leaves out. Whoever has had it keeps it. For flags.

use backline_schema::prelude::*;
use backline_seed::scenario::{Check, Failure, Scenario, Stage, expect, require};
use rust_decimal::Decimal;
use sea_orm::{DatabaseConnection, EntityTrait, Set};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::story::{Attempt, Refusal, add, change, context};
use crate::basic::row::row;
use crate::factory::{Context, Factory as _, UserFactory};

/// See the module.
#[derive(Debug, Clone)]
pub struct FeatureRollout {
    users: usize,
}

impl FeatureRollout {
    /// Among 60 users.
    #[must_use]
    pub fn new() -> Self {
        Self { users: 60 }
    }

    /// Among so many users.
    #[must_use]
    pub fn with_users(mut self, users: usize) -> Self {
        self.users = users;
        self
    }
}

impl Default for FeatureRollout {
    fn default() -> Self {
        Self::new()
    }
}

/// The flag, and who had the feature when.
#[derive(Debug, Clone)]
pub struct Rollout {
    /// At 100 percent, with a rule.
    pub flag: feature_flags::Model,
    /// Among whom it was rolled out.
    pub users: Vec<users::Model>,
    /// Who had it at 10 percent.
    pub at_ten: Vec<Uuid>,
    /// Who had it at 50 percent.
    pub at_fifty: Vec<Uuid>,
    /// How more than everybody was refused.
    pub more_than_all: Refusal,
}

impl Scenario for FeatureRollout {
    type Handles = Rollout;
    const NAME: &'static str = "feature-rollout";
    const TABLES: &'static [&'static str] = &["audit_logs", "feature_flags", "users"];
    const NEEDS: &'static [&'static str] = &["currencies", "timezones"];

    async fn tell(&self, stage: &Stage) -> Result<Rollout, Failure> {
        let context = context(stage);
        let users = UserFactory::new().insert_many(self.users, &context).await?;
        let flag = row!(feature_flags {
            key: context.next("feature_flags").slug("new-checkout"),
            description: "A checkout in one page",
            enabled: true,
            rollout_percent: 10,
            expires_at: context.in_days(90),
        });
        let flag = add(&context, flag).await?;
        let with_it = |flag: &feature_flags::Model| {
            users.iter().filter(|user| is_chosen(flag, user.id)).map(|user| user.id).collect::<Vec<_>>()
        };
        let at_ten = with_it(&flag);
        let flag = roll_out(&context, flag, 50).await?;
        let at_fifty = with_it(&flag);

        let attempt = Attempt::begin(stage, &context).await?;
        let tried = roll_out(&attempt.context(), flag.clone(), 101).await;
        let more_than_all = attempt.refused(tried).await?;

        let flag = roll_out(&context, flag, 100).await?;
        let flag = change(&context, flag, |row: &mut feature_flags::ActiveModel| {
            row.rules = Set(json!([{"if": {"currency": "JPY"}, "then": false}]));
        })
        .await?;
        Ok(Rollout { flag, users, at_ten, at_fifty, more_than_all })
    }
}

async fn roll_out(
    context: &Context<'_>,
    flag: feature_flags::Model,
    percent: i32,
) -> Result<feature_flags::Model, Failure> {
    change(context, flag, |row: &mut feature_flags::ActiveModel| row.rollout_percent = Set(percent.into()))
        .await
}

/// Whether the hash of key and user falls within the percentage; it does so at every higher one, too.
fn is_chosen(flag: &feature_flags::Model, user: Uuid) -> bool {
    let digest = Sha256::new().chain_update(&flag.key).chain_update(user).finalize();
    let place = u32::from(u16::from_be_bytes([digest[0], digest[1]])) * 100;
    flag.enabled && Decimal::from(place) < flag.rollout_percent * Decimal::from(65_536)
}

impl Check for Rollout {
    async fn check(&self, db: &DatabaseConnection) -> Result<(), Failure> {
        let flag =
            feature_flags::Entity::find_by_id(self.flag.key.clone()).one(db).await?.ok_or("no flag")?;
        expect("rolled out", (flag.enabled, flag.rollout_percent), (true, Decimal::ONE_HUNDRED))?;
        let everybody = self.users.iter().all(|user| is_chosen(&flag, user.id));
        require("everybody has it", everybody)?;
        require("whoever had it keeps it", self.at_ten.iter().all(|user| self.at_fifty.contains(user)))?;
        require("half of them are fewer than all", self.at_fifty.len() <= self.users.len())?;
        let expected = Refusal::by("23514", "ck_feature_flags_rollout_percent_range");
        expect("more than everybody", &self.more_than_all, &expected)
    }
}
