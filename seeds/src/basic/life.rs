//! The ten bookings of the basic seed, one in each status, and the way that each has come.

use backline_schema::prelude::BookingStatus::{
    self, Cancelled, Completed, Confirmed, Disputed, Inquiry, Negotiating, Offered, PaidDeposit, Refunded,
    Scheduled,
};
use rust_decimal::Decimal;
use time::OffsetDateTime;
use uuid::Uuid;

use super::clock::Clock;
use super::ids::{artist, booking, organization, promoter, user, venue};

/// A booking and what is told about it in other tables.
pub(super) struct Booking {
    /// Its status, by which it is called.
    pub(super) key: &'static str,
    /// An artist's slug.
    pub(super) artist: &'static str,
    /// The account behind the artist.
    pub(super) artist_account: &'static str,
    /// The slug of the organisation that books, and of its promoter.
    pub(super) organization: &'static str,
    /// Who acts for the organisation.
    pub(super) organization_account: &'static str,
    pub(super) venue: &'static str,
    pub(super) event: Option<&'static str>,
    /// The opportunity that led to it.
    pub(super) opportunity: Option<&'static str>,
    /// Of the show, from the moment of seeding.
    pub(super) day: i64,
    /// In whole units of the currency.
    pub(super) fee: i32,
    pub(super) currency: &'static str,
    /// The statuses that it has had, and on which day it came to them.
    pub(super) path: &'static [(BookingStatus, i64)],
}

impl Booking {
    pub(super) fn id(&self) -> Uuid {
        booking(self.key)
    }

    pub(super) fn artist_id(&self) -> Uuid {
        artist(self.artist)
    }

    pub(super) fn artist_user(&self) -> Uuid {
        user(self.artist_account)
    }

    pub(super) fn organization_id(&self) -> Uuid {
        organization(self.organization)
    }

    pub(super) fn organization_user(&self) -> Uuid {
        user(self.organization_account)
    }

    pub(super) fn promoter_id(&self) -> Uuid {
        promoter(self.organization)
    }

    pub(super) fn venue_id(&self) -> Uuid {
        venue(self.venue)
    }

    pub(super) fn status(&self) -> BookingStatus {
        self.path.last().map_or(Inquiry, |(status, _)| *status)
    }

    /// The day on which it came to a status.
    pub(super) fn day_of(&self, status: BookingStatus) -> Option<i64> {
        self.path.iter().find(|(each, _)| *each == status).map(|(_, day)| *day)
    }

    /// The moment at which it came to a status.
    pub(super) fn when(&self, status: BookingStatus, clock: Clock) -> Option<OffsetDateTime> {
        self.day_of(status).map(|day| clock.day(day))
    }

    /// When it was asked for.
    pub(super) fn asked(&self) -> i64 {
        self.path.first().map_or(0, |(_, day)| *day)
    }

    pub(super) fn has_been(&self, status: BookingStatus) -> bool {
        self.day_of(status).is_some()
    }

    pub(super) fn final_amount(&self) -> Decimal {
        Decimal::from(self.fee)
    }

    /// 30 percent.
    pub(super) fn deposit(&self) -> Decimal {
        Decimal::from(self.fee * 3 / 10)
    }

    pub(super) fn balance(&self) -> Decimal {
        self.final_amount() - self.deposit()
    }

    /// The platform's, 10 percent.
    pub(super) fn commission(&self) -> Decimal {
        Decimal::from(self.fee / 10)
    }

    /// Tax kept back from the artist, 1 percent.
    pub(super) fn withheld(&self) -> Decimal {
        Decimal::from(self.fee / 100)
    }
}

pub(super) const BOOKINGS: &[Booking] = &[
    Booking {
        key: "inquiry",
        artist: "meera-iyer",
        artist_account: "artist",
        organization: "monsoon-live",
        organization_account: "organizer",
        venue: "the-raintree-hall",
        event: None,
        opportunity: None,
        day: 60,
        fee: 100_000,
        currency: "INR",
        path: &[(Inquiry, -1)],
    },
    Booking {
        key: "offered",
        artist: "arjun-sen",
        artist_account: "arjun",
        organization: "monsoon-live",
        organization_account: "organizer",
        venue: "the-raintree-hall",
        event: None,
        opportunity: None,
        day: 55,
        fee: 80_000,
        currency: "INR",
        path: &[(Inquiry, -6), (Offered, -4)],
    },
    Booking {
        key: "negotiating",
        artist: "zoya-khan",
        artist_account: "zoya",
        organization: "monsoon-live",
        organization_account: "production",
        venue: "the-raintree-hall",
        event: None,
        opportunity: None,
        day: 50,
        fee: 120_000,
        currency: "INR",
        path: &[(Inquiry, -12), (Offered, -10), (Negotiating, -8)],
    },
    Booking {
        key: "confirmed",
        artist: "dev-pillai",
        artist_account: "dev",
        organization: "monsoon-live",
        organization_account: "organizer",
        venue: "the-raintree-hall",
        event: None,
        opportunity: Some("guitar-evening"),
        day: 30,
        fee: 50_000,
        currency: "INR",
        path: &[(Inquiry, -30), (Offered, -28), (Negotiating, -26), (Confirmed, -20)],
    },
    Booking {
        key: "paid-deposit",
        artist: "coastal-drift",
        artist_account: "manager",
        organization: "monsoon-live",
        organization_account: "organizer",
        venue: "the-raintree-hall",
        event: Some("monsoon-festival"),
        opportunity: Some("monsoon-main-stage"),
        day: 45,
        fee: 150_000,
        currency: "INR",
        path: &[(Inquiry, -34), (Offered, -30), (Confirmed, -22), (PaidDeposit, -18)],
    },
    Booking {
        key: "scheduled",
        artist: "lena-hoffmann",
        artist_account: "lena",
        organization: "harbour-nights",
        organization_account: "agent",
        venue: "tidewater-club",
        event: None,
        opportunity: None,
        day: 14,
        fee: 3_000,
        currency: "GBP",
        path: &[(Inquiry, -50), (Offered, -48), (Confirmed, -40), (PaidDeposit, -35), (Scheduled, -10)],
    },
    Booking {
        key: "completed",
        artist: "meera-iyer",
        artist_account: "artist",
        organization: "monsoon-live",
        organization_account: "organizer",
        venue: "the-raintree-hall",
        event: Some("raintree-sessions"),
        opportunity: Some("raintree-sessions-voice"),
        day: -20,
        fee: 100_000,
        currency: "INR",
        path: &[
            (Inquiry, -75),
            (Offered, -72),
            (Negotiating, -70),
            (Confirmed, -66),
            (PaidDeposit, -60),
            (Scheduled, -30),
            (Completed, -19),
        ],
    },
    Booking {
        key: "cancelled",
        artist: "arjun-sen",
        artist_account: "arjun",
        organization: "monsoon-live",
        organization_account: "organizer",
        venue: "the-raintree-hall",
        event: None,
        opportunity: None,
        day: -10,
        fee: 80_000,
        currency: "INR",
        path: &[(Inquiry, -60), (Offered, -58), (Confirmed, -50), (Cancelled, -25)],
    },
    Booking {
        key: "disputed",
        artist: "sofia-ruiz",
        artist_account: "sofia",
        organization: "harbour-nights",
        organization_account: "promoter",
        venue: "tidewater-club",
        event: Some("tidewater-flamenco"),
        opportunity: Some("flamenco-teacher"),
        day: -35,
        fee: 1_200,
        currency: "GBP",
        path: &[
            (Inquiry, -90),
            (Offered, -88),
            (Confirmed, -80),
            (PaidDeposit, -75),
            (Scheduled, -45),
            (Completed, -34),
            (Disputed, -30),
        ],
    },
    Booking {
        key: "refunded",
        artist: "lena-hoffmann",
        artist_account: "lena",
        organization: "harbour-nights",
        organization_account: "agent",
        venue: "halle-am-kanal",
        event: Some("turbine-all-nighter"),
        opportunity: None,
        day: 20,
        fee: 3_000,
        currency: "GBP",
        path: &[
            (Inquiry, -60),
            (Offered, -58),
            (Confirmed, -52),
            (PaidDeposit, -48),
            (Cancelled, -5),
            (Refunded, -3),
        ],
    },
];

#[cfg(test)]
mod tests {
    use backline_schema::StateMachine;
    use sea_orm::Iterable;

    use super::*;

    #[test]
    fn every_status_has_a_booking() {
        for status in BookingStatus::iter() {
            assert!(BOOKINGS.iter().any(|booking| booking.status() == status), "no booking is {status:?}");
        }
    }

    #[test]
    fn every_way_is_one_that_the_state_machine_allows() {
        for booking in BOOKINGS {
            assert_eq!(booking.path[0].0, Inquiry);
            for pair in booking.path.windows(2) {
                let [(from, before), (to, after)] = [pair[0], pair[1]];
                assert!(from.can_become(to), "{}: {from:?} to {to:?}", booking.key);
                assert!(before < after, "{}: {to:?} comes before {from:?}", booking.key);
            }
            assert!(booking.path.iter().all(|(_, day)| *day < 0), "{}: not past", booking.key);
        }
    }

    #[test]
    fn amounts_add_up() {
        for booking in BOOKINGS {
            assert_eq!(booking.deposit() + booking.balance(), booking.final_amount());
        }
    }
}
