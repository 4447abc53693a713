//! Papers with which users prove who they are.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{Context, Draft, Error, Factory, Presets, Source, UserFactory};

/// Makes [`kyc_documents`]: by default a user's tax card, handed in three days ago.
#[derive(Debug, Clone, Default)]
pub struct KycDocumentFactory {
    row: Draft<kyc_documents::ActiveModel>,
}

impl KycDocumentFactory {
    /// A tax card that was handed in.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// This user's.
    #[must_use]
    pub fn for_user(mut self, user: &users::Model) -> Self {
        self.row.user_id = Set(user.id);
        self
    }

    /// This paper.
    #[must_use]
    pub fn with_type(mut self, doc_type: KycDocumentType) -> Self {
        self.row.doc_type = Set(doc_type);
        self
    }

    /// Looked at by this user, who is another.
    #[must_use]
    pub fn reviewed_by(mut self, user: &users::Model) -> Self {
        self.row.reviewed_by = Set(Some(user.id));
        self
    }

    /// Being looked at.
    #[must_use]
    pub fn in_review(mut self) -> Self {
        self.row.status = Set(KycStatus::InReview);
        self
    }

    /// It is what it says.
    #[must_use]
    pub fn accepted(mut self) -> Self {
        self.row.status = Set(KycStatus::Accepted);
        self
    }

    /// Turned down.
    #[must_use]
    pub fn rejected(mut self) -> Self {
        self.row.status = Set(KycStatus::Rejected);
        self
    }

    /// Its day has passed.
    #[must_use]
    pub fn expired(mut self) -> Self {
        self.row.status = Set(KycStatus::Expired);
        self
    }
}

#[async_trait]
impl Factory for KycDocumentFactory {
    type Entity = kyc_documents::Entity;

    fn draft(&mut self) -> &mut kyc_documents::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> kyc_documents::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("kyc_documents");
        row.id.set_if_unset(unique.id());
        row.doc_type.set_if_unset(KycDocumentType::PanCard);
        row.number_last_four.set_if_unset_with(|| Some("234F".to_owned()));
        row.storage_key.set_if_unset_with(|| Some(unique.slug("kyc")));
        row.mime_type.set_if_unset_with(|| Some("image/jpeg".to_owned()));
        row.submitted_at.set_if_unset(source.in_days(-3));
        row.status.set_if_unset(KycStatus::Submitted);
        match row.status.try_as_ref() {
            Some(KycStatus::Accepted) => row.reviewed_at.set_if_unset(Some(source.in_days(-1))),
            Some(KycStatus::Rejected) => {
                row.reviewed_at.set_if_unset(Some(source.in_days(-1)));
                row.rejection_reason
                    .set_if_unset_with(|| Some("the picture is cut off at the edge".to_owned()));
            }
            Some(KycStatus::Expired) => row.expires_on.set_if_unset(Some(source.date(-1))),
            _ => {}
        }
        row
    }

    async fn complete(
        &self,
        row: &mut kyc_documents::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.user_id.is_not_set() {
            row.user_id = Set(UserFactory::new().insert(context).await?.id);
        }
        if row.reviewed_at.is_set() && row.reviewed_by.is_not_set() {
            row.reviewed_by = Set(Some(UserFactory::new().insert(context).await?.id));
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<KycDocumentFactory> {
    Presets::of(KycDocumentFactory::new)
        .and("in_review", KycDocumentFactory::in_review)
        .and("accepted", KycDocumentFactory::accepted)
        .and("rejected", KycDocumentFactory::rejected)
        .and("expired", KycDocumentFactory::expired)
}
