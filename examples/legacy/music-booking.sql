-- The legacy of the music-booking source document, with the faults that such databases have. How many users: the setting
-- legacy.users (PGOPTIONS='-c legacy.users=100000'), 2000 where it is not set.
CREATE TABLE users (
    id uuid PRIMARY KEY,
    username text,
    email text,
    password text,
    phone text,
    display_name text,
    first_name text,
    last_name text,
    email_verified boolean DEFAULT false,
    created_at text,
    updated_at text
);
CREATE TABLE roles (id serial PRIMARY KEY, name text);
CREATE TABLE user_roles (user_id uuid, role_id integer, PRIMARY KEY (user_id, role_id));
CREATE TABLE artists (
    id serial PRIMARY KEY,
    user_id uuid,
    artist_name text,
    bio text,
    genre text,
    years_experience integer,
    budget_min numeric,
    budget_standard numeric
);
CREATE TABLE venues (id serial PRIMARY KEY, user_id uuid, name text, capacity integer, city text, address jsonb);
CREATE TABLE bookings (
    id serial PRIMARY KEY,
    artist_id integer,
    organizer_user_id uuid,
    venue_id integer,
    event_date text,
    slot_time text,
    performance_duration integer,
    status text,
    budget numeric,
    created_at text,
    updated_at text
);
CREATE TABLE sessions (sid text PRIMARY KEY, sess jsonb);

CREATE TEMP TABLE size AS
SELECT coalesce(nullif(current_setting('legacy.users', true), ''), '2000')::integer AS users;

INSERT INTO users
SELECT md5('user ' || n)::uuid,
    CASE WHEN n % 1000 = 77 THEN 'has blanks ' || n ELSE 'user.' || n END,
    CASE WHEN n % 100 = 7 THEN upper(format('user%s@example.org', n - 1)) -- signed up twice
         WHEN n % 500 = 31 THEN 'nobody at example'
         ELSE format('user%s@example.org', n) END,
    '$argon2id$v=19$m=19456,t=2,p=1$' || md5('salt ' || n) || '$' || md5('hash ' || n),
    CASE WHEN n % 400 = 19 THEN 'ask my manager' ELSE format('+91%s', 9800000000 + n) END,
    'User ' || n, 'First ' || n, CASE WHEN n % 7 > 0 THEN 'Last ' || n END,
    n % 3 > 0,
    CASE WHEN n % 200 = 13 THEN (ARRAY['', 'last monday', '2024-13-45 10:00', '0000-00-00 00:00:00'])[n % 800 / 200 + 1]
         ELSE to_char(timestamp '2023-01-01' + n * interval '7 minutes', 'YYYY-MM-DD HH24:MI:SS') END,
    CASE WHEN n % 5 = 0 THEN NULL ELSE to_char(timestamp '2025-01-01' + n * interval '3 minutes', 'YYYY-MM-DD HH24:MI:SS') END
FROM size, generate_series(1, users) AS n;
INSERT INTO roles (name) VALUES ('artist'), ('organizer'), ('venue'), ('admin'), ('guest');
INSERT INTO user_roles SELECT md5('user ' || n)::uuid, CASE WHEN n % 50 = 3 THEN 5 ELSE n % 3 + 1 END FROM size, generate_series(1, users) AS n;
INSERT INTO user_roles SELECT md5('ghost ' || n)::uuid, 1 FROM generate_series(1, 5) AS n;
INSERT INTO artists (user_id, artist_name, bio, genre, years_experience, budget_min, budget_standard)
SELECT md5(CASE WHEN n % 100 = 5 THEN 'ghost ' ELSE 'user ' END || n * 10 + 1)::uuid, 'The Night Shift No. ' || n,
    'They play.', (ARRAY['Techno', 'House', 'Trance', 'Polka Noir'])[n % 4 + 1], CASE WHEN n % 90 = 8 THEN 250 ELSE n % 30 END,
    10000 + n, CASE WHEN n % 120 = 9 THEN 100 ELSE 25000 + n END
FROM size, generate_series(1, users / 10) AS n;
INSERT INTO venues (user_id, name, capacity, city, address)
SELECT md5(CASE WHEN n % 25 = 3 THEN 'ghost ' WHEN n % 25 = 4 THEN NULL ELSE 'user ' END || n * 10 + 2)::uuid,
    'Hall ' || n, CASE WHEN n % 30 = 11 THEN 0 ELSE 100 + n END,
    (ARRAY['Bangalore', 'Mumbai', 'New Delhi', 'Atlantis'])[n % 4 + 1], jsonb_build_object('line1', n || ' Main Road')
FROM size, generate_series(1, users / 50) AS n;
INSERT INTO bookings (artist_id, organizer_user_id, venue_id, event_date, slot_time, performance_duration, status, budget, created_at, updated_at)
SELECT n % (users / 10) + 1, md5('user ' || n * 5 + 3)::uuid, CASE WHEN n % 6 > 0 THEN n % (users / 50) + 1 END,
    CASE WHEN n % 150 = 20 THEN '31/02/2025' ELSE to_char(date '2025-01-01' + n / (users / 10) * 7 + n % 300, 'YYYY-MM-DD') END,
    '20:30', 90, CASE WHEN n % 170 = 30 THEN 'maybe' ELSE (ARRAY['pending', 'negotiating', 'confirmed', 'done', 'cancelled'])[n % 5 + 1] END,
    50000 + n, '2024-06-01 09:00:00', '2024-07-01 09:00:00'
FROM size, generate_series(1, users / 5) AS n;
-- Booked twice for the same evening.
INSERT INTO bookings (artist_id, organizer_user_id, venue_id, event_date, slot_time, performance_duration, status, budget, created_at, updated_at)
SELECT artist_id, organizer_user_id, NULL, event_date, slot_time, 60, 'confirmed', budget, created_at, updated_at
FROM bookings WHERE id % 250 = 57;
INSERT INTO sessions SELECT 'session ' || n, '{}' FROM generate_series(1, 50) AS n;
DROP TABLE size;
