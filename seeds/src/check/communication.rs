//! Conversations, notifications, e-mails, audit.

use super::{Check, check};

pub(super) const CHECKS: &[Check] = &[
    check(
        "messages-of-participants",
        "Messages are written by participants of the conversation.",
        "SELECT m.id::text FROM messages m WHERE m.sender_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM conversation_participants p
            WHERE p.conversation_id = m.conversation_id AND p.user_id = m.sender_id)",
    ),
    check(
        "messages-while-taking-part",
        "Nobody writes before joining or after leaving.",
        "SELECT m.id::text FROM messages m JOIN conversation_participants p
            ON p.conversation_id = m.conversation_id AND p.user_id = m.sender_id
        WHERE m.created_at < p.joined_at OR m.created_at > p.left_at",
    ),
    check(
        "own-messages-are-not-read",
        "Who wrote a message is not recorded as its reader.",
        "SELECT r.message_id::text FROM message_reads r JOIN messages m
            ON m.conversation_id = r.conversation_id AND m.id = r.message_id AND m.created_at = r.message_created_at
        WHERE m.sender_id = r.user_id",
    ),
    check(
        "booking-conversations-with-a-party",
        "In a booking's conversation the artist or the organisation takes part.",
        "SELECT c.id::text FROM conversations c JOIN bookings b ON b.id = c.booking_id JOIN artists a ON a.id = b.artist_id
        WHERE NOT EXISTS (SELECT FROM conversation_participants p WHERE p.conversation_id = c.id AND (
            p.user_id = a.user_id OR p.user_id = b.created_by
            OR EXISTS (SELECT FROM organization_members m WHERE m.user_id = p.user_id
                AND m.organization_id = b.organization_id)))",
    ),
    check(
        "notifications-after-joining",
        "Nobody is notified before having an account.",
        "SELECT n.id::text FROM notifications n JOIN users u ON u.id = n.user_id WHERE n.created_at < u.created_at",
    ),
    check(
        "emails-to-reserved-domains",
        "In development data e-mail goes to reserved domains only: an address of the stories leads nowhere.",
        "SELECT u.id::text FROM users u WHERE EXISTS (SELECT FROM system_settings WHERE key = 'seed.stories.as-of')
            AND u.email !~ '@([a-z0-9-]+[.])*example[.](com|org|net)$'",
    ),
    check(
        "audited-status-is-the-status",
        "The last status in the audit log is that of the row.",
        "SELECT b.id::text FROM bookings b CROSS JOIN LATERAL (
            SELECT new_values ->> 'status' AS status FROM audit_logs
            WHERE entity_id = b.id AND table_name = 'bookings' AND new_values ? 'status'
            ORDER BY occurred_at DESC, id DESC LIMIT 1
        ) last WHERE last.status <> b.status::text",
    ),
    check(
        "audit-log-tells-the-row",
        "What the audit log last said of a column is what the row holds; times by their moment, secrets not at all.",
        AUDITED,
    ),
    check(
        "no-secrets-in-the-audit-log",
        "No password hash is in the audit log.",
        "SELECT id::text FROM audit_logs WHERE new_values ->> 'password_hash' NOT IN ('[hidden]')
            OR old_values ->> 'password_hash' NOT IN ('[hidden]')",
    ),
];

/// Of rows that are keyed by an id and whose making is logged. Changes of one transaction have one moment: any may be last.
const AUDITED: &str = concat!(
    "WITH told AS (
        SELECT table_name, entity_id, key, value, occurred_at = max(occurred_at) OVER (PARTITION BY table_name, entity_id, key) AS is_last
        FROM audit_logs CROSS JOIN LATERAL jsonb_each(new_values)
        WHERE table_name NOT IN ('user_roles', 'organization_members') AND key <> 'performance'
    ), made AS (
        SELECT DISTINCT table_name, entity_id FROM audit_logs WHERE action = 'insert'
    ), held AS (",
    "SELECT 'users'::audited_table AS table_name, id, to_jsonb(t) AS held FROM users t",
    " UNION ALL SELECT 'api_keys', id, to_jsonb(t) FROM api_keys t",
    " UNION ALL SELECT 'kyc_documents', id, to_jsonb(t) FROM kyc_documents t",
    " UNION ALL SELECT 'tax_profiles', id, to_jsonb(t) FROM tax_profiles t",
    " UNION ALL SELECT 'bookings', id, to_jsonb(t) FROM bookings t",
    " UNION ALL SELECT 'contracts', id, to_jsonb(t) FROM contracts t",
    " UNION ALL SELECT 'payments', id, to_jsonb(t) FROM payments t",
    " UNION ALL SELECT 'refunds', id, to_jsonb(t) FROM refunds t",
    " UNION ALL SELECT 'payouts', id, to_jsonb(t) FROM payouts t",
    " UNION ALL SELECT 'disputes', id, to_jsonb(t) FROM disputes t",
    ")
    SELECT told.table_name || ' ' || told.entity_id || ' ' || told.key
    FROM told JOIN made USING (table_name, entity_id) JOIN held ON held.table_name = told.table_name AND held.id = told.entity_id
    WHERE is_last AND held ? told.key
    GROUP BY told.table_name, told.entity_id, told.key
    HAVING NOT bool_or(told.value = '\"[hidden]\"' OR told.value = held -> told.key
        OR CASE WHEN told.value::text ~ '^\"[0-9]{4}-[0-9]{2}-[0-9]{2}T' AND (held -> told.key)::text ~ '^\"[0-9]{4}-[0-9]{2}-[0-9]{2}T'
            THEN (told.value #>> '{}')::timestamptz = (held ->> told.key)::timestamptz ELSE false END)"
);
