//! Opportunities, applications, bookings, negotiations, contracts.

use super::{Check, check};

pub(super) const CHECKS: &[Check] = &[
    check(
        "booking-history-is-legal",
        "Each step in a booking's history is one that the state machine allows, and begins where the last one ended.",
        "SELECT id::text FROM (
            SELECT id, from_status, to_status, lag(to_status) OVER story AS before
            FROM booking_history WINDOW story AS (PARTITION BY booking_id ORDER BY created_at, id)
        ) steps
        WHERE from_status IS DISTINCT FROM before
            OR (from_status IS NOT NULL AND NOT status_may_become('booking_status', from_status::text, to_status::text))",
    ),
    check(
        "booking-history-ends-in-its-status",
        "The last step of a booking's history is its status.",
        "SELECT b.id::text FROM bookings b CROSS JOIN LATERAL (
            SELECT to_status FROM booking_history WHERE booking_id = b.id ORDER BY created_at DESC, id DESC LIMIT 1
        ) last WHERE last.to_status <> b.status",
    ),
    check(
        "booking-has-a-history",
        "Each booking's history begins when it was made.",
        "SELECT b.id::text FROM bookings b WHERE NOT EXISTS (
            SELECT FROM booking_history h WHERE h.booking_id = b.id AND h.from_status IS NULL)",
    ),
    check(
        "booking-times-follow-each-other",
        "Asked, confirmed, played: in this order.",
        "SELECT id::text FROM bookings
        WHERE confirmed_at < created_at OR completed_at < confirmed_at OR cancelled_at < created_at",
    ),
    check(
        "completed-after-the-show",
        "No booking is completed before its show has ended.",
        "SELECT id::text FROM bookings WHERE completed_at < ends_at",
    ),
    check(
        "booked-after-joining",
        "Nobody is booked before they have a profile.",
        "SELECT b.id::text FROM bookings b JOIN artists a ON a.id = b.artist_id WHERE b.created_at < a.created_at",
    ),
    check(
        "no-double-booking-of-artists",
        "No artist is committed to two shows at once.",
        "SELECT a.id || ' and ' || b.id FROM bookings a JOIN bookings b
            ON a.artist_id = b.artist_id AND a.id < b.id AND a.performance && b.performance
        WHERE a.status IN ('confirmed', 'paid_deposit', 'scheduled', 'completed', 'disputed')
            AND b.status IN ('confirmed', 'paid_deposit', 'scheduled', 'completed', 'disputed')",
    ),
    check(
        "application-before-its-booking",
        "A booking that an application led to is not older than the application, and of the same artist.",
        "SELECT b.id::text FROM bookings b JOIN applications a ON a.id = b.application_id
        WHERE b.created_at < a.submitted_at OR b.artist_id <> a.artist_id
            OR b.opportunity_id IS DISTINCT FROM a.opportunity_id",
    ),
    check(
        "applications-to-published-opportunities",
        "Nobody applied to what was not published yet.",
        "SELECT a.id::text FROM applications a JOIN opportunities o ON o.id = a.opportunity_id
        WHERE o.published_at IS NULL OR a.submitted_at < o.published_at",
    ),
    check(
        "accepted-applications-within-positions",
        "No more applications are accepted than an opportunity has positions.",
        "SELECT o.id::text FROM opportunities o JOIN applications a ON a.opportunity_id = o.id AND a.status = 'accepted'
        GROUP BY o.id HAVING count(*) > o.positions",
    ),
    check(
        "negotiation-rounds-in-sequence",
        "A negotiation's rounds are numbered from 1 without a gap, at most three, the sides taking turns.",
        "SELECT negotiation_id::text FROM (
            SELECT negotiation_id, round, side, lag(side) OVER rounds AS before, row_number() OVER rounds AS expected
            FROM negotiation_rounds WINDOW rounds AS (PARTITION BY negotiation_id ORDER BY round)
        ) r WHERE round <> expected OR side = before OR round > 3",
    ),
    check(
        "only-the-last-round-is-open",
        "Every round but the last was countered.",
        "SELECT r.id::text FROM negotiation_rounds r WHERE outcome <> 'countered' AND EXISTS (
            SELECT FROM negotiation_rounds later WHERE later.negotiation_id = r.negotiation_id AND later.round > r.round)",
    ),
    check(
        "agreed-amount-is-the-last-offer",
        "What was agreed on is what the accepted round says.",
        "SELECT n.id::text FROM negotiations n WHERE n.status = 'agreed' AND NOT EXISTS (
            SELECT FROM negotiation_rounds r
            WHERE r.negotiation_id = n.id AND r.outcome = 'accepted' AND r.amount = n.agreed_amount)",
    ),
    check(
        "signatures-before-signed",
        "A contract that is signed, or completed, bears the signatures of both sides, of its version, made by then.",
        "SELECT c.id::text FROM contracts c WHERE c.signed_at IS NOT NULL AND c.status <> 'voided' AND (
            SELECT count(DISTINCT s.role) FROM contract_signatures s
            WHERE s.contract_id = c.id AND s.role IN ('promoter', 'artist') AND s.contract_version = c.version
                AND s.signed_at <= c.signed_at) < 2",
    ),
    check(
        "contract-versions-without-a-gap",
        "A contract has each version of its wording, up to its own.",
        "SELECT c.id::text FROM contracts c LEFT JOIN contract_versions v ON v.contract_id = c.id
        GROUP BY c.id HAVING count(v.id) <> c.version OR max(v.version) IS DISTINCT FROM c.version",
    ),
    check(
        "contract-states-the-fee",
        "The contract of a booking that was agreed on states its fee, in its currency.",
        "SELECT c.id::text FROM contracts c JOIN bookings b ON b.id = c.booking_id
        WHERE c.status IN ('signed', 'completed') AND (c.currency <> b.currency OR c.amount IS DISTINCT FROM b.final_amount)",
    ),
    check(
        "riders-of-agreed-bookings",
        "A rider is confirmed after its booking was.",
        "SELECT r.id::text FROM booking_riders r JOIN bookings b ON b.id = r.booking_id
        WHERE r.confirmed_at < b.confirmed_at OR (r.confirmed_at IS NOT NULL AND b.confirmed_at IS NULL)",
    ),
    check(
        "event-date-is-the-day-of-the-night",
        "A booking's day is that of its beginning by the clocks of the venue.",
        "SELECT b.id::text FROM bookings b JOIN venues v ON v.id = b.venue_id
        WHERE b.starts_at IS NOT NULL AND b.event_date <> ((b.starts_at - interval '5 hours') AT TIME ZONE v.timezone)::date
            AND b.event_date <> (b.starts_at AT TIME ZONE v.timezone)::date",
    ),
];
