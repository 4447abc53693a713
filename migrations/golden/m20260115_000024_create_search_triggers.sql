CREATE FUNCTION search_vector(title text, subtitle text, description text) RETURNS tsvector LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $body$
SELECT setweight(to_tsvector('simple', title) || to_tsvector('english', title), 'A')
    || setweight(to_tsvector('simple', COALESCE(subtitle, '')) || to_tsvector('english', COALESCE(subtitle, '')), 'B')
    || setweight(to_tsvector('english', left(COALESCE(description, ''), 20000)), 'C')
$body$;
COMMENT ON FUNCTION search_vector(text, text, text) IS 'Words as they are written, for names, and English stems; title weighs A, subtitle B, description C.';
CREATE FUNCTION search_documents(kind search_entity, ids uuid[]) RETURNS TABLE (entity_type search_entity, entity_id uuid, title text, subtitle text, slug text, tsv tsvector, city_id integer, popularity double precision, is_visible boolean, raw jsonb) LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $body$
#variable_conflict use_column
BEGIN
    CASE kind
    WHEN 'artist' THEN
        RETURN QUERY
        SELECT search_documents.kind, artist.id, artist.artist_name, line.subtitle, artist.slug,
            search_vector(artist.artist_name, line.subtitle,
                concat_ws(' ', array_to_string(teacher.specialties, ' '), played.names, artist.bio)),
            artist.origin_city_id, floor(log(2, 1 + artist.follower_count))::double precision,
            artist.deleted_at IS NULL AND COALESCE(account.status NOT IN ('suspended', 'deleted'), true),
            jsonb_strip_nulls(jsonb_build_object('category', artist.category, 'is_band', artist.is_band,
                'is_verified', artist.is_verified, 'image_url', artist.profile_photo_url))
        FROM artists AS artist
        LEFT JOIN users AS account ON account.id = artist.user_id
        LEFT JOIN cities AS city ON city.city_id = artist.origin_city_id
        LEFT JOIN teachers AS teacher ON teacher.artist_id = artist.id
        CROSS JOIN LATERAL (
            SELECT string_agg(genre.name, ', ' ORDER BY link.is_primary DESC, genre.name) AS names
            FROM artist_genres AS link JOIN genres AS genre ON genre.id = link.genre_id
            WHERE link.artist_id = artist.id
        ) AS styles
        CROSS JOIN LATERAL (
            SELECT string_agg(instrument.name, ' ' ORDER BY instrument.name) AS names
            FROM musician_instruments AS link JOIN instruments AS instrument ON instrument.id = link.instrument_id
            WHERE link.musician_id = artist.id
        ) AS played
        CROSS JOIN LATERAL (SELECT NULLIF(concat_ws(' · ', styles.names, city.name), '') AS subtitle) AS line
        WHERE artist.id = ANY (ids);
    WHEN 'venue' THEN
        RETURN QUERY
        SELECT search_documents.kind, venue.id, venue.name, line.subtitle, venue.slug,
            search_vector(venue.name, line.subtitle, venue.description),
            venue.city_id, floor(log(2, 1 + venue.rating_count))::double precision, venue.deleted_at IS NULL,
            jsonb_strip_nulls(jsonb_build_object('capacity', venue.capacity, 'is_verified', venue.is_verified))
        FROM venues AS venue
        LEFT JOIN cities AS city ON city.city_id = venue.city_id
        CROSS JOIN LATERAL (SELECT NULLIF(concat_ws(' · ', venue.venue_type, city.name), '') AS subtitle) AS line
        WHERE venue.id = ANY (ids);
    WHEN 'event' THEN
        RETURN QUERY
        SELECT search_documents.kind, event.id, event.title, line.subtitle, event.slug,
            search_vector(event.title, line.subtitle,
                concat_ws(' ', event.short_description, line_up.names, event.description)),
            venue.city_id,
            floor(log(2, 1 + event.save_count + event.interested_count + event.going_count))::double precision,
            event.status = 'published',
            jsonb_strip_nulls(jsonb_build_object('is_featured', event.is_featured, 'image_url', event.image_url,
                'timezone', event.timezone,
                'starts_at', to_char(event.starts_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                'ends_at', to_char(event.ends_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')))
        FROM events AS event
        LEFT JOIN venues AS venue ON venue.id = event.venue_id
        LEFT JOIN cities AS city ON city.city_id = venue.city_id
        CROSS JOIN LATERAL (
            SELECT string_agg(DISTINCT artist.artist_name, ' ') AS names
            FROM event_artists AS link JOIN artists AS artist ON artist.id = link.artist_id
            WHERE link.event_id = event.id
        ) AS line_up
        CROSS JOIN LATERAL (
            SELECT concat_ws(' · ', to_char(event.starts_at AT TIME ZONE event.timezone, 'FMDD Mon YYYY'),
                venue.name, city.name) AS subtitle
        ) AS line
        WHERE event.id = ANY (ids);
    WHEN 'promoter' THEN
        RETURN QUERY
        SELECT search_documents.kind, promoter.id, promoter.name, city.name, promoter.slug,
            search_vector(promoter.name, city.name, promoter.description),
            promoter.city_id, floor(log(2, 1 + promoter.rating_count))::double precision,
            promoter.slug IS NOT NULL AND organization.deleted_at IS NULL
                AND COALESCE(account.status NOT IN ('suspended', 'deleted'), true),
            jsonb_strip_nulls(jsonb_build_object('is_verified', promoter.is_verified, 'image_url', promoter.logo_url))
        FROM promoters AS promoter
        LEFT JOIN users AS account ON account.id = promoter.user_id
        LEFT JOIN organizations AS organization ON organization.id = promoter.organization_id
        LEFT JOIN cities AS city ON city.city_id = promoter.city_id
        WHERE promoter.id = ANY (ids);
    WHEN 'organizer' THEN
        RETURN QUERY
        SELECT search_documents.kind, organization.id, organization.name, city.name, organization.slug,
            search_vector(organization.name, city.name, organization.description),
            organization.city_id, 0::double precision,
            organization.slug IS NOT NULL AND organization.deleted_at IS NULL,
            jsonb_strip_nulls(jsonb_build_object('kind', organization.kind, 'image_url', organization.logo_url))
        FROM organizations AS organization
        LEFT JOIN cities AS city ON city.city_id = organization.city_id
        WHERE organization.id = ANY (ids);
    END CASE;
END
$body$;
COMMENT ON FUNCTION search_documents(search_entity, uuid[]) IS 'What the search index ought to say of these; nothing of those that are not there.';
CREATE FUNCTION refresh_search_entries(kind search_entity, ids uuid[]) RETURNS bigint LANGUAGE plpgsql SET search_path = public, pg_temp AS $body$
DECLARE
    removed bigint;
    written bigint;
BEGIN
    PERFORM FROM search_index WHERE entity_type = kind AND entity_id = ANY (ids) ORDER BY entity_id FOR UPDATE;
    WITH document AS (SELECT * FROM search_documents(kind, ids))
    DELETE FROM search_index AS entry
    WHERE entry.entity_type = kind AND entry.entity_id = ANY (ids)
        AND NOT EXISTS (SELECT FROM document WHERE document.entity_id = entry.entity_id);
    GET DIAGNOSTICS removed = ROW_COUNT;
    INSERT INTO search_index AS entry
        (entity_type, entity_id, title, subtitle, slug, tsv, city_id, popularity, is_visible, raw)
    SELECT * FROM search_documents(kind, ids) ORDER BY entity_id
    ON CONFLICT (entity_type, entity_id) DO UPDATE
    SET (title, subtitle, slug, tsv, city_id, popularity, is_visible, raw) = ROW (EXCLUDED.title, EXCLUDED.subtitle,
        EXCLUDED.slug, EXCLUDED.tsv, EXCLUDED.city_id, EXCLUDED.popularity, EXCLUDED.is_visible, EXCLUDED.raw)
    WHERE (entry.title, entry.subtitle, entry.slug, entry.tsv, entry.city_id, entry.popularity, entry.is_visible, entry.raw)
        IS DISTINCT FROM (EXCLUDED.title, EXCLUDED.subtitle, EXCLUDED.slug, EXCLUDED.tsv, EXCLUDED.city_id,
            EXCLUDED.popularity, EXCLUDED.is_visible, EXCLUDED.raw);
    GET DIAGNOSTICS written = ROW_COUNT;
    RETURN removed + written;
END
$body$;
COMMENT ON FUNCTION refresh_search_entries(search_entity, uuid[]) IS 'Brings the search index up to date with these; says how many rows it changed.';
CREATE FUNCTION search_entities() RETURNS TABLE (kind search_entity, ids uuid[]) LANGUAGE sql STABLE SET search_path = public, pg_temp AS $body$
SELECT thing.kind, array_agg(thing.id) FROM (
    SELECT 'artist'::search_entity AS kind, id FROM artists
    UNION SELECT 'venue', id FROM venues
    UNION SELECT 'event', id FROM events
    UNION SELECT 'promoter', id FROM promoters
    UNION SELECT 'organizer', id FROM organizations
    UNION SELECT entity_type, entity_id FROM search_index
) AS thing GROUP BY thing.kind
$body$;
COMMENT ON FUNCTION search_entities() IS 'All that the search index is about, by kind, entries of what is gone among them.';
CREATE FUNCTION refresh_search_index() RETURNS bigint LANGUAGE plpgsql SET search_path = public, pg_temp AS $body$
BEGIN
    RETURN (SELECT COALESCE(sum(refresh_search_entries(kind, ids)), 0) FROM search_entities());
END
$body$;
COMMENT ON FUNCTION refresh_search_index() IS 'Brings the whole search index up to date, after rows were loaded without triggers; says how many rows it changed.';
CREATE FUNCTION search_index_differences() RETURNS TABLE (entity_type search_entity, entity_id uuid, problem text) LANGUAGE sql STABLE SET search_path = public, pg_temp AS $body$
SELECT entity_type, entity_id, CASE
    WHEN entry.title IS NULL THEN 'missing' WHEN document.title IS NULL THEN 'orphaned' ELSE 'stale' END
FROM (
    SELECT document.* FROM search_entities() AS entity, LATERAL search_documents(entity.kind, entity.ids) AS document
) AS document
FULL JOIN search_index AS entry USING (entity_type, entity_id)
WHERE (entry.title, entry.subtitle, entry.slug, entry.tsv, entry.city_id, entry.popularity, entry.is_visible, entry.raw)
    IS DISTINCT FROM (document.title, document.subtitle, document.slug, document.tsv, document.city_id,
        document.popularity, document.is_visible, document.raw)
$body$;
COMMENT ON FUNCTION search_index_differences() IS 'Rows of the search index that are missing, stale or orphaned: none, unless triggers were off.';
CREATE FUNCTION keep_search_entry() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
DECLARE
    ids uuid[];
BEGIN
    IF TG_LEVEL = 'STATEMENT' THEN
        EXECUTE format('SELECT array_agg(DISTINCT %I) FROM changed', TG_ARGV[1]) INTO ids;
    ELSE
        ids := ARRAY[(to_jsonb(OLD) ->> TG_ARGV[1])::uuid, (to_jsonb(NEW) ->> TG_ARGV[1])::uuid];
    END IF;
    IF ids IS NOT NULL THEN
        PERFORM refresh_search_entries(TG_ARGV[0]::search_entity, ids);
    END IF;
    RETURN NULL;
END
$body$;
COMMENT ON FUNCTION keep_search_entry() IS 'Refreshes the entry of the kind and in the column that are its arguments.';
CREATE FUNCTION keep_search_entries_naming() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
BEGIN
    CASE TG_TABLE_NAME
    WHEN 'users' THEN
        PERFORM refresh_search_entries('artist', ARRAY(SELECT id FROM artists WHERE user_id = NEW.id));
        PERFORM refresh_search_entries('promoter', ARRAY(SELECT id FROM promoters WHERE user_id = NEW.id));
    WHEN 'organizations' THEN
        PERFORM refresh_search_entries('promoter', ARRAY(SELECT id FROM promoters WHERE organization_id = NEW.id));
    WHEN 'artists' THEN
        PERFORM refresh_search_entries('event', ARRAY(SELECT event_id FROM event_artists WHERE artist_id = NEW.id));
    WHEN 'venues' THEN
        PERFORM refresh_search_entries('event', ARRAY(SELECT id FROM events WHERE venue_id = NEW.id));
    WHEN 'genres' THEN
        PERFORM refresh_search_entries('artist', ARRAY(SELECT artist_id FROM artist_genres WHERE genre_id = NEW.id));
    WHEN 'instruments' THEN
        PERFORM refresh_search_entries('artist',
            ARRAY(SELECT musician_id FROM musician_instruments WHERE instrument_id = NEW.id));
    WHEN 'cities' THEN
        PERFORM refresh_search_entries(place.entity_type, array_agg(place.entity_id))
        FROM search_index AS place WHERE place.city_id = NEW.city_id GROUP BY place.entity_type;
    END CASE;
    RETURN NULL;
END
$body$;
COMMENT ON FUNCTION keep_search_entries_naming() IS 'Refreshes the entries of what shows the changed row''s name or depends on its state.';
CREATE FUNCTION search(query text, row_limit integer DEFAULT 20, kind search_entity DEFAULT NULL) RETURNS TABLE (entity_type search_entity, entity_id uuid, title text, subtitle text, slug text, raw jsonb, rank real) LANGUAGE sql STABLE SET search_path = public, pg_temp AS $body$
WITH words AS MATERIALIZED (
    SELECT websearch_to_tsquery('simple', query) || websearch_to_tsquery('english', query) AS wanted
)
SELECT entry.entity_type, entry.entity_id, entry.title, entry.subtitle, entry.slug, entry.raw,
    (ts_rank(entry.tsv, words.wanted) + word_similarity(query, entry.title) + entry.popularity / 100)::real AS rank
FROM words, search_index AS entry
WHERE entry.is_visible
    AND (kind IS NULL OR entry.entity_type = kind)
    AND (entry.tsv @@ words.wanted OR query <% entry.title)
ORDER BY rank DESC, entry.title, entry.entity_id
LIMIT row_limit
$body$;
COMMENT ON FUNCTION search(text, integer, search_entity) IS 'What is visible and matches: by words, or by a title nearly spelt so. Best first.';
CREATE TRIGGER "keep_search_entry_on_insert" AFTER INSERT ON "artists" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION keep_search_entry('artist', 'id');
CREATE TRIGGER "keep_search_entry_on_update" AFTER UPDATE OF id, user_id, artist_name, slug, is_band, category, bio, origin_city_id, profile_photo_url, is_verified, deleted_at ON "artists" FOR EACH ROW EXECUTE FUNCTION keep_search_entry('artist', 'id');
CREATE TRIGGER "keep_search_entry_on_delete" AFTER DELETE ON "artists" REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION keep_search_entry('artist', 'id');
CREATE TRIGGER "keep_search_entry_on_insert" AFTER INSERT ON "artist_genres" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION keep_search_entry('artist', 'artist_id');
CREATE TRIGGER "keep_search_entry_on_update" AFTER UPDATE OF artist_id, genre_id, is_primary ON "artist_genres" FOR EACH ROW EXECUTE FUNCTION keep_search_entry('artist', 'artist_id');
CREATE TRIGGER "keep_search_entry_on_delete" AFTER DELETE ON "artist_genres" REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION keep_search_entry('artist', 'artist_id');
CREATE TRIGGER "keep_search_entry_on_insert" AFTER INSERT ON "musician_instruments" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION keep_search_entry('artist', 'musician_id');
CREATE TRIGGER "keep_search_entry_on_update" AFTER UPDATE OF musician_id, instrument_id ON "musician_instruments" FOR EACH ROW EXECUTE FUNCTION keep_search_entry('artist', 'musician_id');
CREATE TRIGGER "keep_search_entry_on_delete" AFTER DELETE ON "musician_instruments" REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION keep_search_entry('artist', 'musician_id');
CREATE TRIGGER "keep_search_entry_on_insert" AFTER INSERT ON "teachers" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION keep_search_entry('artist', 'artist_id');
CREATE TRIGGER "keep_search_entry_on_update" AFTER UPDATE OF artist_id, specialties ON "teachers" FOR EACH ROW EXECUTE FUNCTION keep_search_entry('artist', 'artist_id');
CREATE TRIGGER "keep_search_entry_on_delete" AFTER DELETE ON "teachers" REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION keep_search_entry('artist', 'artist_id');
CREATE TRIGGER "keep_search_entry_on_insert" AFTER INSERT ON "venues" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION keep_search_entry('venue', 'id');
CREATE TRIGGER "keep_search_entry_on_update" AFTER UPDATE OF id, name, slug, description, capacity, venue_type, city_id, is_verified, deleted_at ON "venues" FOR EACH ROW EXECUTE FUNCTION keep_search_entry('venue', 'id');
CREATE TRIGGER "keep_search_entry_on_delete" AFTER DELETE ON "venues" REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION keep_search_entry('venue', 'id');
CREATE TRIGGER "keep_search_entry_on_insert" AFTER INSERT ON "events" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION keep_search_entry('event', 'id');
CREATE TRIGGER "keep_search_entry_on_update" AFTER UPDATE OF id, venue_id, title, slug, short_description, description, status, starts_at, ends_at, timezone, is_featured, image_url ON "events" FOR EACH ROW EXECUTE FUNCTION keep_search_entry('event', 'id');
CREATE TRIGGER "keep_search_entry_on_delete" AFTER DELETE ON "events" REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION keep_search_entry('event', 'id');
CREATE TRIGGER "keep_search_entry_on_insert" AFTER INSERT ON "event_artists" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION keep_search_entry('event', 'event_id');
CREATE TRIGGER "keep_search_entry_on_update" AFTER UPDATE OF event_id, artist_id ON "event_artists" FOR EACH ROW EXECUTE FUNCTION keep_search_entry('event', 'event_id');
CREATE TRIGGER "keep_search_entry_on_delete" AFTER DELETE ON "event_artists" REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION keep_search_entry('event', 'event_id');
CREATE TRIGGER "keep_search_entry_on_insert" AFTER INSERT ON "promoters" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION keep_search_entry('promoter', 'id');
CREATE TRIGGER "keep_search_entry_on_update" AFTER UPDATE OF id, user_id, organization_id, name, slug, description, logo_url, city_id, is_verified ON "promoters" FOR EACH ROW EXECUTE FUNCTION keep_search_entry('promoter', 'id');
CREATE TRIGGER "keep_search_entry_on_delete" AFTER DELETE ON "promoters" REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION keep_search_entry('promoter', 'id');
CREATE TRIGGER "keep_search_entry_on_insert" AFTER INSERT ON "organizations" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION keep_search_entry('organizer', 'id');
CREATE TRIGGER "keep_search_entry_on_update" AFTER UPDATE OF id, name, slug, kind, description, logo_url, city_id, deleted_at ON "organizations" FOR EACH ROW EXECUTE FUNCTION keep_search_entry('organizer', 'id');
CREATE TRIGGER "keep_search_entry_on_delete" AFTER DELETE ON "organizations" REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION keep_search_entry('organizer', 'id');
CREATE TRIGGER "keep_search_popularity" AFTER UPDATE OF follower_count ON "artists" FOR EACH ROW WHEN (floor(log(2, 1 + OLD.follower_count)) <> floor(log(2, 1 + NEW.follower_count))) EXECUTE FUNCTION keep_search_entry('artist', 'id');
CREATE TRIGGER "keep_search_popularity" AFTER UPDATE OF rating_count ON "venues" FOR EACH ROW WHEN (floor(log(2, 1 + OLD.rating_count)) <> floor(log(2, 1 + NEW.rating_count))) EXECUTE FUNCTION keep_search_entry('venue', 'id');
CREATE TRIGGER "keep_search_popularity" AFTER UPDATE OF save_count, interested_count, going_count ON "events" FOR EACH ROW WHEN (floor(log(2, 1 + OLD.save_count + OLD.interested_count + OLD.going_count)) <> floor(log(2, 1 + NEW.save_count + NEW.interested_count + NEW.going_count))) EXECUTE FUNCTION keep_search_entry('event', 'id');
CREATE TRIGGER "keep_search_popularity" AFTER UPDATE OF rating_count ON "promoters" FOR EACH ROW WHEN (floor(log(2, 1 + OLD.rating_count)) <> floor(log(2, 1 + NEW.rating_count))) EXECUTE FUNCTION keep_search_entry('promoter', 'id');
CREATE TRIGGER "keep_search_entries_naming" AFTER UPDATE OF status ON "users" FOR EACH ROW WHEN ((OLD.status) IS DISTINCT FROM (NEW.status)) EXECUTE FUNCTION keep_search_entries_naming();
CREATE TRIGGER "keep_search_entries_naming" AFTER UPDATE OF deleted_at ON "organizations" FOR EACH ROW WHEN ((OLD.deleted_at) IS DISTINCT FROM (NEW.deleted_at)) EXECUTE FUNCTION keep_search_entries_naming();
CREATE TRIGGER "keep_search_entries_naming" AFTER UPDATE OF artist_name ON "artists" FOR EACH ROW WHEN ((OLD.artist_name) IS DISTINCT FROM (NEW.artist_name)) EXECUTE FUNCTION keep_search_entries_naming();
CREATE TRIGGER "keep_search_entries_naming" AFTER UPDATE OF name, city_id ON "venues" FOR EACH ROW WHEN ((OLD.name, OLD.city_id) IS DISTINCT FROM (NEW.name, NEW.city_id)) EXECUTE FUNCTION keep_search_entries_naming();
CREATE TRIGGER "keep_search_entries_naming" AFTER UPDATE OF name ON "genres" FOR EACH ROW WHEN ((OLD.name) IS DISTINCT FROM (NEW.name)) EXECUTE FUNCTION keep_search_entries_naming();
CREATE TRIGGER "keep_search_entries_naming" AFTER UPDATE OF name ON "instruments" FOR EACH ROW WHEN ((OLD.name) IS DISTINCT FROM (NEW.name)) EXECUTE FUNCTION keep_search_entries_naming();
CREATE TRIGGER "keep_search_entries_naming" AFTER UPDATE OF name ON "cities" FOR EACH ROW WHEN ((OLD.name) IS DISTINCT FROM (NEW.name)) EXECUTE FUNCTION keep_search_entries_naming();
-- down
DROP TRIGGER "keep_search_entries_naming" ON "cities";
DROP TRIGGER "keep_search_entries_naming" ON "instruments";
DROP TRIGGER "keep_search_entries_naming" ON "genres";
DROP TRIGGER "keep_search_entries_naming" ON "venues";
DROP TRIGGER "keep_search_entries_naming" ON "artists";
DROP TRIGGER "keep_search_entries_naming" ON "organizations";
DROP TRIGGER "keep_search_entries_naming" ON "users";
DROP TRIGGER "keep_search_popularity" ON "promoters";
DROP TRIGGER "keep_search_popularity" ON "events";
DROP TRIGGER "keep_search_popularity" ON "venues";
DROP TRIGGER "keep_search_popularity" ON "artists";
DROP TRIGGER "keep_search_entry_on_delete" ON "organizations";
DROP TRIGGER "keep_search_entry_on_update" ON "organizations";
DROP TRIGGER "keep_search_entry_on_insert" ON "organizations";
DROP TRIGGER "keep_search_entry_on_delete" ON "promoters";
DROP TRIGGER "keep_search_entry_on_update" ON "promoters";
DROP TRIGGER "keep_search_entry_on_insert" ON "promoters";
DROP TRIGGER "keep_search_entry_on_delete" ON "event_artists";
DROP TRIGGER "keep_search_entry_on_update" ON "event_artists";
DROP TRIGGER "keep_search_entry_on_insert" ON "event_artists";
DROP TRIGGER "keep_search_entry_on_delete" ON "events";
DROP TRIGGER "keep_search_entry_on_update" ON "events";
DROP TRIGGER "keep_search_entry_on_insert" ON "events";
DROP TRIGGER "keep_search_entry_on_delete" ON "venues";
DROP TRIGGER "keep_search_entry_on_update" ON "venues";
DROP TRIGGER "keep_search_entry_on_insert" ON "venues";
DROP TRIGGER "keep_search_entry_on_delete" ON "teachers";
DROP TRIGGER "keep_search_entry_on_update" ON "teachers";
DROP TRIGGER "keep_search_entry_on_insert" ON "teachers";
DROP TRIGGER "keep_search_entry_on_delete" ON "musician_instruments";
DROP TRIGGER "keep_search_entry_on_update" ON "musician_instruments";
DROP TRIGGER "keep_search_entry_on_insert" ON "musician_instruments";
DROP TRIGGER "keep_search_entry_on_delete" ON "artist_genres";
DROP TRIGGER "keep_search_entry_on_update" ON "artist_genres";
DROP TRIGGER "keep_search_entry_on_insert" ON "artist_genres";
DROP TRIGGER "keep_search_entry_on_delete" ON "artists";
DROP TRIGGER "keep_search_entry_on_update" ON "artists";
DROP TRIGGER "keep_search_entry_on_insert" ON "artists";
DROP FUNCTION search(text, integer, search_entity);
DROP FUNCTION keep_search_entries_naming();
DROP FUNCTION keep_search_entry();
DROP FUNCTION search_index_differences();
DROP FUNCTION refresh_search_index();
DROP FUNCTION search_entities();
DROP FUNCTION refresh_search_entries(search_entity, uuid[]);
DROP FUNCTION search_documents(search_entity, uuid[]);
DROP FUNCTION search_vector(text, text, text);
