-- refuse 23505 uq_event_types_organization_id_name
INSERT INTO event_types (organization_id, name) SELECT id, 'Blessing' FROM organizations WHERE slug = 'monsoon-live';
INSERT INTO event_types (organization_id, name) SELECT id, 'Blessing' FROM organizations WHERE slug = 'monsoon-live';

-- accept uq_event_types_organization_id_name
INSERT INTO event_types (organization_id, name) SELECT id, 'Blessing' FROM organizations WHERE slug = 'monsoon-live';
INSERT INTO event_types (organization_id, name) SELECT id, 'Blessing' FROM organizations WHERE slug = 'harbour-nights';

-- refuse 23505 uq_crew_roles_organization_id_name
INSERT INTO crew_roles (organization_id, name) SELECT id, 'Rain watch' FROM organizations WHERE slug = 'monsoon-live';

-- accept uq_crew_roles_organization_id_name
INSERT INTO crew_roles (organization_id, name) SELECT id, 'Rain watch' FROM organizations WHERE slug = 'harbour-nights';

-- hidden policy:customers
SELECT set_config('backline.user_id', (SELECT id::text FROM users WHERE username = 'organizer'), true);
SET LOCAL ROLE backline_app;
SELECT FROM customers WHERE name = 'Quay Festival';

-- visible policy:customers
SELECT set_config('backline.user_id', (SELECT id::text FROM users WHERE username = 'organizer'), true);
SET LOCAL ROLE backline_app;
SELECT FROM customers WHERE name = 'Lotus Weddings';

-- refuse 42501 policy:customers
SELECT set_config('backline.user_id', (SELECT id::text FROM users WHERE username = 'organizer'), true);
SET LOCAL ROLE backline_app;
INSERT INTO customers (organization_id, name) SELECT id, 'Put upon others' FROM organizations WHERE slug = 'harbour-nights';

-- accept policy:customers
SELECT set_config('backline.user_id', (SELECT id::text FROM users WHERE username = 'organizer'), true);
SET LOCAL ROLE backline_app;
INSERT INTO customers (organization_id, name) SELECT id, 'Our own' FROM organizations WHERE slug = 'monsoon-live';

-- An organization cannot be given away to one for which the user does not act.

-- refuse 42501 policy:customers
SELECT set_config('backline.user_id', (SELECT id::text FROM users WHERE username = 'organizer'), true);
SET LOCAL ROLE backline_app;
UPDATE customers SET organization_id = (SELECT id FROM organizations WHERE slug = 'harbour-nights') WHERE name = 'Lotus Weddings';
