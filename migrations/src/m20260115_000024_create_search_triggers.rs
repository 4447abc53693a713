//! The search index, kept by triggers: one row for each artist, venue, event, promoter and organization, marked as visible
//! where the public may see it, and `search` to look things up in it.
//!
//! What a row says is written down once, in `search_documents`; triggers, `refresh_search_index` (after rows were loaded
//! without triggers) and `search_index_differences` (for checks) all read it from there. Popularity moves when its number
//! doubles, so that a follower more does not rewrite the index.

use crate::ddl::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (signature, comment, function) in functions() {
            run(manager, function).await?;
            run(manager, Comment::on_function(signature, comment)).await?;
        }
        for trigger in triggers() {
            run(manager, trigger).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for trigger in triggers().into_iter().rev() {
            run(manager, trigger.dropped().as_str()).await?;
        }
        for (signature, _, _) in functions().into_iter().rev() {
            run(manager, DropFunction(signature)).await?;
        }
        Ok(())
    }
}

/// Signatures to name them by, comments, and the functions themselves.
fn functions() -> [(&'static str, &'static str, Function); 9] {
    [
        (
            "search_vector(text, text, text)",
            "Words as they are written, for names, and English stems; title weighs A, subtitle B, description C.",
            Function::sql_language(
                "search_vector(title text, subtitle text, description text)",
                "tsvector",
                VECTOR,
            )
            .volatility(Volatility::Immutable),
        ),
        (
            "search_documents(search_entity, uuid[])",
            "What the search index ought to say of these; nothing of those that are not there.",
            Function::new("search_documents(kind search_entity, ids uuid[])", DOCUMENT, DOCUMENTS)
                .volatility(Volatility::Stable),
        ),
        (
            "refresh_search_entries(search_entity, uuid[])",
            "Brings the search index up to date with these; says how many rows it changed.",
            Function::new("refresh_search_entries(kind search_entity, ids uuid[])", "bigint", REFRESH_ENTRIES),
        ),
        (
            "search_entities()",
            "All that the search index is about, by kind, entries of what is gone among them.",
            Function::sql_language("search_entities()", "TABLE (kind search_entity, ids uuid[])", ENTITIES)
                .volatility(Volatility::Stable),
        ),
        (
            "refresh_search_index()",
            "Brings the whole search index up to date, after rows were loaded without triggers; says how many rows it changed.",
            Function::new("refresh_search_index()", "bigint", REFRESH_ALL),
        ),
        (
            "search_index_differences()",
            "Rows of the search index that are missing, stale or orphaned: none, unless triggers were off.",
            Function::sql_language(
                "search_index_differences()",
                "TABLE (entity_type search_entity, entity_id uuid, problem text)",
                DIFFERENCES,
            )
            .volatility(Volatility::Stable),
        ),
        (
            "keep_search_entry()",
            "Refreshes the entry of the kind and in the column that are its arguments.",
            Function::trigger("keep_search_entry", KEEP).security_definer(),
        ),
        (
            "keep_search_entries_naming()",
            "Refreshes the entries of what shows the changed row's name or depends on its state.",
            Function::trigger("keep_search_entries_naming", KEEP_NAMING).security_definer(),
        ),
        (
            "search(text, integer, search_entity)",
            "What is visible and matches: by words, or by a title nearly spelt so. Best first.",
            Function::sql_language(
                "search(query text, row_limit integer DEFAULT 20, kind search_entity DEFAULT NULL)",
                "TABLE (entity_type search_entity, entity_id uuid, title text, subtitle text, slug text, raw jsonb, rank real)",
                SEARCH,
            )
            .volatility(Volatility::Stable),
        ),
    ]
}

fn triggers() -> Vec<Trigger> {
    let entry = |table: &'static str, columns: &str, call: &str| {
        let call = format!("keep_search_entry({call})");
        let trigger = |event: &str, when: &str| {
            Trigger::new(table, &format!("keep_search_entry_on_{event}"), when, &call)
        };
        [
            trigger("insert", "AFTER INSERT").referencing("NEW TABLE AS changed"),
            trigger("update", &format!("AFTER UPDATE OF {columns}")),
            trigger("delete", "AFTER DELETE").referencing("OLD TABLE AS changed"),
        ]
    };
    let popularity = |table: &'static str, counts: &str, kind: &str| {
        let [before, after] = ["OLD", "NEW"].map(|row| {
            let numbers: Vec<String> = counts.split(", ").map(|count| format!("{row}.{count}")).collect();
            format!("floor(log(2, 1 + {}))", numbers.join(" + "))
        });
        let when = format!("AFTER UPDATE OF {counts}");
        Trigger::new(table, "keep_search_popularity", &when, &format!("keep_search_entry('{kind}', 'id')"))
            .only_when(&format!("{before} <> {after}"))
    };
    let naming = |table: &'static str, columns: &str| {
        let [before, after] = ["OLD", "NEW"].map(|row| {
            let values: Vec<String> = columns.split(", ").map(|column| format!("{row}.{column}")).collect();
            format!("({})", values.join(", "))
        });
        let when = format!("AFTER UPDATE OF {columns}");
        Trigger::new(table, "keep_search_entries_naming", &when, "keep_search_entries_naming()")
            .only_when(&format!("{before} IS DISTINCT FROM {after}"))
    };
    let entries = [
        entry(
            "artists",
            "id, user_id, artist_name, slug, is_band, category, bio, origin_city_id, profile_photo_url, is_verified, deleted_at",
            "'artist', 'id'",
        ),
        entry("artist_genres", "artist_id, genre_id, is_primary", "'artist', 'artist_id'"),
        entry("musician_instruments", "musician_id, instrument_id", "'artist', 'musician_id'"),
        entry("teachers", "artist_id, specialties", "'artist', 'artist_id'"),
        entry(
            "venues",
            "id, name, slug, description, capacity, venue_type, city_id, is_verified, deleted_at",
            "'venue', 'id'",
        ),
        entry(
            "events",
            "id, venue_id, title, slug, short_description, description, status, starts_at, ends_at, timezone, is_featured, image_url",
            "'event', 'id'",
        ),
        entry("event_artists", "event_id, artist_id", "'event', 'event_id'"),
        entry(
            "promoters",
            "id, user_id, organization_id, name, slug, description, logo_url, city_id, is_verified",
            "'promoter', 'id'",
        ),
        entry(
            "organizations",
            "id, name, slug, kind, description, logo_url, city_id, deleted_at",
            "'organizer', 'id'",
        ),
    ];
    let others = [
        popularity("artists", "follower_count", "artist"),
        popularity("venues", "rating_count", "venue"),
        popularity("events", "save_count, interested_count, going_count", "event"),
        popularity("promoters", "rating_count", "promoter"),
        naming("users", "status"),
        naming("organizations", "deleted_at"),
        naming("artists", "artist_name"),
        naming("venues", "name, city_id"),
        naming("genres", "name"),
        naming("instruments", "name"),
        naming("cities", "name"),
    ];
    entries.into_iter().flatten().chain(others).collect()
}

/// A description is cut where a vector would grow past what PostgreSQL takes.
const VECTOR: &str = "SELECT setweight(to_tsvector('simple', title) || to_tsvector('english', title), 'A')
    || setweight(to_tsvector('simple', COALESCE(subtitle, '')) || to_tsvector('english', COALESCE(subtitle, '')), 'B')
    || setweight(to_tsvector('english', left(COALESCE(description, ''), 20000)), 'C')";

const DOCUMENT: &str = "TABLE (entity_type search_entity, entity_id uuid, title text, subtitle text, slug text, \
                        tsv tsvector, city_id integer, popularity double precision, is_visible boolean, raw jsonb)";

const DOCUMENTS: &str = "#variable_conflict use_column
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
                'starts_at', to_char(event.starts_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'),
                'ends_at', to_char(event.ends_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')))
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
END";

/// The entries are locked before they are written anew, so that of two transactions the later one sees what the first has
/// changed.
const REFRESH_ENTRIES: &str = "DECLARE
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
END";

/// Also the ids of entries whose thing is gone.
const ENTITIES: &str = "SELECT thing.kind, array_agg(thing.id) FROM (
    SELECT 'artist'::search_entity AS kind, id FROM artists
    UNION SELECT 'venue', id FROM venues
    UNION SELECT 'event', id FROM events
    UNION SELECT 'promoter', id FROM promoters
    UNION SELECT 'organizer', id FROM organizations
    UNION SELECT entity_type, entity_id FROM search_index
) AS thing GROUP BY thing.kind";

const REFRESH_ALL: &str = "BEGIN
    RETURN (SELECT COALESCE(sum(refresh_search_entries(kind, ids)), 0) FROM search_entities());
END";

const DIFFERENCES: &str = "SELECT entity_type, entity_id, CASE
    WHEN entry.title IS NULL THEN 'missing' WHEN document.title IS NULL THEN 'orphaned' ELSE 'stale' END
FROM (
    SELECT document.* FROM search_entities() AS entity, LATERAL search_documents(entity.kind, entity.ids) AS document
) AS document
FULL JOIN search_index AS entry USING (entity_type, entity_id)
WHERE (entry.title, entry.subtitle, entry.slug, entry.tsv, entry.city_id, entry.popularity, entry.is_visible, entry.raw)
    IS DISTINCT FROM (document.title, document.subtitle, document.slug, document.tsv, document.city_id,
        document.popularity, document.is_visible, document.raw)";

/// Inserts and deletes run it once a statement, with their rows in `changed`; updates once a row.
const KEEP: &str = "DECLARE
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
END";

const KEEP_NAMING: &str = "BEGIN
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
END";

const SEARCH: &str = "WITH words AS MATERIALIZED (
    SELECT websearch_to_tsquery('simple', query) || websearch_to_tsquery('english', query) AS wanted
)
SELECT entry.entity_type, entry.entity_id, entry.title, entry.subtitle, entry.slug, entry.raw,
    (ts_rank(entry.tsv, words.wanted) + word_similarity(query, entry.title) + entry.popularity / 100)::real AS rank
FROM words, search_index AS entry
WHERE entry.is_visible
    AND (kind IS NULL OR entry.entity_type = kind)
    AND (entry.tsv @@ words.wanted OR query <% entry.title)
ORDER BY rank DESC, entry.title, entry.entity_id
LIMIT row_limit";
