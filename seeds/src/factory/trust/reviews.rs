//! Reviews of what one took part in.

use std::marker::PhantomData;

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;

use super::super::{organizations, talent};
use crate::factory::{
    BookingFactory, Chosen, Context, Draft, Error, Factory, Presets, Source, Unchosen, UserFactory,
};

/// Makes [`reviews`] once it is said of what: five stars, not yet published, by who can have an opinion of it.
///
/// ```compile_fail
/// # use backline_seeds::factory::{Factory, ReviewFactory, Source};
/// # fn example(source: &Source) {
/// ReviewFactory::new().build(source); // of what?
/// # }
/// ```
#[derive(Debug, Clone, Default)]
pub struct ReviewFactory<Subject = Unchosen> {
    row: Draft<reviews::ActiveModel>,
    /// Whose artist or promoter the reviewer is.
    booking: Option<bookings::Model>,
    subject: PhantomData<Subject>,
}

impl ReviewFactory {
    /// Of nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Of the artist, by who booked.
    #[must_use]
    pub fn of_artist(mut self, booking: &bookings::Model) -> ReviewFactory<Chosen> {
        self.row.artist_id = Set(Some(booking.artist_id));
        self.of_booking(booking)
    }

    /// Of the venue, by the artist.
    #[must_use]
    pub fn of_venue(mut self, booking: &bookings::Model) -> ReviewFactory<Chosen> {
        self.row.venue_id = Set(booking.venue_id);
        self.of_booking(booking)
    }

    /// Of the promoter, by the artist.
    #[must_use]
    pub fn of_promoter(mut self, booking: &bookings::Model) -> ReviewFactory<Chosen> {
        self.row.promoter_id = Set(booking.organizer_id);
        self.of_booking(booking)
    }

    /// Of the event, by who went.
    #[must_use]
    pub fn of_event(mut self, attendance: &event_attendances::Model) -> ReviewFactory<Chosen> {
        self.row.event_id = Set(Some(attendance.event_id));
        self.row.event_attendance_id = Set(Some(attendance.id));
        self.row.reviewer_id.set_if_unset(attendance.user_id);
        self.chosen()
    }

    fn of_booking(mut self, booking: &bookings::Model) -> ReviewFactory<Chosen> {
        self.row.booking_id = Set(Some(booking.id));
        self.booking = Some(booking.clone());
        self.chosen()
    }

    fn chosen(self) -> ReviewFactory<Chosen> {
        ReviewFactory { row: self.row, booking: self.booking, subject: PhantomData }
    }
}

impl<Subject> ReviewFactory<Subject> {
    /// By this user.
    #[must_use]
    pub fn by_user(mut self, user: &users::Model) -> Self {
        self.row.reviewer_id = Set(user.id);
        self
    }

    /// With so many stars, 1 to 5.
    #[must_use]
    pub fn with_rating(mut self, stars: i16) -> Self {
        self.row.rating = Set(stars);
        self
    }

    /// In these words.
    #[must_use]
    pub fn with_body(mut self, body: &str) -> Self {
        self.row.body = Set(Some(body.to_owned()));
        self
    }

    /// Everybody may read it, and it counts.
    #[must_use]
    pub fn published(mut self) -> Self {
        self.row.status = Set(ReviewStatus::Published);
        self
    }

    /// Out of sight until somebody looks at it.
    #[must_use]
    pub fn hidden(mut self) -> Self {
        self.row.status = Set(ReviewStatus::Hidden);
        self
    }

    /// Taken away for good.
    #[must_use]
    pub fn removed(mut self) -> Self {
        self.row.status = Set(ReviewStatus::Removed);
        self
    }
}

#[async_trait]
impl Factory for ReviewFactory<Chosen> {
    type Entity = reviews::Entity;

    fn draft(&mut self) -> &mut reviews::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> reviews::ActiveModel {
        let mut row = self.row.chosen();
        row.id.set_if_unset_with(|| source.next("reviews").id());
        row.rating.set_if_unset(5);
        row.body.set_if_unset_with(|| Some("An evening to remember.".to_owned()));
        row.status.set_if_unset(ReviewStatus::Pending);
        match row.status.try_as_ref() {
            Some(ReviewStatus::Published) => row.published_at.set_if_unset(Some(source.now())),
            Some(ReviewStatus::Hidden | ReviewStatus::Removed) => {
                row.moderated_at.set_if_unset(Some(source.now()));
            }
            _ => {}
        }
        row
    }

    async fn complete(&self, row: &mut reviews::ActiveModel, context: &Context<'_>) -> Result<(), Error> {
        if row.reviewer_id.is_not_set()
            && let Some(booking) = &self.booking
        {
            let reviewer = if row.artist_id.is_set() {
                match booking.created_by {
                    Some(user) => Some(user),
                    None => organizations::promoters::user_of(booking.organizer_id, context).await?,
                }
            } else {
                talent::artists::user_of(booking.artist_id, context).await?
            };
            row.reviewer_id = Set(match reviewer {
                Some(user) => user,
                None => UserFactory::new().insert(context).await?.id,
            });
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<ReviewFactory<Chosen>> {
    Presets::with_choice(|context| {
        Box::pin(async move {
            let booking = BookingFactory::new().completed().insert(context).await?;
            Ok(ReviewFactory::new().of_artist(&booking))
        })
    })
    .and("published", ReviewFactory::published)
    .and("hidden", ReviewFactory::hidden)
    .and("removed", ReviewFactory::removed)
}
