-- Two periods of an artist's calendar do not overlap; they may touch.

-- refuse 23P01 ex_artist_availability_period
INSERT INTO artist_availability (artist_id, starts_at, ends_at)
SELECT artist_id, starts_at + interval '1 day', ends_at + interval '1 day' FROM artist_availability WHERE kind = 'tentative';

-- accept ex_artist_availability_period
INSERT INTO artist_availability (artist_id, starts_at, ends_at)
SELECT artist_id, ends_at, ends_at + interval '1 day' FROM artist_availability WHERE kind = 'tentative';

-- accept ex_artist_availability_period
INSERT INTO artist_availability (artist_id, starts_at, ends_at)
SELECT (SELECT id FROM artists WHERE slug = 'zoya-khan'), starts_at, ends_at FROM artist_availability WHERE kind = 'tentative';

-- refuse 23514 ck_artists_budget_standard_not_negative
UPDATE artists SET budget_min = NULL, budget_standard = -1, budget_premium = NULL WHERE slug = 'meera-iyer';

-- accept ck_artists_budget_standard_not_negative
UPDATE artists SET budget_min = 0, budget_standard = 0, budget_premium = 0 WHERE slug = 'meera-iyer';

-- refuse 23514 ck_artists_budget_premium_not_negative
UPDATE artists SET budget_min = NULL, budget_standard = NULL, budget_premium = -1 WHERE slug = 'meera-iyer';

-- accept ck_artists_budget_premium_not_negative
UPDATE artists SET budget_min = 0, budget_standard = 0, budget_premium = 0 WHERE slug = 'meera-iyer';
