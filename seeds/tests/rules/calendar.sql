-- Calendars kept elsewhere.

-- refuse 23514 ck_calendar_connections_feeds_are_read
UPDATE calendar_connections SET direction = 'both' WHERE provider = 'ical_feed';

-- refuse 23514 ck_calendar_connections_feeds_are_read
UPDATE calendar_connections SET provider = 'ical_feed' WHERE provider = 'google';

-- accept ck_calendar_connections_feeds_are_read
UPDATE calendar_connections SET provider = 'ical_feed', direction = 'pull' WHERE provider = 'google';

-- refuse 23514 ck_calendar_events_at_most_one_subject
UPDATE calendar_events SET event_id = (SELECT id FROM events WHERE slug = 'raintree-sessions')
WHERE title = 'Raintree Sessions';

-- accept ck_calendar_events_at_most_one_subject
UPDATE calendar_events
SET event_id = (SELECT id FROM events WHERE slug = 'raintree-sessions'), booking_id = NULL
WHERE title = 'Raintree Sessions';

-- refuse 23514 ck_calendar_events_ends_at_after_starts_at
UPDATE calendar_events SET ends_at = starts_at - interval '1 second' WHERE title = 'Busy';

-- accept ck_calendar_events_ends_at_after_starts_at
UPDATE calendar_events SET ends_at = starts_at WHERE title = 'Busy';

-- refuse 23514 transition_calendar_connections_status
UPDATE calendar_connections SET status = 'revoked' WHERE provider = 'google';
UPDATE calendar_connections SET status = 'expired' WHERE provider = 'google';

-- accept transition_calendar_connections_status
UPDATE calendar_connections SET status = 'revoked' WHERE provider = 'google';
UPDATE calendar_connections SET status = 'active' WHERE provider = 'google';

-- refuse 23505 uq_calendar_events_connection_id_event_id
INSERT INTO calendar_events (connection_id, event_id, title, starts_at, ends_at)
SELECT calendar.id, events.id, title, starts_at, ends_at
FROM calendar_connections AS calendar, events, (VALUES (1), (2)) AS times (ordinal)
WHERE provider = 'google' AND slug = 'raintree-sessions';

-- accept uq_calendar_events_connection_id_event_id
INSERT INTO calendar_events (connection_id, event_id, title, starts_at, ends_at)
SELECT calendar.id, events.id, title, starts_at, ends_at
FROM calendar_connections AS calendar, events WHERE slug = 'raintree-sessions';
