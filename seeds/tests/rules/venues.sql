-- refuse 23514 ck_venues_capacity_positive
UPDATE venues SET capacity = 0, capacity_seated = NULL, capacity_standing = NULL WHERE slug = 'the-raintree-hall';

-- accept ck_venues_capacity_positive
UPDATE venues SET capacity = 1, capacity_seated = NULL, capacity_standing = NULL WHERE slug = 'the-raintree-hall';

-- hidden policy:venues
SELECT set_config('backline.user_id', (SELECT id::text FROM users WHERE username = 'organizer'), true);
SET LOCAL ROLE backline_app;
UPDATE venues SET name = 'Taken' WHERE organization_id = (SELECT id FROM organizations WHERE slug = 'harbour-nights') RETURNING id;

-- visible policy:venues
SELECT set_config('backline.user_id', (SELECT id::text FROM users WHERE username = 'newcomer'), true);
SET LOCAL ROLE backline_app;
SELECT FROM venues;
