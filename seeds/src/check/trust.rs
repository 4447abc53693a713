//! Reviews, disputes, scores, alerts.

use super::{Check, check};

pub(super) const CHECKS: &[Check] = &[
    check(
        "reviews-of-completed-bookings",
        "Bookings are reviewed after they were completed, by those who took part.",
        "SELECT r.id::text FROM reviews r JOIN bookings b ON b.id = r.booking_id
        WHERE b.completed_at IS NULL OR r.created_at < b.completed_at",
    ),
    check(
        "reviews-of-attended-events",
        "Events are reviewed after they ended; of those who did not go, nothing is published.",
        "SELECT r.id::text FROM reviews r JOIN event_attendances a ON a.id = r.event_attendance_id
        JOIN events e ON e.id = a.event_id
        WHERE a.user_id <> r.reviewer_id OR a.status <> 'going' AND r.status = 'published' OR r.created_at < e.ends_at OR a.created_at > r.created_at",
    ),
    check(
        "reviews-are-about-the-booking",
        "A review of a booking is about its artist, its venue or its promoter.",
        "SELECT r.id::text FROM reviews r JOIN bookings b ON b.id = r.booking_id
        WHERE r.artist_id <> b.artist_id OR r.venue_id IS DISTINCT FROM COALESCE(b.venue_id, r.venue_id) AND r.venue_id IS NOT NULL
            OR r.promoter_id IS NOT NULL AND r.promoter_id IS DISTINCT FROM b.organizer_id",
    ),
    check(
        "nobody-reviews-themselves",
        "Artists are not reviewed by themselves.",
        "SELECT r.id::text FROM reviews r JOIN artists a ON a.id = r.artist_id WHERE a.user_id = r.reviewer_id",
    ),
    check(
        "disputes-of-disputed-bookings",
        "A dispute's booking was disputed.",
        "SELECT d.id::text FROM disputes d WHERE NOT EXISTS (
            SELECT FROM booking_history h WHERE h.booking_id = d.booking_id AND h.to_status = 'disputed')",
    ),
    check(
        "disputes-raised-by-a-party",
        "Disputes are raised by the artist or by the organisation.",
        "SELECT d.id::text FROM disputes d JOIN bookings b ON b.id = d.booking_id JOIN artists a ON a.id = b.artist_id
        WHERE d.raised_by IS DISTINCT FROM a.user_id AND d.raised_by IS DISTINCT FROM b.created_by AND NOT EXISTS (
            SELECT FROM organization_members m WHERE m.organization_id IN (b.organization_id, a.organization_id)
                AND m.user_id = d.raised_by)
            AND a.user_id IS NOT NULL",
    ),
    check(
        "open-disputes-hold-the-booking",
        "A booking whose dispute is open is disputed.",
        "SELECT d.id::text FROM disputes d JOIN bookings b ON b.id = d.booking_id
        WHERE d.status IN ('open', 'investigating', 'escalated') AND b.status <> 'disputed'",
    ),
    check(
        "trust-score-is-the-last-of-its-history",
        "A score is what its history came to.",
        "SELECT s.id::text FROM trust_scores s CROSS JOIN LATERAL (
            SELECT new_score FROM trust_score_history WHERE trust_score_id = s.id ORDER BY created_at DESC, id DESC LIMIT 1
        ) last WHERE last.new_score <> s.score
            AND NOT EXISTS (SELECT FROM trust_score_history h JOIN trust_score_history other
                ON other.trust_score_id = h.trust_score_id AND other.created_at = h.created_at AND other.id <> h.id
                WHERE h.trust_score_id = s.id)",
    ),
    check(
        "trust-score-is-shown",
        "Artists and venues show their trust score.",
        "SELECT s.id::text FROM trust_scores s LEFT JOIN artists a ON a.id = s.artist_id
        LEFT JOIN venues v ON v.id = s.venue_id WHERE s.score <> COALESCE(a.trust_score, v.trust_score, s.score)",
    ),
];
