-- Conversations, messages, notifications and mail.

-- refuse 23514 ck_messages_attachments_is_array
UPDATE messages SET attachments = '{}' WHERE body = 'Of course I am.';

-- accept ck_messages_attachments_is_array
UPDATE messages SET attachments = '[{"name": "tickets.pdf"}]' WHERE body = 'Of course I am.';

-- refuse 23514 ck_messages_deleted_at_after_created_at
UPDATE messages SET deleted_at = created_at - interval '1 second', body = '' WHERE body = 'Of course I am.';

-- accept ck_messages_deleted_at_after_created_at
UPDATE messages SET deleted_at = created_at, body = '' WHERE body = 'Of course I am.';

-- refuse 23514 ck_messages_deleted_says_nothing
UPDATE messages SET deleted_at = created_at WHERE body = 'Of course I am.';

-- refuse 23514 ck_messages_deleted_says_nothing
UPDATE messages SET deleted_at = created_at, body = '' WHERE round = 1 AND payload IS NOT NULL;

-- refuse 23514 ck_messages_deleted_says_nothing
UPDATE messages SET deleted_at = created_at, body = '', attachments = '[{"name": "tickets.pdf"}]'
WHERE body = 'Of course I am.';

-- accept ck_messages_deleted_says_nothing
UPDATE messages SET deleted_at = created_at, body = '', payload = NULL WHERE round = 1 AND payload IS NOT NULL;

-- refuse 23514 ck_messages_edited_at_after_created_at
UPDATE messages SET edited_at = created_at - interval '1 second' WHERE body = 'Of course I am.';

-- accept ck_messages_edited_at_after_created_at
UPDATE messages SET edited_at = created_at WHERE body = 'Of course I am.';

-- refuse 23514 ck_messages_round_of_proposal
UPDATE messages SET round = 1 WHERE body = 'Of course I am.';

-- accept ck_messages_round_of_proposal
UPDATE messages SET round = 1, kind = 'proposal' WHERE body = 'Of course I am.';

-- refuse 23514 ck_messages_says_something
UPDATE messages SET body = '  ' WHERE body = 'Of course I am.';

-- accept ck_messages_says_something
UPDATE messages SET body = '', attachments = '[{"name": "tickets.pdf"}]' WHERE body = 'Of course I am.';

-- refuse 23514 ck_message_reads_read_at_after_message_created_at
UPDATE message_reads SET read_at = message_created_at - interval '1 second';

-- accept ck_message_reads_read_at_after_message_created_at
UPDATE message_reads SET read_at = message_created_at;

-- refuse 23514 ck_notification_types_code_form
INSERT INTO notification_types (code, category, label, title_template, body_template)
VALUES ('New-Thing', 'event', 'New', 'New', 'New');

-- accept ck_notification_types_code_form
INSERT INTO notification_types (code, category, label, title_template, body_template)
VALUES ('new_thing', 'event', 'New', 'New', 'New');

-- refuse 23514 ck_notification_types_some_channel
UPDATE notification_types SET channels = '{}' WHERE code = 'new_event';

-- refuse 23514 ck_notification_types_some_channel
UPDATE notification_types SET channels = '{email,NULL}' WHERE code = 'new_event';

-- accept ck_notification_types_some_channel
UPDATE notification_types SET channels = '{email}' WHERE code = 'new_event';

-- refuse 23514 ck_notifications_data_is_object
UPDATE notifications SET data = '[]' WHERE type_code = 'payout_sent';

-- accept ck_notifications_data_is_object
UPDATE notifications SET data = '{"amount": 1}' WHERE type_code = 'payout_sent';

-- refuse 23514 ck_notifications_delivered_at_after_created_at
UPDATE notifications SET delivered_at = created_at - interval '1 second' WHERE type_code = 'payout_sent';

-- accept ck_notifications_delivered_at_after_created_at
UPDATE notifications SET delivered_at = created_at WHERE type_code = 'payout_sent';

-- refuse 23514 ck_notifications_delivered_at_with_status
UPDATE notifications SET delivered_at = NULL WHERE type_code = 'payout_sent';

-- refuse 23514 ck_notifications_delivered_at_with_status
UPDATE notifications SET delivered_at = now() WHERE status = 'failed';

-- accept ck_notifications_delivered_at_with_status
UPDATE notifications SET status = 'pending' WHERE status = 'failed';
UPDATE notifications SET status = 'delivered', delivered_at = now() WHERE status = 'pending';

-- refuse 23514 ck_notifications_entity_together
UPDATE notifications SET entity_id = NULL WHERE type_code = 'payout_sent';

-- refuse 23514 ck_notifications_entity_together
UPDATE notifications SET entity_type = NULL WHERE type_code = 'payout_sent';

-- accept ck_notifications_entity_together
UPDATE notifications SET entity_type = NULL, entity_id = NULL WHERE type_code = 'payout_sent';

-- refuse 23514 ck_notifications_expires_at_after_created_at
UPDATE notifications SET expires_at = created_at - interval '1 second' WHERE type_code = 'payout_sent';

-- accept ck_notifications_expires_at_after_created_at
UPDATE notifications SET expires_at = created_at WHERE type_code = 'payout_sent';

-- refuse 23514 ck_notifications_read_at_after_created_at
UPDATE notifications SET read_at = created_at - interval '1 second' WHERE type_code = 'payout_sent';

-- accept ck_notifications_read_at_after_created_at
UPDATE notifications SET read_at = created_at WHERE type_code = 'payout_sent';

-- refuse 23514 ck_email_notifications_bounced_at_after_sent_at
UPDATE email_notifications SET bounced_at = sent_at - interval '1 second' WHERE status = 'bounced';

-- accept ck_email_notifications_bounced_at_after_sent_at
UPDATE email_notifications SET bounced_at = sent_at WHERE status = 'bounced';

-- refuse 23514 ck_email_notifications_bounced_at_with_status
UPDATE email_notifications SET bounced_at = NULL WHERE status = 'bounced';

-- refuse 23514 ck_email_notifications_bounced_at_with_status
UPDATE email_notifications SET bounced_at = now() WHERE status = 'delivered';

-- accept ck_email_notifications_bounced_at_with_status
UPDATE email_notifications SET status = 'bounced', bounced_at = now() WHERE status = 'delivered';

-- refuse 23514 ck_email_notifications_delivered_at_after_sent_at
UPDATE email_notifications SET delivered_at = sent_at - interval '1 second' WHERE status = 'delivered';

-- accept ck_email_notifications_delivered_at_after_sent_at
UPDATE email_notifications SET delivered_at = sent_at WHERE status = 'delivered';

-- refuse 23514 ck_email_notifications_delivered_at_with_status
UPDATE email_notifications SET delivered_at = NULL WHERE status = 'delivered';

-- accept ck_email_notifications_delivered_at_with_status
UPDATE email_notifications SET status = 'sent', sent_at = now() WHERE status = 'queued';
UPDATE email_notifications SET status = 'delivered', delivered_at = now() WHERE status = 'sent';

-- refuse 23514 ck_email_notifications_failed_with_error
UPDATE email_notifications SET status = 'failed' WHERE status = 'queued';

-- accept ck_email_notifications_failed_with_error
UPDATE email_notifications SET status = 'failed', last_error = '421 try again later' WHERE status = 'queued';

-- refuse 23514 ck_email_notifications_notification_together
UPDATE email_notifications SET notification_created_at = NULL WHERE status = 'delivered';

-- refuse 23514 ck_email_notifications_notification_together
UPDATE email_notifications SET user_id = NULL WHERE status = 'delivered';

-- accept ck_email_notifications_notification_together
UPDATE email_notifications SET notification_id = NULL, notification_created_at = NULL, user_id = NULL
WHERE status = 'delivered';

-- refuse 23514 ck_email_notifications_opened_at_after_sent_at
UPDATE email_notifications SET opened_at = sent_at - interval '1 second' WHERE status = 'delivered';

-- accept ck_email_notifications_opened_at_after_sent_at
UPDATE email_notifications SET opened_at = sent_at WHERE status = 'delivered';

-- refuse 23514 ck_email_notifications_sent_at_after_created_at
UPDATE email_notifications SET sent_at = created_at - interval '1 second' WHERE status = 'delivered';

-- accept ck_email_notifications_sent_at_after_created_at
UPDATE email_notifications SET sent_at = created_at WHERE status = 'delivered';

-- refuse 23514 ck_email_notifications_sent_at_with_status
UPDATE email_notifications SET status = 'sent' WHERE status = 'queued';

-- accept ck_email_notifications_sent_at_with_status
UPDATE email_notifications SET status = 'sent', sent_at = now() WHERE status = 'queued';

-- refuse 23514 ck_email_notifications_to_address_form
UPDATE email_notifications SET to_address = 'fan at example.com' WHERE status = 'queued';

-- accept ck_email_notifications_to_address_form
UPDATE email_notifications SET to_address = 'fan+shows@example.com' WHERE status = 'queued';

-- refuse 23514 transition_conversations_status
UPDATE conversations SET status = 'archived', closed_at = NULL WHERE subject = 'My seat';
UPDATE conversations SET status = 'closed', closed_at = now() WHERE subject = 'My seat';

-- accept transition_conversations_status
UPDATE conversations SET status = 'archived', closed_at = NULL WHERE subject = 'My seat';
UPDATE conversations SET status = 'open' WHERE subject = 'My seat';

-- A client that sends the same message again. The index of the partition refuses, under a name of its own.
-- refuse 23505 uq_messages_conversation_id_sender_id_client_message_id_created
DO $$
DECLARE
    rule text;
BEGIN
    INSERT INTO messages (conversation_id, sender_id, body, client_message_id, created_at)
    SELECT conversation_id, sender_id, body, 'once', '2026-03-01 10:00Z' FROM messages, (VALUES (1), (2)) AS times (ordinal)
    WHERE body = 'Of course I am.';
EXCEPTION WHEN unique_violation THEN
    GET STACKED DIAGNOSTICS rule = CONSTRAINT_NAME;
    SELECT relname INTO rule FROM pg_inherits JOIN pg_class ON oid = inhparent WHERE inhrelid = rule::regclass;
    RAISE unique_violation USING CONSTRAINT = rule, MESSAGE = 'sent already';
END $$;

-- accept uq_messages_conversation_id_sender_id_client_message_id_created
INSERT INTO messages (conversation_id, sender_id, body, client_message_id, created_at)
SELECT conversation_id, sender_id, body, client.id, '2026-03-01 10:00Z'
FROM messages, (VALUES ('once'), ('twice'), (NULL), (NULL)) AS client (id) WHERE body = 'Of course I am.';

-- refuse 42501 policy:messages
SELECT set_config('backline.user_id', me.id::text, true), set_config('test.conversation', conversation_id::text, true)
FROM users AS me, messages WHERE me.email = 'newcomer@example.com' AND body = 'Of course I am.';
SET LOCAL ROLE backline_app;
INSERT INTO messages (conversation_id, sender_id, body)
VALUES (current_setting('test.conversation')::uuid, current_user_id(), 'May I listen?');

-- In the name of another.
-- refuse 42501 policy:messages
SELECT set_config('backline.user_id', me.id::text, true), set_config('test.other', other.id::text, true)
FROM users AS me, users AS other WHERE me.email = 'fan@example.com' AND other.email = 'traveller@example.com';
SET LOCAL ROLE backline_app;
INSERT INTO messages (conversation_id, sender_id, body)
SELECT conversation_id, current_setting('test.other')::uuid, 'I owe you dinner' FROM messages
WHERE body = 'Of course I am.';

-- accept policy:messages
SELECT set_config('backline.user_id', id::text, true) FROM users WHERE email = 'fan@example.com';
SET LOCAL ROLE backline_app;
INSERT INTO messages (conversation_id, sender_id, body)
SELECT conversation_id, current_user_id(), 'See you there' FROM messages WHERE body = 'Of course I am.';
