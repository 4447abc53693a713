-- Trust scores and their history, reviews, disputes, fraud rules and alerts.

-- refuse 23514 ck_trust_scores_factors_is_object
UPDATE trust_scores SET factors = '[]';

-- accept ck_trust_scores_factors_is_object
UPDATE trust_scores SET factors = '{}';

-- refuse 23514 ck_trust_scores_one_subject
UPDATE trust_scores SET user_id = NULL WHERE user_id IS NOT NULL;

-- refuse 23514 ck_trust_scores_one_subject
UPDATE trust_scores SET artist_id = (SELECT id FROM artists WHERE slug = 'arjun-sen') WHERE user_id IS NOT NULL;

-- accept ck_trust_scores_one_subject
UPDATE trust_scores SET artist_id = (SELECT id FROM artists WHERE slug = 'arjun-sen'), user_id = NULL
WHERE user_id IS NOT NULL;

-- refuse 23514 ck_trust_score_history_manual_with_note
UPDATE trust_score_history SET note = NULL WHERE reason = 'manual';

-- accept ck_trust_score_history_manual_with_note
UPDATE trust_score_history SET note = NULL, reason = 'recalculation' WHERE reason = 'manual';

-- refuse 23514 ck_reviews_event_was_attended
UPDATE reviews SET event_attendance_id = NULL, booking_id = (SELECT id FROM bookings WHERE status = 'completed')
WHERE title = 'Again, please';

-- accept ck_reviews_event_was_attended
INSERT INTO reviews (reviewer_id, event_attendance_id, event_id, rating)
SELECT user_id, id, event_id, 4 FROM event_attendances AS attendance
WHERE NOT EXISTS (SELECT FROM reviews WHERE event_attendance_id = attendance.id) LIMIT 1;

-- refuse 23514 ck_reviews_moderator_has_moderated
UPDATE reviews SET moderated_at = NULL WHERE title = 'No';

-- accept ck_reviews_moderator_has_moderated
UPDATE reviews SET moderated_by = NULL WHERE title = 'No' AND moderated_at IS NOT NULL;

-- refuse 23514 ck_reviews_one_ground
UPDATE reviews SET booking_id = NULL WHERE title = 'Well looked after';

-- refuse 23514 ck_reviews_one_ground
UPDATE reviews SET booking_id = (SELECT id FROM bookings WHERE status = 'completed') WHERE title = 'Again, please';

-- accept ck_reviews_one_ground
UPDATE reviews SET booking_id = NULL, event_attendance_id = (SELECT id FROM event_attendances LIMIT 1)
WHERE title = 'Well looked after';

-- refuse 23514 ck_reviews_one_subject
UPDATE reviews SET artist_id = NULL WHERE title = 'An hour late';

-- refuse 23514 ck_reviews_one_subject
UPDATE reviews SET venue_id = (SELECT id FROM venues WHERE slug = 'the-raintree-hall') WHERE title = 'An hour late';

-- accept ck_reviews_one_subject
UPDATE reviews SET artist_id = NULL, venue_id = (SELECT id FROM venues WHERE slug = 'the-raintree-hall')
WHERE title = 'An hour late';

-- refuse 23514 ck_reviews_published_at_with_status
UPDATE reviews SET status = 'published' WHERE title = 'An hour late';

-- accept ck_reviews_published_at_with_status
UPDATE reviews SET status = 'published', published_at = now() WHERE title = 'An hour late';

-- refuse 23514 ck_reviews_rating_details_is_object
UPDATE reviews SET rating_details = '5' WHERE title = 'An hour late';

-- accept ck_reviews_rating_details_is_object
UPDATE reviews SET rating_details = '{"punctuality": 1}' WHERE title = 'An hour late';

-- refuse 23514 ck_reviews_responded_at_with_response
UPDATE reviews SET response = 'The train was late' WHERE title = 'An hour late';

-- refuse 23514 ck_reviews_responded_at_with_response
UPDATE reviews SET responded_at = now() WHERE title = 'An hour late';

-- accept ck_reviews_responded_at_with_response
UPDATE reviews SET response = 'The train was late', responded_at = now() WHERE title = 'An hour late';

-- refuse 23514 ck_reviews_responder_has_responded
UPDATE reviews SET responded_by = reviewer_id WHERE title = 'An hour late';

-- accept ck_reviews_responder_has_responded
UPDATE reviews SET responded_by = reviewer_id, response = 'Sorry', responded_at = now() WHERE title = 'An hour late';

-- refuse 23505 uq_reviews_reviewer_ground_subject
INSERT INTO reviews (reviewer_id, booking_id, artist_id, rating)
SELECT reviewer_id, booking_id, artist_id, 1 FROM reviews WHERE title = 'An hour late';

-- accept uq_reviews_reviewer_ground_subject
INSERT INTO reviews (reviewer_id, booking_id, venue_id, rating)
SELECT reviewer_id, booking_id, (SELECT id FROM venues WHERE slug = 'the-raintree-hall'), 1
FROM reviews WHERE title = 'An hour late';

-- refuse 23514 currency_disputes_booking_id
UPDATE disputes SET currency = 'USD';

-- accept currency_disputes_booking_id
UPDATE disputes SET currency = bookings.currency FROM bookings WHERE bookings.id = disputes.booking_id;

-- refuse 23514 ck_disputes_evidence_is_array
UPDATE disputes SET evidence = '{}';

-- accept ck_disputes_evidence_is_array
UPDATE disputes SET evidence = '[]';

-- refuse 23514 ck_disputes_refund_with_status
UPDATE disputes SET refund_amount = 1;

-- refuse 23514 ck_disputes_refund_with_status
UPDATE disputes SET status = 'resolved_refund', resolved_at = now();

-- accept ck_disputes_refund_with_status
UPDATE disputes SET status = 'resolved_refund', resolved_at = now(), refund_amount = 1;

-- refuse 23514 ck_disputes_refund_within_disputed
UPDATE disputes SET status = 'resolved_refund', resolved_at = now(), refund_amount = disputed_amount + 0.01;

-- refuse 23514 ck_disputes_refund_within_disputed
UPDATE disputes SET status = 'resolved_refund', resolved_at = now(), refund_amount = 0;

-- accept ck_disputes_refund_within_disputed
UPDATE disputes SET status = 'resolved_refund', resolved_at = now(), refund_amount = disputed_amount;

-- refuse 23514 ck_disputes_resolved_at_after_opened_at
UPDATE disputes SET status = 'resolved_no_refund', resolved_at = opened_at - interval '1 second';

-- accept ck_disputes_resolved_at_after_opened_at
UPDATE disputes SET status = 'resolved_no_refund', resolved_at = opened_at;

-- refuse 23514 ck_disputes_resolved_at_with_status
UPDATE disputes SET status = 'resolved_no_refund';

-- refuse 23514 ck_disputes_resolved_at_with_status
UPDATE disputes SET resolved_at = now();

-- accept ck_disputes_resolved_at_with_status
UPDATE disputes SET status = 'resolved_no_refund', resolved_at = now();

-- refuse 23514 ck_disputes_respond_by_after_opened_at
UPDATE disputes SET respond_by = opened_at - interval '1 second';

-- accept ck_disputes_respond_by_after_opened_at
UPDATE disputes SET respond_by = opened_at;

-- refuse 23505 uq_disputes_booking_unresolved
INSERT INTO disputes (booking_id, raised_by, reason, description, currency)
SELECT booking_id, raised_by, 'other', 'Once more', currency FROM disputes;

-- accept uq_disputes_booking_unresolved
UPDATE disputes SET status = 'resolved_no_refund', resolved_at = now();
INSERT INTO disputes (booking_id, raised_by, reason, description, currency)
SELECT booking_id, raised_by, 'refund_refused', 'Once more', currency FROM disputes;

-- refuse 23514 ck_fraud_rules_code_form
UPDATE fraud_rules SET code = 'Many_Cards' WHERE code = 'many-cards';

-- accept ck_fraud_rules_code_form
UPDATE fraud_rules SET code = 'many-cards-2' WHERE code = 'many-cards';

-- refuse 23514 ck_fraud_rules_definition_is_object
UPDATE fraud_rules SET definition = '[]' WHERE code = 'many-cards';

-- accept ck_fraud_rules_definition_is_object
UPDATE fraud_rules SET definition = '{"cards": 5}' WHERE code = 'many-cards';

-- refuse 23514 ck_fraud_alerts_evidence_is_object
UPDATE fraud_alerts SET evidence = '[]' WHERE status = 'open';

-- accept ck_fraud_alerts_evidence_is_object
UPDATE fraud_alerts SET evidence = '{"reviews": 7}' WHERE status = 'open';

-- refuse 23514 ck_fraud_alerts_one_subject
UPDATE fraud_alerts SET review_id = NULL WHERE status = 'open';

-- refuse 23514 ck_fraud_alerts_one_subject
UPDATE fraud_alerts SET booking_id = (SELECT id FROM bookings WHERE status = 'completed') WHERE status = 'open';

-- accept ck_fraud_alerts_one_subject
UPDATE fraud_alerts SET review_id = NULL, booking_id = (SELECT id FROM bookings WHERE status = 'completed')
WHERE status = 'open';

-- refuse 23514 ck_fraud_alerts_resolved_at_after_detected_at
UPDATE fraud_alerts SET resolved_at = detected_at - interval '1 second' WHERE status = 'confirmed';

-- accept ck_fraud_alerts_resolved_at_after_detected_at
UPDATE fraud_alerts SET resolved_at = detected_at WHERE status = 'confirmed';

-- refuse 23514 ck_fraud_alerts_resolved_at_with_status
UPDATE fraud_alerts SET status = 'dismissed' WHERE status = 'open';

-- refuse 23514 ck_fraud_alerts_resolved_at_with_status
UPDATE fraud_alerts SET resolved_at = now() WHERE status = 'open';

-- accept ck_fraud_alerts_resolved_at_with_status
UPDATE fraud_alerts SET status = 'dismissed', resolved_at = now() WHERE status = 'open';

-- refuse 23514 ck_fraud_alerts_resolver_has_resolved
UPDATE fraud_alerts SET resolved_by = (SELECT id FROM users WHERE email = 'staff@example.com') WHERE status = 'open';

-- accept ck_fraud_alerts_resolver_has_resolved
UPDATE fraud_alerts
SET resolved_by = (SELECT id FROM users WHERE email = 'staff@example.com'), resolved_at = now(), status = 'confirmed'
WHERE status = 'open';

-- refuse 23505 uq_fraud_alerts_rule_subject_unresolved
INSERT INTO fraud_alerts (fraud_rule_id, review_id, severity, score, status)
SELECT fraud_rule_id, review_id, severity, 80, 'investigating' FROM fraud_alerts WHERE status = 'open';

-- accept uq_fraud_alerts_rule_subject_unresolved
UPDATE fraud_alerts SET status = 'dismissed', resolved_at = now() WHERE status = 'open';
INSERT INTO fraud_alerts (fraud_rule_id, review_id, severity, score, status)
SELECT fraud_rule_id, review_id, severity, 80, 'investigating' FROM fraud_alerts WHERE review_id IS NOT NULL;

-- A review in the name of another.
-- refuse 42501 policy:reviews
SELECT set_config('backline.user_id', id::text, true) FROM users WHERE email = 'newcomer@example.com';
SET LOCAL ROLE backline_app;
INSERT INTO reviews (reviewer_id, booking_id, artist_id, rating)
SELECT gen_random_uuid(), gen_random_uuid(), id, 1 FROM artists WHERE slug = 'meera-iyer';

-- Nobody publishes a review of their own.
-- refuse 42501 policy:reviews
SELECT set_config('backline.user_id', id::text, true) FROM users WHERE email = 'organizer@example.com';
SET LOCAL ROLE backline_app;
INSERT INTO reviews (reviewer_id, booking_id, venue_id, rating, status, published_at)
SELECT current_user_id(), bookings.id, venues.id, 5, 'published', now() FROM bookings, venues
WHERE bookings.status = 'completed' AND slug = 'the-raintree-hall';

-- Who has no part in the booking reviews nothing of it.
-- refuse 42501 policy:reviews
SELECT set_config('rules.booking', id::text, true) FROM bookings WHERE status = 'completed';
SELECT set_config('backline.user_id', id::text, true) FROM users WHERE email = 'newcomer@example.com';
SET LOCAL ROLE backline_app;
INSERT INTO reviews (reviewer_id, booking_id, artist_id, rating)
SELECT current_user_id(), current_setting('rules.booking')::uuid, id, 1 FROM artists WHERE slug = 'meera-iyer';

-- accept policy:reviews
SELECT set_config('backline.user_id', id::text, true) FROM users WHERE email = 'organizer@example.com';
SET LOCAL ROLE backline_app;
INSERT INTO reviews (reviewer_id, booking_id, venue_id, rating)
SELECT current_user_id(), bookings.id, venues.id, 5 FROM bookings, venues
WHERE bookings.status = 'completed' AND slug = 'the-raintree-hall';

-- Who has no part in the booking disputes nothing.
-- refuse 42501 policy:disputes
SELECT set_config('backline.user_id', me.id::text, true), set_config('test.booking', bookings.id::text, true)
FROM users AS me, bookings WHERE me.email = 'fan@example.com' AND bookings.status = 'completed';
SET LOCAL ROLE backline_app;
INSERT INTO disputes (booking_id, raised_by, reason, description, currency)
VALUES (current_setting('test.booking')::uuid, current_user_id(), 'other', 'It rained', 'INR');

-- accept policy:disputes
SELECT set_config('backline.user_id', me.id::text, true), set_config('test.booking', bookings.id::text, true)
FROM users AS me, bookings WHERE me.email = 'artist@example.com' AND bookings.status = 'completed';
SET LOCAL ROLE backline_app;
INSERT INTO disputes (booking_id, raised_by, reason, description, currency)
VALUES (current_setting('test.booking')::uuid, current_user_id(), 'other', 'It rained', 'INR');

-- Who is not the subject answers nothing.
-- refuse 42501 respond_to_own_review
SELECT set_config('backline.user_id', id::text, true) FROM users WHERE email = 'fan@example.com';
SET LOCAL ROLE backline_app;
SELECT respond_to_review(reviews.id, 'Thank you') FROM reviews JOIN artists ON artists.id = artist_id
WHERE slug = 'meera-iyer' AND reviews.status = 'published';

-- accept respond_to_own_review
SELECT set_config('backline.user_id', id::text, true) FROM users WHERE email = 'artist@example.com';
SET LOCAL ROLE backline_app;
SELECT respond_to_review(reviews.id, 'Thank you') FROM reviews JOIN artists ON artists.id = artist_id
WHERE slug = 'meera-iyer' AND reviews.status = 'published';
