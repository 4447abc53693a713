-- An artist, and a stage, is where one committed booking is; one may begin when the other ends.

-- refuse 23P01 ex_bookings_artist_id_performance
INSERT INTO bookings (artist_id, organizer_id, event_date, starts_at, ends_at, status)
SELECT artist_id, organizer_id, event_date, starts_at + interval '30 minutes', ends_at + interval '30 minutes', 'confirmed'
FROM bookings WHERE status = 'scheduled';

-- accept ex_bookings_artist_id_performance
INSERT INTO bookings (artist_id, organizer_id, event_date, starts_at, ends_at, status)
SELECT artist_id, organizer_id, event_date, ends_at, ends_at + interval '30 minutes', 'confirmed'
FROM bookings WHERE status = 'scheduled';

-- accept ex_bookings_artist_id_performance
INSERT INTO bookings (artist_id, organizer_id, event_date, starts_at, ends_at, status)
SELECT artist_id, organizer_id, event_date, starts_at, ends_at, 'offered' FROM bookings WHERE status = 'scheduled';

-- refuse 23P01 ex_bookings_artist_id_performance
INSERT INTO bookings (artist_id, organizer_id, event_date, starts_at, ends_at, status)
SELECT artist_id, organizer_id, event_date, starts_at, ends_at, 'offered' FROM bookings WHERE status = 'scheduled';
UPDATE bookings SET status = 'confirmed' WHERE status = 'offered' AND event_date = (SELECT event_date FROM bookings WHERE status = 'scheduled');

-- refuse 23P01 ex_bookings_stage_id_performance
INSERT INTO bookings (artist_id, organizer_id, event_date, event_id, stage_id, starts_at, ends_at, status)
SELECT (SELECT id FROM artists WHERE slug = 'bruno-alves'), organizer_id, event_date, event_id, stage_id, starts_at, ends_at, 'confirmed'
FROM bookings WHERE status = 'paid_deposit';

-- accept ex_bookings_stage_id_performance
INSERT INTO bookings (artist_id, organizer_id, event_date, event_id, stage_id, starts_at, ends_at, status)
SELECT (SELECT id FROM artists WHERE slug = 'bruno-alves'), organizer_id, event_date, event_id, stage_id, ends_at,
    ends_at + interval '1 hour', 'confirmed'
FROM bookings WHERE status = 'paid_deposit';

-- refuse 23514 booking_stage_of_event
UPDATE bookings SET stage_id = (SELECT s.id FROM event_stages s JOIN events e ON e.id = event_id WHERE slug = 'winter-ragas')
WHERE status = 'paid_deposit';

-- refuse 23514 booking_stage_of_event
UPDATE bookings SET event_id = (SELECT id FROM events WHERE slug = 'winter-ragas') WHERE status = 'paid_deposit';

-- refuse 23514 booking_stage_of_event
UPDATE event_artists SET stage_id = NULL;
UPDATE event_stages SET event_id = (SELECT id FROM events WHERE slug = 'winter-ragas'), name = 'Moved'
WHERE id = (SELECT stage_id FROM bookings WHERE status = 'paid_deposit');

-- accept booking_stage_of_event
UPDATE bookings SET stage_id = (
    SELECT s.id FROM event_stages s JOIN events e ON e.id = event_id WHERE slug = 'monsoon-festival' AND s.name = 'Garden')
WHERE status = 'paid_deposit';

-- refuse 23514 transition_bookings_status
UPDATE bookings SET status = 'confirmed' WHERE status = 'inquiry';

-- refuse 23514 transition_bookings_status
UPDATE bookings SET status = 'cancelled', cancelled_at = now() WHERE status = 'completed';

-- accept transition_bookings_status
UPDATE bookings SET status = 'offered' WHERE status = 'inquiry';
UPDATE bookings SET status = 'confirmed' WHERE event_date = '2026-05-13';

-- refuse 23514 ck_bookings_committed_has_times
UPDATE bookings SET status = 'confirmed', starts_at = NULL, ends_at = NULL WHERE status = 'offered';

-- accept ck_bookings_committed_has_times
UPDATE bookings SET status = 'confirmed' WHERE status = 'offered';

-- refuse 23514 append_only_booking_history
UPDATE booking_history SET note = 'otherwise';

-- accept append_only_booking_history
UPDATE bookings SET status = 'offered' WHERE status = 'inquiry';
SELECT FROM booking_history WHERE from_status = 'inquiry' AND to_status = 'offered' AND created_at >= now();

-- refuse 23514 negotiation_round_within_maximum
UPDATE negotiations SET max_rounds = 2 WHERE status = 'open';
INSERT INTO negotiation_rounds (negotiation_id, round, side, amount)
SELECT id, 3, 'promoter', 110000 FROM negotiations WHERE status = 'open';

-- accept negotiation_round_within_maximum
INSERT INTO negotiation_rounds (negotiation_id, round, side, amount)
SELECT id, 3, 'promoter', 110000 FROM negotiations WHERE status = 'open';

-- refuse 23514 negotiation_round_within_maximum
UPDATE negotiations SET max_rounds = 1 WHERE status = 'open';

-- accept negotiation_round_within_maximum
UPDATE negotiations SET max_rounds = 2 WHERE status = 'open';

-- refuse 23514 currency_negotiation_rounds_negotiation_id
INSERT INTO negotiation_rounds (negotiation_id, round, side, amount, currency)
SELECT id, 3, 'promoter', 1100, 'EUR' FROM negotiations WHERE status = 'open';

-- accept currency_negotiation_rounds_negotiation_id
INSERT INTO negotiation_rounds (negotiation_id, round, side, amount, currency)
SELECT id, 3, 'promoter', 110000, 'INR' FROM negotiations WHERE status = 'open';

-- refuse 23514 transition_negotiations_status
UPDATE negotiations SET status = 'open', agreed_amount = NULL, closed_at = NULL WHERE status = 'agreed';

-- accept transition_negotiations_status
UPDATE negotiations SET status = 'agreed', agreed_amount = 120000, closed_at = now(), awaiting_side = NULL WHERE status = 'open';

-- refuse 23505 uq_negotiations_booking_id_open
INSERT INTO negotiations (booking_id) SELECT booking_id FROM negotiations WHERE status = 'open';

-- accept uq_negotiations_booking_id_open
INSERT INTO negotiations (booking_id) SELECT booking_id FROM negotiations WHERE status = 'agreed';

-- refuse 42501 policy:bookings
SELECT set_config('backline.user_id', (SELECT id::text FROM users WHERE username = 'organizer'), true);
SET LOCAL ROLE backline_app;
INSERT INTO bookings (artist_id, organizer_id, event_date)
SELECT a.id, p.id, '2026-08-01' FROM artists a, promoters p WHERE a.slug = 'meera-iyer' AND p.slug = 'harbour-nights';

-- accept policy:bookings
SELECT set_config('backline.user_id', (SELECT id::text FROM users WHERE username = 'organizer'), true);
SET LOCAL ROLE backline_app;
INSERT INTO bookings (artist_id, organizer_id, event_date)
SELECT a.id, p.id, '2026-08-01' FROM artists a, promoters p WHERE a.slug = 'meera-iyer' AND p.slug = 'monsoon-live';

-- hidden policy:bookings
SELECT set_config('backline.user_id', (SELECT id::text FROM users WHERE username = 'artist'), true);
SET LOCAL ROLE backline_app;
SELECT FROM bookings WHERE artist_id <> (SELECT id FROM artists WHERE slug = 'meera-iyer');

-- visible policy:bookings
SELECT set_config('backline.user_id', (SELECT id::text FROM users WHERE username = 'artist'), true);
SET LOCAL ROLE backline_app;
SELECT FROM bookings WHERE artist_id = (SELECT id FROM artists WHERE slug = 'meera-iyer');

-- refuse 23514 currency_fixed_bookings
UPDATE bookings SET currency = 'USD' WHERE status = 'confirmed';

-- accept currency_fixed_bookings
UPDATE bookings SET currency = 'USD' WHERE status = 'inquiry';
