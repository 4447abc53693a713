//! Shows that are told in every circle, at set times from now: those that are under way, and those whose ways are rare.

use backline_schema::prelude::BookingStatus::{
    Cancelled, Completed, Confirmed, Disputed, Negotiating, Offered, PaidDeposit, Refunded, Scheduled,
};
use time::Duration;
use time::macros::time;

use super::bookings::Request;
use super::circle::Circle;
use super::guests::{DUBAI_PROMOTER, DUBAI_VENUE, ERASED_PROMOTER, SINGAPORE_PROMOTER, SINGAPORE_VENUE};
use super::plots::Plot;
use super::plots::When::{After, Before};
use super::settings::Domain;

/// A show of the script: days before today when it was asked for, days from today when it is, who asks, what is paid in
/// advance in percent, and how it goes.
struct Scene {
    asked: i64,
    starts: i64,
    place: Place,
    advance: i64,
    plot: Plot,
}

/// Who asks whom where.
#[derive(Clone, Copy)]
enum Place {
    /// The firm, the venue and the artist of this number.
    Home(usize),
    Singapore,
    Dubai,
    /// Somebody without a firm, whose account was erased since.
    OnTheirOwn,
}

const fn scene(asked: i64, starts: i64, place: Place, advance: i64, plot: Plot) -> Scene {
    Scene { asked, starts, place, advance, plot }
}

/// The day of the guest show in Singapore, from today.
pub(super) const SINGAPORE_DAY: i64 = -20;

/// Which of the [`SCENES`] is played in Singapore.
pub(super) const IN_SINGAPORE: usize = 0;
/// How many offers are made, where that is settled: in Singapore one, then none yet, one, and two of somebody erased since.
pub(super) const OFFERS: &[(u64, i64)] = &[(0, 1), (7, 0), (8, 1), (15, 2)];
/// About which nobody has written yet, and about which one word was said.
pub(super) const NO_WORD_YET: u64 = 17;
pub(super) const ONE_WORD: u64 = 16;
/// For which nothing is paid in advance.
pub(super) const NOTHING_AHEAD: u64 = 14;
/// Whose contract has a wording of its own.
pub(super) const OWN_WORDING: u64 = 2;
/// In which one an offer was to be taken or left.
pub(super) const TAKE_OR_LEAVE: u64 = 12;

/// As it should go.
pub(super) const PLAYED: Plot = &[
    (Offered, Before(50)),
    (Confirmed, Before(200)),
    (PaidDeposit, Before(320)),
    (Scheduled, Before(880)),
    (Completed, After(1)),
];
const NEGOTIATED: Plot = &[
    (Negotiating, Before(60)),
    (Confirmed, Before(300)),
    (PaidDeposit, Before(400)),
    (Scheduled, Before(850)),
    (Completed, After(1)),
];
const UNTIL_DISPUTED: Plot = &[
    (Offered, Before(60)),
    (Confirmed, Before(220)),
    (PaidDeposit, Before(330)),
    (Scheduled, Before(870)),
    (Disputed, After(10)),
];

const SCENES: &[Scene] = &[
    scene(62, SINGAPORE_DAY, Place::Singapore, 100, NEGOTIATED),
    scene(
        90,
        -30,
        Place::Dubai,
        100,
        &[
            (Offered, Before(50)),
            (Confirmed, Before(200)),
            (PaidDeposit, Before(330)),
            (Disputed, Before(500)),
            (Refunded, Before(640)),
        ],
    ),
    // Disputes of this week.
    scene(40, -2, Place::Home(1), 30, UNTIL_DISPUTED),
    scene(45, -3, Place::Home(2), 30, UNTIL_DISPUTED),
    scene(50, -4, Place::Home(3), 30, UNTIL_DISPUTED),
    // Confirmed three days ago, and signed by one side: an odd number and an even one.
    scene(12, 18, Place::Home(4), 30, &[(Offered, Before(40)), (Confirmed, Before(300))]),
    scene(12, 18, Place::Home(5), 30, &[(Negotiating, Before(60)), (Confirmed, Before(300))]),
    // Being negotiated: one side has to begin, the other one to answer.
    scene(2, 40, Place::Home(6), 30, &[(Negotiating, Before(10))]),
    scene(9, 35, Place::Home(7), 30, &[(Negotiating, Before(60))]),
    // Asked for, and offered.
    scene(1, 50, Place::Home(8), 30, &[]),
    scene(6, 45, Place::Home(9), 30, &[(Offered, Before(50))]),
    // Played the day before yesterday: the payout is under way.
    scene(33, -2, Place::Home(10), 30, PLAYED),
    // The first offer was to be taken or left, and was left.
    scene(
        120,
        -55,
        Place::Home(11),
        30,
        &[
            (Negotiating, Before(50)),
            (Offered, Before(150)),
            (Negotiating, Before(200)),
            (Confirmed, Before(300)),
            (PaidDeposit, Before(420)),
            (Scheduled, Before(860)),
            (Completed, After(1)),
        ],
    ),
    // Disputed, settled, and disputed again.
    scene(
        140,
        -70,
        Place::Home(12),
        30,
        &[
            (Offered, Before(60)),
            (Confirmed, Before(220)),
            (PaidDeposit, Before(330)),
            (Scheduled, Before(870)),
            (Completed, After(1)),
            (Disputed, After(24)),
            (Completed, After(260)),
            (Disputed, After(400)),
        ],
    ),
    // Nothing in advance.
    scene(100, -48, Place::Home(13), 0, PLAYED),
    scene(70, -25, Place::OnTheirOwn, 30, NEGOTIATED),
    // The deposit is paid, the show near.
    scene(
        40,
        5,
        Place::Home(14),
        30,
        &[
            (Offered, Before(50)),
            (Confirmed, Before(200)),
            (PaidDeposit, Before(320)),
            (Scheduled, Before(850)),
        ],
    ),
    scene(
        30,
        22,
        Place::Home(15),
        30,
        &[(Offered, Before(50)), (Confirmed, Before(200)), (PaidDeposit, Before(320))],
    ),
    // Played last night: it is completed this morning, and the payout is queued.
    scene(41, -1, Place::Home(16), 30, PLAYED),
    // Called off two weeks ago, and given back.
    scene(
        40,
        10,
        Place::Home(18),
        30,
        &[
            (Offered, Before(50)),
            (Confirmed, Before(200)),
            (PaidDeposit, Before(330)),
            (Cancelled, Before(500)),
            (Refunded, Before(600)),
        ],
    ),
    // Confirmed yesterday: the contract is out.
    scene(10, 20, Place::Home(17), 30, &[(Offered, Before(40)), (Confirmed, Before(300))]),
];

/// Asked for first: they are the first bookings of the circle.
pub(super) fn make(circle: &mut Circle<'_>) {
    if circle.world.times(Domain::Booking) == 0 {
        return;
    }
    for (number, scene) in SCENES.iter().enumerate() {
        let (promoter, venue) = match scene.place {
            Place::Home(number) => (number, number),
            Place::Singapore => (SINGAPORE_PROMOTER, SINGAPORE_VENUE),
            Place::Dubai => (DUBAI_PROMOTER, DUBAI_VENUE),
            Place::OnTheirOwn => (ERASED_PROMOTER, 17),
        };
        // Every third artist of the middle ground, none of them twice.
        let artist = 30 + number * 3 + usize::from(number % 2 == 0);
        let date = circle.today() + Duration::days(scene.starts);
        let starts = circle.venues[venue].city.at(date, time!(20:00));
        let asked = circle.now() - Duration::days(scene.asked) + Duration::minutes(7 * number as i64);
        circle.artists[artist].busy.insert(date);
        circle.requests.push(Request {
            artist,
            promoter,
            venue,
            starts,
            minutes: 75,
            asked,
            stage: None,
            application: None,
            advance: scene.advance,
            plot: Some(scene.plot),
        });
    }
}

/// A show that comes of an application: the first time it is called off, the second time it is played.
pub(super) const CALLED_OFF: Plot = &[(Offered, Before(20)), (Cancelled, Before(60))];
