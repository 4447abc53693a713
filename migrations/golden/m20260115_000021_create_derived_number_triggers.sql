CREATE FUNCTION count_followers() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
DECLARE
    keys uuid[];
    steps1 bigint[];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        SELECT array_agg(artist_id), array_agg(COALESCE(step1, 0)) INTO keys, steps1
        FROM (SELECT artist_id, sum(step) FILTER (WHERE true) AS step1 FROM (SELECT *, 1 AS step FROM added UNION ALL SELECT *, -1 FROM removed) AS touched GROUP BY artist_id) AS part
        WHERE step1 <> 0;
    ELSE
        SELECT array_agg(artist_id), array_agg(COALESCE(step1, 0)) INTO keys, steps1
        FROM (SELECT artist_id, sum(step) FILTER (WHERE true) AS step1 FROM (SELECT *, CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END AS step FROM changed) AS touched GROUP BY artist_id) AS part
        WHERE step1 <> 0;
    END IF;
    IF keys IS NOT NULL THEN
        PERFORM FROM artists WHERE id = ANY (keys) ORDER BY id FOR NO KEY UPDATE;
        UPDATE artists AS parent SET follower_count = parent.follower_count + change.step1
        FROM unnest(keys, steps1) AS change (key, step1)
        WHERE parent.id = change.key;
    END IF;
    RETURN NULL;
END
$body$;
CREATE TRIGGER "count_followers_on_insert" AFTER INSERT ON "follows" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_followers();
CREATE TRIGGER "count_followers_on_update" AFTER UPDATE ON "follows" REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_followers();
CREATE TRIGGER "count_followers_on_delete" AFTER DELETE ON "follows" REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_followers();
CREATE FUNCTION count_event_saves() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
DECLARE
    keys uuid[];
    steps1 bigint[];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        SELECT array_agg(event_id), array_agg(COALESCE(step1, 0)) INTO keys, steps1
        FROM (SELECT event_id, sum(step) FILTER (WHERE true) AS step1 FROM (SELECT *, 1 AS step FROM added UNION ALL SELECT *, -1 FROM removed) AS touched GROUP BY event_id) AS part
        WHERE step1 <> 0;
    ELSE
        SELECT array_agg(event_id), array_agg(COALESCE(step1, 0)) INTO keys, steps1
        FROM (SELECT event_id, sum(step) FILTER (WHERE true) AS step1 FROM (SELECT *, CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END AS step FROM changed) AS touched GROUP BY event_id) AS part
        WHERE step1 <> 0;
    END IF;
    IF keys IS NOT NULL THEN
        PERFORM FROM events WHERE id = ANY (keys) ORDER BY id FOR NO KEY UPDATE;
        UPDATE events AS parent SET save_count = parent.save_count + change.step1
        FROM unnest(keys, steps1) AS change (key, step1)
        WHERE parent.id = change.key;
    END IF;
    RETURN NULL;
END
$body$;
CREATE TRIGGER "count_event_saves_on_insert" AFTER INSERT ON "event_saves" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_event_saves();
CREATE TRIGGER "count_event_saves_on_update" AFTER UPDATE ON "event_saves" REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_event_saves();
CREATE TRIGGER "count_event_saves_on_delete" AFTER DELETE ON "event_saves" REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_event_saves();
CREATE FUNCTION count_event_attendances() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
DECLARE
    keys uuid[];
    steps1 bigint[];
    steps2 bigint[];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        SELECT array_agg(event_id), array_agg(COALESCE(step1, 0)), array_agg(COALESCE(step2, 0)) INTO keys, steps1, steps2
        FROM (SELECT event_id, sum(step) FILTER (WHERE status = 'interested') AS step1, sum(step) FILTER (WHERE status = 'going') AS step2 FROM (SELECT *, 1 AS step FROM added UNION ALL SELECT *, -1 FROM removed) AS touched GROUP BY event_id) AS part
        WHERE step1 <> 0 OR step2 <> 0;
    ELSE
        SELECT array_agg(event_id), array_agg(COALESCE(step1, 0)), array_agg(COALESCE(step2, 0)) INTO keys, steps1, steps2
        FROM (SELECT event_id, sum(step) FILTER (WHERE status = 'interested') AS step1, sum(step) FILTER (WHERE status = 'going') AS step2 FROM (SELECT *, CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END AS step FROM changed) AS touched GROUP BY event_id) AS part
        WHERE step1 <> 0 OR step2 <> 0;
    END IF;
    IF keys IS NOT NULL THEN
        PERFORM FROM events WHERE id = ANY (keys) ORDER BY id FOR NO KEY UPDATE;
        UPDATE events AS parent SET interested_count = parent.interested_count + change.step1, going_count = parent.going_count + change.step2
        FROM unnest(keys, steps1, steps2) AS change (key, step1, step2)
        WHERE parent.id = change.key;
    END IF;
    RETURN NULL;
END
$body$;
CREATE TRIGGER "count_event_attendances_on_insert" AFTER INSERT ON "event_attendances" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_event_attendances();
CREATE TRIGGER "count_event_attendances_on_update" AFTER UPDATE ON "event_attendances" REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_event_attendances();
CREATE TRIGGER "count_event_attendances_on_delete" AFTER DELETE ON "event_attendances" REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_event_attendances();
CREATE FUNCTION count_tickets_sold() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
DECLARE
    keys uuid[];
    steps1 bigint[];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        SELECT array_agg(ticket_pool_id), array_agg(COALESCE(step1, 0)) INTO keys, steps1
        FROM (SELECT ticket_pool_id, sum(step) FILTER (WHERE status IN ('active', 'redeemed')) AS step1 FROM (SELECT *, 1 AS step FROM added UNION ALL SELECT *, -1 FROM removed) AS touched GROUP BY ticket_pool_id) AS part
        WHERE step1 <> 0;
    ELSE
        SELECT array_agg(ticket_pool_id), array_agg(COALESCE(step1, 0)) INTO keys, steps1
        FROM (SELECT ticket_pool_id, sum(step) FILTER (WHERE status IN ('active', 'redeemed')) AS step1 FROM (SELECT *, CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END AS step FROM changed) AS touched GROUP BY ticket_pool_id) AS part
        WHERE step1 <> 0;
    END IF;
    IF keys IS NOT NULL THEN
        PERFORM FROM ticket_pools WHERE id = ANY (keys) ORDER BY id FOR NO KEY UPDATE;
        UPDATE ticket_pools AS parent SET sold = parent.sold + change.step1
        FROM unnest(keys, steps1) AS change (key, step1)
        WHERE parent.id = change.key;
    END IF;
    RETURN NULL;
END
$body$;
CREATE TRIGGER "count_tickets_sold_on_insert" AFTER INSERT ON "tickets" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_tickets_sold();
CREATE TRIGGER "count_tickets_sold_on_update" AFTER UPDATE ON "tickets" REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_tickets_sold();
CREATE TRIGGER "count_tickets_sold_on_delete" AFTER DELETE ON "tickets" REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_tickets_sold();
CREATE FUNCTION rate_reviewed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
DECLARE
    keys uuid[];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        SELECT array_agg(artist_id) INTO keys FROM (
            SELECT artist_id FROM (
                SELECT artist_id, rating, 1 AS step FROM added WHERE artist_id IS NOT NULL AND status = 'published'
                UNION ALL
                SELECT artist_id, rating, -1 FROM removed WHERE artist_id IS NOT NULL AND status = 'published'
            ) AS touched
            GROUP BY artist_id HAVING sum(step) <> 0 OR sum(step * rating) <> 0
        ) AS part;
    ELSE
        SELECT array_agg(DISTINCT artist_id) INTO keys FROM changed WHERE artist_id IS NOT NULL AND status = 'published';
    END IF;
    IF keys IS NOT NULL THEN
        PERFORM FROM artists WHERE id = ANY (keys) ORDER BY id FOR NO KEY UPDATE;
        UPDATE artists AS parent SET (rating_average, rating_count) = (
            SELECT COALESCE(round(avg(rating), 2), 0), count(*)
            FROM reviews WHERE artist_id = parent.id AND status = 'published'
        )
        WHERE id = ANY (keys);
    END IF;
    IF TG_OP = 'UPDATE' THEN
        SELECT array_agg(venue_id) INTO keys FROM (
            SELECT venue_id FROM (
                SELECT venue_id, rating, 1 AS step FROM added WHERE venue_id IS NOT NULL AND status = 'published'
                UNION ALL
                SELECT venue_id, rating, -1 FROM removed WHERE venue_id IS NOT NULL AND status = 'published'
            ) AS touched
            GROUP BY venue_id HAVING sum(step) <> 0 OR sum(step * rating) <> 0
        ) AS part;
    ELSE
        SELECT array_agg(DISTINCT venue_id) INTO keys FROM changed WHERE venue_id IS NOT NULL AND status = 'published';
    END IF;
    IF keys IS NOT NULL THEN
        PERFORM FROM venues WHERE id = ANY (keys) ORDER BY id FOR NO KEY UPDATE;
        UPDATE venues AS parent SET (rating_average, rating_count) = (
            SELECT COALESCE(round(avg(rating), 2), 0), count(*)
            FROM reviews WHERE venue_id = parent.id AND status = 'published'
        )
        WHERE id = ANY (keys);
    END IF;
    IF TG_OP = 'UPDATE' THEN
        SELECT array_agg(promoter_id) INTO keys FROM (
            SELECT promoter_id FROM (
                SELECT promoter_id, rating, 1 AS step FROM added WHERE promoter_id IS NOT NULL AND status = 'published'
                UNION ALL
                SELECT promoter_id, rating, -1 FROM removed WHERE promoter_id IS NOT NULL AND status = 'published'
            ) AS touched
            GROUP BY promoter_id HAVING sum(step) <> 0 OR sum(step * rating) <> 0
        ) AS part;
    ELSE
        SELECT array_agg(DISTINCT promoter_id) INTO keys FROM changed WHERE promoter_id IS NOT NULL AND status = 'published';
    END IF;
    IF keys IS NOT NULL THEN
        PERFORM FROM promoters WHERE id = ANY (keys) ORDER BY id FOR NO KEY UPDATE;
        UPDATE promoters AS parent SET (rating_avg, rating_count) = (
            SELECT COALESCE(round(avg(rating), 2), 0), count(*)
            FROM reviews WHERE promoter_id = parent.id AND status = 'published'
        )
        WHERE id = ANY (keys);
    END IF;
    IF TG_OP = 'UPDATE' THEN
        SELECT array_agg(event_id) INTO keys FROM (
            SELECT event_id FROM (
                SELECT event_id, rating, 1 AS step FROM added WHERE event_id IS NOT NULL AND status = 'published'
                UNION ALL
                SELECT event_id, rating, -1 FROM removed WHERE event_id IS NOT NULL AND status = 'published'
            ) AS touched
            GROUP BY event_id HAVING sum(step) <> 0 OR sum(step * rating) <> 0
        ) AS part;
    ELSE
        SELECT array_agg(DISTINCT event_id) INTO keys FROM changed WHERE event_id IS NOT NULL AND status = 'published';
    END IF;
    IF keys IS NOT NULL THEN
        PERFORM FROM events WHERE id = ANY (keys) ORDER BY id FOR NO KEY UPDATE;
        UPDATE events AS parent SET (rating_average, rating_count) = (
            SELECT COALESCE(round(avg(rating), 2), 0), count(*)
            FROM reviews WHERE event_id = parent.id AND status = 'published'
        )
        WHERE id = ANY (keys);
    END IF;
    RETURN NULL;
END
$body$;
CREATE TRIGGER "rate_reviewed_on_insert" AFTER INSERT ON "reviews" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION rate_reviewed();
CREATE TRIGGER "rate_reviewed_on_update" AFTER UPDATE ON "reviews" REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION rate_reviewed();
CREATE TRIGGER "rate_reviewed_on_delete" AFTER DELETE ON "reviews" REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION rate_reviewed();
CREATE FUNCTION rate_celebrities() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
DECLARE
    keys uuid[];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        SELECT array_agg(celebrity_id) INTO keys FROM (
            SELECT celebrity_id FROM (
                SELECT celebrity_id, rating, 1 AS step FROM added WHERE celebrity_id IS NOT NULL AND true
                UNION ALL
                SELECT celebrity_id, rating, -1 FROM removed WHERE celebrity_id IS NOT NULL AND true
            ) AS touched
            GROUP BY celebrity_id HAVING sum(step) <> 0 OR sum(step * rating) <> 0
        ) AS part;
    ELSE
        SELECT array_agg(DISTINCT celebrity_id) INTO keys FROM changed WHERE celebrity_id IS NOT NULL AND true;
    END IF;
    IF keys IS NOT NULL THEN
        PERFORM FROM celebrities WHERE artist_id = ANY (keys) ORDER BY artist_id FOR NO KEY UPDATE;
        UPDATE celebrities AS parent SET (average_rating, rating_count) = (
            SELECT COALESCE(round(avg(rating), 2), 0), count(*)
            FROM celebrity_ratings WHERE celebrity_id = parent.artist_id AND true
        )
        WHERE artist_id = ANY (keys);
    END IF;
    RETURN NULL;
END
$body$;
CREATE TRIGGER "rate_celebrities_on_insert" AFTER INSERT ON "celebrity_ratings" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION rate_celebrities();
CREATE TRIGGER "rate_celebrities_on_update" AFTER UPDATE ON "celebrity_ratings" REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION rate_celebrities();
CREATE TRIGGER "rate_celebrities_on_delete" AFTER DELETE ON "celebrity_ratings" REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION rate_celebrities();
CREATE FUNCTION move_escrow_balances() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
DECLARE
    keys uuid[];
    steps numeric[];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        SELECT array_agg(account_id), array_agg(amount) INTO keys, steps
        FROM (SELECT account_id, amount FROM added UNION ALL SELECT account_id, -amount FROM removed) AS entry;
    ELSE
        SELECT array_agg(account_id), array_agg(CASE TG_OP WHEN 'INSERT' THEN amount ELSE -amount END)
        INTO keys, steps FROM changed;
    END IF;
    SELECT array_agg(escrow_account_id), array_agg(step) INTO keys, steps FROM (
        SELECT account.escrow_account_id, -sum(entry.amount) AS step
        FROM unnest(keys, steps) AS entry (account_id, amount)
        JOIN ledger_accounts AS account ON account.id = entry.account_id
        WHERE account.escrow_account_id IS NOT NULL
        GROUP BY account.escrow_account_id HAVING sum(entry.amount) <> 0
    ) AS part;
    IF keys IS NOT NULL THEN
        PERFORM FROM escrow_accounts WHERE id = ANY (keys) ORDER BY id FOR NO KEY UPDATE;
        UPDATE escrow_accounts AS parent SET balance = parent.balance + change.step
        FROM unnest(keys, steps) AS change (key, step)
        WHERE parent.id = change.key;
    END IF;
    RETURN NULL;
END
$body$;
CREATE TRIGGER "move_escrow_balances_on_insert" AFTER INSERT ON "ledger_entries" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION move_escrow_balances();
CREATE TRIGGER "move_escrow_balances_on_update" AFTER UPDATE ON "ledger_entries" REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION move_escrow_balances();
CREATE TRIGGER "move_escrow_balances_on_delete" AFTER DELETE ON "ledger_entries" REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION move_escrow_balances();
CREATE FUNCTION relink_escrow_balances() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
BEGIN
    PERFORM FROM escrow_accounts WHERE id IN (OLD.escrow_account_id, NEW.escrow_account_id)
    ORDER BY id FOR NO KEY UPDATE;
    UPDATE escrow_accounts AS parent SET balance = (
        SELECT COALESCE(-sum(entry.amount), 0)
        FROM ledger_accounts AS account JOIN ledger_entries AS entry ON entry.account_id = account.id
        WHERE account.escrow_account_id = parent.id
    )
    WHERE id IN (OLD.escrow_account_id, NEW.escrow_account_id);
    RETURN NULL;
END
$body$;
CREATE TRIGGER "relink_escrow_balances" AFTER UPDATE OF escrow_account_id ON "ledger_accounts" FOR EACH ROW WHEN (OLD.escrow_account_id IS DISTINCT FROM NEW.escrow_account_id) EXECUTE FUNCTION relink_escrow_balances();
CREATE FUNCTION note_last_messages() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
DECLARE
    keys uuid[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(DISTINCT conversation_id) INTO keys FROM changed;
        PERFORM FROM conversations WHERE id = ANY (keys) ORDER BY id FOR NO KEY UPDATE;
        UPDATE conversations AS parent SET last_message_at = GREATEST(parent.last_message_at, latest.created_at)
        FROM (SELECT conversation_id, max(created_at) AS created_at FROM changed GROUP BY conversation_id) AS latest
        WHERE parent.id = latest.conversation_id;
        RETURN NULL;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT conversation_id) INTO keys FROM changed;
    ELSE
        SELECT array_agg(DISTINCT conversation_id) INTO keys FROM (
            (SELECT conversation_id, created_at FROM added EXCEPT SELECT conversation_id, created_at FROM removed)
            UNION ALL
            (SELECT conversation_id, created_at FROM removed EXCEPT SELECT conversation_id, created_at FROM added)
        ) AS touched;
    END IF;
    IF keys IS NOT NULL THEN
        PERFORM FROM conversations WHERE id = ANY (keys) ORDER BY id FOR NO KEY UPDATE;
        UPDATE conversations AS parent SET last_message_at = (
            SELECT max(created_at) FROM messages WHERE conversation_id = parent.id
        )
        WHERE id = ANY (keys);
    END IF;
    RETURN NULL;
END
$body$;
CREATE TRIGGER "note_last_messages_on_insert" AFTER INSERT ON "messages" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_last_messages();
CREATE TRIGGER "note_last_messages_on_update" AFTER UPDATE ON "messages" REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION note_last_messages();
CREATE TRIGGER "note_last_messages_on_delete" AFTER DELETE ON "messages" REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_last_messages();
CREATE FUNCTION show_trust_scores() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
BEGIN
    UPDATE artists SET trust_score = NEW.score WHERE id = NEW.artist_id AND trust_score <> NEW.score;
    UPDATE venues SET trust_score = NEW.score WHERE id = NEW.venue_id AND trust_score <> NEW.score;
    RETURN NULL;
END
$body$;
CREATE TRIGGER "show_trust_scores" AFTER INSERT OR UPDATE ON "trust_scores" FOR EACH ROW EXECUTE FUNCTION show_trust_scores();
CREATE FUNCTION derived_number_differences() RETURNS TABLE (table_name text, key text, column_name text, stored numeric, recomputed numeric) LANGUAGE sql STABLE SET search_path = public, pg_temp AS $body$
SELECT 'artists', parent.id::text, 'follower_count', parent.follower_count::numeric, recomputed.value::numeric
FROM artists AS parent, LATERAL (SELECT (SELECT count(*) FROM follows WHERE artist_id = parent.id AND true) AS value) AS recomputed
WHERE parent.follower_count IS DISTINCT FROM recomputed.value
UNION ALL
SELECT 'events', parent.id::text, 'save_count', parent.save_count::numeric, recomputed.value::numeric
FROM events AS parent, LATERAL (SELECT (SELECT count(*) FROM event_saves WHERE event_id = parent.id AND true) AS value) AS recomputed
WHERE parent.save_count IS DISTINCT FROM recomputed.value
UNION ALL
SELECT 'events', parent.id::text, 'interested_count', parent.interested_count::numeric, recomputed.value::numeric
FROM events AS parent, LATERAL (SELECT (SELECT count(*) FROM event_attendances WHERE event_id = parent.id AND status = 'interested') AS value) AS recomputed
WHERE parent.interested_count IS DISTINCT FROM recomputed.value
UNION ALL
SELECT 'events', parent.id::text, 'going_count', parent.going_count::numeric, recomputed.value::numeric
FROM events AS parent, LATERAL (SELECT (SELECT count(*) FROM event_attendances WHERE event_id = parent.id AND status = 'going') AS value) AS recomputed
WHERE parent.going_count IS DISTINCT FROM recomputed.value
UNION ALL
SELECT 'ticket_pools', parent.id::text, 'sold', parent.sold::numeric, recomputed.value::numeric
FROM ticket_pools AS parent, LATERAL (SELECT (SELECT count(*) FROM tickets WHERE ticket_pool_id = parent.id AND status IN ('active', 'redeemed')) AS value) AS recomputed
WHERE parent.sold IS DISTINCT FROM recomputed.value
UNION ALL
SELECT 'artists', parent.id::text, 'rating_average', parent.rating_average::numeric, recomputed.value::numeric
FROM artists AS parent, LATERAL (SELECT (SELECT COALESCE(round(avg(rating), 2), 0) FROM reviews WHERE artist_id = parent.id AND status = 'published') AS value) AS recomputed
WHERE parent.rating_average IS DISTINCT FROM recomputed.value
UNION ALL
SELECT 'artists', parent.id::text, 'rating_count', parent.rating_count::numeric, recomputed.value::numeric
FROM artists AS parent, LATERAL (SELECT (SELECT count(*) FROM reviews WHERE artist_id = parent.id AND status = 'published') AS value) AS recomputed
WHERE parent.rating_count IS DISTINCT FROM recomputed.value
UNION ALL
SELECT 'venues', parent.id::text, 'rating_average', parent.rating_average::numeric, recomputed.value::numeric
FROM venues AS parent, LATERAL (SELECT (SELECT COALESCE(round(avg(rating), 2), 0) FROM reviews WHERE venue_id = parent.id AND status = 'published') AS value) AS recomputed
WHERE parent.rating_average IS DISTINCT FROM recomputed.value
UNION ALL
SELECT 'venues', parent.id::text, 'rating_count', parent.rating_count::numeric, recomputed.value::numeric
FROM venues AS parent, LATERAL (SELECT (SELECT count(*) FROM reviews WHERE venue_id = parent.id AND status = 'published') AS value) AS recomputed
WHERE parent.rating_count IS DISTINCT FROM recomputed.value
UNION ALL
SELECT 'promoters', parent.id::text, 'rating_avg', parent.rating_avg::numeric, recomputed.value::numeric
FROM promoters AS parent, LATERAL (SELECT (SELECT COALESCE(round(avg(rating), 2), 0) FROM reviews WHERE promoter_id = parent.id AND status = 'published') AS value) AS recomputed
WHERE parent.rating_avg IS DISTINCT FROM recomputed.value
UNION ALL
SELECT 'promoters', parent.id::text, 'rating_count', parent.rating_count::numeric, recomputed.value::numeric
FROM promoters AS parent, LATERAL (SELECT (SELECT count(*) FROM reviews WHERE promoter_id = parent.id AND status = 'published') AS value) AS recomputed
WHERE parent.rating_count IS DISTINCT FROM recomputed.value
UNION ALL
SELECT 'events', parent.id::text, 'rating_average', parent.rating_average::numeric, recomputed.value::numeric
FROM events AS parent, LATERAL (SELECT (SELECT COALESCE(round(avg(rating), 2), 0) FROM reviews WHERE event_id = parent.id AND status = 'published') AS value) AS recomputed
WHERE parent.rating_average IS DISTINCT FROM recomputed.value
UNION ALL
SELECT 'events', parent.id::text, 'rating_count', parent.rating_count::numeric, recomputed.value::numeric
FROM events AS parent, LATERAL (SELECT (SELECT count(*) FROM reviews WHERE event_id = parent.id AND status = 'published') AS value) AS recomputed
WHERE parent.rating_count IS DISTINCT FROM recomputed.value
UNION ALL
SELECT 'celebrities', parent.artist_id::text, 'average_rating', parent.average_rating::numeric, recomputed.value::numeric
FROM celebrities AS parent, LATERAL (SELECT (SELECT COALESCE(round(avg(rating), 2), 0) FROM celebrity_ratings WHERE celebrity_id = parent.artist_id AND true) AS value) AS recomputed
WHERE parent.average_rating IS DISTINCT FROM recomputed.value
UNION ALL
SELECT 'celebrities', parent.artist_id::text, 'rating_count', parent.rating_count::numeric, recomputed.value::numeric
FROM celebrities AS parent, LATERAL (SELECT (SELECT count(*) FROM celebrity_ratings WHERE celebrity_id = parent.artist_id AND true) AS value) AS recomputed
WHERE parent.rating_count IS DISTINCT FROM recomputed.value
UNION ALL
SELECT 'escrow_accounts', parent.id::text, 'balance', parent.balance::numeric, recomputed.value::numeric
FROM escrow_accounts AS parent, LATERAL (SELECT (SELECT COALESCE(-sum(entry.amount), 0) FROM ledger_accounts AS account JOIN ledger_entries AS entry ON entry.account_id = account.id WHERE account.escrow_account_id = parent.id) AS value) AS recomputed
WHERE parent.balance IS DISTINCT FROM recomputed.value
UNION ALL
SELECT 'conversations', parent.id::text, 'last_message_at', extract(epoch FROM parent.last_message_at), extract(epoch FROM recomputed.value)
FROM conversations AS parent, LATERAL (SELECT (SELECT max(created_at) FROM messages WHERE conversation_id = parent.id) AS value) AS recomputed
WHERE parent.last_message_at IS DISTINCT FROM recomputed.value
UNION ALL
SELECT 'artists', parent.id::text, 'trust_score', parent.trust_score::numeric, recomputed.value::numeric
FROM artists AS parent, LATERAL (SELECT COALESCE((SELECT score FROM trust_scores WHERE artist_id = parent.id), parent.trust_score) AS value) AS recomputed
WHERE parent.trust_score IS DISTINCT FROM recomputed.value
UNION ALL
SELECT 'venues', parent.id::text, 'trust_score', parent.trust_score::numeric, recomputed.value::numeric
FROM venues AS parent, LATERAL (SELECT COALESCE((SELECT score FROM trust_scores WHERE venue_id = parent.id), parent.trust_score) AS value) AS recomputed
WHERE parent.trust_score IS DISTINCT FROM recomputed.value
$body$;
COMMENT ON FUNCTION derived_number_differences() IS 'Every derived number that is not what it is derived from: none, unless triggers were off. Moments are in seconds since 1970. Sees what its caller may see.';
-- down
DROP FUNCTION derived_number_differences();
DROP TRIGGER "show_trust_scores" ON "trust_scores";
DROP FUNCTION show_trust_scores();
DROP TRIGGER "note_last_messages_on_insert" ON "messages";
DROP TRIGGER "note_last_messages_on_update" ON "messages";
DROP TRIGGER "note_last_messages_on_delete" ON "messages";
DROP FUNCTION note_last_messages();
DROP TRIGGER "relink_escrow_balances" ON "ledger_accounts";
DROP FUNCTION relink_escrow_balances();
DROP TRIGGER "move_escrow_balances_on_insert" ON "ledger_entries";
DROP TRIGGER "move_escrow_balances_on_update" ON "ledger_entries";
DROP TRIGGER "move_escrow_balances_on_delete" ON "ledger_entries";
DROP FUNCTION move_escrow_balances();
DROP TRIGGER "rate_celebrities_on_insert" ON "celebrity_ratings";
DROP TRIGGER "rate_celebrities_on_update" ON "celebrity_ratings";
DROP TRIGGER "rate_celebrities_on_delete" ON "celebrity_ratings";
DROP FUNCTION rate_celebrities();
DROP TRIGGER "rate_reviewed_on_insert" ON "reviews";
DROP TRIGGER "rate_reviewed_on_update" ON "reviews";
DROP TRIGGER "rate_reviewed_on_delete" ON "reviews";
DROP FUNCTION rate_reviewed();
DROP TRIGGER "count_tickets_sold_on_insert" ON "tickets";
DROP TRIGGER "count_tickets_sold_on_update" ON "tickets";
DROP TRIGGER "count_tickets_sold_on_delete" ON "tickets";
DROP FUNCTION count_tickets_sold();
DROP TRIGGER "count_event_attendances_on_insert" ON "event_attendances";
DROP TRIGGER "count_event_attendances_on_update" ON "event_attendances";
DROP TRIGGER "count_event_attendances_on_delete" ON "event_attendances";
DROP FUNCTION count_event_attendances();
DROP TRIGGER "count_event_saves_on_insert" ON "event_saves";
DROP TRIGGER "count_event_saves_on_update" ON "event_saves";
DROP TRIGGER "count_event_saves_on_delete" ON "event_saves";
DROP FUNCTION count_event_saves();
DROP TRIGGER "count_followers_on_insert" ON "follows";
DROP TRIGGER "count_followers_on_update" ON "follows";
DROP TRIGGER "count_followers_on_delete" ON "follows";
DROP FUNCTION count_followers();
