//! The development data: stories over every domain, at any size, for [`backline_seed::load`].
//!
//! A data set is made of *circles*: a thousand people with their organisations, artists, venues and all that happens
//! between them, closed in itself. Scale 10 is ten circles, of which the first is that of scale 1, row by row. Beside them
//! stands the platform's own story: providers, commission, rules, metrics.
//!
//! A circle first makes up what is to happen, domain by domain, each in its file with a `make` that adds to the
//! [`circle::Circle`], and then writes the rows of it; what is derived from rows (ratings, balances, counts) is thus known
//! when a row is written. To add a domain: its file, and its line in `Circle::tell`.

mod access;
mod addresses;
mod analytics;
mod artists;
mod audience;
mod audit;
mod bookings;
mod calendar;
mod circle;
mod communication;
mod contracts;
mod crypto;
mod disputes;
mod events;
mod events_abroad;
mod guests;
mod housekeeping;
mod inventory;
mod invoices;
mod ledger;
mod media;
mod names;
mod negotiations;
mod notifications;
mod opportunities;
mod organizations;
mod papers;
mod payments;
mod people;
mod places;
mod platform;
mod plots;
mod production;
mod production_abroad;
mod reviews;
mod script;
mod search;
mod settings;
mod settlements;
mod system;
mod texts;
mod tickets;
mod trust;
mod venues;
mod vocabulary;
mod walk;

pub use settings::{Domain, Error, Settings};
