//! An artist joins and is turned down: the passport has expired. The page stays as it is, unverified, and the artist is told
//! why. For the way in, when it does not go well.

use backline_schema::prelude::*;
use backline_seed::scenario::{Check, Failure, Scenario, Stage, expect, require};
use sea_orm::{DatabaseConnection, EntityTrait, Set};

use super::artist_accepted::{NEEDS, audited_actions, hand_in, sign_up};
use super::story::{change, context};
use crate::factory::{Factory as _, NotificationFactory};

/// See the module.
#[derive(Debug, Clone)]
pub struct ArtistRejected {
    reason: String,
}

impl ArtistRejected {
    /// Turned down for an expired passport.
    #[must_use]
    pub fn new() -> Self {
        Self { reason: "The passport has expired".to_owned() }
    }

    /// Turned down for this reason.
    #[must_use]
    pub fn with_reason(mut self, reason: &str) -> Self {
        reason.clone_into(&mut self.reason);
        self
    }
}

impl Default for ArtistRejected {
    fn default() -> Self {
        Self::new()
    }
}

/// Who wanted to join.
#[derive(Debug, Clone)]
pub struct TurnedDown {
    /// Active all the same.
    pub user: users::Model,
    /// Not verified.
    pub artist: artists::Model,
    /// Rejected, with the reason.
    pub document: kyc_documents::Model,
    /// Who rejected it.
    pub reviewer: users::Model,
    /// Says why.
    pub notification: notifications::Model,
}

impl Scenario for ArtistRejected {
    type Handles = TurnedDown;
    const NAME: &'static str = "artist-rejected";
    const TABLES: &'static [&'static str] =
        &["artists", "audit_logs", "kyc_documents", "notifications", "search_index", "user_roles", "users"];
    const NEEDS: &'static [&'static str] = NEEDS;

    async fn tell(&self, stage: &Stage) -> Result<TurnedDown, Failure> {
        let context = context(stage);
        let (user, artist) = sign_up(&context).await?;
        let (document, reviewer) = hand_in(&context, &user).await?;
        let now = context.now();
        let document = change(&context, document, |row: &mut kyc_documents::ActiveModel| {
            row.status = Set(KycStatus::Rejected);
            row.reviewed_at = Set(Some(now));
            row.rejection_reason = Set(Some(self.reason.clone()));
        })
        .await?;
        let notification = NotificationFactory::new().to_user(&user).of_type("kyc_rejected").delivered();
        let notification = notification.insert(&context).await?;
        Ok(TurnedDown { user, artist, document, reviewer, notification })
    }
}

impl Check for TurnedDown {
    async fn check(&self, db: &DatabaseConnection) -> Result<(), Failure> {
        let artist =
            artists::Entity::find_by_id(self.artist.id).one(db).await?.ok_or("the artist is gone")?;
        require("the page is not verified", !artist.is_verified)?;
        let document =
            kyc_documents::Entity::find_by_id(self.document.id).one(db).await?.ok_or("no document")?;
        expect("the document", document.status, KycStatus::Rejected)?;
        require("it says why", document.rejection_reason.as_ref().is_some_and(|reason| !reason.is_empty()))?;
        require("another has looked at it", document.reviewed_by != Some(self.user.id))?;
        expect("changes of the document in the audit", audited_actions(db, &document).await?, 3)?;
        expect("what the artist was told", self.notification.type_code.as_str(), "kyc_rejected")
    }
}
