//! Five tables with foreign keys and five indexes, as a small project has them, filled by our engine and by drizzle-seed.

use backline_seed::load::{Plan, Rows, Story};
use backline_seed::row;
use backline_seed::value::{Cell, Seed};
use time::macros::datetime;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// The tables.
pub const TABLES: &str = include_str!("tables.sql");

/// The program of drizzle-seed.
pub(crate) const DRIZZLE: &str = include_str!("drizzle.mjs");

/// Rows of each table in so many hundreds of rows: people, venues, events, tickets, reviews.
#[must_use]
pub const fn counts(hundreds: u64) -> [u64; 5] {
    [20 * hundreds, 2 * hundreds, 8 * hundreds, 50 * hundreds, 20 * hundreds]
}

const OPENING: OffsetDateTime = datetime!(2026-01-05 09:00 UTC);
const GIVEN: [&str; 8] = ["Asha", "Farid", "Mei", "Tom", "Ines", "Lakshmi", "Jonas", "Zoya"];
const FAMILY: [&str; 8] = ["Rao", "Khan", "Tanaka", "Baker", "Garcia", "Iyer", "Weber", "Sen"];
const CITIES: [&str; 6] = ["Mumbai", "Leeds", "Kyoto", "Seville", "Bremen", "Austin"];
const WORDS: [&str; 12] = [
    "night", "brass", "river", "garden", "velvet", "electric", "summer", "northern", "city", "open", "blue",
    "quiet",
];

fn moment(cell: &mut Cell) -> OffsetDateTime {
    OPENING + Duration::seconds(cell.between(0, 200 * 86_400))
}

fn id(seed: Seed, table: &str, ordinal: u64) -> Uuid {
    let row = seed.row(table, ordinal);
    row.id(moment(&mut row.cell("made")))
}

/// The id of one of so many rows.
fn one_of(seed: Seed, table: &str, count: u64, cell: &mut Cell) -> Uuid {
    id(seed, table, u64::try_from(cell.between(0, count.cast_signed() - 1)).unwrap_or(0))
}

fn name(cell: &mut Cell) -> String {
    format!("{} {}", cell.pick(&GIVEN), cell.pick(&FAMILY))
}

fn text(cell: &mut Cell, words: usize) -> String {
    let mut text = String::with_capacity(words * 8);
    for _ in 0..words {
        let word = *cell.pick(&WORDS);
        text.push_str(word);
        text.push(' ');
    }
    text
}

fn number(cell: &mut Cell, low: i64, high: i64) -> i32 {
    i32::try_from(cell.between(low, high)).unwrap_or(i32::MAX)
}

/// So many hundreds of rows.
#[must_use]
pub fn plan(hundreds: u64) -> Plan {
    let seed = Seed::new(1);
    let [people, venues, events, tickets, reviews] = counts(hundreds);
    let tell_people = move |ordinal: u64, rows: &mut Rows| {
        let draw = seed.row("people", ordinal);
        let name = name(&mut draw.cell("name"));
        let email = format!("person.{ordinal}@example.com");
        let joined = moment(&mut draw.cell("made"));
        let city = *draw.cell("city").pick(&CITIES);
        row!(
            rows,
            people { id: id(seed, "people", ordinal), name: name, email: email, city: city, joined: joined }
        );
    };
    let tell_venues = move |ordinal: u64, rows: &mut Rows| {
        let draw = seed.row("venues", ordinal);
        row!(
            rows,
            venues {
                id: id(seed, "venues", ordinal),
                owner_id: one_of(seed, "people", people, &mut draw.cell("owner")),
                name: text(&mut draw.cell("name"), 2),
                city: *draw.cell("city").pick(&CITIES),
                capacity: number(&mut draw.cell("capacity"), 40, 9_000),
            }
        );
    };
    let tell_events = move |ordinal: u64, rows: &mut Rows| {
        let draw = seed.row("events", ordinal);
        row!(
            rows,
            events {
                id: id(seed, "events", ordinal),
                venue_id: one_of(seed, "venues", venues, &mut draw.cell("venue")),
                title: text(&mut draw.cell("title"), 6),
                starts: moment(&mut draw.cell("starts")),
                price: number(&mut draw.cell("price"), 5, 900),
            }
        );
    };
    let tell_tickets = move |ordinal: u64, rows: &mut Rows| {
        let draw = seed.row("tickets", ordinal);
        row!(
            rows,
            tickets {
                id: id(seed, "tickets", ordinal),
                event_id: one_of(seed, "events", events, &mut draw.cell("event")),
                person_id: one_of(seed, "people", people, &mut draw.cell("person")),
                seat: number(&mut draw.cell("seat"), 1, 9_000),
                bought: moment(&mut draw.cell("bought")),
            }
        );
    };
    let tell_reviews = move |ordinal: u64, rows: &mut Rows| {
        let draw = seed.row("reviews", ordinal);
        row!(
            rows,
            reviews {
                id: id(seed, "reviews", ordinal),
                event_id: one_of(seed, "events", events, &mut draw.cell("event")),
                person_id: one_of(seed, "people", people, &mut draw.cell("person")),
                rating: number(&mut draw.cell("rating"), 1, 5),
                body: text(&mut draw.cell("body"), 18),
                written: moment(&mut draw.cell("written")),
            }
        );
    };
    let story = |name, count, tell: Tell| Story::new(name, count, tell).in_chunks_of(20_000);
    Plan::new("like", seed)
        .with_story(story("people", people, Box::new(tell_people)))
        .with_story(story("venues", venues, Box::new(tell_venues)))
        .with_story(story("events", events, Box::new(tell_events)))
        .with_story(story("tickets", tickets, Box::new(tell_tickets)))
        .with_story(story("reviews", reviews, Box::new(tell_reviews)))
}

type Tell = Box<dyn Fn(u64, &mut Rows) + Send + Sync>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_gets_its_share() {
        let plan = plan(1);
        assert_eq!(counts(1).iter().sum::<u64>(), 100);
        assert_eq!(plan.generate(), 100);
    }
}
