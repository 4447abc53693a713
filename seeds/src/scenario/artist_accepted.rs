//! An artist joins: signs up, confirms the e-mail address, makes a page, hands in papers; the staff accepts them, and
//! the page is verified. For the way in, when it goes well.

use backline_schema::prelude::*;
use backline_seed::scenario::{Check, Failure, Scenario, Stage, expect, require};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, Set};
use serde_json::json;

use super::story::{add, change, context};
use crate::basic::row::row;
use crate::factory::{ArtistFactory, Context, Factory as _, NotificationFactory, UserFactory};

/// See the module.
#[derive(Debug, Clone, Default)]
pub struct ArtistAccepted;

impl ArtistAccepted {
    /// An artist with a passport.
    #[must_use]
    pub fn new() -> Self {
        Self
    }
}

/// Who has joined.
#[derive(Debug, Clone)]
pub struct Onboarded {
    /// Active, with the role `artist`.
    pub user: users::Model,
    /// Verified.
    pub artist: artists::Model,
    /// Accepted.
    pub document: kyc_documents::Model,
    /// Who accepted it.
    pub reviewer: users::Model,
    /// That all is well.
    pub notification: notifications::Model,
}

impl Scenario for ArtistAccepted {
    type Handles = Onboarded;
    const NAME: &'static str = "artist-accepted";
    const TABLES: &'static [&'static str] =
        &["artists", "audit_logs", "kyc_documents", "notifications", "search_index", "user_roles", "users"];
    const NEEDS: &'static [&'static str] = NEEDS;

    async fn tell(&self, stage: &Stage) -> Result<Onboarded, Failure> {
        let context = context(stage);
        let (user, artist) = sign_up(&context).await?;
        let (document, reviewer) = hand_in(&context, &user).await?;
        let now = context.now();
        let document = change(&context, document, |row: &mut kyc_documents::ActiveModel| {
            row.status = Set(KycStatus::Accepted);
            row.reviewed_at = Set(Some(now));
        })
        .await?;
        let artist =
            change(&context, artist, |row: &mut artists::ActiveModel| row.is_verified = Set(true)).await?;
        let notification = NotificationFactory::new().to_user(&user).of_type("kyc_approved").delivered();
        let notification = notification.insert(&context).await?;
        Ok(Onboarded { user, artist, document, reviewer, notification })
    }
}

/// What both ends of an onboarding need.
pub(super) const NEEDS: &[&str] = &["roles", "notification_types", "countries", "currencies", "timezones"];

/// From the first visit to an unverified page.
pub(super) async fn sign_up(context: &Context<'_>) -> Result<(users::Model, artists::Model), Failure> {
    let user = UserFactory::new().unverified().insert(context).await?;
    let now = context.now();
    let user = change(context, user, |row: &mut users::ActiveModel| {
        row.status = Set(UserStatus::Active);
        row.email_verified_at = Set(Some(now));
    })
    .await?;
    let role =
        roles::Entity::find().filter(roles::Column::Name.eq(RoleName::Artist)).one(context.db()).await?;
    let role = role.ok_or("there is no role \"artist\"")?;
    add(context, row!(user_roles { user_id: user.id, role_id: role.id, assigned_at: now })).await?;
    let artist = ArtistFactory::new().for_user(&user).insert(context).await?;
    Ok((user, artist))
}

/// A passport, which somebody of the staff looks at.
pub(super) async fn hand_in(
    context: &Context<'_>,
    user: &users::Model,
) -> Result<(kyc_documents::Model, users::Model), Failure> {
    let reviewer = UserFactory::new().with_display_name("Staff").insert(context).await?;
    let document = row!(kyc_documents {
        user_id: user.id,
        doc_type: KycDocumentType::Passport,
        number_last_four: "K4T7",
        issuing_country_id: 356,
        storage_key: context.next("kyc_documents").slug("passport"),
        mime_type: "image/jpeg",
        doc_meta: json!({"pages": 2}),
        expires_on: context.date(2_000),
        submitted_at: context.in_days(-3),
    });
    let document = add(context, document).await?;
    let reviewer_id = reviewer.id;
    let document = change(context, document, |row: &mut kyc_documents::ActiveModel| {
        row.status = Set(KycStatus::InReview);
        row.reviewed_by = Set(Some(reviewer_id));
    })
    .await?;
    Ok((document, reviewer))
}

/// The states that audit has seen of a document's status, in their order.
pub(super) async fn audited_actions(
    db: &DatabaseConnection,
    document: &kyc_documents::Model,
) -> Result<usize, Failure> {
    let audited = audit_logs::Entity::find()
        .filter(audit_logs::Column::EntityId.eq(document.id))
        .filter(audit_logs::Column::TableName.eq(AuditedTable::KycDocuments));
    Ok(audited.all(db).await?.len())
}

impl Check for Onboarded {
    async fn check(&self, db: &DatabaseConnection) -> Result<(), Failure> {
        let user = users::Entity::find_by_id(self.user.id).one(db).await?.ok_or("the user is gone")?;
        expect("the user", user.status, UserStatus::Active)?;
        require("the address is confirmed", user.email_verified_at.is_some())?;
        let artist =
            artists::Entity::find_by_id(self.artist.id).one(db).await?.ok_or("the artist is gone")?;
        require("the page is verified", artist.is_verified)?;
        let document =
            kyc_documents::Entity::find_by_id(self.document.id).one(db).await?.ok_or("no document")?;
        expect("the document", (document.status, &document.rejection_reason), (KycStatus::Accepted, &None))?;
        expect("who looked at it", document.reviewed_by, Some(self.reviewer.id))?;
        expect("changes of the document in the audit", audited_actions(db, &document).await?, 3)
    }
}
