//! Accounts.

use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{Draft, Factory, Presets, Source};

/// Makes [`users`]: by default an active one with a verified e-mail address and no password.
#[derive(Debug, Clone, Default)]
pub struct UserFactory {
    row: Draft<users::ActiveModel>,
}

impl UserFactory {
    /// An active user.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// With this e-mail address, which no other user has.
    #[must_use]
    pub fn with_email(mut self, email: &str) -> Self {
        self.row.email = Set(email.to_owned());
        self
    }

    /// With this user name, which no other user has.
    #[must_use]
    pub fn with_username(mut self, username: &str) -> Self {
        self.row.username = Set(Some(username.to_owned()));
        self
    }

    /// Shown under this name.
    #[must_use]
    pub fn with_display_name(mut self, name: &str) -> Self {
        self.row.display_name = Set(Some(name.to_owned()));
        self
    }

    /// Lives in this city, given by its GeoNames id.
    #[must_use]
    pub fn with_city(mut self, city_id: i32) -> Self {
        self.row.city_id = Set(Some(city_id));
        self
    }

    /// Counts in this currency, an ISO 4217 code.
    #[must_use]
    pub fn with_currency(mut self, currency: &str) -> Self {
        self.row.currency = Set(currency.to_owned());
        self
    }

    /// Lives by this time zone, a name of the IANA database.
    #[must_use]
    pub fn with_timezone(mut self, timezone: &str) -> Self {
        self.row.timezone = Set(timezone.to_owned());
        self
    }

    /// Signs in with the password of this hash.
    #[must_use]
    pub fn with_password_hash(mut self, hash: &str) -> Self {
        self.row.password_hash = Set(Some(hash.to_owned()));
        self
    }

    /// Has signed up and not yet followed the link in the mail.
    #[must_use]
    pub fn unverified(mut self) -> Self {
        self.row.status = Set(UserStatus::PendingVerification);
        self.row.email_verified_at = Set(None);
        self
    }

    /// Was shut out.
    #[must_use]
    pub fn suspended(mut self) -> Self {
        self.row.status = Set(UserStatus::Suspended);
        self
    }

    /// Has left.
    #[must_use]
    pub fn deleted(mut self) -> Self {
        self.row.status = Set(UserStatus::Deleted);
        self
    }
}

impl Factory for UserFactory {
    type Entity = users::Entity;

    fn draft(&mut self) -> &mut users::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> users::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("users");
        row.id.set_if_unset(unique.id());
        row.email.set_if_unset_with(|| unique.email("user"));
        row.username.set_if_unset_with(|| Some(unique.slug("user")));
        row.display_name.set_if_unset_with(|| Some(unique.name("User")));
        row.status.set_if_unset(UserStatus::Active);
        row.email_verified_at.set_if_unset(Some(source.now()));
        if row.status.is_set_and(|status| *status == UserStatus::Deleted) {
            row.deleted_at.set_if_unset(Some(source.now()));
        }
        row
    }
}

pub(in crate::factory) fn presets() -> Presets<UserFactory> {
    Presets::of(UserFactory::new)
        .and("unverified", UserFactory::unverified)
        .and("suspended", UserFactory::suspended)
        .and("deleted", UserFactory::deleted)
}
