//! Opportunities and who applies to them.

use backline_schema::prelude::{ApplicationStatus, OpportunityStatus};
use backline_seed::load::{Json, Rows, TextArray};
use backline_seed::row;
use backline_seed::value::Zipf;
use time::macros::time;
use time::{Date, Duration, OffsetDateTime};
use uuid::Uuid;

use super::artists;
use super::bookings::Request;
use super::circle::{Circle, money};
use super::people::ARTISTS;
use super::settings::Domain;
use super::texts;
use super::walk::{Walk, label};

const OPPORTUNITIES: u64 = 55;

/// An opportunity, while its applications are made up.
struct Opportunity {
    id: Uuid,
    promoter: usize,
    venue: usize,
    date: Date,
    starts: OffsetDateTime,
    published: OffsetDateTime,
    budget: i64,
    walk: Walk<OpportunityStatus>,
}

pub(super) fn make(circle: &mut Circle<'_>, rows: &mut Rows) {
    for ordinal in 0..circle.times(Domain::Booking, OPPORTUNITIES) {
        let opportunity = make_opportunity(circle, ordinal);
        write_opportunity(circle, rows, ordinal, &opportunity);
        write_applications(circle, rows, ordinal, &opportunity);
    }
}

fn make_opportunity(circle: &Circle<'_>, ordinal: u64) -> Opportunity {
    let draw = circle.draw("opportunities", ordinal);
    let promoter = draw.cell("promoter").index(circle.promoters.len());
    let venue = draw.cell("venue").index(circle.venues.len());
    let city = circle.venues[venue].city;
    let date = circle.show_day(&mut draw.cell("date"), city, -600, 110);
    let starts = city.at(date, time!(20:00)) + Duration::minutes(30 * draw.cell("hour").between(-2, 2));
    let ready = circle.organization_of(promoter).founded.max(circle.venues[venue].since);
    let created = (starts - Duration::days(draw.cell("ahead").between(65, 110))).max(ready).min(circle.now());
    let published = created + Duration::hours(draw.cell("published").between(1, 20));
    let decided = published + Duration::days(draw.cell("decided").between(14, 24));
    let mut walk = Walk::begin(OpportunityStatus::Draft, created, circle.now());
    let day = Duration::days(1);
    use OpportunityStatus::{Cancelled, Closed, Expired, Filled, Open};
    let plot: &[(OpportunityStatus, OffsetDateTime)] = match ordinal % 18 {
        0 => &[(Open, published), (Cancelled, published + day * 5)],
        1 => &[(Open, published), (Expired, decided)],
        2 => &[
            (Open, published),
            (Expired, published + day * 9),
            (Open, published + day * 10),
            (Filled, decided),
        ],
        3 => &[(Open, published), (Closed, published + day * 10), (Filled, decided)],
        4 => &[
            (Open, published),
            (Closed, published + day * 6),
            (Open, published + day * 7),
            (Filled, decided),
        ],
        5 => &[
            (Open, published),
            (Filled, published + day * 8),
            (Open, published + day * 9),
            (Filled, decided),
        ],
        6 => &[(Cancelled, published)],
        7 => &[(Open, published), (Closed, published + day * 9), (Cancelled, decided)],
        8 => &[(Open, published), (Filled, decided), (Cancelled, decided + day * 3)],
        9 => &[],
        10 => &[(Open, published)],
        11 => &[(Open, published), (Closed, decided)],
        _ => &[(Open, published), (Filled, decided)],
    };
    for (status, at) in plot {
        if walk.goes_on() {
            walk.go(*status, *at);
        }
    }
    let budget = draw.cell("budget").between(15, 160) * city.market.price_level * 100;
    Opportunity { id: draw.id(created), promoter, venue, date, starts, published, budget, walk }
}

fn write_opportunity(circle: &Circle<'_>, rows: &mut Rows, ordinal: u64, opportunity: &Opportunity) {
    let draw = circle.draw("opportunities", ordinal);
    let city = circle.venues[opportunity.venue].city;
    let currency = city.market.currency;
    let organization = circle.organization_of(opportunity.promoter);
    let rare = |column: &str| draw.cell(column).chance(0.6);
    let published = opportunity.walk.at(OpportunityStatus::Open);
    let over = !matches!(opportunity.walk.status(), OpportunityStatus::Draft | OpportunityStatus::Open);
    let what = *draw.cell("what").pick(&[
        "A voice",
        "A duo",
        "A band",
        "One guitar",
        "A dance teacher",
        "Percussion",
    ]);
    row!(
        rows,
        opportunities {
            id: opportunity.id,
            promoter_id: circle.promoters[opportunity.promoter].id,
            organization_id: organization.id,
            venue_id: rare("venue-fixed").then_some(circle.venues[opportunity.venue].id),
            city_id: rare("city").then_some(city.id),
            event_id: None::<Uuid>,
            title: format!("{what} for {}", circle.venues[opportunity.venue].name),
            description: rare("description")
                .then_some("A listening audience, a good piano, dinner before the show."),
            status: label(opportunity.walk.status()),
            event_date: opportunity.date,
            slot_time: rare("slot").then_some("from eight"),
            performance_duration: rare("length").then_some(90_i32),
            positions: 1_i16,
            expected_audience: rare("audience").then_some(circle.venues[opportunity.venue].capacity / 2 + 1),
            budget_min: rare("minimum").then(|| money(opportunity.budget * 2 / 3, currency)),
            budget_max: rare("maximum").then(|| money(opportunity.budget, currency)),
            currency: currency,
            travel_covered: rare("travel"),
            accommodation_covered: rare("rooms"),
            requirements: rare("requirements").then_some("Bring your own cymbals and pedals."),
            deadline: rare("deadline").then(|| opportunity.starts - Duration::days(20)),
            published_at: published,
            closed_at: published.filter(|_| over).map(|at| opportunity.walk.since().max(at)),
            created_by: circle.promoter_user(opportunity.promoter).id,
            metadata: Json("{}"),
            created_at: opportunity.walk.steps()[0].1,
            updated_at: opportunity.walk.since(),
        }
    );
    let first = draw.cell("genre").index(40);
    for place in 0..usize::try_from(ordinal % 3).unwrap_or(0) {
        row!(
            rows,
            opportunity_genres {
                opportunity_id: opportunity.id,
                genre_id: artists::genre(first + place),
                created_at: opportunity.walk.steps()[0].1,
            }
        );
    }
}

fn write_applications(circle: &mut Circle<'_>, rows: &mut Rows, ordinal: u64, opportunity: &Opportunity) {
    if opportunity.walk.at(OpportunityStatus::Open).is_none() {
        return;
    }
    let filled = opportunity.walk.at(OpportunityStatus::Filled);
    let zipf = Zipf::new(ARTISTS, 0.6);
    let mut choice = circle.draw("applications", ordinal * 16).cell("artists");
    let mut applied: Vec<usize> = Vec::new();
    for place in 0..2 + ordinal % 4 {
        let draw = circle.draw("applications", ordinal * 16 + place);
        let wanted = place == 0 && filled.is_some();
        let free = (0..30).map(|_| zipf.index(&mut choice)).find(|artist| {
            let artist_busy = wanted && circle.artists[*artist].busy.contains(&opportunity.date);
            !artist_busy && !applied.contains(artist) && circle.artists[*artist].since < opportunity.published
        });
        let Some(artist) = free else { continue };
        applied.push(artist);
        let submitted = opportunity.published
            + Duration::days(1)
            + Duration::hours(draw.cell("submitted").between(0, 100));
        if submitted > circle.now() {
            continue;
        }
        let walk = walk_application(circle, ordinal, place, submitted, filled.filter(|_| wanted));
        let id = draw.id(submitted);
        write_application(circle, rows, opportunity, artist, id, &walk, ordinal * 16 + place);
        if walk.status() == ApplicationStatus::Accepted {
            circle.artists[artist].busy.insert(opportunity.date);
            circle.requests.push(Request {
                artist,
                promoter: opportunity.promoter,
                venue: opportunity.venue,
                starts: opportunity.starts,
                minutes: 90,
                asked: walk.since(),
                stage: None,
                application: Some((opportunity.id, id)),
            });
        }
    }
}

/// The chosen one is accepted when the opportunity is filled; of the others each goes its way.
fn walk_application(
    circle: &Circle<'_>,
    ordinal: u64,
    place: u64,
    submitted: OffsetDateTime,
    accepted: Option<OffsetDateTime>,
) -> Walk<ApplicationStatus> {
    use ApplicationStatus::{Accepted, Expired, Offered, Rejected, Shortlisted, Submitted, Withdrawn};
    let mut walk = Walk::begin(Submitted, submitted, circle.now());
    let day = Duration::days(1);
    let plot: &[(ApplicationStatus, OffsetDateTime)] = if let Some(accepted) = accepted {
        let middle = submitted + (accepted.max(submitted) - submitted) / 2;
        let end = accepted.max(submitted + Duration::hours(1));
        match ordinal % 3 {
            0 => &[(Accepted, end)],
            1 => &[(Offered, middle), (Accepted, end)],
            _ => &[(Shortlisted, middle), (Accepted, end)],
        }
    } else {
        match (ordinal + place) % 9 {
            0 => &[],
            1 => &[(Shortlisted, submitted + day)],
            2 => &[(Withdrawn, submitted + day)],
            3 => &[(Expired, submitted + day * 20)],
            4 => &[(Shortlisted, submitted + day), (Rejected, submitted + day * 3)],
            5 => &[(Offered, submitted + day * 2), (Withdrawn, submitted + day * 4)],
            6 => &[(Offered, submitted + day * 2)],
            _ => &[(Rejected, submitted + day * 2)],
        }
    };
    for (status, at) in plot {
        if walk.goes_on() {
            walk.go(*status, *at);
        }
    }
    walk
}

fn write_application(
    circle: &Circle<'_>,
    rows: &mut Rows,
    opportunity: &Opportunity,
    artist: usize,
    id: Uuid,
    walk: &Walk<ApplicationStatus>,
    ordinal: u64,
) {
    use ApplicationStatus::{Accepted, Rejected};
    let draw = circle.draw("applications", ordinal);
    let currency = circle.venues[opportunity.venue].city.market.currency;
    let (submitted, since) = (walk.steps()[0].1, walk.since());
    let decided = matches!(walk.status(), Accepted | Rejected).then_some(since);
    row!(
        rows,
        applications {
            id: id,
            opportunity_id: opportunity.id,
            artist_id: circle.artists[artist].id,
            submitted_by: (ordinal % 31 != 5).then(|| circle.artist_user(artist).id),
            status: label(walk.status()),
            proposed_fee: draw.cell("fee").chance(0.8).then(|| {
                money(opportunity.budget * draw.cell("percent").between(80, 115) / 100, currency)
            }),
            currency: currency,
            cover_message: draw
                .cell("covered")
                .chance(0.8)
                .then(|| texts::cover_letter(&mut draw.cell("letter"))),
            sample_urls: TextArray(&[format!("https://work.example.com/{}", circle.artists[artist].id)]),
            availability_confirmed: draw.cell("available").chance(0.7),
            submitted_at: submitted,
            viewed_at: (walk.steps().len() > 1).then(|| submitted + (since - submitted) / 2),
            decided_at: decided,
            decided_by: decided.map(|_| circle.promoter_user(opportunity.promoter).id),
            decision_note: decided
                .filter(|_| walk.status() == Rejected)
                .map(|_| "Not quite the sound of this evening"),
            metadata: Json("{}"),
            created_at: submitted,
            updated_at: since,
        }
    );
}
