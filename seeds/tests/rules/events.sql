-- An artist has one place in a line-up at a time; sets may touch.

-- refuse 23P01 ex_event_artists_set_period
INSERT INTO event_artists (event_id, artist_id, role, set_starts_at, set_ends_at)
SELECT event_id, artist_id, 'guest', set_starts_at + interval '10 minutes', set_ends_at + interval '10 minutes'
FROM event_artists WHERE artist_id = (SELECT id FROM artists WHERE slug = 'zoya-khan');

-- accept ex_event_artists_set_period
INSERT INTO event_artists (event_id, artist_id, role, set_starts_at, set_ends_at)
SELECT event_id, artist_id, 'guest', set_ends_at, set_ends_at + interval '10 minutes'
FROM event_artists WHERE artist_id = (SELECT id FROM artists WHERE slug = 'zoya-khan');

-- refuse 23505 uq_event_artists_without_times
INSERT INTO event_artists (event_id, artist_id, role) SELECT e.id, a.id, 'guest' FROM events e, artists a
WHERE e.slug = 'winter-ragas' AND a.slug = 'meera-iyer';
INSERT INTO event_artists (event_id, artist_id, role) SELECT e.id, a.id, 'guest' FROM events e, artists a
WHERE e.slug = 'winter-ragas' AND a.slug = 'meera-iyer';

-- accept uq_event_artists_without_times
INSERT INTO event_artists (event_id, artist_id, role) SELECT e.id, a.id, 'guest' FROM events e, artists a
WHERE e.slug = 'winter-ragas' AND a.slug = 'meera-iyer';
INSERT INTO event_artists (event_id, artist_id, role) SELECT e.id, a.id, 'host' FROM events e, artists a
WHERE e.slug = 'winter-ragas' AND a.slug = 'meera-iyer';

-- refuse 23514 transition_events_status
UPDATE events SET status = 'draft', cancelled_at = NULL, cancelled_reason = NULL WHERE slug = 'raintree-sessions';

-- accept transition_events_status
UPDATE events SET status = 'cancelled', cancelled_at = now(), cancelled_reason = 'rain' WHERE slug = 'monsoon-festival';

-- refuse 23514 ck_events_cancelled_at_with_status
UPDATE events SET status = 'cancelled' WHERE slug = 'monsoon-festival';

-- accept ck_events_cancelled_at_with_status
UPDATE events SET status = 'cancelled', cancelled_at = now() WHERE slug = 'monsoon-festival';

-- refuse 23514 ck_opportunities_budget_max_not_negative
UPDATE opportunities SET budget_min = NULL, budget_max = -1;

-- accept ck_opportunities_budget_max_not_negative
UPDATE opportunities SET budget_min = NULL, budget_max = 0;

-- refuse 23514 ck_ticket_pools_quantity_not_negative
UPDATE ticket_pools SET quantity = -1, sold = -1;

-- accept ck_ticket_pools_quantity_not_negative
UPDATE ticket_pools SET quantity = 1000000;

-- More tickets than there are, by counting the tickets themselves.

-- refuse 23514 ck_ticket_pools_not_oversold
UPDATE ticket_pools SET quantity = sold WHERE id = (SELECT ticket_pool_id FROM tickets WHERE status = 'active' LIMIT 1);
INSERT INTO tickets (ticket_pool_id, price, currency, code)
SELECT ticket_pool_id, price, currency, 'one too many' FROM tickets WHERE status = 'active' LIMIT 1;

-- hidden policy:events
SELECT set_config('backline.user_id', (SELECT id::text FROM users WHERE username = 'newcomer'), true);
SET LOCAL ROLE backline_app;
SELECT FROM events WHERE status = 'draft';

-- visible policy:events
SELECT set_config('backline.user_id', (SELECT id::text FROM users WHERE username = 'organizer'), true);
SET LOCAL ROLE backline_app;
SELECT FROM events WHERE slug = 'winter-ragas';
