//! Bookings of an artist for an evening.

use async_trait::async_trait;
use backline_schema::prelude::*;
use rust_decimal::Decimal;
use sea_orm::Set;
use time::{Duration, OffsetDateTime};

use crate::factory::{
    ArtistFactory, Context, Draft, Error, Factory, Presets, PromoterFactory, Source, VenueFactory,
};

/// Makes [`bookings`]: by default an inquiry of a promoter to an artist, for ninety minutes at a venue some evening in
/// a month or more, at 100,000 with 30 percent in advance. What is over took place as long ago.
///
/// A preset inserts the booking as it is then; the row of `booking_history` that a trigger adds knows that one status.
#[derive(Debug, Clone, Default)]
pub struct BookingFactory {
    row: Draft<bookings::ActiveModel>,
}

impl BookingFactory {
    /// An inquiry.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Of this artist.
    #[must_use]
    pub fn for_artist(mut self, artist: &artists::Model) -> Self {
        self.row.artist_id = Set(artist.id);
        self
    }

    /// By this promoter, and the promoter's organization.
    #[must_use]
    pub fn by_promoter(mut self, promoter: &promoters::Model) -> Self {
        self.row.organizer_id = Set(Some(promoter.id));
        self.row.organization_id.set_if_unset(promoter.organization_id);
        self.row.created_by.set_if_unset(promoter.user_id);
        self
    }

    /// By this organization, with no promoter unless one is passed.
    #[must_use]
    pub fn by_organization(mut self, organization: &organizations::Model) -> Self {
        self.row.organization_id = Set(Some(organization.id));
        self.row.organizer_id.set_if_unset(None);
        self.row.created_by.set_if_unset(organization.created_by);
        self
    }

    /// At this venue.
    #[must_use]
    pub fn at_venue(mut self, venue: &venues::Model) -> Self {
        self.row.venue_id = Set(Some(venue.id));
        self
    }

    /// For this event: at its venue, when it starts, by its promoter, unless others are passed before.
    #[must_use]
    pub fn for_event(mut self, event: &events::Model) -> Self {
        self.row.event_id = Set(Some(event.id));
        self.row.venue_id.set_if_unset(event.venue_id);
        if event.organizer_id.is_some() {
            self.row.organizer_id.set_if_unset(event.organizer_id);
            self.row.created_by.set_if_unset(event.created_by);
        }
        self.row.starts_at.set_if_unset(Some(event.starts_at));
        self
    }

    /// On this stage of an event.
    #[must_use]
    pub fn on_stage(mut self, stage: &event_stages::Model) -> Self {
        self.row.event_id = Set(Some(stage.event_id));
        self.row.stage_id = Set(Some(stage.id));
        self
    }

    /// What came of this application, with its artist, at the fee that it asked for.
    #[must_use]
    pub fn from_application(mut self, application: &applications::Model) -> Self {
        self.row.application_id = Set(Some(application.id));
        self.row.opportunity_id = Set(Some(application.opportunity_id));
        self.row.artist_id.set_if_unset(application.artist_id);
        self.row.currency.set_if_unset_with(|| application.currency.clone());
        if application.proposed_fee.is_some() {
            self.row.budget.set_if_unset(application.proposed_fee);
        }
        self
    }

    /// From the one moment to the other.
    #[must_use]
    pub fn with_times(mut self, starts_at: OffsetDateTime, ends_at: OffsetDateTime) -> Self {
        self.row.starts_at = Set(Some(starts_at));
        self.row.ends_at = Set(Some(ends_at));
        self
    }

    /// For this fee.
    #[must_use]
    pub fn with_fee(mut self, fee: impl Into<Decimal>) -> Self {
        self.row.budget = Set(Some(fee.into()));
        self
    }

    /// In this currency, an ISO 4217 code.
    #[must_use]
    pub fn with_currency(mut self, currency: &str) -> Self {
        self.row.currency = Set(currency.to_owned());
        self
    }

    /// So much of the fee is paid in advance, in percent.
    #[must_use]
    pub fn with_deposit_percent(mut self, percent: impl Into<Decimal>) -> Self {
        self.row.deposit_percent = Set(percent.into());
        self
    }

    /// As it is in this status.
    #[must_use]
    pub fn with_status(mut self, status: BookingStatus) -> Self {
        self.row.status = Set(status);
        self
    }

    /// The artist has an offer.
    #[must_use]
    pub fn offered(self) -> Self {
        self.with_status(BookingStatus::Offered)
    }

    /// They talk about the fee.
    #[must_use]
    pub fn negotiating(self) -> Self {
        self.with_status(BookingStatus::Negotiating)
    }

    /// Both have agreed; nothing is paid.
    #[must_use]
    pub fn confirmed(self) -> Self {
        self.with_status(BookingStatus::Confirmed)
    }

    /// The deposit has come; its payment is a [`PaymentFactory`](crate::factory::PaymentFactory)'s to make.
    #[must_use]
    pub fn deposit_paid(self) -> Self {
        self.with_status(BookingStatus::PaidDeposit)
    }

    /// All is paid and planned.
    #[must_use]
    pub fn scheduled(self) -> Self {
        self.with_status(BookingStatus::Scheduled)
    }

    /// Was played.
    #[must_use]
    pub fn completed(self) -> Self {
        self.with_status(BookingStatus::Completed)
    }

    /// Was called off by who booked.
    #[must_use]
    pub fn cancelled(self) -> Self {
        self.with_status(BookingStatus::Cancelled)
    }

    /// Was played, and they quarrel about it.
    #[must_use]
    pub fn disputed(self) -> Self {
        self.with_status(BookingStatus::Disputed)
    }

    /// Was called off, and the money went back.
    #[must_use]
    pub fn refunded(self) -> Self {
        self.with_status(BookingStatus::Refunded)
    }
}

/// Whether both sides have agreed at some time.
fn is_agreed(status: BookingStatus) -> bool {
    !matches!(status, BookingStatus::Inquiry | BookingStatus::Offered | BookingStatus::Negotiating)
}

/// Whether the evening is past.
fn is_over(status: BookingStatus) -> bool {
    matches!(status, BookingStatus::Completed | BookingStatus::Disputed)
}

#[async_trait]
impl Factory for BookingFactory {
    type Entity = bookings::Entity;

    fn draft(&mut self) -> &mut bookings::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> bookings::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("bookings");
        row.id.set_if_unset(unique.id());
        row.status.set_if_unset(BookingStatus::Inquiry);
        let status = row.status.try_as_ref().copied().unwrap_or(BookingStatus::Inquiry);
        let day = unique.days_apart();
        row.starts_at.set_if_unset(Some(source.evening(if is_over(status) { -day } else { day })));
        if let Some(starts_at) = row.starts_at.as_option().copied() {
            row.ends_at.set_if_unset(Some(starts_at + Duration::minutes(90)));
            row.event_date.set_if_unset(starts_at.date());
            agree(&mut row, status, starts_at, source);
        }
        row.event_date.set_if_unset(source.date(day));
        row
    }

    async fn complete(&self, row: &mut bookings::ActiveModel, context: &Context<'_>) -> Result<(), Error> {
        if row.artist_id.is_not_set() {
            row.artist_id = Set(ArtistFactory::new().insert(context).await?.id);
        }
        if row.organizer_id.is_not_set() {
            let promoter = PromoterFactory::new().insert(context).await?;
            row.organizer_id = Set(Some(promoter.id));
            row.organization_id.set_if_unset(promoter.organization_id);
            row.created_by.set_if_unset(promoter.user_id);
        }
        if row.venue_id.is_not_set() {
            row.venue_id = Set(Some(VenueFactory::new().insert(context).await?.id));
        }
        if row.status.is_set_and(|status| *status == BookingStatus::Cancelled)
            && let Some(by) = row.created_by.try_as_ref().copied()
        {
            row.cancelled_by.set_if_unset(by);
        }
        Ok(())
    }
}

/// Amounts and moments that go with a status.
fn agree(row: &mut bookings::ActiveModel, status: BookingStatus, starts_at: OffsetDateTime, source: &Source) {
    row.budget.set_if_unset(Some(Decimal::from(100_000)));
    if is_agreed(status) {
        let fee = row.budget.as_option().copied().unwrap_or_default();
        row.final_amount.set_if_unset(Some(fee));
        let fee = row.final_amount.as_option().copied().unwrap_or_default();
        let percent = row.deposit_percent.try_as_ref().copied().unwrap_or(Decimal::from(30));
        row.deposit_amount.set_if_unset(Some((fee * percent / Decimal::ONE_HUNDRED).round_dp(2)));
        row.deposit_due_at.set_if_unset(Some(starts_at - Duration::days(21)));
        row.balance_due_at.set_if_unset(Some(starts_at - Duration::days(7)));
        row.confirmed_at.set_if_unset(Some((starts_at - Duration::days(28)).min(source.now())));
    }
    if is_over(status) {
        row.completed_at.set_if_unset(Some((starts_at + Duration::hours(12)).min(source.now())));
    }
    if matches!(status, BookingStatus::Cancelled | BookingStatus::Refunded) {
        row.cancelled_at.set_if_unset(Some(source.now()));
        row.cancellation_reason.set_if_unset_with(|| Some("the hall is not to be had".to_owned()));
    }
}

pub(in crate::factory) fn presets() -> Presets<BookingFactory> {
    Presets::of(BookingFactory::new)
        .and("offered", BookingFactory::offered)
        .and("negotiating", BookingFactory::negotiating)
        .and("confirmed", BookingFactory::confirmed)
        .and("deposit_paid", BookingFactory::deposit_paid)
        .and("scheduled", BookingFactory::scheduled)
        .and("completed", BookingFactory::completed)
        .and("cancelled", BookingFactory::cancelled)
        .and("disputed", BookingFactory::disputed)
        .and("refunded", BookingFactory::refunded)
}
