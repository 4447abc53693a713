//! What is shown to everybody: talent, venues, events, and what users mark of it.

use super::rows::{ME, MINE, artist, event, owned, owned_by_no_other, venue, within, within_where};
use crate::ddl::Access;

/// Of each table of these domains that is not everybody's.
pub(super) fn accesses() -> Vec<Access> {
    let mut all = vec![
        shown("artists"),
        shown("venues"),
        Access::to("venue_amenities").read("true").write(&venue("venue_id", "member")),
        Access::to("equipment_inventories").read("true").write(&format!(
            "{} OR {}",
            artist("artist_id", "member"),
            venue("venue_id", "member")
        )),
        Access::to("celebrity_ratings").read("true").write(MINE),
        Access::to("follows").read(&format!("{MINE} OR {}", artist("artist_id", "viewer"))).write(MINE),
        Access::to("favorites").read(MINE).write(MINE),
        events(),
        Access::to("event_saves").read(MINE).insert(MINE).delete(MINE),
        Access::to("event_attendances")
            .read(&format!(
                "{MINE} OR {}",
                within_where("event_attendances", "event_id", "events", &event("viewer"))
            ))
            .write(MINE),
        tickets(),
    ];
    for (table, column) in [
        ("artist_genres", "artist_id"),
        ("artist_social_links", "artist_id"),
        ("artist_availability", "artist_id"),
        ("musicians", "artist_id"),
        ("musician_instruments", "musician_id"),
        ("teachers", "artist_id"),
        ("celebrities", "artist_id"),
    ] {
        all.push(Access::to(table).read("true").write(&artist(column, "member")));
    }
    for table in ["event_stages", "event_artists", "event_prices", "ticket_pools"] {
        all.push(Access::to(table).read(&within(table, "event_id", "events")).write(&within_where(
            table,
            "event_id",
            "events",
            &event("member"),
        )));
    }
    all
}

fn shown(table: &'static str) -> Access {
    Access::to(table)
        .read("true")
        .insert(&owned_by_no_other())
        .update(&owned("member"), &owned_by_no_other())
        .delete(&owned("admin"))
}

/// Drafts are for those who put them on.
fn events() -> Access {
    Access::to("events")
        .read(&format!("status <> 'draft' OR {}", event("viewer")))
        .keep(&event("member"))
        .delete(&format!("status = 'draft' AND ({})", event("admin")))
}

/// For the purchaser, and for those who put on the event.
fn tickets() -> Access {
    let pool = |level| {
        format!(
            "EXISTS (
    SELECT FROM ticket_pools JOIN events ON events.id = ticket_pools.event_id
    WHERE ticket_pools.id = tickets.ticket_pool_id AND ({})
)",
            event(level)
        )
    };
    let kept = format!("purchaser_id = {ME} OR {}", pool("member"));
    Access::to("tickets").read(&format!("purchaser_id = {ME} OR {}", pool("viewer"))).keep(&kept)
}
