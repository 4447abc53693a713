//! Opportunities, applications, bookings with their history, riders and negotiations.

use backline_schema::prelude::*;
use sea_orm::ConnectionTrait;
use serde_json::json;

use super::facts::city;
use super::ids::{artist, event, id, organization, promoter, user, venue};
use super::life::{BOOKINGS, Booking};
use super::row::row;
use super::{Error, events, seeder::Seeder};

pub(super) async fn seed(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    opportunities(seeder).await?;
    applications(seeder).await?;
    bookings(seeder).await?;
    riders(seeder).await?;
    negotiations(seeder).await
}

pub(super) fn opportunity(slug: &str) -> uuid::Uuid {
    id("opportunities", slug)
}

fn application(slug: &str, artist: &str) -> uuid::Uuid {
    id("applications", &format!("{slug} {artist}"))
}

async fn opportunities(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let clock = seeder.clock;
    let monsoon = |slug: &str, title: &str, status, day: i64, published: i64, budget: (i32, i32)| {
        let is_over = !matches!(status, OpportunityStatus::Draft | OpportunityStatus::Open);
        row!(opportunities {
            id: opportunity(slug),
            promoter_id: promoter("monsoon-live"),
            organization_id: organization("monsoon-live"),
            venue_id: venue("the-raintree-hall"),
            city_id: city::BENGALURU,
            title: title,
            description: format!("{title} at The Raintree Hall, for a listening audience."),
            status: status,
            event_date: clock.date(day),
            slot_time: "20:00",
            performance_duration: 90,
            expected_audience: 300,
            budget_min: budget.0,
            budget_max: budget.1,
            travel_covered: true,
            accommodation_covered: true,
            deadline: clock.day(day - 14),
            published_at: (status != OpportunityStatus::Draft).then(|| clock.day(published)),
            closed_at: is_over.then(|| clock.day(published + 10)),
            created_by: user("organizer"),
            metadata: json!({}),
            created_at: clock.day(published - 1),
        })
    };
    let harbour = |slug: &str, title: &str, status, day: i64, published: i64, budget: (i32, i32)| {
        row!(opportunities {
            id: opportunity(slug),
            promoter_id: promoter("harbour-nights"),
            organization_id: organization("harbour-nights"),
            venue_id: venue("tidewater-club"),
            city_id: city::LONDON,
            title: title,
            status: status,
            event_date: clock.date(day),
            performance_duration: 120,
            budget_min: budget.0,
            budget_max: budget.1,
            currency: "GBP",
            requirements: "Bring your own controller.",
            deadline: clock.day(day - 20),
            published_at: clock.day(published),
            closed_at: clock.day(published + 10),
            created_by: user("agent"),
            metadata: json!({}),
            created_at: clock.day(published - 1),
        })
    };
    use OpportunityStatus::{Cancelled, Closed, Draft, Expired, Filled, Open};
    seeder
        .insert(vec![
            monsoon("sunday-ghazals", "A voice for Sunday evening", Open, 70, -9, (80_000, 140_000)),
            monsoon("winter-ragas", "Second voice for Winter Ragas", Draft, 120, -3, (50_000, 90_000)),
            monsoon("guitar-evening", "One guitar, one evening", Closed, 30, -40, (40_000, 60_000)),
            monsoon(
                "monsoon-main-stage",
                "Main stage of the Monsoon Festival",
                Filled,
                45,
                -50,
                (120_000, 200_000),
            ),
            monsoon(
                "raintree-sessions-voice",
                "Voice for the Raintree Sessions",
                Filled,
                -20,
                -85,
                (80_000, 110_000),
            ),
            harbour("flamenco-teacher", "A flamenco teacher for one night", Filled, -35, -105, (900, 1_400)),
            harbour("turbine-opener", "Opening the All-Nighter", Cancelled, 20, -60, (400, 700)),
            harbour("tidewater-resident", "Resident for the spring", Expired, -5, -70, (2_000, 3_000)),
        ])
        .await?;
    let mut genres = Vec::new();
    for (slug, genre) in [
        ("sunday-ghazals", "ghazal"),
        ("sunday-ghazals", "sufi"),
        ("guitar-evening", "jazz-fusion"),
        ("monsoon-main-stage", "indian-indie"),
        ("raintree-sessions-voice", "carnatic"),
        ("flamenco-teacher", "flamenco-dance"),
        ("turbine-opener", "techno"),
        ("tidewater-resident", "deep-house"),
    ] {
        genres.push(row!(opportunity_genres {
            opportunity_id: opportunity(slug),
            genre_id: seeder.facts.genre(genre)?,
        }));
    }
    seeder.insert(genres).await
}

async fn applications(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let clock = seeder.clock;
    let apply = |slug: &str, who: (&str, &str), status, day: i64, fee: i32, currency: &str| {
        let decided = !matches!(
            status,
            ApplicationStatus::Submitted | ApplicationStatus::Shortlisted | ApplicationStatus::Withdrawn
        );
        row!(applications {
            id: application(slug, who.0),
            opportunity_id: opportunity(slug),
            artist_id: artist(who.0),
            submitted_by: user(who.1),
            status: status,
            proposed_fee: fee,
            currency: currency,
            cover_message: "We would love to play for you; recordings are below.",
            sample_urls: [format!("https://work.example.com/{}", who.0)].to_vec(),
            availability_confirmed: true,
            submitted_at: clock.day(day),
            viewed_at: (status != ApplicationStatus::Submitted).then(|| clock.day(day + 1)),
            decided_at: decided.then(|| clock.day(day + 2)),
            decided_by: decided.then(|| user(if currency == "INR" { "organizer" } else { "agent" })),
            decision_note: (status == ApplicationStatus::Rejected)
                .then_some("Not quite the sound of this evening"),
            metadata: json!({}),
        })
    };
    use ApplicationStatus::{Accepted, Expired, Offered, Rejected, Shortlisted, Submitted, Withdrawn};
    seeder
        .insert(vec![
            apply("sunday-ghazals", ("zoya-khan", "zoya"), Offered, -7, 125_000, "INR"),
            apply("sunday-ghazals", ("meera-iyer", "artist"), Shortlisted, -6, 110_000, "INR"),
            apply("sunday-ghazals", ("arjun-sen", "arjun"), Submitted, -2, 90_000, "INR"),
            apply("sunday-ghazals", ("dev-pillai", "dev"), Rejected, -5, 60_000, "INR"),
            apply("guitar-evening", ("dev-pillai", "dev"), Accepted, -36, 55_000, "INR"),
            apply("guitar-evening", ("arjun-sen", "arjun"), Withdrawn, -35, 80_000, "INR"),
            apply("monsoon-main-stage", ("coastal-drift", "manager"), Accepted, -45, 160_000, "INR"),
            apply("raintree-sessions-voice", ("meera-iyer", "artist"), Accepted, -80, 110_000, "INR"),
            apply("flamenco-teacher", ("sofia-ruiz", "sofia"), Accepted, -98, 1_300, "GBP"),
            apply("tidewater-resident", ("lena-hoffmann", "lena"), Expired, -62, 2_800, "GBP"),
        ])
        .await
}

/// The trigger that writes the history would date it now and know the last status only: it is off while bookings are
/// inserted whose history follows here.
async fn bookings(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let clock = seeder.clock;
    let rows: Vec<_> = BOOKINGS
        .iter()
        .map(|booking| {
            let agreed = booking.has_been(BookingStatus::Confirmed);
            let cancelled = booking.when(BookingStatus::Cancelled, clock);
            row!(bookings {
                id: booking.id(),
                artist_id: booking.artist_id(),
                organizer_id: booking.promoter_id(),
                organization_id: booking.organization_id(),
                venue_id: booking.venue_id(),
                event_id: booking.event.map(event),
                stage_id: booking.event.map(|slug| events::stage(slug, "Main")),
                opportunity_id: booking.opportunity.map(opportunity),
                application_id: booking.opportunity.map(|slug| application(slug, booking.artist)),
                event_date: clock.date(booking.day),
                slot_time: "20:00",
                performance_duration: 90,
                status: booking.status(),
                budget: booking.final_amount(),
                currency: booking.currency,
                starts_at: clock.evening(booking.day),
                ends_at: clock.evening(booking.day) + time::Duration::minutes(90),
                deposit_amount: agreed.then(|| booking.deposit()),
                final_amount: agreed.then(|| booking.final_amount()),
                deposit_due_at: agreed.then(|| clock.day(booking.day - 30)),
                balance_due_at: agreed.then(|| clock.day(booking.day - 7)),
                notes: "Arrive for the soundcheck at five.",
                confirmed_at: booking.when(BookingStatus::Confirmed, clock),
                completed_at: booking.when(BookingStatus::Completed, clock),
                cancelled_at: cancelled,
                cancelled_by: cancelled.map(|_| booking.organization_user()),
                cancellation_reason: cancelled.map(|_| "The hall is not to be had that night"),
                created_by: booking.organization_user(),
                metadata: json!({}),
                created_at: clock.day(booking.asked()),
            })
        })
        .collect();
    let any_missing = !seeder.missing("bookings", &rows).await?.is_empty();
    if any_missing {
        switch_history(seeder, "DISABLE").await?;
    }
    seeder.insert(rows).await?;
    if any_missing {
        switch_history(seeder, "ENABLE").await?;
    }
    history(seeder).await
}

async fn switch_history(seeder: &Seeder<'_>, switch: &str) -> Result<(), Error> {
    let sql = format!("ALTER TABLE bookings {switch} TRIGGER append_booking_history");
    let done = seeder.transaction.execute_unprepared(&sql).await;
    done.map(drop).map_err(Error::database("switch the trigger that writes the history of bookings"))
}

async fn history(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let clock = seeder.clock;
    let mut rows = Vec::new();
    for booking in BOOKINGS {
        let mut from = None;
        for (status, day) in booking.path {
            let by_artist = matches!(status, BookingStatus::Negotiating | BookingStatus::Confirmed);
            rows.push(row!(booking_history {
                id: id("booking_history", &format!("{} {status:?}", booking.key)),
                booking_id: booking.id(),
                from_status: from,
                to_status: *status,
                changed_by: if by_artist { booking.artist_user() } else { booking.organization_user() },
                note: (*status == BookingStatus::Cancelled).then_some("The hall is not to be had that night"),
                created_at: clock.day(*day),
            }));
            from = Some(*status);
        }
    }
    seeder.insert(rows).await
}

async fn riders(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let clock = seeder.clock;
    let agreed = BOOKINGS.iter().filter(|booking| booking.has_been(BookingStatus::Confirmed));
    let rows = agreed.map(|booking| {
        let confirmed = booking.when(BookingStatus::Scheduled, clock);
        row!(booking_riders {
            id: id("booking_riders", booking.key),
            booking_id: booking.id(),
            technical: json!({"microphones": 4, "monitors": 3, "input_list": ["voice", "tanpura", "keys", "percussion"]}),
            hospitality: json!({"meals": 5, "vegetarian": true, "rooms": 3, "water": "still"}),
            notes: "No smoke on stage.",
            confirmed_at: confirmed,
            confirmed_by: confirmed.map(|_| booking.organization_user()),
            created_at: booking.when(BookingStatus::Confirmed, clock).unwrap_or_else(|| clock.day(booking.asked())),
        })
    });
    let rows = rows.collect();
    seeder.insert(rows).await
}

/// What was proposed in the negotiation of a booking, by whom, and what became of it.
fn offers(booking: &Booking) -> &'static [(NegotiationSide, i32, NegotiationOutcome)] {
    use NegotiationOutcome::{Accepted, Countered, Pending};
    use NegotiationSide::{Artist, Promoter};
    match booking.key {
        "negotiating" => &[(Promoter, 100_000, Countered), (Artist, 130_000, Pending)],
        "confirmed" => {
            &[(Promoter, 40_000, Countered), (Artist, 60_000, Countered), (Promoter, 50_000, Accepted)]
        }
        "completed" => &[(Promoter, 90_000, Countered), (Artist, 100_000, Accepted)],
        _ => &[],
    }
}

async fn negotiations(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let clock = seeder.clock;
    let (mut negotiations, mut rounds) = (Vec::new(), Vec::new());
    for booking in BOOKINGS {
        let Some(opened) = booking.day_of(BookingStatus::Negotiating) else { continue };
        let key = booking.key;
        let closed = booking.when(BookingStatus::Confirmed, clock);
        let negotiation_id = id("negotiations", key);
        negotiations.push(row!(negotiations {
            id: negotiation_id,
            booking_id: booking.id(),
            opened_by: booking.artist_user(),
            status: if closed.is_some() { NegotiationStatus::Agreed } else { NegotiationStatus::Open },
            awaiting_side: closed.is_none().then_some(NegotiationSide::Promoter),
            deadline_at: clock.day(opened + 14),
            agreed_amount: closed.map(|_| booking.final_amount()),
            currency: booking.currency,
            reason_code: "fee",
            closed_at: closed,
            metadata: json!({}),
            created_at: clock.day(opened),
        }));
        for (round, (side, amount, outcome)) in (1_i16..).zip(offers(booking)) {
            let made = opened + i64::from(round) - 1;
            let answered = *outcome != NegotiationOutcome::Pending;
            let (proposer, other) = proposer(booking, *side);
            rounds.push(row!(negotiation_rounds {
                id: id("negotiation_rounds", &format!("{key} {round}")),
                negotiation_id: negotiation_id,
                round: round,
                proposed_by: proposer,
                side: *side,
                amount: *amount,
                currency: booking.currency,
                terms: json!({"travel": "covered", "rooms": 3}),
                note: if *side == NegotiationSide::Artist {
                    "With the whole ensemble"
                } else {
                    "What the hall carries"
                },
                outcome: *outcome,
                expires_at: clock.day(opened + 14),
                responded_at: answered.then(|| clock.hour(made, 20)),
                responded_by: answered.then_some(other),
                created_at: clock.day(made),
            }));
        }
    }
    seeder.insert(negotiations).await?;
    seeder.insert(rounds).await
}

/// Who makes an offer, and who answers it.
fn proposer(booking: &Booking, side: NegotiationSide) -> (uuid::Uuid, uuid::Uuid) {
    match side {
        NegotiationSide::Artist => (booking.artist_user(), booking.organization_user()),
        NegotiationSide::Promoter => (booking.organization_user(), booking.artist_user()),
    }
}
