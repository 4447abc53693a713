//! Events, tickets, line-ups.

use super::{Check, check};

pub(super) const CHECKS: &[Check] = &[
    check(
        "tickets-within-their-pool",
        "No pool has sold more tickets than it has.",
        "SELECT p.id::text FROM ticket_pools p JOIN tickets t ON t.ticket_pool_id = p.id
            AND t.status IN ('active', 'redeemed')
        GROUP BY p.id HAVING count(*) > p.quantity",
    ),
    check(
        "tickets-after-publication",
        "No ticket was sold before the public knew of the event, nor after it was cancelled.",
        "SELECT t.id::text FROM tickets t JOIN ticket_pools p ON p.id = t.ticket_pool_id JOIN events e ON e.id = p.event_id
        WHERE e.publication_date IS NULL OR t.issued_at < e.publication_date OR t.issued_at > e.cancelled_at",
    ),
    check(
        "tickets-redeemed-around-the-event",
        "Tickets are redeemed from two hours before the event until its end.",
        "SELECT t.id::text FROM tickets t JOIN ticket_pools p ON p.id = t.ticket_pool_id JOIN events e ON e.id = p.event_id
        WHERE t.redeemed_at < e.starts_at - interval '2 hours' OR t.redeemed_at > e.ends_at",
    ),
    check(
        "ticket-price-of-its-pool",
        "A ticket costs what its pool says.",
        "SELECT t.id::text FROM tickets t JOIN ticket_pools p ON p.id = t.ticket_pool_id
        WHERE t.price <> p.price OR t.currency <> p.currency",
    ),
    check(
        "tickets-are-paid",
        "A ticket that costs something and counts was paid for.",
        "SELECT t.id::text FROM tickets t WHERE t.price > 0 AND t.status IN ('active', 'redeemed')
            AND EXISTS (SELECT FROM payments p WHERE p.ticket_id = t.id)
            AND NOT EXISTS (SELECT FROM payments p WHERE p.ticket_id = t.id AND p.status = 'captured' AND p.amount = t.price)",
    ),
    check(
        "pools-within-the-venue",
        "An event's pools together hold no more than the venue.",
        "SELECT e.id::text FROM events e JOIN venues v ON v.id = e.venue_id JOIN ticket_pools p ON p.event_id = e.id
        GROUP BY e.id, v.capacity HAVING sum(p.sold) > v.capacity",
    ),
    check(
        "sets-within-their-event",
        "Sets are played between the event's beginning and its end.",
        "SELECT a.id::text FROM event_artists a JOIN events e ON e.id = a.event_id
        WHERE a.set_starts_at < e.starts_at OR a.set_ends_at > e.ends_at",
    ),
    check(
        "one-set-at-a-time-on-a-stage",
        "No two sets of a stage overlap.",
        "SELECT a.id || ' and ' || b.id FROM event_artists a JOIN event_artists b
            ON a.stage_id = b.stage_id AND a.id < b.id AND a.set_period && b.set_period AND a.artist_id <> b.artist_id",
    ),
    check(
        "attendance-after-joining",
        "Nobody answers an invitation before having an account.",
        "SELECT a.id::text FROM event_attendances a JOIN users u ON u.id = a.user_id WHERE a.created_at < u.created_at",
    ),
    check(
        "event-zone-of-its-venue",
        "An event's clocks are those of its venue.",
        "SELECT e.id::text FROM events e JOIN venues v ON v.id = e.venue_id WHERE e.timezone <> v.timezone",
    ),
];
