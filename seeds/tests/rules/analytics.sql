-- What happened, counted and forecast.

-- refuse 23514 ck_analytics_events_actor_is_user
UPDATE analytics_events SET user_id = (SELECT id FROM users WHERE email = 'admin@example.com')
WHERE event_name = 'signed_up';

-- A user who is forgotten, and a visitor who never was one.
-- accept ck_analytics_events_actor_is_user
UPDATE analytics_events SET user_id = NULL, actor_id = gen_random_uuid() WHERE event_name = 'signed_up';

-- refuse 23514 ck_analytics_events_country_code_form
UPDATE analytics_events SET country_code = 'in' WHERE event_name = 'signed_up';

-- accept ck_analytics_events_country_code_form
UPDATE analytics_events SET country_code = 'PT' WHERE event_name = 'signed_up';

-- refuse 23514 ck_analytics_events_entity_together
UPDATE analytics_events SET entity_id = NULL WHERE event_name = 'signed_up';

-- refuse 23514 ck_analytics_events_entity_together
UPDATE analytics_events SET entity_type = NULL WHERE event_name = 'signed_up';

-- accept ck_analytics_events_entity_together
UPDATE analytics_events SET entity_type = NULL, entity_id = NULL WHERE event_name = 'signed_up';

-- refuse 23514 ck_analytics_events_event_name_form
UPDATE analytics_events SET event_name = 'SignedUp' WHERE event_name = 'signed_up';

-- accept ck_analytics_events_event_name_form
UPDATE analytics_events SET event_name = 'signed_up_2' WHERE event_name = 'signed_up';

-- refuse 23514 ck_analytics_events_properties_is_object
UPDATE analytics_events SET properties = '[]' WHERE event_name = 'signed_up';

-- accept ck_analytics_events_properties_is_object
UPDATE analytics_events SET properties = '{"from": "poster"}' WHERE event_name = 'signed_up';

-- refuse 23514 ck_metrics_name_form
UPDATE metrics SET name = 'Active users' WHERE name = 'active_users';

-- accept ck_metrics_name_form
UPDATE metrics SET name = 'active_users_30d' WHERE name = 'active_users';

-- refuse 23514 ck_daily_metrics_dimension_form
INSERT INTO daily_metrics (metric_id, day, dimension, value)
SELECT id, '2026-01-01', 'city', 1 FROM metrics WHERE name = 'active_users';

-- refuse 23514 ck_daily_metrics_dimension_form
INSERT INTO daily_metrics (metric_id, day, dimension, value)
SELECT id, '2026-01-01', 'city=Pune,', 1 FROM metrics WHERE name = 'active_users';

-- accept ck_daily_metrics_dimension_form
INSERT INTO daily_metrics (metric_id, day, dimension, value)
SELECT id, '2026-01-01', 'city=Pune,genre=Ghazal', 1 FROM metrics WHERE name = 'active_users';

-- refuse 23514 ck_forecasts_bounds_together
UPDATE forecasts SET lower_bound = NULL;

-- accept ck_forecasts_bounds_together
UPDATE forecasts SET lower_bound = NULL, upper_bound = NULL;

-- refuse 23514 ck_forecasts_dimension_form
UPDATE forecasts SET dimension = 'all,city=Pune';

-- accept ck_forecasts_dimension_form
UPDATE forecasts SET dimension = 'city=Pune';

-- refuse 23514 ck_forecasts_period_end_after_period_start
UPDATE forecasts SET period_end = period_start - 1;

-- accept ck_forecasts_period_end_after_period_start
UPDATE forecasts SET period_end = period_start;

-- refuse 23514 ck_forecasts_predicted_within_bounds
UPDATE forecasts SET predicted_value = upper_bound + 0.0001;

-- refuse 23514 ck_forecasts_predicted_within_bounds
UPDATE forecasts SET predicted_value = lower_bound - 0.0001;

-- accept ck_forecasts_predicted_within_bounds
UPDATE forecasts SET predicted_value = upper_bound;
