//! Where things are, and what they are counted in: countries, cities, time zones, locales, currencies.

pub mod cities;
pub mod countries;
pub mod currencies;
pub mod distance;
pub mod exchange_rates;
pub mod locales;
pub mod states;
pub mod timezones;
