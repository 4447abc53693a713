//! Companies.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{
    Context, Draft, Error, Factory, OrganizationMemberFactory, Presets, Source, UserFactory,
};

/// Makes [`organizations`]: by default a promoter's, with the user who made it as its owner.
#[derive(Debug, Clone, Default)]
pub struct OrganizationFactory {
    row: Draft<organizations::ActiveModel>,
    verified: bool,
    deleted: bool,
}

impl OrganizationFactory {
    /// A promoter's company with an owner.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Made by this user, who is a member with the role of an owner.
    #[must_use]
    pub fn owned_by(mut self, user: &users::Model) -> Self {
        self.row.created_by = Set(Some(user.id));
        self
    }

    /// With this name.
    #[must_use]
    pub fn with_name(mut self, name: &str) -> Self {
        self.row.name = Set(name.to_owned());
        self
    }

    /// Of this kind.
    #[must_use]
    pub fn with_kind(mut self, kind: OrganizationKind) -> Self {
        self.row.kind = Set(kind);
        self
    }

    /// Counts in this currency, an ISO 4217 code.
    #[must_use]
    pub fn with_currency(mut self, currency: &str) -> Self {
        self.row.currency = Set(currency.to_owned());
        self
    }

    /// The platform has checked it.
    #[must_use]
    pub fn verified(mut self) -> Self {
        self.verified = true;
        self
    }

    /// Given up.
    #[must_use]
    pub fn deleted(mut self) -> Self {
        self.deleted = true;
        self
    }

    /// Nobody is in it.
    #[must_use]
    pub fn without_owner(mut self) -> Self {
        self.row.created_by = Set(None);
        self
    }
}

#[async_trait]
impl Factory for OrganizationFactory {
    type Entity = organizations::Entity;

    fn draft(&mut self) -> &mut organizations::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> organizations::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("organizations");
        row.id.set_if_unset(unique.id());
        row.name.set_if_unset_with(|| unique.name("Organization"));
        row.slug.set_if_unset_with(|| Some(unique.slug("organization")));
        row.kind.set_if_unset(OrganizationKind::Promoter);
        if self.verified {
            row.verified_at.set_if_unset(Some(source.now()));
        }
        if self.deleted {
            row.deleted_at.set_if_unset(Some(source.now()));
        }
        row
    }

    async fn complete(
        &self,
        row: &mut organizations::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.created_by.is_not_set() {
            row.created_by = Set(Some(UserFactory::new().insert(context).await?.id));
        }
        Ok(())
    }

    /// And who made it as its owner.
    async fn store(
        &self,
        rows: Vec<organizations::ActiveModel>,
        context: &Context<'_>,
    ) -> Result<Vec<organizations::Model>, Error> {
        let organizations = context.insert_rows::<organizations::Entity>(rows).await?;
        for organization in &organizations {
            if let Some(owner) = organization.created_by {
                let member = OrganizationMemberFactory::new().in_organization(organization).owner();
                member.with(|member| member.user_id = Set(owner)).insert(context).await?;
            }
        }
        Ok(organizations)
    }
}

pub(in crate::factory) fn presets() -> Presets<OrganizationFactory> {
    Presets::of(OrganizationFactory::new)
        .and("verified", OrganizationFactory::verified)
        .and("deleted", OrganizationFactory::deleted)
        .and("without_owner", OrganizationFactory::without_owner)
}
