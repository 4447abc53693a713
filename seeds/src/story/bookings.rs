//! Bookings: each asked for by somebody, and going one of the ways that bookings go.

use backline_schema::prelude::BookingStatus;
use backline_seed::load::{Json, Rows};
use backline_seed::row;
use backline_seed::value::{Weighted, Zipf};
use rust_decimal::Decimal;
use time::macros::time;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::circle::{Circle, money};
use super::people::ARTISTS;
use super::settings::Domain;
use super::walk::{Walk, label};

/// Bookings that are asked for directly, beside those that events and opportunities lead to.
const DIRECT: u64 = 60;

/// Somebody asks an artist to play.
#[derive(Debug, Clone)]
pub(super) struct Request {
    pub(super) artist: usize,
    pub(super) promoter: usize,
    pub(super) venue: usize,
    pub(super) starts: OffsetDateTime,
    pub(super) minutes: i64,
    /// When the booking begins.
    pub(super) asked: OffsetDateTime,
    /// The event and its stage.
    pub(super) stage: Option<(Uuid, Uuid)>,
    /// The opportunity and the application.
    pub(super) application: Option<(Uuid, Uuid)>,
}

/// A booking and how it goes.
#[derive(Debug, Clone)]
pub(super) struct Booking {
    pub(super) id: Uuid,
    pub(super) request: Request,
    pub(super) ends: OffsetDateTime,
    pub(super) currency: &'static str,
    pub(super) walk: Walk<BookingStatus>,
    /// The fee as agreed.
    pub(super) fee: Decimal,
    pub(super) deposit: Decimal,
    /// The row's ordinal within the circle.
    pub(super) ordinal: u64,
}

impl Booking {
    /// When it came to this status first.
    pub(super) fn at(&self, status: BookingStatus) -> Option<OffsetDateTime> {
        self.walk.at(status)
    }

    pub(super) fn created(&self) -> OffsetDateTime {
        self.walk.steps()[0].1
    }

    pub(super) fn balance(&self) -> Decimal {
        self.fee - self.deposit
    }

    /// Whether it was agreed on, whatever came after.
    pub(super) fn was_agreed(&self) -> bool {
        self.at(BookingStatus::Confirmed).is_some()
    }

    /// Whether the show was played, and nobody disputes it.
    pub(super) fn is_settled(&self) -> bool {
        self.walk.status() == BookingStatus::Completed
    }
}

/// A step and when: in thousandths of the way from the request to the show, or in hours after it.
#[derive(Debug, Clone, Copy)]
enum When {
    Before(i32),
    After(i64),
}

type Plot = &'static [(BookingStatus, When)];

use BookingStatus::{
    Cancelled, Completed, Confirmed, Disputed, Inquiry, Negotiating, Offered, PaidDeposit, Refunded,
    Scheduled,
};
use When::{After, Before};

/// The ways that bookings go, with how often; every transition that the schema allows is in one of them.
const PLOTS: &[(u32, Plot)] = &[
    (
        30,
        &[
            (Negotiating, Before(60)),
            (Confirmed, Before(300)),
            (PaidDeposit, Before(400)),
            (Scheduled, Before(850)),
            (Completed, After(1)),
        ],
    ),
    (
        26,
        &[
            (Offered, Before(50)),
            (Confirmed, Before(200)),
            (PaidDeposit, Before(320)),
            (Scheduled, Before(880)),
            (Completed, After(2)),
        ],
    ),
    (
        8,
        &[
            (Offered, Before(50)),
            (Negotiating, Before(90)),
            (Offered, Before(260)),
            (Confirmed, Before(330)),
            (PaidDeposit, Before(420)),
            (Scheduled, Before(860)),
            (Completed, After(1)),
        ],
    ),
    (5, &[(Negotiating, Before(70)), (Cancelled, Before(350))]),
    (3, &[(Cancelled, Before(100))]),
    (3, &[(Offered, Before(50)), (Cancelled, Before(220))]),
    (3, &[(Offered, Before(50)), (Confirmed, Before(200)), (Cancelled, Before(500))]),
    (
        5,
        &[
            (Offered, Before(40)),
            (Confirmed, Before(180)),
            (PaidDeposit, Before(300)),
            (Cancelled, Before(600)),
            (Refunded, Before(640)),
        ],
    ),
    (
        3,
        &[
            (Negotiating, Before(60)),
            (Confirmed, Before(280)),
            (PaidDeposit, Before(380)),
            (Scheduled, Before(800)),
            (Cancelled, Before(930)),
            (Refunded, Before(960)),
        ],
    ),
    (
        3,
        &[
            (Offered, Before(60)),
            (Confirmed, Before(220)),
            (PaidDeposit, Before(330)),
            (Scheduled, Before(870)),
            (Disputed, After(10)),
            (Completed, After(240)),
        ],
    ),
    (
        2,
        &[
            (Offered, Before(60)),
            (Confirmed, Before(220)),
            (PaidDeposit, Before(330)),
            (Scheduled, Before(870)),
            (Completed, After(1)),
            (Disputed, After(20)),
            (Refunded, After(300)),
        ],
    ),
    (
        2,
        &[
            (Offered, Before(60)),
            (Confirmed, Before(210)),
            (PaidDeposit, Before(330)),
            (Scheduled, Before(870)),
            (Disputed, After(9)),
            (Cancelled, After(200)),
            (Refunded, After(230)),
        ],
    ),
    (
        2,
        &[
            (Offered, Before(60)),
            (Confirmed, Before(210)),
            (PaidDeposit, Before(330)),
            (Refunded, Before(500)),
        ],
    ),
    (
        1,
        &[(Offered, Before(60)), (Confirmed, Before(210)), (Disputed, Before(400)), (Cancelled, Before(600))],
    ),
    (
        1,
        &[
            (Negotiating, Before(60)),
            (Offered, Before(250)),
            (Confirmed, Before(300)),
            (PaidDeposit, Before(420)),
            (Disputed, Before(700)),
            (Refunded, Before(900)),
        ],
    ),
    (
        2,
        &[
            (Offered, Before(60)),
            (Confirmed, Before(220)),
            (PaidDeposit, Before(330)),
            (Scheduled, Before(870)),
            (Completed, After(1)),
            (Disputed, After(24)),
            (Completed, After(260)),
        ],
    ),
];

pub(super) fn make(circle: &mut Circle<'_>) {
    if circle.world.times(Domain::Booking) == 0 {
        circle.requests.clear();
        return;
    }
    for ordinal in 0..circle.times(Domain::Booking, DIRECT) {
        if let Some(request) = ask(circle, ordinal) {
            circle.requests.push(request);
        }
    }
    let plots = Weighted::new(PLOTS.iter().map(|(weight, plot)| (*weight, *plot)));
    let requests = std::mem::take(&mut circle.requests);
    for (ordinal, request) in (0_u64..).zip(requests) {
        let draw = circle.draw("bookings", ordinal);
        // In every circle each way is gone at least once, while there are enough requests.
        let index = usize::try_from(ordinal).unwrap_or(0);
        let plot = if index < PLOTS.len() * 3 {
            PLOTS[index % PLOTS.len()].1
        } else {
            *plots.pick(&mut draw.cell("plot"))
        };
        let ends = request.starts + Duration::minutes(request.minutes);
        let currency = circle.venues[request.venue].city.market.currency;
        // A guest is paid in the currency of the house; weekends cost a fifth more.
        let artist = &circle.artists[request.artist];
        let level = circle.venues[request.venue].city.market.price_level;
        let local = artist.fee / artist.city.market.price_level.max(1) * level;
        let weekend = matches!(request.starts.weekday(), time::Weekday::Friday | time::Weekday::Saturday);
        let percent = draw.cell("percent").between(85, 115) * if weekend { 120 } else { 100 } / 100;
        // Whole units: nobody agrees on paise.
        let fee = money((local * percent / 100 / 10_000).max(1) * 10_000, currency);
        let deposit = (fee * Decimal::new(30, 2)).trunc();
        let walk = walk(circle, &request, ends, plot);
        circle.bookings.push(Booking {
            id: draw.id(request.asked),
            request,
            ends,
            currency,
            walk,
            fee,
            deposit,
            ordinal,
        });
    }
}

fn walk(circle: &Circle<'_>, request: &Request, ends: OffsetDateTime, plot: Plot) -> Walk<BookingStatus> {
    let mut walk = Walk::begin(Inquiry, request.asked, circle.now());
    for (status, when) in plot {
        let at = match when {
            Before(part) => request.asked + (request.starts - request.asked) / 1_000 * *part,
            After(hours) => ends + Duration::hours(*hours),
        };
        if walk.goes_on() {
            walk.go(*status, at.replace_nanosecond(0).unwrap_or(at));
        }
    }
    walk
}

/// Somebody asks an artist who is free that evening.
fn ask(circle: &mut Circle<'_>, ordinal: u64) -> Option<Request> {
    let draw = circle.draw("requests", ordinal);
    let promoter = draw.cell("promoter").index(circle.promoters.len());
    let venue = draw.cell("venue").index(circle.venues.len());
    let city = circle.venues[venue].city;
    let date = circle.show_day(&mut draw.cell("date"), city, -640, 80);
    let starts = city.at(date, time!(20:00)) + Duration::minutes(30 * draw.cell("hour").between(-2, 2));
    let asked = starts
        - Duration::days(draw.cell("ahead").between(25, 85))
        - Duration::minutes(draw.cell("at").between(0, 600));
    let ready = circle.organization_of(promoter).founded.max(circle.venues[venue].since);
    let zipf = Zipf::new(ARTISTS, 0.8);
    let mut choice = draw.cell("artist");
    let artist = (0..30).map(|_| zipf.index(&mut choice)).find(|artist| {
        let artist = &circle.artists[*artist];
        !artist.busy.contains(&date) && artist.since < asked
    })?;
    if asked < ready || asked > circle.now() {
        return None;
    }
    circle.artists[artist].busy.insert(date);
    let minutes = *draw.cell("minutes").pick(&[60, 75, 90, 90, 120]);
    Some(Request { artist, promoter, venue, starts, minutes, asked, stage: None, application: None })
}

pub(super) fn write(circle: &Circle<'_>, rows: &mut Rows) {
    for booking in &circle.bookings {
        write_booking(circle, rows, booking);
        write_history(circle, rows, booking);
        if booking.was_agreed() {
            write_rider(circle, rows, booking);
        }
        let organization = circle.organization_of(booking.request.promoter).id;
        super::audit::walked(circle, rows, "bookings", booking.id, Some(organization), booking.walk.steps());
    }
}

fn write_booking(circle: &Circle<'_>, rows: &mut Rows, booking: &Booking) {
    let draw = circle.draw("bookings", booking.ordinal);
    let request = &booking.request;
    let agreed = booking.was_agreed();
    let fixed = agreed || draw.cell("fixed").chance(0.7);
    let cancelled = booking.at(Cancelled);
    let city = circle.venues[request.venue].city;
    let rare = |column: &str| draw.cell(column).chance(0.6);
    // The day here on which the night began: shows begin after four in the afternoon, by the clocks of the place.
    let date = circle.local_date(city, request.starts);
    row!(
        rows,
        bookings {
            id: booking.id,
            artist_id: circle.artists[request.artist].id,
            organizer_id: (booking.ordinal % 13 != 6).then(|| circle.promoters[request.promoter].id),
            organization_id: circle.organization_of(request.promoter).id,
            venue_id: (booking.ordinal % 19 != 8).then(|| circle.venues[request.venue].id),
            event_date: date,
            slot_time: rare("slot").then_some("20:00"),
            performance_duration: rare("length").then(|| i32::try_from(request.minutes).unwrap_or(90)),
            status: label(booking.walk.status()),
            budget: rare("budget").then_some(booking.fee),
            currency: booking.currency,
            metadata: Json("{}"),
            event_id: request.stage.map(|(event, _)| event),
            stage_id: request.stage.map(|(_, stage)| stage),
            opportunity_id: request.application.map(|(opportunity, _)| opportunity),
            application_id: request.application.map(|(_, application)| application),
            starts_at: fixed.then_some(request.starts),
            ends_at: fixed.then_some(booking.ends),
            deposit_percent: Decimal::from(30),
            deposit_amount: agreed.then_some(booking.deposit),
            final_amount: agreed.then_some(booking.fee),
            deposit_due_at: agreed.then(|| booking.at(Confirmed).map(|at| at + Duration::days(7))).flatten(),
            balance_due_at: agreed.then(|| {
                let due = booking.at(Confirmed).map_or(request.starts, |at| at + Duration::days(7));
                due.max(request.starts - Duration::days(1))
            }),
            notes: rare("notes")
                .then_some("Soundcheck at five. The lane behind the house is for loading only."),
            confirmed_at: booking.at(Confirmed),
            completed_at: booking.at(Completed),
            cancelled_at: cancelled,
            cancelled_by: cancelled.map(|_| canceller(circle, booking)),
            cancellation_reason: cancelled.map(|_| CANCELLED),
            created_by: circle.promoter_user(request.promoter).id,
            created_at: booking.created(),
            updated_at: booking.walk.since(),
        }
    );
}

const CANCELLED: &str = "The hall is not to be had that night";

/// Whoever cancels.
fn canceller(circle: &Circle<'_>, booking: &Booking) -> Uuid {
    if booking.ordinal.is_multiple_of(3) {
        circle.artist_user(booking.request.artist).id
    } else {
        circle.promoter_user(booking.request.promoter).id
    }
}

/// As the trigger would have written it.
fn write_history(circle: &Circle<'_>, rows: &mut Rows, booking: &Booking) {
    let mut from = None;
    for (step, (status, at)) in (0_u64..).zip(booking.walk.steps()) {
        let by_artist = matches!(status, Negotiating | Confirmed);
        let by = match status {
            Completed | PaidDeposit => None,
            Cancelled => Some(canceller(circle, booking)),
            _ if by_artist => Some(circle.artist_user(booking.request.artist).id),
            _ => Some(circle.promoter_user(booking.request.promoter).id),
        };
        row!(
            rows,
            booking_history {
                id: circle.draw("booking_history", booking.ordinal * 16 + step).id(*at),
                booking_id: booking.id,
                from_status: from,
                to_status: label(*status),
                changed_by: by,
                note: (*status == Cancelled).then_some(CANCELLED),
                created_at: *at,
            }
        );
        from = Some(label(*status));
    }
}

fn write_rider(circle: &Circle<'_>, rows: &mut Rows, booking: &Booking) {
    let draw = circle.draw("booking_riders", booking.ordinal);
    let Some(at) = booking.at(Confirmed) else { return };
    let confirmed = booking.at(Scheduled);
    let microphones = draw.cell("microphones").between(2, 12);
    row!(
        rows,
        booking_riders {
            id: draw.id(at),
            booking_id: booking.id,
            technical: Json(format!(
                r#"{{"microphones": {microphones}, "monitors": {}, "di_boxes": 4}}"#,
                microphones / 2
            )),
            hospitality: Json(r#"{"meals": 5, "vegetarian": 2, "rooms": 3, "water": "still"}"#),
            stage_plot_url: draw
                .cell("plot")
                .chance(0.5)
                .then(|| format!("https://media.example.com/plots/{}.pdf", booking.id)),
            notes: draw
                .cell("notes")
                .chance(0.4)
                .then_some("No smoke on stage. Tea, not coffee, before the show."),
            confirmed_at: confirmed,
            confirmed_by: confirmed.map(|_| circle.promoter_user(booking.request.promoter).id),
            created_at: at,
            updated_at: confirmed.unwrap_or(at),
        }
    );
}
