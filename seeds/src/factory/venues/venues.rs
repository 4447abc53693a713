//! Halls, clubs and grounds.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{Context, Draft, Error, Factory, Presets, Source, UserFactory};

/// Makes [`venues`]: by default a hall for 500 with a user who manages it.
#[derive(Debug, Clone, Default)]
pub struct VenueFactory {
    row: Draft<venues::ActiveModel>,
    deleted: bool,
}

impl VenueFactory {
    /// A hall for 500.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Managed by this user.
    #[must_use]
    pub fn managed_by(mut self, user: &users::Model) -> Self {
        self.row.user_id = Set(Some(user.id));
        self
    }

    /// Run by this organization.
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

    /// Holds so many people.
    #[must_use]
    pub fn with_capacity(mut self, people: i32) -> Self {
        self.row.capacity = Set(Some(people));
        self
    }

    /// In this city, given by its GeoNames id.
    #[must_use]
    pub fn with_city(mut self, city_id: i32) -> Self {
        self.row.city_id = Set(Some(city_id));
        self
    }

    /// In this time zone, a name of the IANA database.
    #[must_use]
    pub fn with_timezone(mut self, timezone: &str) -> Self {
        self.row.timezone = Set(timezone.to_owned());
        self
    }

    /// The platform has checked it.
    #[must_use]
    pub fn verified(mut self) -> Self {
        self.row.is_verified = Set(true);
        self
    }

    /// Given up.
    #[must_use]
    pub fn deleted(mut self) -> Self {
        self.deleted = true;
        self
    }
}

#[async_trait]
impl Factory for VenueFactory {
    type Entity = venues::Entity;

    fn draft(&mut self) -> &mut venues::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> venues::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("venues");
        row.id.set_if_unset(unique.id());
        row.name.set_if_unset_with(|| unique.name("Venue"));
        row.slug.set_if_unset_with(|| unique.slug("venue"));
        row.capacity.set_if_unset(Some(500));
        row.venue_type.set_if_unset_with(|| Some("hall".to_owned()));
        if self.deleted {
            row.deleted_at.set_if_unset(Some(source.now()));
        }
        row
    }

    async fn complete(&self, row: &mut venues::ActiveModel, context: &Context<'_>) -> Result<(), Error> {
        if row.user_id.is_not_set() {
            row.user_id = Set(Some(UserFactory::new().insert(context).await?.id));
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<VenueFactory> {
    Presets::of(VenueFactory::new)
        .and("verified", VenueFactory::verified)
        .and("deleted", VenueFactory::deleted)
}
