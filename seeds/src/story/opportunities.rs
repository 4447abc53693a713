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
use super::people::{FIRMS, VENUES};
use super::settings::Domain;
use super::walk::{Walk, label};
use super::{guests, script, texts};

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
    event: Option<Uuid>,
    /// In the name of the promoter, or only of the firm.
    by_promoter: bool,
}

pub(super) fn make(circle: &mut Circle<'_>, rows: &mut Rows) {
    for ordinal in 0..circle.times(Domain::Booking, OPPORTUNITIES) {
        let opportunity = make_opportunity(circle, ordinal);
        write_opportunity(circle, rows, ordinal, &opportunity);
        write_applications(circle, rows, ordinal, &opportunity);
    }
    if circle.world.times(Domain::Booking) > 0 {
        make_script(circle, rows);
    }
}

/// An opportunity in Singapore that leads to the evening there, one at home whose show is called off and given again,
/// some for an evening of others, and one of somebody who is no more.
fn make_script(circle: &mut Circle<'_>, rows: &mut Rows) {
    use OpportunityStatus::{Draft, Expired, Filled, Open};
    let (day, hour) = (Duration::days(1), Duration::hours(1));
    let opportunity =
        |circle: &Circle<'_>, ordinal: u64, promoter: usize, venue: usize, created: OffsetDateTime| {
            let draw = circle.draw("opportunities", ordinal);
            let published = created + hour * 2;
            let mut walk = Walk::begin(Draft, created, circle.now());
            walk.go(Open, published);
            let level = circle.venues[venue].city.market.price_level;
            let budget = draw.cell("budget").between(15, 160) * level * 100;
            let date = circle.today();
            let (starts, id, by_promoter, event) = (circle.now(), draw.id(created), true, None);
            Opportunity { id, promoter, venue, date, starts, published, budget, walk, event, by_promoter }
        };
    // Of a show that was chosen for, the one who was chosen applied.
    let chosen =
        |circle: &Circle<'_>, rows: &mut Rows, ordinal: u64, mut of: Opportunity, request: &Request| {
            of.starts = request.starts;
            of.date = circle.local_date(circle.venues[of.venue].city, request.starts);
            of.walk.go(Filled, request.asked);
            write_opportunity(circle, rows, ordinal, &of);
            let submitted = of.published + day;
            let mut walk = Walk::begin(ApplicationStatus::Submitted, submitted, circle.now());
            walk.go(ApplicationStatus::Offered, submitted + day * 2);
            walk.go(ApplicationStatus::Accepted, request.asked);
            let id = circle.draw("applications", ordinal * 16).id(submitted);
            write_application(circle, rows, &of, request.artist, id, &walk, ordinal * 16);
            Some((of.id, id))
        };
    if let Some(request) = circle.requests.get(script::IN_SINGAPORE).cloned() {
        let created = request.asked - day * 12;
        let of = opportunity(circle, SCRIPT, request.promoter, request.venue, created);
        circle.requests[script::IN_SINGAPORE].application = chosen(circle, rows, SCRIPT, of, &request);
    }
    let (promoter, venue) = (18, 18);
    let date = circle.today() - day * 35;
    let first = Request {
        artist: 117,
        promoter,
        venue,
        starts: circle.venues[venue].city.at(date, time!(20:00)),
        minutes: 90,
        asked: circle.now() - day * 80,
        stage: None,
        application: None,
        advance: 30,
        plot: Some(script::CALLED_OFF),
    };
    circle.artists[first.artist].busy.insert(date);
    let of = Opportunity {
        by_promoter: false,
        ..opportunity(circle, SCRIPT + 1, promoter, venue, first.asked - day * 12)
    };
    let application = chosen(circle, rows, SCRIPT + 1, of, &first);
    let again = Request { asked: circle.now() - day * 72, plot: Some(script::PLAYED), ..first.clone() };
    circle.requests.extend([first, again].map(|request| Request { application, ..request }));
    // Openers for evenings that are to come.
    let coming: Vec<(Uuid, usize, usize, OffsetDateTime)> = circle
        .events
        .iter()
        .filter(|event| !event.is_over() && event.starts > circle.now() + day * 3)
        .map(|event| (event.id, event.promoter, event.venue, event.starts))
        .collect();
    for (ordinal, place) in [(SCRIPT + 2, 0), (SCRIPT + 3, 0), (SCRIPT + 4, 1)] {
        let Some((event, promoter, venue, starts)) = coming.get(place).copied() else { continue };
        let created = circle.now() - day * 4 - hour * 3;
        let date = circle.local_date(circle.venues[venue].city, starts);
        let of = Opportunity {
            event: Some(event),
            starts,
            date,
            ..opportunity(circle, ordinal, promoter, venue, created)
        };
        write_opportunity(circle, rows, ordinal, &of);
        write_applications(circle, rows, ordinal, &of);
    }
    let created = circle.now() - day * 200;
    let mut of = opportunity(circle, SCRIPT + 5, guests::ERASED_PROMOTER, 17, created);
    of.walk.go(Expired, created + day * 20);
    of.starts = created + day * 50;
    of.date = of.starts.date();
    write_opportunity(circle, rows, SCRIPT + 5, &of);
}

/// The ordinals of opportunities of the script.
const SCRIPT: u64 = 1_000_000;

fn make_opportunity(circle: &Circle<'_>, ordinal: u64) -> Opportunity {
    let draw = circle.draw("opportunities", ordinal);
    let promoter = draw.cell("promoter").index(FIRMS);
    let venue = draw.cell("venue").index(VENUES);
    let city = circle.venues[venue].city;
    let date = circle.show_day(&mut draw.cell("date"), city, -600, 110);
    let starts = city.at(date, time!(20:00)) + Duration::minutes(30 * draw.cell("hour").between(-2, 2));
    let ready = circle.promoters[promoter].since.max(circle.venues[venue].since);
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
    let (id, event, by_promoter) = (draw.id(created), None, true);
    Opportunity { id, promoter, venue, date, starts, published, budget, walk, event, by_promoter }
}

fn write_opportunity(circle: &Circle<'_>, rows: &mut Rows, ordinal: u64, opportunity: &Opportunity) {
    let draw = circle.draw("opportunities", ordinal);
    let city = circle.venues[opportunity.venue].city;
    let currency = city.market.currency;
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
            promoter_id: opportunity.by_promoter.then_some(circle.promoters[opportunity.promoter].id),
            organization_id: circle.firm(opportunity.promoter),
            venue_id: rare("venue-fixed").then_some(circle.venues[opportunity.venue].id),
            city_id: rare("city").then_some(city.id),
            event_id: opportunity.event,
            title: format!("{what} for {}", circle.venues[opportunity.venue].name),
            description: rare("description").then(|| texts::call(&mut draw.cell("call"))),
            status: label(opportunity.walk.status()),
            event_date: opportunity.date,
            slot_time: rare("slot").then(|| *draw.cell("from").pick(&[
                "from eight",
                "20:30",
                "late set",
                "after dinner",
                "21:00"
            ])),
            performance_duration: rare("length").then_some(90_i32),
            positions: 1_i16,
            expected_audience: rare("audience").then_some(circle.venues[opportunity.venue].capacity / 2 + 1),
            budget_min: rare("minimum")
                .then(|| money(opportunity.budget * 2 / 3 / 10_000 * 10_000, currency)),
            budget_max: rare("maximum").then(|| money(opportunity.budget, currency)),
            currency: currency,
            travel_covered: rare("travel"),
            accommodation_covered: rare("rooms"),
            requirements: rare("requirements").then(|| texts::requirement(what)),
            deadline: rare("deadline").then(|| opportunity.starts - Duration::days(20)),
            published_at: published,
            closed_at: published.filter(|_| over).map(|at| opportunity.walk.since().max(at)),
            created_by: circle.promoter_id(opportunity.promoter),
            metadata: Json("{}"),
            created_at: opportunity.walk.steps()[0].1,
            updated_at: opportunity.walk.since(),
        }
    );
    circle.mark(
        "opportunity",
        opportunity.id,
        circle.promoter_id(opportunity.promoter),
        circle.firm(opportunity.promoter),
        opportunity.walk.steps()[0].1,
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
    let zipf = Zipf::new(artists::ASKED, 0.6);
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
                advance: 30,
                plot: None,
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
                money(
                    (opportunity.budget * draw.cell("percent").between(80, 115) / 100 / 10_000).max(1)
                        * 10_000,
                    currency,
                )
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
            decided_by: decided.and_then(|_| circle.promoter_id(opportunity.promoter)),
            decision_note: decided
                .filter(|_| walk.status() == Rejected)
                .map(|_| "Not quite the sound of this evening"),
            metadata: Json("{}"),
            created_at: submitted,
            updated_at: since,
        }
    );
    let user = Some(circle.artist_user(artist).id);
    circle.mark("application", id, user, circle.firm(opportunity.promoter), submitted);
}
