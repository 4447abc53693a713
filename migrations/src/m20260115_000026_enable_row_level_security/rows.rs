//! Conditions on rows that several domains share. `level` is the lowest role in an organization that suffices.

/// Who acts.
pub(super) const ME: &str = "(SELECT current_user_id())";

/// The row is the acting user's own.
pub(super) const MINE: &str = "user_id = (SELECT current_user_id())";

/// The column holds one of the organizations for which the user acts.
pub(super) fn organization(column: &str, level: &str) -> String {
    format!("{column} = ANY ((SELECT acting_organizations('{level}'))::uuid[])")
}

/// The column holds one of the artists for whom the user acts.
pub(super) fn artist(column: &str, level: &str) -> String {
    format!("{column} = ANY ((SELECT acting_artists('{level}'))::uuid[])")
}

/// The column holds one of the promoters for whom the user acts.
pub(super) fn promoter(column: &str, level: &str) -> String {
    format!("{column} = ANY ((SELECT acting_promoters('{level}'))::uuid[])")
}

/// The column holds one of the venues for which the user acts.
pub(super) fn venue(column: &str, level: &str) -> String {
    format!("{column} = ANY ((SELECT acting_venues('{level}'))::uuid[])")
}

/// An artist, a promoter or a venue: the user's own, or their organization's.
pub(super) fn owned(level: &str) -> String {
    format!("({MINE} OR {})", organization("organization_id", level))
}

/// [`owned`], and not put upon an organization for which the user does not act.
pub(super) fn owned_by_no_other() -> String {
    format!(
        "{} AND (organization_id IS NULL OR {})",
        owned("member"),
        organization("organization_id", "member")
    )
}

/// An organization's own row, or everybody's.
pub(super) fn own_or_shared() -> String {
    format!("organization_id IS NULL OR {}", organization("organization_id", "viewer"))
}

/// A row of `parent` with the id in `column` is visible: the policies of `parent` hold in here, too.
pub(super) fn within(table: &str, column: &str, parent: &str) -> String {
    format!("EXISTS (SELECT FROM {parent} WHERE {parent}.id = {table}.{column})")
}

/// [`within`], and `condition` holds for the row of `parent`.
pub(super) fn within_where(table: &str, column: &str, parent: &str, condition: &str) -> String {
    format!("EXISTS (SELECT FROM {parent} WHERE {parent}.id = {table}.{column} AND ({condition}))")
}

/// Those who book: promoter, organization, or whoever books for nobody but themselves.
pub(super) fn booker(level: &str) -> String {
    format!(
        "{} OR {} OR (bookings.organizer_id IS NULL AND bookings.organization_id IS NULL AND bookings.created_by = {ME})",
        promoter("bookings.organizer_id", level),
        organization("bookings.organization_id", level),
    )
}

/// One of a booking's sides: artist, those who book, venue.
pub(super) fn booking(level: &str) -> String {
    format!(
        "{} OR {} OR {}",
        artist("bookings.artist_id", level),
        booker(level),
        venue("bookings.venue_id", level),
    )
}

/// Those who put on an event.
pub(super) fn event(level: &str) -> String {
    format!(
        "{} OR (events.organizer_id IS NULL AND events.created_by = {ME})",
        promoter("events.organizer_id", level)
    )
}

/// Those who seek artists by an opportunity.
pub(super) fn opportunity(level: &str) -> String {
    format!(
        "{} OR {} OR (opportunities.promoter_id IS NULL AND opportunities.organization_id IS NULL
    AND opportunities.created_by = {ME})",
        promoter("opportunities.promoter_id", level),
        organization("opportunities.organization_id", level),
    )
}
