//! Numbers and entries that are kept by triggers.

use super::{Check, check};

pub(super) const CHECKS: &[Check] = &[
    check(
        "derived-numbers-equal-their-rows",
        "Ratings, counts and balances are what their rows come to.",
        "SELECT format('%s of %s %s is %s, not %s', column_name, table_name, key, stored, recomputed)
        FROM derived_number_differences()",
    ),
    check(
        "search-index-is-up-to-date",
        "The search index has an entry for each thing, as it is.",
        "SELECT entity_type || ' ' || entity_id || ' is ' || problem FROM search_index_differences()",
    ),
    check(
        "last-message-is-the-last",
        "A conversation knows when its last message was written.",
        "SELECT c.id::text FROM conversations c WHERE c.last_message_at IS DISTINCT FROM (
            SELECT max(m.created_at) FROM messages m WHERE m.conversation_id = c.id)",
    ),
    check(
        "updated-after-made",
        "No booking, payment or contract was changed before it was made.",
        "SELECT 'booking ' || id FROM bookings WHERE updated_at < created_at
        UNION ALL SELECT 'payment ' || id FROM payments WHERE updated_at < created_at
        UNION ALL SELECT 'contract ' || id FROM contracts WHERE updated_at < created_at",
    ),
];
