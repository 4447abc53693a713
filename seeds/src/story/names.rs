//! Names of people by region, of acts, venues, firms and events.

mod people;

use backline_seed::value::Cell;

pub(super) use people::person;

const ACT_FIRST: &[&str] = &[
    "Monsoon", "Copper", "Midnight", "Saffron", "Paper", "River", "Neon", "Banyan", "Velvet", "Harbour",
    "Indigo", "Electric", "Silver", "Coastal", "Wild", "Lotus", "Amber", "Distant", "Painted", "Hidden",
];
const ACT_SECOND: &[&str] = &[
    "Collective",
    "Parade",
    "Echo",
    "Brothers",
    "Sisters",
    "Quartet",
    "Junction",
    "Drift",
    "Express",
    "Garden",
    "Signal",
    "Theory",
    "Union",
    "Caravan",
    "Project",
    "Machine",
    "Republic",
    "Line",
    "Lanterns",
    "Assembly",
];

/// What a band calls itself.
pub(super) fn band(cell: &mut Cell) -> String {
    format!("{} {}", cell.pick(ACT_FIRST), cell.pick(ACT_SECOND))
}

const VENUE_FIRST: &[&str] = &[
    "Raintree",
    "Tidewater",
    "Old Mill",
    "Lantern",
    "Gulmohar",
    "Peepal",
    "Railway",
    "Observatory",
    "Courtyard",
    "Lakeside",
    "Turbine",
    "Marigold",
    "Clocktower",
    "Hillside",
    "Palm Court",
    "Fort",
    "Jasmine",
    "Foundry",
];

/// Kinds of venues with what they hold, at least and at most.
pub(super) const VENUE_KINDS: &[(&str, &str, i64, i64)] = &[
    ("club", "Club", 120, 450),
    ("concert hall", "Hall", 400, 2_400),
    ("cafe", "Cafe", 40, 110),
    ("auditorium", "Auditorium", 300, 1_500),
    ("open air", "Grounds", 1_500, 9_000),
    ("banquet hall", "Banquets", 200, 900),
    ("theatre", "Theatre", 250, 1_100),
];

/// What a venue of this kind is called.
pub(super) fn venue(kind: &str, cell: &mut Cell) -> String {
    format!("The {} {kind}", cell.pick(VENUE_FIRST))
}

const FIRM_SECOND: &[&str] =
    &["Live", "Nights", "Events", "Artist Agency", "Productions", "Presents", "Sound", "Touring"];

/// What a firm is called.
pub(super) fn firm(cell: &mut Cell) -> String {
    format!("{} {}", cell.pick(ACT_FIRST), cell.pick(FIRM_SECOND))
}

/// What fits any season and country.
const EVENTS: &[&str] = &[
    "Indie Weekender",
    "Jazz by the Lake",
    "Bass Camp",
    "Folk Gathering",
    "Strings and Skins",
    "Dance Marathon",
    "Rooftop Sessions",
    "New Voices",
];
/// By season, first in India, then elsewhere: winter, spring, summer or the rains, autumn.
const SEASONAL: [[&[&str]; 4]; 2] = [
    [
        &["Winter Ragas", "Sufi Nights", "Margazhi Evenings", "Sunburnt Lawns"],
        &["Holi Sounds", "Spring Baithak", "Mango Season Sessions"],
        &["Monsoon Festival", "Rain Songs", "Malhar Nights"],
        &["Navratri Nights", "Harvest Sounds", "Diwali Mela"],
    ],
    [
        &["Winter Lights", "Fireside Sessions", "Carols and Cables"],
        &["Spring Awakening", "May Dance"],
        &["Midsummer Open Air", "Summer on the Lawn", "Late Light Festival"],
        &["Harvest Sounds", "October Jazz", "Autumn Leaves"],
    ],
];

/// What an event is called that is in this month: two in three by the season.
pub(super) fn event(month: time::Month, indian: bool, cell: &mut Cell) -> &'static str {
    let season = usize::from(u8::from(month)) % 12 / 3;
    if cell.chance(0.35) {
        return cell.pick::<&str>(EVENTS);
    }
    cell.pick::<&str>(SEASONAL[usize::from(!indian)][season])
}

const CUSTOMER_FIRST: &[&str] = &[
    "Kaveri",
    "Meridian",
    "Northstar",
    "Sahyadri",
    "Blue Hill",
    "Ashoka",
    "Parkside",
    "Crescent",
    "Malabar",
    "Grand Trunk",
    "Seven Oaks",
    "Lakshmi",
];
const CUSTOMER_SECOND: &[&str] = &[
    "Hotels",
    "Software",
    "Textiles",
    "Motors",
    "Foods",
    "Hospitals",
    "College",
    "Bank",
    "Weddings",
    "Resorts",
];

/// What a firm is called that has music made for it.
pub(super) fn customer(cell: &mut Cell) -> String {
    format!("{} {}", cell.pick(CUSTOMER_FIRST), cell.pick(CUSTOMER_SECOND))
}

/// A name as it stands in an address: lower case letters and digits, hyphens between.
pub(super) fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for letter in text.chars() {
        let plain = match letter.to_ascii_lowercase() {
            'á' | 'Á' | 'ä' => 'a',
            'é' | 'è' => 'e',
            'í' | 'ı' => 'i',
            'ó' | 'ö' => 'o',
            'ú' | 'ü' => 'u',
            'ñ' => 'n',
            other => other,
        };
        if plain.is_ascii_alphanumeric() {
            slug.push(plain);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_plain() {
        assert_eq!(slug("The Old Mill Hall"), "the-old-mill-hall");
        assert_eq!(slug("Lucía Álvarez"), "lucia-alvarez");
        assert_eq!(slug("Yılmaz & Söhne!"), "yilmaz-sohne");
    }
}
