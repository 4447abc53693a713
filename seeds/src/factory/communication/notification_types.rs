//! What there is to be told of.

use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{Draft, Factory, Presets, Source};

/// Makes [`notification_types`]: by default one about bookings that is shown in the application. Those that the
/// platform sends are reference data.
#[derive(Debug, Clone, Default)]
pub struct NotificationTypeFactory {
    row: Draft<notification_types::ActiveModel>,
}

impl NotificationTypeFactory {
    /// One about bookings.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// With this code, which no other type has.
    #[must_use]
    pub fn with_code(mut self, code: &str) -> Self {
        self.row.code = Set(code.to_owned());
        self
    }

    /// About this.
    #[must_use]
    pub fn with_category(mut self, category: NotificationCategory) -> Self {
        self.row.category = Set(category);
        self
    }

    /// Sent in these ways.
    #[must_use]
    pub fn with_channels(mut self, channels: &[NotificationChannel]) -> Self {
        self.row.channels = Set(channels.to_vec());
        self
    }

    /// Nobody can do without.
    #[must_use]
    pub fn mandatory(mut self) -> Self {
        self.row.mandatory = Set(true);
        self
    }

    /// Not sent at present.
    #[must_use]
    pub fn disabled(mut self) -> Self {
        self.row.enabled = Set(false);
        self
    }
}

impl Factory for NotificationTypeFactory {
    type Entity = notification_types::Entity;

    fn draft(&mut self) -> &mut notification_types::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> notification_types::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("notification_types");
        row.code.set_if_unset_with(|| unique.code("notification"));
        row.category.set_if_unset(NotificationCategory::Booking);
        row.label.set_if_unset_with(|| unique.name("Notification type"));
        row.title_template.set_if_unset_with(|| "News of your booking".to_owned());
        row.body_template.set_if_unset_with(|| "There is news of {booking}.".to_owned());
        row
    }
}

pub(in crate::factory) fn presets() -> Presets<NotificationTypeFactory> {
    Presets::of(NotificationTypeFactory::new)
        .and("mandatory", NotificationTypeFactory::mandatory)
        .and("disabled", NotificationTypeFactory::disabled)
}
