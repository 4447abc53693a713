-- Files, and what artists and venues own.

-- refuse 23514 ck_media_checksum_form
UPDATE media SET checksum = repeat('G', 64) WHERE storage_key = 'media/morning-raga';

-- refuse 23514 ck_media_checksum_form
UPDATE media SET checksum = repeat('0', 63) WHERE storage_key = 'media/morning-raga';

-- accept ck_media_checksum_form
UPDATE media SET checksum = repeat('0f', 32) WHERE storage_key = 'media/morning-raga';

-- refuse 23514 ck_media_dimensions_of_pictures
UPDATE media SET width = 100, height = 100 WHERE storage_key = 'media/morning-raga';

-- accept ck_media_dimensions_of_pictures
UPDATE media SET width = 100, height = 100 WHERE storage_key = 'media/monsoon-poster' AND media_type = 'image';

-- refuse 23514 ck_media_dimensions_together
UPDATE media SET height = NULL WHERE storage_key = 'media/monsoon-poster';

-- accept ck_media_dimensions_together
UPDATE media SET height = NULL, width = NULL WHERE storage_key = 'media/monsoon-poster';

-- refuse 23514 ck_media_duration_of_recordings
UPDATE media SET duration_seconds = 10 WHERE storage_key = 'media/monsoon-poster';

-- accept ck_media_duration_of_recordings
UPDATE media SET duration_seconds = 10, media_type = 'video', mime_type = 'video/mp4'
WHERE storage_key = 'media/monsoon-poster';

-- refuse 23514 ck_media_entity_together
UPDATE media SET entity_type = NULL WHERE storage_key = 'media/monsoon-poster';

-- refuse 23514 ck_media_entity_together
UPDATE media SET entity_id = NULL, is_primary = false WHERE storage_key = 'media/monsoon-poster';

-- accept ck_media_entity_together
UPDATE media SET entity_type = NULL, entity_id = NULL, is_primary = false WHERE storage_key = 'media/monsoon-poster';

-- refuse 23514 ck_media_mime_type_form
UPDATE media SET mime_type = 'image/JPEG' WHERE storage_key = 'media/monsoon-poster';

-- accept ck_media_mime_type_form
UPDATE media SET mime_type = 'image/svg+xml' WHERE storage_key = 'media/monsoon-poster';

-- refuse 23514 ck_media_mime_type_of_media_type
UPDATE media SET mime_type = 'text/html' WHERE storage_key = 'media/monsoon-poster';

-- accept ck_media_mime_type_of_media_type
UPDATE media SET mime_type = 'text/html' WHERE storage_key = 'media/raintree-stage-plan';

-- refuse 23514 ck_media_primary_of_entity
UPDATE media SET entity_type = NULL, entity_id = NULL WHERE storage_key = 'media/monsoon-poster';

-- accept ck_media_primary_of_entity
INSERT INTO media (owner_user_id, media_type, storage_key, mime_type, byte_size)
SELECT owner_user_id, media_type, 'media/nobodys', mime_type, byte_size FROM media
WHERE storage_key = 'media/monsoon-poster';

-- refuse 23505 uq_media_entity_primary
INSERT INTO media (owner_user_id, media_type, storage_key, mime_type, byte_size, entity_type, entity_id, is_primary)
SELECT owner_user_id, media_type, 'media/another', mime_type, byte_size, entity_type, entity_id, true FROM media
WHERE storage_key = 'media/monsoon-poster';

-- Another that is not primary, and the primary one of another kind.
-- accept uq_media_entity_primary
INSERT INTO media (owner_user_id, media_type, storage_key, mime_type, byte_size, entity_type, entity_id, is_primary)
SELECT owner_user_id, kind, 'media/another-' || kind, kind || '/x', byte_size, entity_type, entity_id, kind = 'video'
FROM media, (VALUES ('image'::media_type), ('video')) AS kinds (kind) WHERE storage_key = 'media/monsoon-poster';

-- refuse 23514 ck_equipment_inventories_one_owner
UPDATE equipment_inventories SET venue_id = (SELECT id FROM venues WHERE slug = 'the-raintree-hall')
WHERE item_name = 'Tanpura';

-- refuse 23514 ck_equipment_inventories_one_owner
UPDATE equipment_inventories SET artist_id = NULL WHERE item_name = 'Tanpura';

-- accept ck_equipment_inventories_one_owner
UPDATE equipment_inventories
SET artist_id = NULL, venue_id = (SELECT id FROM venues WHERE slug = 'the-raintree-hall') WHERE item_name = 'Tanpura';

-- refuse 23514 ck_equipment_inventories_specs_is_object
UPDATE equipment_inventories SET specs = '["four strings"]' WHERE item_name = 'Tanpura';

-- accept ck_equipment_inventories_specs_is_object
UPDATE equipment_inventories SET specs = '{"strings": 4}' WHERE item_name = 'Tanpura';

-- refuse 42501 policy:media
SELECT set_config('backline.user_id', me.id::text, true), set_config('test.organization', own.id::text, true)
FROM users AS me, organizations AS own WHERE me.email = 'promoter@example.com' AND own.slug = 'monsoon-live';
SET LOCAL ROLE backline_app;
INSERT INTO media (owner_user_id, organization_id, media_type, storage_key, mime_type, byte_size)
VALUES (current_user_id(), current_setting('test.organization')::uuid, 'image', 'media/one', 'image/png', 1);

-- accept policy:media
SELECT set_config('backline.user_id', me.id::text, true), set_config('test.organization', own.id::text, true)
FROM users AS me, organizations AS own WHERE me.email = 'organizer@example.com' AND own.slug = 'monsoon-live';
SET LOCAL ROLE backline_app;
INSERT INTO media (owner_user_id, organization_id, media_type, storage_key, mime_type, byte_size)
VALUES (current_user_id(), current_setting('test.organization')::uuid, 'image', 'media/one', 'image/png', 1);
