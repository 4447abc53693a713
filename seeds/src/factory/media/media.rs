//! Pictures, recordings and documents.

use async_trait::async_trait;
use backline_schema::prelude::*;
use rust_decimal::Decimal;
use sea_orm::Set;
use uuid::Uuid;

use crate::factory::{Context, Draft, Error, Factory, Presets, Source, UserFactory};

/// Makes [`media`]: by default a picture of a user that only they see.
#[derive(Debug, Clone, Default)]
pub struct MediaFactory {
    row: Draft<media::ActiveModel>,
}

impl MediaFactory {
    /// A picture.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// This user's.
    #[must_use]
    pub fn by_user(mut self, user: &users::Model) -> Self {
        self.row.owner_user_id = Set(Some(user.id));
        self
    }

    /// This organization's.
    #[must_use]
    pub fn of_organization(mut self, organization: &organizations::Model) -> Self {
        self.row.organization_id = Set(Some(organization.id));
        self.row.owner_user_id.set_if_unset(organization.created_by);
        self
    }

    /// Shown with this row.
    #[must_use]
    pub fn of_entity(mut self, entity: MediaEntity, id: Uuid) -> Self {
        self.row.entity_type = Set(Some(entity));
        self.row.entity_id = Set(Some(id));
        self
    }

    /// Shown first with this row, one of a kind each.
    #[must_use]
    pub fn primary_of(mut self, entity: MediaEntity, id: Uuid) -> Self {
        self.row.entity_type = Set(Some(entity));
        self.row.entity_id = Set(Some(id));
        self.row.is_primary = Set(true);
        self
    }

    /// Seen by these.
    #[must_use]
    pub fn with_visibility(mut self, visibility: MediaVisibility) -> Self {
        self.row.visibility = Set(visibility);
        self
    }

    /// A recording of three minutes.
    #[must_use]
    pub fn audio(mut self) -> Self {
        self.row.media_type = Set(MediaType::Audio);
        self
    }

    /// A film of three minutes.
    #[must_use]
    pub fn video(mut self) -> Self {
        self.row.media_type = Set(MediaType::Video);
        self
    }

    /// A document.
    #[must_use]
    pub fn document(mut self) -> Self {
        self.row.media_type = Set(MediaType::Document);
        self
    }

    /// Seen by everybody.
    #[must_use]
    pub fn public(mut self) -> Self {
        self.row.visibility = Set(MediaVisibility::Public);
        self
    }
}

#[async_trait]
impl Factory for MediaFactory {
    type Entity = media::Entity;

    fn draft(&mut self) -> &mut media::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> media::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("media");
        row.id.set_if_unset(unique.id());
        row.media_type.set_if_unset(MediaType::Image);
        row.storage_key.set_if_unset_with(|| unique.slug("media"));
        let kind = row.media_type.try_as_ref().copied().unwrap_or(MediaType::Image);
        let mime_type = match kind {
            MediaType::Image => "image/jpeg",
            MediaType::Audio => "audio/mpeg",
            MediaType::Video => "video/mp4",
            MediaType::Document => "application/pdf",
            MediaType::Other => "application/octet-stream",
        };
        row.mime_type.set_if_unset_with(|| mime_type.to_owned());
        row.byte_size.set_if_unset(250_000);
        row.checksum.set_if_unset_with(|| Some(unique.hexadecimal()));
        if matches!(kind, MediaType::Image | MediaType::Video) {
            row.width.set_if_unset(Some(1_600));
            row.height.set_if_unset(Some(900));
        }
        if matches!(kind, MediaType::Audio | MediaType::Video) {
            row.duration_seconds.set_if_unset(Some(Decimal::from(180)));
        }
        row
    }

    async fn complete(&self, row: &mut media::ActiveModel, context: &Context<'_>) -> Result<(), Error> {
        if row.owner_user_id.is_not_set() {
            row.owner_user_id = Set(Some(UserFactory::new().insert(context).await?.id));
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<MediaFactory> {
    Presets::of(MediaFactory::new)
        .and("audio", MediaFactory::audio)
        .and("video", MediaFactory::video)
        .and("document", MediaFactory::document)
        .and("public", MediaFactory::public)
}
