//! The search index: filled by the function that its triggers use, for what has no entry yet.

/// An entry's id and times come from what it is about, so that they are the same in every database: the id from a digest,
/// the times from the first 48 bits of the entity's id, which are milliseconds (RFC 9562).
pub(super) const FILL: &str = "
INSERT INTO search_index (id, entity_type, entity_id, title, subtitle, slug, tsv, city_id, popularity, is_visible, raw,
    created_at, updated_at)
SELECT md5('search ' || entity_id)::uuid, entity_type, entity_id, title, subtitle, slug, tsv, city_id, popularity,
    is_visible, raw, moment, moment
FROM search_entities() AS entity
CROSS JOIN LATERAL (
    SELECT array_agg(wanted.key) AS ids FROM unnest(entity.ids) AS wanted (key)
    WHERE NOT EXISTS (
        SELECT FROM search_index AS entry WHERE entry.entity_type = entity.kind AND entry.entity_id = wanted.key)
) AS missing
CROSS JOIN LATERAL search_documents(entity.kind, missing.ids)
CROSS JOIN LATERAL (
    SELECT to_timestamp(('x' || left(replace(entity_id::text, '-', ''), 12))::bit(48)::bigint / 1000) AS moment
) AS made
ORDER BY entity_type, entity_id";
