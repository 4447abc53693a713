//! The fixed ids of the basic seed.

use backline_seed::reference::row_id;
use uuid::Uuid;

/// The id of a row of the basic seed, the same in every database: `id("users", "organizer")`.
///
/// Keys are what one would call the row: an account's name, an artist's, a venue's or an event's slug, a booking's status.
#[must_use]
pub fn id(table: &str, key: &str) -> Uuid {
    row_id(table, &["basic", key])
}

pub(super) fn user(key: &str) -> Uuid {
    id("users", key)
}

pub(super) fn organization(slug: &str) -> Uuid {
    id("organizations", slug)
}

pub(super) fn promoter(slug: &str) -> Uuid {
    id("promoters", slug)
}

pub(super) fn artist(slug: &str) -> Uuid {
    id("artists", slug)
}

pub(super) fn venue(slug: &str) -> Uuid {
    id("venues", slug)
}

pub(super) fn event(slug: &str) -> Uuid {
    id("events", slug)
}

pub(super) fn booking(key: &str) -> Uuid {
    id("bookings", key)
}
