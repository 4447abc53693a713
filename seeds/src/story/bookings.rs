//! Bookings: each asked for by somebody, and going one of the ways that bookings go.

use backline_schema::prelude::BookingStatus;
use backline_seed::load::{Image, Json, Rows};
use backline_seed::row;
use backline_seed::value::{Weighted, Zipf};
use rust_decimal::Decimal;
use time::macros::time;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::artists;
use super::audit::{self, Audited};
use super::circle::{Circle, money};
use super::people::{FIRMS, VENUES};
use super::plots::{PLOTS, Plot, When};
use super::settings::Domain;
use super::texts;
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
    /// How much is paid in advance, in percent.
    pub(super) advance: i64,
    /// The way that it goes, where that is settled.
    pub(super) plot: Option<Plot>,
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

use BookingStatus::{Cancelled, Completed, Confirmed, Inquiry, Negotiating, PaidDeposit, Scheduled};

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
    let mut next = 0;
    for (ordinal, request) in (0_u64..).zip(requests) {
        let draw = circle.draw("bookings", ordinal);
        // In every circle each way is gone at least once, while there are enough requests.
        let plot = request.plot.unwrap_or_else(|| {
            let index = next;
            next += 1;
            if index < PLOTS.len() * 3 {
                PLOTS[index % PLOTS.len()].1
            } else {
                *plots.pick(&mut draw.cell("plot"))
            }
        });
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
        let deposit = (fee * Decimal::new(request.advance, 2)).trunc();
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
            When::Before(part) => request.asked + (request.starts - request.asked) / 1_000 * *part,
            When::After(hours) => ends + Duration::hours(*hours),
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
    let promoter = draw.cell("promoter").index(FIRMS);
    let venue = draw.cell("venue").index(VENUES);
    let city = circle.venues[venue].city;
    let date = circle.show_day(&mut draw.cell("date"), city, -640, 80);
    let starts = city.at(date, time!(20:00)) + Duration::minutes(30 * draw.cell("hour").between(-2, 2));
    let asked = starts
        - Duration::days(draw.cell("ahead").between(25, 85))
        - Duration::minutes(draw.cell("at").between(0, 600));
    let ready = circle.promoters[promoter].since.max(circle.venues[venue].since);
    let zipf = Zipf::new(artists::ASKED, 0.8);
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
    Some(Request {
        artist,
        promoter,
        venue,
        starts,
        minutes,
        asked,
        stage: None,
        application: None,
        advance: 30,
        plot: None,
    })
}

pub(super) fn write(circle: &Circle<'_>, rows: &mut Rows) {
    for booking in &circle.bookings {
        write_booking(circle, rows, booking);
        write_history(circle, rows, booking);
        if booking.was_agreed() {
            write_rider(circle, rows, booking);
        }
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
    let image = rows.with_image(|rows| {
        row!(
            rows,
            bookings {
                id: booking.id,
                artist_id: circle.artists[request.artist].id,
                organizer_id: (booking.ordinal % 13 != 6).then(|| circle.promoters[request.promoter].id),
                organization_id: circle.firm(request.promoter),
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
                deposit_percent: Decimal::from(request.advance),
                deposit_amount: agreed.then_some(booking.deposit),
                final_amount: agreed.then_some(booking.fee),
                deposit_due_at: agreed
                    .then(|| booking.at(Confirmed).map(|at| at + Duration::days(7)))
                    .flatten(),
                balance_due_at: agreed.then(|| {
                    let due = booking.at(Confirmed).map_or(request.starts, |at| at + Duration::days(7));
                    due.max(request.starts - Duration::days(1))
                }),
                notes: rare("notes").then(|| texts::booking_note(&mut draw.cell("noted"))),
                confirmed_at: booking.at(Confirmed),
                completed_at: booking.at(Completed),
                cancelled_at: cancelled,
                cancelled_by: cancelled.and_then(|_| canceller(circle, booking)),
                cancellation_reason: cancelled.map(|_| reason_to_cancel(circle, booking)),
                created_by: circle.promoter_id(request.promoter),
                created_at: booking.created(),
                updated_at: booking.walk.since(),
            }
        );
    });
    audit_booking(circle, rows, booking, &image, fixed);
    let artist = circle.artist_user(request.artist).id;
    circle.mark("booking", booking.id, Some(artist), circle.firm(request.promoter), booking.created());
}

fn audit_booking(circle: &Circle<'_>, rows: &mut Rows, booking: &Booking, image: &Image, fixed: bool) {
    let utc = time::macros::format_description!("[year]-[month]-[day] [hour]:[minute]:[second]+00");
    let moment = |at: OffsetDateTime| at.format(utc).unwrap_or_default();
    let performance = if fixed {
        format!(r#""[\"{}\",\"{}\")""#, moment(booking.request.starts), moment(booking.ends))
    } else {
        "null".to_owned()
    };
    let balance = if booking.was_agreed() { booking.balance().to_string() } else { "null".to_owned() };
    let mut first_time = true;
    let steps = audit::steps(booking.walk.steps(), |_, to, step| {
        let step = step.by(who_changed(circle, booking, to));
        match to {
            Confirmed => step.first(&[
                "confirmed_at",
                "deposit_amount",
                "final_amount",
                "balance_amount",
                "deposit_due_at",
                "balance_due_at",
            ]),
            Completed if std::mem::take(&mut first_time) => step.first(&["completed_at"]),
            Cancelled => step.first(&["cancelled_at", "cancelled_by", "cancellation_reason"]),
            _ => step,
        }
    });
    let promoter = circle.promoter_id(booking.request.promoter);
    let audited = Audited {
        table: "bookings",
        id: booking.id,
        organization: circle.firm(booking.request.promoter),
        made: (booking.created(), promoter),
        place: 0,
    };
    let generated = [("performance", performance), ("balance_amount", balance)];
    audit::record(circle, rows, &audited, image, &generated, steps);
}

fn reason_to_cancel(circle: &Circle<'_>, booking: &Booking) -> &'static str {
    texts::cancelling(
        canceller_is(booking, true, false),
        &mut circle.draw("bookings", booking.ordinal).cell("reason"),
    )
}

/// Whoever cancels.
fn canceller(circle: &Circle<'_>, booking: &Booking) -> Option<Uuid> {
    let (artist, promoter) = (circle.artist_user(booking.request.artist).id, booking.request.promoter);
    canceller_is(booking, Some(artist), circle.promoter_id(promoter))
}

/// Which of these stands for whoever cancels.
pub(super) fn canceller_is<T>(booking: &Booking, artist: T, promoter: T) -> T {
    if booking.ordinal.is_multiple_of(3) { artist } else { promoter }
}

/// Through whom a booking came to a status; nobody: the platform.
fn who_changed(circle: &Circle<'_>, booking: &Booking, status: BookingStatus) -> Option<Uuid> {
    match status {
        Completed | PaidDeposit => None,
        Cancelled => canceller(circle, booking),
        Negotiating | Confirmed => Some(circle.artist_user(booking.request.artist).id),
        _ => circle.promoter_id(booking.request.promoter),
    }
}

/// As the trigger would have written it.
fn write_history(circle: &Circle<'_>, rows: &mut Rows, booking: &Booking) {
    let mut from = None;
    for (step, (status, at)) in (0_u64..).zip(booking.walk.steps()) {
        row!(
            rows,
            booking_history {
                id: circle.draw("booking_history", booking.ordinal * 16 + step).id(*at),
                booking_id: booking.id,
                from_status: from,
                to_status: label(*status),
                changed_by: who_changed(circle, booking, *status),
                note: (*status == Cancelled).then(|| reason_to_cancel(circle, booking)),
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
            notes: draw.cell("notes").chance(0.4).then(|| texts::rider_note(&mut draw.cell("noted"))),
            confirmed_at: confirmed,
            confirmed_by: confirmed.and_then(|_| circle.promoter_id(booking.request.promoter)),
            created_at: at,
            updated_at: confirmed.unwrap_or(at),
        }
    );
}
