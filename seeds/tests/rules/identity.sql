-- refuse 23505 uq_users_email
INSERT INTO users (email) VALUES ('Organizer@Example.com');

-- accept uq_users_email
INSERT INTO users (email) VALUES ('somebody.else@example.com');

-- refuse 23505 uq_users_username_lower
UPDATE users SET username = 'ORGANIZER' WHERE username = 'fan';

-- accept uq_users_username_lower
UPDATE users SET username = 'FAN' WHERE username = 'fan';

-- refuse 23514 transition_users_status
UPDATE users SET status = 'active' WHERE username = 'deleted';

-- accept transition_users_status
UPDATE users SET status = 'suspended' WHERE username = 'fan';

-- refuse 23505 uq_roles_name
INSERT INTO roles (name, description) VALUES ('artist', 'A second one.');

-- accept uq_roles_name
DELETE FROM user_roles WHERE role_id = (SELECT id FROM roles WHERE name = 'staff');
DELETE FROM roles WHERE name = 'staff';
INSERT INTO roles (name, description) VALUES ('staff', 'In place of the first one.');

-- refuse 23505 uq_permissions_code
INSERT INTO permissions (code) SELECT code FROM permissions ORDER BY code LIMIT 1;

-- accept uq_permissions_code
INSERT INTO permissions (code) VALUES ('lighthouses:paint');

-- refuse 23514 ck_permissions_code_form
INSERT INTO permissions (code) VALUES ('Paint lighthouses');

-- accept ck_permissions_code_form
INSERT INTO permissions (code) VALUES ('light_houses:paint_white');

-- hidden policy:users
SET LOCAL ROLE backline_app;
SELECT set_config('backline.user_id', '', true);
SELECT FROM users;

-- visible policy:users
SELECT set_config('backline.user_id', (SELECT id::text FROM users WHERE username = 'fan'), true);
SET LOCAL ROLE backline_app;
SELECT FROM users WHERE username = 'fan';

-- hidden policy:users
SELECT set_config('backline.user_id', (SELECT id::text FROM users WHERE username = 'fan'), true);
SET LOCAL ROLE backline_app;
SELECT FROM users WHERE username <> 'fan';

-- hidden policy:user_sessions
SELECT set_config('backline.user_id', (SELECT id::text FROM users WHERE username = 'newcomer'), true);
SET LOCAL ROLE backline_app;
SELECT FROM user_sessions WHERE user_id <> current_user_id();

-- visible policy:user_sessions
SELECT set_config('backline.user_id', (SELECT user_id::text FROM user_sessions ORDER BY id LIMIT 1), true);
SET LOCAL ROLE backline_app;
SELECT FROM user_sessions WHERE user_id = current_user_id();
