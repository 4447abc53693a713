//! A circle: a thousand people and all that happens between them.

use std::cell::RefCell;
use std::collections::HashSet;

use backline_schema::prelude::UserStatus;
use backline_seed::load::Rows;
use backline_seed::value::{Cell, Row};
use rust_decimal::Decimal;
use time::{Date, Duration, OffsetDateTime};
use uuid::Uuid;

use super::bookings::{Booking, Request};
use super::events::Event;
use super::places::{City, season};
use super::reviews::Opinion;
use super::settings::{Domain, World};
use super::walk::Walk;
use super::{
    analytics, artists, bookings, calendar, communication, contracts, crypto, events, guests, housekeeping,
    ledger, media, negotiations, opportunities, organizations, people, production, reviews, script,
    settlements, system, trust, venues,
};

/// Ordinals of a table that a circle has to itself.
const STRIDE: u64 = 1 << 32;

/// Someone with an account.
#[derive(Debug, Clone)]
pub(super) struct User {
    pub(super) id: Uuid,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) city: &'static City,
    pub(super) joined: OffsetDateTime,
    /// The row's ordinal within the circle.
    pub(super) ordinal: u64,
    /// The statuses of the account.
    pub(super) walk: Walk<UserStatus>,
}

/// A firm.
#[derive(Debug, Clone)]
pub(super) struct Organization {
    pub(super) id: Uuid,
    pub(super) name: String,
    /// Indexes of users: the owner, then the others.
    pub(super) members: Vec<usize>,
    pub(super) city: &'static City,
    pub(super) founded: OffsetDateTime,
    /// When it was given up.
    pub(super) closed: Option<OffsetDateTime>,
}

/// Who posts opportunities and books.
#[derive(Debug, Clone)]
pub(super) struct Promoter {
    pub(super) id: Uuid,
    pub(super) name: String,
    /// Nobody where the account was erased.
    pub(super) user: Option<usize>,
    /// None: somebody on their own.
    pub(super) organization: Option<usize>,
    pub(super) since: OffsetDateTime,
    pub(super) rating: Rating,
}

/// An artist.
#[derive(Debug, Clone)]
pub(super) struct Artist {
    pub(super) id: Uuid,
    pub(super) name: String,
    pub(super) user: usize,
    pub(super) city: &'static City,
    pub(super) since: OffsetDateTime,
    /// Of an evening, in the market's currency, in its minor units.
    pub(super) fee: i64,
    pub(super) category: &'static str,
    pub(super) followers: i32,
    pub(super) rating: Rating,
    pub(super) trust: Option<Decimal>,
    /// Days on which a show is agreed or asked for.
    pub(super) busy: HashSet<Date>,
}

/// A place where shows are.
#[derive(Debug, Clone)]
pub(super) struct Venue {
    pub(super) id: Uuid,
    pub(super) name: String,
    pub(super) user: usize,
    pub(super) organization: Option<usize>,
    pub(super) city: &'static City,
    pub(super) capacity: i32,
    pub(super) since: OffsetDateTime,
    pub(super) rating: Rating,
    pub(super) trust: Option<Decimal>,
    /// When it was closed for good.
    pub(super) closed: Option<OffsetDateTime>,
}

/// A rating that is derived from published reviews.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Rating {
    sum: i64,
    pub(super) count: i32,
}

impl Rating {
    pub(super) fn add(&mut self, rating: i16) {
        self.sum += i64::from(rating);
        self.count += 1;
    }

    /// To two digits, as PostgreSQL rounds; 0 without any.
    pub(super) fn average(self) -> Decimal {
        if self.count == 0 {
            return Decimal::ZERO;
        }
        let average = Decimal::from(self.sum) / Decimal::from(self.count);
        average.round_dp_with_strategy(2, rust_decimal::RoundingStrategy::MidpointAwayFromZero)
    }
}

/// A circle, while it is made up.
pub(super) struct Circle<'a> {
    pub(super) world: &'a World,
    pub(super) ordinal: u64,
    pub(super) users: Vec<User>,
    /// The index of the first user beside the usual ones.
    pub(super) guests: usize,
    /// How many users the audience has, from [`people::FANS`] on.
    pub(super) audience: usize,
    pub(super) organizations: Vec<Organization>,
    pub(super) promoters: Vec<Promoter>,
    pub(super) artists: Vec<Artist>,
    pub(super) venues: Vec<Venue>,
    pub(super) events: Vec<Event>,
    /// Who has been asked to play, until these have become bookings.
    pub(super) requests: Vec<Request>,
    pub(super) bookings: Vec<Booking>,
    /// What was said publicly about whom.
    pub(super) opinions: Vec<Opinion>,
    /// What others look at, attach something to or are told of.
    marks: RefCell<Vec<Mark>>,
}

/// Something that was made, for what is said about it elsewhere.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    pub(super) kind: &'static str,
    pub(super) id: Uuid,
    /// Whom it concerns.
    pub(super) user: Option<Uuid>,
    pub(super) organization: Option<Uuid>,
    pub(super) at: OffsetDateTime,
}

impl<'a> Circle<'a> {
    pub(super) fn new(world: &'a World, ordinal: u64) -> Self {
        Self {
            world,
            ordinal,
            users: Vec::new(),
            guests: 0,
            audience: 0,
            organizations: Vec::new(),
            promoters: Vec::new(),
            artists: Vec::new(),
            venues: Vec::new(),
            events: Vec::new(),
            requests: Vec::new(),
            bookings: Vec::new(),
            opinions: Vec::new(),
            marks: RefCell::default(),
        }
    }

    /// Makes up what happens, then writes it.
    pub(super) fn tell(mut self, rows: &mut Rows) {
        people::make(&mut self);
        organizations::make(&mut self);
        artists::make(&mut self);
        venues::make(&mut self);
        guests::make(&mut self);
        script::make(&mut self);
        events::make(&mut self, rows);
        opportunities::make(&mut self, rows);
        bookings::make(&mut self);
        reviews::make(&mut self, rows);
        trust::make(&mut self, rows);
        people::write(&self, rows);
        organizations::write(&self, rows);
        artists::write(&mut self, rows);
        venues::write(&self, rows);
        events::write(&self, rows);
        bookings::write(&self, rows);
        negotiations::write(&self, rows);
        contracts::write(&self, rows);
        settlements::write(&self, rows);
        crypto::write_firms(&self, rows);
        ledger::write(&self, rows);
        production::write(&self, rows);
        calendar::write(&self, rows);
        communication::write(&self, rows);
        media::write(&self, rows);
        analytics::write(&self, rows);
        // the next one goes here
        system::write(&self, rows);
        housekeeping::write(&self, rows);
    }

    /// The row of a table with this ordinal in the circle.
    pub(super) fn draw(&self, table: &str, ordinal: u64) -> Row {
        self.world.seed.row(table, self.ordinal * STRIDE + ordinal)
    }

    /// A number that no other circle has for an ordinal below 1,000,000.
    pub(super) fn number(&self, ordinal: u64) -> u64 {
        self.ordinal * 1_000_000 + ordinal
    }

    pub(super) fn now(&self) -> OffsetDateTime {
        self.world.now
    }

    pub(super) fn today(&self) -> Date {
        self.world.now.date()
    }

    /// How many stories there are where the usual is so many.
    pub(super) fn times(&self, domain: Domain, usual: u64) -> u64 {
        usual * self.world.times(domain)
    }

    /// A moment by day, so many days before now at least and at most.
    pub(super) fn ago(&self, cell: &mut Cell, least: i64, most: i64) -> OffsetDateTime {
        self.now() - Duration::days(cell.between(least, most)) - Duration::seconds(cell.between(0, 35_000))
    }

    /// A day for a show, so many days from now at least and at most, of a busy season and a weekend rather than not.
    pub(super) fn show_day(&self, cell: &mut Cell, city: &City, least: i64, most: i64) -> Date {
        let mut day = self.today();
        for _ in 0..12 {
            day = self.today() + Duration::days(cell.between(least, most));
            if cell.between(0, 99) < season(day, city.market) {
                break;
            }
        }
        day
    }

    /// The day here on which a show of the evening begins: its moment less what lies between noon and midnight in UTC.
    pub(super) fn local_date(&self, city: &City, moment: OffsetDateTime) -> Date {
        let date = moment.date();
        let days = [date - Duration::days(1), date];
        let began = |day: &&Date| city.at(**day, time::Time::MIDNIGHT) <= moment;
        days.iter().rev().find(began).copied().unwrap_or(date)
    }

    /// The earlier of a moment and now.
    pub(super) fn past(&self, moment: OffsetDateTime) -> OffsetDateTime {
        moment.min(self.now())
    }

    /// A member of staff, who decides and moderates.
    pub(super) fn staff(&self, cell: &mut Cell) -> Uuid {
        self.users[1 + cell.index(people::STAFF - 1)].id
    }

    /// The owner of an artist's account.
    pub(super) fn artist_user(&self, artist: usize) -> &User {
        &self.users[self.artists[artist].user]
    }

    /// Who stands behind a promoter; nobody where the account was erased.
    pub(super) fn promoter_user(&self, promoter: usize) -> Option<&User> {
        self.promoters[promoter].user.map(|user| &self.users[user])
    }

    /// As [`Self::promoter_user`].
    pub(super) fn promoter_id(&self, promoter: usize) -> Option<Uuid> {
        self.promoter_user(promoter).map(|user| user.id)
    }

    /// The organisation of a promoter, where it is one's.
    pub(super) fn firm(&self, promoter: usize) -> Option<Uuid> {
        self.promoters[promoter].organization.map(|organization| self.organizations[organization].id)
    }

    /// Remembers something that was made.
    pub(super) fn mark(
        &self,
        kind: &'static str,
        id: Uuid,
        user: Option<Uuid>,
        organization: Option<Uuid>,
        at: OffsetDateTime,
    ) {
        self.marks.borrow_mut().push(Mark { kind, id, user, organization, at });
    }

    /// What was made of these kinds, one after another.
    pub(super) fn marked(&self, kinds: &[&str]) -> Vec<Mark> {
        self.marks.borrow().iter().filter(|mark| kinds.contains(&mark.kind)).copied().collect()
    }
}

/// A price as people set them: tens of rupees, or whole units.
pub(super) fn round(minor: i64, currency: &str) -> i64 {
    let step = if currency == "INR" { 1_000 } else { 100 };
    (minor + step / 2) / step * step
}

/// An amount of a market's minor units, with the digits that its currency has.
pub(super) fn money(minor: i64, currency: &str) -> Decimal {
    if currency == "JPY" { Decimal::from(minor / 100) } else { Decimal::new(minor, 2) }
}
