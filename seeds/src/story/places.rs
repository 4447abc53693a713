//! Where the stories play: real cities of the reference data, in eight countries, with their civil time.

use std::collections::HashMap;
use std::sync::LazyLock;

use time::{Date, Duration, Month, OffsetDateTime, Time, Weekday};

use crate::reference;

/// A country that stories play in.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Market {
    /// As `--locale` names it: `IN`, `GB`.
    pub(super) code: &'static str,
    /// ISO 3166-1 numeric.
    pub(super) country_id: i32,
    pub(super) currency: &'static str,
    pub(super) locale: &'static str,
    /// What a local fee is multiplied by, in the market's currency, for one that is 100 in India's thousands.
    pub(super) price_level: i64,
    /// The part of telephone numbers that is reserved for fiction or never given out, to which digits are added.
    pub(super) phone: &'static str,
    /// Digits that follow.
    pub(super) phone_digits: usize,
}

/// Where people come from, with the share that they have where nothing else is asked for.
pub(super) const MARKETS: [(Market, u32); 8] = [
    (market("IN", 356, "INR", "en-IN", 1_000, "+9155555", 5), 76),
    // Ofcom's numbers for drama.
    (market("GB", 826, "GBP", "en-GB", 12, "+44770090", 4), 7),
    (market("US", 840, "USD", "en-US", 15, "+120255501", 2), 6),
    (market("DE", 276, "EUR", "de-DE", 13, "+4917139200", 2), 4),
    (market("ES", 724, "EUR", "es-ES", 11, "+34600000", 3), 4),
    (market("JP", 392, "JPY", "ja-JP", 1_900, "+8100000", 4), 3),
    // Nobody lives there, unless that is asked for; the stories go there as guests.
    (market("SG", 702, "SGD", "en-SG", 18, "+6500000", 3), 0),
    (market("AE", 784, "AED", "en-AE", 50, "+9710000", 3), 0),
];

const fn market(
    code: &'static str,
    country_id: i32,
    currency: &'static str,
    locale: &'static str,
    price_level: i64,
    phone: &'static str,
    phone_digits: usize,
) -> Market {
    Market { code, country_id, currency, locale, price_level, phone, phone_digits }
}

/// A city.
#[derive(Debug)]
pub(super) struct City {
    pub(super) id: i32,
    pub(super) state_id: Option<i32>,
    pub(super) name: &'static str,
    pub(super) market: &'static Market,
    /// Which names are usual: an index into the regions of [`super::names`].
    pub(super) region: usize,
    /// The first two digits of tax numbers of the state, in India.
    pub(super) tax_state: &'static str,
    pub(super) lat: f64,
    pub(super) lon: f64,
    pub(super) timezone: &'static str,
}

/// Market, name, region of names, tax state, weight.
const CITIES: &[(&str, &str, usize, &str, u32)] = &[
    ("IN", "Mumbai", 0, "27", 18),
    ("IN", "Bengaluru", 3, "29", 16),
    ("IN", "Delhi", 1, "07", 14),
    ("IN", "Chennai", 4, "33", 9),
    ("IN", "Kolkata", 2, "19", 9),
    ("IN", "Hyderabad", 5, "36", 8),
    ("IN", "Pune", 0, "27", 7),
    ("IN", "Kochi", 6, "32", 5),
    ("IN", "Jaipur", 1, "08", 4),
    ("IN", "Ahmedabad", 7, "24", 4),
    ("IN", "Chandigarh", 8, "04", 3),
    ("IN", "Guwahati", 2, "18", 2),
    ("IN", "Lucknow", 1, "09", 3),
    ("GB", "London", 9, "", 6),
    ("GB", "Manchester", 9, "", 2),
    ("US", "New York City", 10, "", 5),
    ("US", "Chicago", 10, "", 2),
    ("DE", "Berlin", 11, "", 5),
    ("DE", "Hamburg", 11, "", 2),
    ("ES", "Madrid", 12, "", 4),
    ("ES", "Barcelona", 12, "", 3),
    ("JP", "Tokyo", 13, "", 4),
    ("JP", "Osaka", 13, "", 2),
    ("SG", "Singapore", 14, "", 1),
    ("AE", "Dubai", 15, "", 1),
];

/// The cities with their weights.
pub(super) static PLACES: LazyLock<Vec<(City, u32)>> = LazyLock::new(|| {
    let mut found: HashMap<(i32, &str), Vec<&str>> = HashMap::new();
    let csv = reference::TABLES.iter().find(|table| table.name == "cities").map_or("", |table| table.csv);
    for line in csv.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let [_, _, country, name, _, _, population, _] = fields[..] else { continue };
        let Ok(country) = country.parse() else { continue };
        let people = |fields: &Vec<&str>| fields[6].parse::<u64>().unwrap_or(0);
        // Of cities of one name the largest is meant.
        let best = found.entry((country, name)).or_insert_with(|| fields.clone());
        if population.parse::<u64>().unwrap_or(0) > people(best) {
            *best = fields;
        }
    }
    let mut places = Vec::new();
    for (code, name, region, tax_state, weight) in CITIES {
        let Some((market, _)) = MARKETS.iter().find(|(market, _)| market.code == *code) else { continue };
        let Some(fields) = found.get(&(market.country_id, *name)) else { continue };
        places.push((
            City {
                id: fields[0].parse().unwrap_or(0),
                state_id: fields[1].parse().ok(),
                name,
                market,
                region: *region,
                tax_state,
                lat: fields[4].parse().unwrap_or(0.0),
                lon: fields[5].parse().unwrap_or(0.0),
                timezone: zone_name(fields[7]),
            },
            *weight,
        ));
    }
    places
});

/// The zones of the cities above, as constants.
fn zone_name(name: &str) -> &'static str {
    const ZONES: &[&str] = &[
        "Asia/Kolkata",
        "Europe/London",
        "America/New_York",
        "America/Chicago",
        "Europe/Berlin",
        "Europe/Madrid",
        "Asia/Tokyo",
        "Asia/Singapore",
        "Asia/Dubai",
    ];
    ZONES.iter().find(|zone| **zone == name).copied().unwrap_or("UTC")
}

impl City {
    /// The moment at which the clocks here show this.
    pub(super) fn at(&self, date: Date, time: Time) -> OffsetDateTime {
        date.with_time(time).assume_utc() - self.ahead_of_utc(date)
    }

    /// What the clocks here are ahead of UTC, in the evening of this day.
    fn ahead_of_utc(&self, date: Date) -> Duration {
        let (minutes, summer) = match self.timezone {
            "Asia/Kolkata" => (330, false),
            "Asia/Tokyo" => (540, false),
            "Asia/Singapore" => (480, false),
            "Asia/Dubai" => (240, false),
            "Europe/London" => (0, is_summer_in_europe(date)),
            "Europe/Berlin" | "Europe/Madrid" => (60, is_summer_in_europe(date)),
            "America/New_York" => (-300, is_summer_in_america(date)),
            "America/Chicago" => (-360, is_summer_in_america(date)),
            _ => (0, false),
        };
        Duration::minutes(minutes + if summer { 60 } else { 0 })
    }
}

/// From the last Sunday of March to the last of October, directive 2000/84/EC.
fn is_summer_in_europe(date: Date) -> bool {
    let last_sunday = |month: Month| {
        let last = month.length(date.year());
        let end = Date::from_calendar_date(date.year(), month, last).unwrap_or(date);
        end - Duration::days(i64::from(end.weekday().number_days_from_sunday()))
    };
    date >= last_sunday(Month::March) && date < last_sunday(Month::October)
}

/// From the second Sunday of March to the first of November, 15 U.S.C. 260a.
fn is_summer_in_america(date: Date) -> bool {
    let sunday = |month: Month, nth: u8| {
        let first = Date::from_calendar_date(date.year(), month, 1).unwrap_or(date);
        let to_sunday = (7 - first.weekday().number_days_from_sunday()) % 7;
        first + Duration::days(i64::from(to_sunday + 7 * (nth - 1)))
    };
    date >= sunday(Month::March, 2) && date < sunday(Month::November, 1)
}

/// How likely a show is on this day, in percent of the best: weddings and festivals fill the winter, rain empties the
/// summer in India; elsewhere the summer is full. Weekends are what shows are for.
pub(super) fn season(date: Date, market: &Market) -> i64 {
    let indian = [85, 80, 60, 50, 45, 30, 25, 35, 50, 70, 95, 100];
    let northern = [45, 50, 60, 65, 80, 95, 100, 90, 80, 70, 65, 85];
    let months = if market.code == "IN" { indian } else { northern };
    let day = match date.weekday() {
        Weekday::Saturday => 100,
        Weekday::Friday => 80,
        Weekday::Sunday => 60,
        Weekday::Thursday => 30,
        _ => 15,
    };
    months[usize::from(u8::from(date.month())) - 1] * day / 100
}

#[cfg(test)]
mod tests {
    use time::macros::{date, datetime, time};

    use super::*;

    fn city(name: &str) -> &'static City {
        &PLACES.iter().find(|(city, _)| city.name == name).unwrap().0
    }

    #[test]
    fn all_cities_are_in_the_reference_data() {
        let missing: Vec<_> = CITIES
            .iter()
            .filter(|(_, name, ..)| !PLACES.iter().any(|(city, _)| city.name == *name))
            .collect();
        assert!(missing.is_empty(), "{missing:?}");
        assert!(PLACES.iter().all(|(city, _)| city.timezone != "UTC" && city.id > 0 && city.lat != 0.0));
    }

    #[test]
    fn clocks_are_put_forward_in_summer() {
        let eight = time!(20:00);
        assert_eq!(city("Mumbai").at(date!(2026 - 07 - 01), eight), datetime!(2026-07-01 14:30 UTC));
        assert_eq!(city("London").at(date!(2026 - 03 - 28), eight), datetime!(2026-03-28 20:00 UTC));
        assert_eq!(city("London").at(date!(2026 - 03 - 29), eight), datetime!(2026-03-29 19:00 UTC));
        assert_eq!(city("Berlin").at(date!(2026 - 10 - 25), eight), datetime!(2026-10-25 19:00 UTC));
        assert_eq!(city("Chicago").at(date!(2026 - 03 - 08), eight), datetime!(2026-03-09 01:00 UTC));
        assert_eq!(city("New York City").at(date!(2026 - 11 - 01), eight), datetime!(2026-11-02 01:00 UTC));
    }
}
