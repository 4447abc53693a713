//! Mail to users.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{Context, Draft, Error, Factory, Presets, Source, UserFactory};

/// Makes [`email_notifications`]: by default one to a new user that waits to be sent.
#[derive(Debug, Clone, Default)]
pub struct EmailNotificationFactory {
    row: Draft<email_notifications::ActiveModel>,
}

impl EmailNotificationFactory {
    /// One that waits.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// To this user.
    #[must_use]
    pub fn to_user(mut self, user: &users::Model) -> Self {
        self.row.user_id = Set(Some(user.id));
        self.row.to_address.set_if_unset(user.email.clone());
        self
    }

    /// To this address, whoever's it is.
    #[must_use]
    pub fn to_address(mut self, address: &str) -> Self {
        self.row.to_address = Set(address.to_owned());
        self.row.user_id.set_if_unset(None);
        self
    }

    /// What this notification says, to its user.
    #[must_use]
    pub fn of_notification(mut self, notification: &notifications::Model) -> Self {
        self.row.user_id = Set(Some(notification.user_id));
        self.row.notification_id = Set(Some(notification.id));
        self.row.notification_created_at = Set(Some(notification.created_at));
        self.row.subject.set_if_unset(notification.title.clone());
        self
    }

    /// With this subject.
    #[must_use]
    pub fn with_subject(mut self, subject: &str) -> Self {
        self.row.subject = Set(subject.to_owned());
        self
    }

    /// On its way.
    #[must_use]
    pub fn sent(mut self) -> Self {
        self.row.status = Set(EmailStatus::Sent);
        self
    }

    /// There.
    #[must_use]
    pub fn delivered(mut self) -> Self {
        self.row.status = Set(EmailStatus::Delivered);
        self
    }

    /// Came back.
    #[must_use]
    pub fn bounced(mut self) -> Self {
        self.row.status = Set(EmailStatus::Bounced);
        self
    }

    /// Could not be sent.
    #[must_use]
    pub fn failed(mut self) -> Self {
        self.row.status = Set(EmailStatus::Failed);
        self
    }

    /// Who got it said that it was not wanted.
    #[must_use]
    pub fn complained(mut self) -> Self {
        self.row.status = Set(EmailStatus::Complained);
        self
    }
}

#[async_trait]
impl Factory for EmailNotificationFactory {
    type Entity = email_notifications::Entity;

    fn draft(&mut self) -> &mut email_notifications::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> email_notifications::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("email_notifications");
        row.id.set_if_unset(unique.id());
        row.subject.set_if_unset_with(|| unique.name("Mail"));
        row.body_text.set_if_unset_with(|| "There is news of your booking.".to_owned());
        row.status.set_if_unset(EmailStatus::Queued);
        let status = row.status.try_as_ref().copied().unwrap_or(EmailStatus::Queued);
        if status != EmailStatus::Queued {
            row.attempts.set_if_unset(1);
        }
        if !matches!(status, EmailStatus::Queued | EmailStatus::Failed) {
            row.sent_at.set_if_unset(Some(source.in_days(-1)));
        }
        if matches!(status, EmailStatus::Delivered | EmailStatus::Complained) {
            row.delivered_at.set_if_unset(Some(source.in_days(-1)));
        }
        if status == EmailStatus::Bounced {
            row.bounced_at.set_if_unset(Some(source.now()));
        }
        if status == EmailStatus::Failed {
            row.last_error.set_if_unset_with(|| Some("the mail server does not answer".to_owned()));
        }
        row
    }

    async fn complete(
        &self,
        row: &mut email_notifications::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.user_id.is_not_set() {
            let user = UserFactory::new().insert(context).await?;
            row.user_id = Set(Some(user.id));
            row.to_address.set_if_unset(user.email);
        }
        row.to_address.set_if_unset_with(|| context.next("email_notifications.to_address").email("user"));
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<EmailNotificationFactory> {
    Presets::of(EmailNotificationFactory::new)
        .and("sent", EmailNotificationFactory::sent)
        .and("delivered", EmailNotificationFactory::delivered)
        .and("bounced", EmailNotificationFactory::bounced)
        .and("failed", EmailNotificationFactory::failed)
        .and("complained", EmailNotificationFactory::complained)
}
