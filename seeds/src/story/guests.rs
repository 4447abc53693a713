//! Who is there beside the usual: promoters from abroad, one on their own, who has just signed up, and what closed.

use backline_schema::prelude::UserStatus;
use time::{Duration, OffsetDateTime};

use super::circle::{Circle, Organization, Promoter, Rating, Venue};
use super::names;
use super::people::{self, FIRMS, VENUES};
use super::places::{City, PLACES};
use super::walk::Walk;

/// Users, counted from [`Circle::guests`]: promoters in Singapore and Dubai, and who signed up this morning.
pub(super) const SINGAPORE: usize = 0;
const DUBAI: usize = 1;
pub(super) const FRESH: usize = 2;
/// Firms: those of Singapore and Dubai, and one that closed.
pub(super) const SINGAPORE_FIRM: usize = FIRMS;
pub(super) const CLOSED_FIRM: usize = FIRMS + 2;
/// Promoters: of those firms, one on their own whose account was erased since, and the first firm's second name.
pub(super) const SINGAPORE_PROMOTER: usize = FIRMS;
pub(super) const DUBAI_PROMOTER: usize = FIRMS + 1;
pub(super) const ERASED_PROMOTER: usize = FIRMS + 2;
pub(super) const SECOND_NAME: usize = FIRMS + 3;
/// Venues: in Singapore and Dubai, and one that closed.
pub(super) const SINGAPORE_VENUE: usize = VENUES;
pub(super) const DUBAI_VENUE: usize = VENUES + 1;
pub(super) const CLOSED_VENUE: usize = VENUES + 2;

pub(super) fn make(circle: &mut Circle<'_>) {
    let (Some(singapore), Some(dubai)) = (city("Singapore"), city("Dubai")) else { return };
    let day = Duration::days(1);
    let joined = circle.now() - day * 520;
    for (place, (city, at)) in [
        (singapore, joined),
        (dubai, joined + day * 11 + Duration::hours(3)),
        (circle.users[people::FANS].city, circle.now() - Duration::minutes(130)),
    ]
    .into_iter()
    .enumerate()
    {
        let mut user = people::user(circle, (circle.guests + place) as u64, city, at);
        if place == FRESH {
            user.walk = Walk::begin(UserStatus::PendingVerification, at, circle.now());
        }
        circle.users.push(user);
    }
    for (place, city) in [(SINGAPORE, singapore), (DUBAI, dubai)] {
        let (owner, index) = (circle.guests + place, FIRMS + place);
        let founded = circle.users[owner].joined + Duration::hours(40);
        push_firm(circle, index, owner, city, founded, None);
        let name = circle.organizations[index].name.clone();
        push_promoter(circle, name, Some(owner), Some(index), founded);
        push_venue(circle, owner, Some(index), city, founded, None);
    }
    // A firm and a venue that were given up; their owners run others.
    let (first, house) = (people::FIRST_FIRM, people::FIRST_VENUE);
    let founded = circle.users[first].joined + day * 10;
    let city = circle.users[first].city;
    push_firm(circle, CLOSED_FIRM, first, city, founded, Some(founded + day * 200));
    let on_their_own = format!("House Concerts {}", city.name);
    push_promoter(circle, on_their_own, None, None, founded + day * 30);
    let second = names::firm(&mut circle.draw("organizations", CLOSED_FIRM as u64 + 1).cell("name"));
    push_promoter(circle, second, Some(first), Some(0), founded + day * 60);
    let (city, joined) = (circle.users[house].city, circle.users[house].joined);
    push_venue(circle, house, None, city, joined + day * 20, Some(joined + day * 300));
}

fn city(name: &str) -> Option<&'static City> {
    PLACES.iter().map(|(city, _)| city).find(|city| city.name == name)
}

fn push_firm(
    circle: &mut Circle<'_>,
    index: usize,
    owner: usize,
    city: &'static City,
    founded: OffsetDateTime,
    closed: Option<OffsetDateTime>,
) {
    let draw = circle.draw("organizations", index as u64);
    let name = names::firm(&mut draw.cell("name"));
    circle.organizations.push(Organization {
        id: draw.id(founded),
        name,
        members: vec![owner],
        city,
        founded,
        closed,
    });
}

fn push_promoter(
    circle: &mut Circle<'_>,
    name: String,
    user: Option<usize>,
    organization: Option<usize>,
    since: OffsetDateTime,
) {
    let id = circle.draw("promoters", circle.promoters.len() as u64).id(since);
    circle.promoters.push(Promoter { id, name, user, organization, since, rating: Rating::default() });
}

fn push_venue(
    circle: &mut Circle<'_>,
    user: usize,
    organization: Option<usize>,
    city: &'static City,
    since: OffsetDateTime,
    closed: Option<OffsetDateTime>,
) {
    let index = circle.venues.len();
    let draw = circle.draw("venues", index as u64);
    let kind = names::VENUE_KINDS[index % names::VENUE_KINDS.len()].1;
    circle.venues.push(Venue {
        id: draw.id(since),
        name: names::venue(kind, &mut draw.cell("name")),
        user,
        organization,
        city,
        capacity: 260,
        since,
        rating: Rating::default(),
        trust: None,
        closed,
    });
}
