//! Productions and calendars.

use super::{Check, check};

pub(super) const CHECKS: &[Check] = &[
    check(
        "crew-of-the-same-organization",
        "Crew works for the organisation whose project it is.",
        "SELECT r.id::text FROM project_event_roles r JOIN projects p ON p.id = r.project_id
        JOIN crew_members c ON c.id = r.crew_member_id WHERE c.organization_id <> p.organization_id",
    ),
    check(
        "equipment-of-the-same-organization",
        "Equipment belongs to the organisation whose project it is.",
        "SELECT e.id::text FROM project_equipment e JOIN projects p ON p.id = e.project_id
        JOIN equipment q ON q.id = e.equipment_id WHERE q.organization_id <> p.organization_id",
    ),
    check(
        "no-double-booking-of-crew",
        "Nobody of the crew is confirmed in two places at once.",
        "SELECT a.id || ' and ' || b.id FROM project_event_roles a JOIN project_event_roles b
            ON a.crew_member_id = b.crew_member_id AND a.id < b.id AND a.period && b.period
        WHERE a.status IN ('confirmed', 'completed') AND b.status IN ('confirmed', 'completed')
            AND a.event_id <> b.event_id",
    ),
    check(
        "groups-belong-to-a-variant",
        "Equipment groups and roles belong to a variant that the project has, or to the default one.",
        "SELECT g.id::text FROM project_equipment_groups g WHERE variant_name <> 'default' AND NOT EXISTS (
            SELECT FROM project_variants v WHERE v.project_id = g.project_id AND v.variant_name = g.variant_name)",
    ),
    check(
        "customers-of-the-same-organization",
        "A project's customer is one of its organisation's.",
        "SELECT p.id::text FROM projects p JOIN customers c ON c.id = p.customer_id
        WHERE c.organization_id <> p.organization_id",
    ),
    check(
        "calendar-entries-of-their-owner",
        "A booking in somebody's calendar is theirs to play.",
        "SELECT e.id::text FROM calendar_events e JOIN calendar_connections c ON c.id = e.connection_id
        JOIN bookings b ON b.id = e.booking_id JOIN artists a ON a.id = b.artist_id
        WHERE a.user_id <> c.user_id AND b.created_by <> c.user_id",
    ),
    check(
        "calendar-times-of-the-booking",
        "A booking stands in calendars at its time.",
        "SELECT e.id::text FROM calendar_events e JOIN bookings b ON b.id = e.booking_id
        WHERE e.deleted_at IS NULL AND e.sync_status = 'synced' AND b.starts_at <> e.starts_at",
    ),
];
