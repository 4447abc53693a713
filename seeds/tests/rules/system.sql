-- The audit, favourites, flags, settings and webhooks.

-- refuse 23514 ck_audit_logs_new_values_is_object
INSERT INTO audit_logs (entity_id, table_name, action, new_values)
VALUES (gen_random_uuid(), 'payments', 'insert', '[]');

-- accept ck_audit_logs_new_values_is_object
INSERT INTO audit_logs (entity_id, table_name, action, new_values)
VALUES (gen_random_uuid(), 'payments', 'insert', '{}');

-- refuse 23514 ck_audit_logs_new_values_with_action
INSERT INTO audit_logs (entity_id, table_name, action, old_values)
VALUES (gen_random_uuid(), 'payments', 'update', '{}');

-- refuse 23514 ck_audit_logs_new_values_with_action
INSERT INTO audit_logs (entity_id, table_name, action, old_values, new_values)
VALUES (gen_random_uuid(), 'payments', 'delete', '{}', '{}');

-- accept ck_audit_logs_new_values_with_action
INSERT INTO audit_logs (entity_id, table_name, action, old_values)
VALUES (gen_random_uuid(), 'payments', 'delete', '{}');

-- refuse 23514 ck_audit_logs_old_values_is_object
INSERT INTO audit_logs (entity_id, table_name, action, old_values)
VALUES (gen_random_uuid(), 'payments', 'delete', '1');

-- accept ck_audit_logs_old_values_is_object
INSERT INTO audit_logs (entity_id, table_name, action, old_values, new_values)
VALUES (gen_random_uuid(), 'payments', 'update', '{"amount": 1}', '{"amount": 2}');

-- refuse 23514 ck_audit_logs_old_values_with_action
INSERT INTO audit_logs (entity_id, table_name, action, new_values)
VALUES (gen_random_uuid(), 'payments', 'update', '{}');

-- refuse 23514 ck_audit_logs_old_values_with_action
INSERT INTO audit_logs (entity_id, table_name, action, old_values, new_values)
VALUES (gen_random_uuid(), 'payments', 'insert', '{}', '{}');

-- accept ck_audit_logs_old_values_with_action
INSERT INTO audit_logs (entity_id, table_name, action, new_values)
VALUES (gen_random_uuid(), 'payments', 'insert', '{"amount": 1}');

-- refuse 23514 ck_favorites_one_subject
UPDATE favorites SET artist_id = NULL WHERE note = 'For the wedding?';

-- refuse 23514 ck_favorites_one_subject
UPDATE favorites SET venue_id = (SELECT id FROM venues WHERE slug = 'the-raintree-hall')
WHERE note = 'For the wedding?';

-- accept ck_favorites_one_subject
UPDATE favorites SET artist_id = NULL, venue_id = (SELECT id FROM venues WHERE slug = 'the-raintree-hall')
WHERE note = 'For the wedding?';

-- refuse 23514 ck_feature_flags_key_form
UPDATE feature_flags SET key = 'new_search' WHERE key = 'new-search';

-- accept ck_feature_flags_key_form
UPDATE feature_flags SET key = 'new-search-2' WHERE key = 'new-search';

-- refuse 23514 ck_feature_flags_rules_is_array
UPDATE feature_flags SET rules = '{}' WHERE key = 'new-search';

-- accept ck_feature_flags_rules_is_array
UPDATE feature_flags SET rules = '[{"role": "staff"}]' WHERE key = 'new-search';

-- refuse 23514 ck_system_settings_environment_known
INSERT INTO system_settings (key, value) VALUES ('environment', '"prod"');

-- accept ck_system_settings_environment_known
INSERT INTO system_settings (key, value) VALUES ('environment', '"test"');

-- refuse 23514 ck_system_settings_key_form
UPDATE system_settings SET key = 'Support Email' WHERE key = 'support.email';

-- accept ck_system_settings_key_form
UPDATE system_settings SET key = 'support.e-mail_address' WHERE key = 'support.email';

-- refuse 23514 ck_system_settings_maintenance_is_boolean
UPDATE system_settings SET value = '"no"' WHERE key = 'maintenance';

-- accept ck_system_settings_maintenance_is_boolean
UPDATE system_settings SET value = 'true' WHERE key = 'maintenance';

-- refuse 23514 ck_webhooks_disabled_is_inactive
UPDATE webhooks SET disabled_at = now();

-- accept ck_webhooks_disabled_is_inactive
UPDATE webhooks SET disabled_at = now(), active = false;

-- refuse 23514 ck_webhooks_events_form
UPDATE webhooks SET events = '{}';

-- refuse 23514 ck_webhooks_events_form
UPDATE webhooks SET events = '{booking.*,NULL}';

-- refuse 23514 ck_webhooks_events_form
UPDATE webhooks SET events = '{*}';

-- accept ck_webhooks_events_form
UPDATE webhooks SET events = '{booking.*,payment.captured}';

-- refuse 23514 ck_webhooks_url_form
UPDATE webhooks SET url = 'http://monsoon-live.example.com/hooks';

-- refuse 23514 ck_webhooks_url_form
UPDATE webhooks SET url = 'https:///hooks';

-- accept ck_webhooks_url_form
UPDATE webhooks SET url = 'https://monsoon-live.example.com:8443';

-- refuse 23514 ck_webhook_deliveries_delivered_at_after_created_at
UPDATE webhook_deliveries SET delivered_at = created_at - interval '1 second' WHERE status = 'delivered';

-- accept ck_webhook_deliveries_delivered_at_after_created_at
UPDATE webhook_deliveries SET delivered_at = created_at WHERE status = 'delivered';

-- refuse 23514 ck_webhook_deliveries_delivered_at_with_status
UPDATE webhook_deliveries SET delivered_at = NULL WHERE status = 'delivered';

-- refuse 23514 ck_webhook_deliveries_delivered_at_with_status
UPDATE webhook_deliveries SET delivered_at = now() WHERE status = 'failed';

-- accept ck_webhook_deliveries_delivered_at_with_status
UPDATE webhook_deliveries SET status = 'delivered', delivered_at = now(), next_attempt_at = NULL WHERE status = 'failed';

-- refuse 23514 ck_webhook_deliveries_event_name_form
UPDATE webhook_deliveries SET event_name = 'booking.*';

-- accept ck_webhook_deliveries_event_name_form
UPDATE webhook_deliveries SET event_name = 'booking.cancelled';

-- refuse 23514 ck_webhook_deliveries_failed_is_tried_again
UPDATE webhook_deliveries SET next_attempt_at = NULL WHERE status = 'failed';

-- accept ck_webhook_deliveries_failed_is_tried_again
UPDATE webhook_deliveries SET next_attempt_at = NULL, status = 'abandoned' WHERE status = 'failed';

-- refuse 23514 ck_webhook_deliveries_payload_is_object
UPDATE webhook_deliveries SET payload = '[]';

-- accept ck_webhook_deliveries_payload_is_object
UPDATE webhook_deliveries SET payload = '{"booking": null}';

-- refuse 23514 ck_webhook_deliveries_settled_is_not_tried_again
UPDATE webhook_deliveries SET next_attempt_at = now() WHERE status = 'delivered';

-- refuse 23514 ck_webhook_deliveries_settled_is_not_tried_again
UPDATE webhook_deliveries SET status = 'abandoned' WHERE status = 'failed';

-- accept ck_webhook_deliveries_settled_is_not_tried_again
UPDATE webhook_deliveries SET status = 'abandoned', next_attempt_at = NULL WHERE status = 'failed';

-- refuse 23514 ck_webhook_deliveries_tried_unless_pending
UPDATE webhook_deliveries SET attempt = 0 WHERE status = 'delivered';

-- accept ck_webhook_deliveries_tried_unless_pending
UPDATE webhook_deliveries SET attempt = 0, status = 'pending' WHERE status = 'failed';

-- Nobody but the triggers writes the audit, and nobody changes it.
-- refuse 42501 policy:audit_logs
SET LOCAL ROLE backline_app;
INSERT INTO audit_logs (entity_id, table_name, action, new_values)
VALUES (gen_random_uuid(), 'payments', 'insert', '{}');

-- refuse 42501 policy:audit_logs
SET LOCAL ROLE backline_admin;
UPDATE audit_logs SET actor_user_id = NULL;

-- refuse 42501 policy:audit_logs
SET LOCAL ROLE backline_admin;
DELETE FROM audit_logs;

-- The owner is stopped by a trigger.
-- refuse 42501 policy:audit_logs
DO $$
BEGIN
    UPDATE audit_logs SET actor_user_id = NULL;
EXCEPTION WHEN insufficient_privilege THEN
    IF SQLERRM = 'audit_logs is append-only: update refused' THEN
        RAISE insufficient_privilege USING MESSAGE = 'append-only: audit_logs';
    END IF;
    RAISE;
END $$;

-- refuse 42501 policy:audit_logs
DO $$
BEGIN
    DELETE FROM audit_logs;
EXCEPTION WHEN insufficient_privilege THEN
    IF SQLERRM = 'audit_logs is append-only: delete refused' THEN
        RAISE insufficient_privilege USING MESSAGE = 'append-only: audit_logs';
    END IF;
    RAISE;
END $$;

-- refuse 42501 policy:audit_logs
DO $$
BEGIN
    TRUNCATE audit_logs;
EXCEPTION WHEN insufficient_privilege THEN
    IF SQLERRM = 'audit_logs is append-only: truncate refused' THEN
        RAISE insufficient_privilege USING MESSAGE = 'append-only: audit_logs';
    END IF;
    RAISE;
END $$;

-- refuse 42501 audit_logs_append_only
DELETE FROM audit_logs;

-- refuse 42501 audit_logs_append_only
SELECT create_month_partitions(1);
DO $$ BEGIN EXECUTE format('TRUNCATE %I', 'audit_logs' || to_char(now() AT TIME ZONE 'UTC', '"_y"YYYY"m"MM')); END $$;

-- accept audit_logs_append_only
INSERT INTO audit_logs (entity_id, table_name, action, new_values) SELECT id, 'users', 'insert', '{}' FROM users;
