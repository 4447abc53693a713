//! People, firms, artists, venues.

use super::{Check, check};

pub(super) const CHECKS: &[Check] = &[
    check(
        "email-verified-after-joining",
        "No address was verified before its account was made.",
        "SELECT id::text FROM users WHERE email_verified_at < created_at",
    ),
    check(
        "kyc-reviewed-by-staff",
        "Identity papers are reviewed by people of the platform.",
        "SELECT d.id::text FROM kyc_documents d WHERE d.reviewed_by IS NOT NULL AND NOT EXISTS (
            SELECT FROM user_roles u JOIN roles r ON r.id = u.role_id
            WHERE u.user_id = d.reviewed_by AND r.name IN ('admin', 'staff'))",
    ),
    check(
        "organization-has-an-owner",
        "Each organisation that has members has an owner among them.",
        "SELECT organization_id::text FROM organization_members GROUP BY 1 HAVING NOT bool_or(role = 'owner')",
    ),
    check(
        "members-joined-after-the-organization",
        "Nobody joined an organisation before it was made.",
        "SELECT m.organization_id || ' ' || m.user_id FROM organization_members m
        JOIN organizations o ON o.id = m.organization_id WHERE m.joined_at < o.created_at - interval '1 day'",
    ),
    check(
        "sessions-of-known-users",
        "Sessions were begun after their user's account was made.",
        "SELECT s.id::text FROM user_sessions s JOIN users u ON u.id = s.user_id WHERE s.created_at < u.created_at",
    ),
    check(
        "artists-after-their-users",
        "An artist's profile is not older than the account behind it.",
        "SELECT a.id::text FROM artists a JOIN users u ON u.id = a.user_id WHERE a.created_at < u.created_at",
    ),
    check(
        "musician-or-teacher-is-an-artist",
        "Who has instruments is a musician; the primary one is among at least one.",
        "SELECT musician_id::text FROM musician_instruments GROUP BY 1 HAVING count(*) FILTER (WHERE is_primary) <> 1",
    ),
    check(
        "artists-have-one-primary-genre",
        "An artist with genres has exactly one primary genre.",
        "SELECT artist_id::text FROM artist_genres GROUP BY 1 HAVING count(*) FILTER (WHERE is_primary) <> 1",
    ),
    check(
        "venue-lies-near-its-city",
        "A venue lies within two degrees of its city.",
        "SELECT v.id::text FROM venues v JOIN cities c USING (city_id)
        WHERE abs(v.lat - c.lat) > 2 OR abs(v.lon - c.lon) > 2",
    ),
    check(
        "venue-zone-of-its-city",
        "A venue's clocks are those of its city.",
        "SELECT v.id::text FROM venues v JOIN cities c USING (city_id) WHERE v.timezone <> c.tz_name",
    ),
];
