//! Who books artists and puts on events.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::{EntityTrait, Set};

use crate::factory::{Context, Draft, Error, Factory, OrganizationFactory, Presets, Source};

/// Makes [`promoters`]: by default one of a new organization, whose owner it is.
#[derive(Debug, Clone, Default)]
pub struct PromoterFactory {
    row: Draft<promoters::ActiveModel>,
}

impl PromoterFactory {
    /// A promoter with a company.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// This user's; in no organization unless one is passed.
    #[must_use]
    pub fn for_user(mut self, user: &users::Model) -> Self {
        self.row.user_id = Set(Some(user.id));
        self.row.organization_id.set_if_unset(None);
        self
    }

    /// This organization's, and its maker's unless a user is passed.
    #[must_use]
    pub fn of_organization(mut self, organization: &organizations::Model) -> Self {
        self.row.organization_id = Set(Some(organization.id));
        self.row.user_id.set_if_unset(organization.created_by);
        self
    }

    /// With this name.
    #[must_use]
    pub fn with_name(mut self, name: &str) -> Self {
        self.row.name = Set(name.to_owned());
        self
    }

    /// In this city, given by its GeoNames id.
    #[must_use]
    pub fn with_city(mut self, city_id: i32) -> Self {
        self.row.city_id = Set(Some(city_id));
        self
    }

    /// The platform has checked them.
    #[must_use]
    pub fn verified(mut self) -> Self {
        self.row.is_verified = Set(true);
        self
    }
}

#[async_trait]
impl Factory for PromoterFactory {
    type Entity = promoters::Entity;

    fn draft(&mut self) -> &mut promoters::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> promoters::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("promoters");
        row.id.set_if_unset(unique.id());
        row.name.set_if_unset_with(|| unique.name("Promoter"));
        row.slug.set_if_unset_with(|| Some(unique.slug("promoter")));
        row
    }

    async fn complete(&self, row: &mut promoters::ActiveModel, context: &Context<'_>) -> Result<(), Error> {
        if row.organization_id.is_not_set() {
            let organization = OrganizationFactory::new().insert(context).await?;
            row.organization_id = Set(Some(organization.id));
            row.user_id.set_if_unset(organization.created_by);
        }
        Ok(())
    }
}

/// The user who acts for a promoter.
pub(in crate::factory) async fn user_of(
    promoter: Option<uuid::Uuid>,
    context: &Context<'_>,
) -> Result<Option<uuid::Uuid>, Error> {
    let Some(promoter_id) = promoter else { return Ok(None) };
    let found = promoters::Entity::find_by_id(promoter_id).one(context.db()).await;
    Ok(found.map_err(Error::database("look for the promoter"))?.and_then(|promoter| promoter.user_id))
}

pub(in crate::factory) fn presets() -> Presets<PromoterFactory> {
    Presets::of(PromoterFactory::new).and("verified", PromoterFactory::verified)
}
