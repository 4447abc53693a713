-- A city lies in the country of its state, whichever of the two is changed.

-- refuse 23514 ck_cities_country_of_state
INSERT INTO cities (name, state_id, country_id)
SELECT 'Misplaced', state_id, (SELECT country_id FROM countries WHERE name = 'Germany')
FROM states WHERE code = 'IN-KA';

-- refuse 23514 ck_cities_country_of_state
UPDATE cities SET state_id = (SELECT state_id FROM states WHERE code = 'DE-BE') WHERE name = 'Bengaluru';

-- refuse 23514 ck_cities_country_of_state
UPDATE cities SET country_id = (SELECT country_id FROM countries WHERE name = 'Germany') WHERE name = 'Bengaluru';

-- accept ck_cities_country_of_state
INSERT INTO cities (name, state_id) SELECT 'A new town', state_id FROM states WHERE code = 'IN-KA';

-- accept ck_cities_country_of_state
INSERT INTO cities (name, state_id, country_id) SELECT 'A new town', state_id, country_id FROM states WHERE code = 'IN-KA';

-- refuse 23514 ck_locales_locale_code_form
INSERT INTO locales (locale_code, display_name) VALUES ('english', 'English');

-- accept ck_locales_locale_code_form
INSERT INTO locales (locale_code, display_name) VALUES ('zh-Hant-FR', 'Chinese as in Paris');

-- refuse 23505 uq_states_code
INSERT INTO states (country_id, name, code) SELECT country_id, 'Karnataka again', code FROM states WHERE code = 'IN-KA';

-- accept uq_states_code
INSERT INTO states (country_id, name, code) SELECT country_id, 'A new state', 'IN-Q9' FROM states WHERE code = 'IN-KA';
