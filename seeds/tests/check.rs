//! Each check finds a violation that is planted for it, and none in what we seed.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

use backline_seed::load::{self, Options};
use backline_seeds::{basic, check, story::Settings, testdb};
use sea_orm::sqlx::{self, AssertSqlSafe, PgPool};
use time::macros::{date, datetime};

/// Violations, each for the check of that name. Triggers are off while they are planted.
const PLANTS: &[(&str, &str)] = &[
    (
        "email-verified-after-joining",
        "UPDATE users SET email_verified_at = created_at - interval '1 day' WHERE id = (SELECT min(id::text)::uuid FROM users)",
    ),
    (
        "kyc-reviewed-by-staff",
        "UPDATE kyc_documents SET reviewed_by = (SELECT max(id::text)::uuid FROM users) WHERE reviewed_by IS NOT NULL",
    ),
    (
        "organization-has-an-owner",
        "UPDATE organization_members SET role = 'member' WHERE organization_id = (SELECT min(id::text)::uuid FROM organizations)",
    ),
    (
        "members-joined-after-the-organization",
        "UPDATE organizations SET created_at = created_at + interval '900 days' WHERE id = (SELECT min(id::text)::uuid FROM organizations)",
    ),
    (
        "sessions-of-known-users",
        "UPDATE user_sessions SET created_at = '2001-01-01' WHERE id = (SELECT min(id::text)::uuid FROM user_sessions)",
    ),
    (
        "artists-after-their-users",
        "UPDATE artists SET created_at = '2001-01-01' WHERE id = (SELECT min(id::text)::uuid FROM artists WHERE user_id IS NOT NULL)",
    ),
    (
        "musician-or-teacher-is-an-artist",
        "UPDATE musician_instruments SET is_primary = false WHERE is_primary",
    ),
    ("artists-have-one-primary-genre", "UPDATE artist_genres SET is_primary = false WHERE is_primary"),
    (
        "venue-lies-near-its-city",
        "UPDATE venues SET lat = -80, lon = 0 WHERE id = (SELECT min(id::text)::uuid FROM venues)",
    ),
    (
        "venue-zone-of-its-city",
        "UPDATE venues SET timezone = 'Africa/Abidjan' WHERE id = (SELECT min(id::text)::uuid FROM venues)",
    ),
    (
        "booking-history-is-legal",
        "UPDATE booking_history SET from_status = 'refunded' WHERE id = (SELECT min(id::text)::uuid FROM booking_history WHERE from_status = 'inquiry')",
    ),
    (
        "booking-history-ends-in-its-status",
        "UPDATE bookings SET status = 'inquiry' WHERE id = (SELECT min(id::text)::uuid FROM bookings WHERE status = 'completed')",
    ),
    ("booking-has-a-history", "DELETE FROM booking_history WHERE from_status IS NULL"),
    (
        "booking-times-follow-each-other",
        "UPDATE bookings SET confirmed_at = created_at - interval '1 day' WHERE confirmed_at IS NOT NULL",
    ),
    (
        "completed-after-the-show",
        "UPDATE bookings SET completed_at = ends_at - interval '1 hour' WHERE completed_at IS NOT NULL",
    ),
    ("booked-after-joining", "UPDATE artists SET created_at = now() + interval '90 years'"),
    (
        "no-double-booking-of-artists",
        "ALTER TABLE bookings DROP CONSTRAINT ex_bookings_artist_id_performance; UPDATE bookings SET artist_id = (SELECT min(id::text)::uuid FROM artists), event_date = '2026-01-10', starts_at = '2026-01-10 18:00+00', ends_at = '2026-01-10 20:00+00', stage_id = NULL WHERE status = 'completed'",
    ),
    (
        "application-before-its-booking",
        "UPDATE applications SET submitted_at = now() + interval '90 years', viewed_at = NULL, decided_at = NULL",
    ),
    ("applications-to-published-opportunities", "UPDATE applications SET submitted_at = '2001-01-01'"),
    ("accepted-applications-within-positions", "UPDATE applications SET status = 'accepted'"),
    ("negotiation-rounds-in-sequence", "UPDATE negotiation_rounds SET side = 'artist'"),
    ("only-the-last-round-is-open", "UPDATE negotiation_rounds SET outcome = 'accepted'"),
    (
        "agreed-amount-is-the-last-offer",
        "UPDATE negotiations SET agreed_amount = agreed_amount + 1 WHERE agreed_amount IS NOT NULL",
    ),
    ("signatures-before-signed", "DELETE FROM contract_signatures WHERE role = 'artist'"),
    ("contract-versions-without-a-gap", "DELETE FROM contract_versions WHERE version = 1"),
    ("contract-states-the-fee", "UPDATE contracts SET amount = amount + 1"),
    ("riders-of-agreed-bookings", "UPDATE booking_riders SET confirmed_at = '2001-01-01'"),
    (
        "event-date-is-the-day-of-the-night",
        "ALTER TABLE bookings DROP CONSTRAINT IF EXISTS ck_bookings_starts_at_near_event_date; UPDATE bookings SET event_date = event_date + 1",
    ),
    (
        "ledger-transactions-sum-to-zero",
        "UPDATE ledger_entries SET amount = amount + 1 WHERE id = (SELECT min(id::text)::uuid FROM ledger_entries WHERE amount > 0)",
    ),
    (
        "ledger-entries-in-their-accounts-currency",
        "UPDATE ledger_entries SET currency = 'XAF' WHERE id = (SELECT min(id::text)::uuid FROM ledger_entries)",
    ),
    ("captured-payments-are-booked", "DELETE FROM ledger_entries WHERE payment_id IS NOT NULL"),
    (
        "escrow-holds-what-came-and-did-not-go",
        "UPDATE escrow_accounts SET balance = balance + 1 WHERE status = 'funded'",
    ),
    (
        "released-escrows-are-empty",
        "UPDATE escrow_accounts SET balance = 5 WHERE status IN ('released', 'refunded')",
    ),
    (
        "payouts-after-capture",
        "UPDATE payouts SET paid_at = initiated_at, amount = amount * 3 WHERE status = 'paid'",
    ),
    ("payouts-of-completed-bookings", "UPDATE bookings SET completed_at = NULL"),
    (
        "payout-shares-are-the-fee",
        "UPDATE payouts SET commission_amount = commission_amount + 1 WHERE status = 'paid'",
    ),
    ("refunded-amounts-are-their-refunds", "DELETE FROM refunds WHERE status = 'captured'"),
    (
        "refunds-after-capture",
        "UPDATE payments SET captured_at = now() + interval '90 years', refunded_at = NULL WHERE captured_at IS NOT NULL",
    ),
    ("payment-currency-of-its-booking", "UPDATE payments SET currency = 'XAF' WHERE booking_id IS NOT NULL"),
    (
        "deposit-and-balance-are-the-fee",
        "UPDATE payments SET amount = amount * 9 WHERE booking_id IS NOT NULL",
    ),
    ("paid-deposit-means-a-deposit", "UPDATE payments SET status = 'authorized' WHERE status = 'captured'"),
    (
        "refunded-bookings-are-given-back",
        "UPDATE payments SET status = 'captured', refunded_amount = 0 WHERE status = 'refunded'",
    ),
    ("invoice-sums-are-their-lines", "DELETE FROM invoice_lines"),
    ("crypto-payments-are-their-payments", "UPDATE crypto_payments SET fiat_amount = fiat_amount + 1"),
    ("fees-within-payments", "UPDATE payments SET fee_amount = amount / 2"),
    (
        "tickets-within-their-pool",
        "ALTER TABLE ticket_pools DROP CONSTRAINT IF EXISTS ck_ticket_pools_sold_within_quantity; UPDATE ticket_pools SET quantity = 0, sold = 0",
    ),
    ("tickets-after-publication", "UPDATE tickets SET issued_at = '2001-01-01'"),
    (
        "tickets-redeemed-around-the-event",
        "UPDATE tickets SET redeemed_at = now() + interval '90 years' WHERE redeemed_at IS NOT NULL",
    ),
    ("ticket-price-of-its-pool", "UPDATE tickets SET price = price + 1"),
    ("tickets-are-paid", "UPDATE payments SET amount = amount + 1 WHERE ticket_id IS NOT NULL"),
    (
        "pools-within-the-venue",
        "UPDATE venues SET capacity = 1, capacity_seated = NULL, capacity_standing = NULL",
    ),
    (
        "sets-within-their-event",
        "UPDATE event_artists SET set_starts_at = '2001-01-01' WHERE set_starts_at IS NOT NULL",
    ),
    (
        "one-set-at-a-time-on-a-stage",
        "UPDATE event_artists a SET set_starts_at = e.starts_at, set_ends_at = e.ends_at FROM events e WHERE e.id = a.event_id AND a.stage_id IS NOT NULL",
    ),
    ("attendance-after-joining", "UPDATE event_attendances SET created_at = '2001-01-01'"),
    ("event-zone-of-its-venue", "UPDATE events SET timezone = 'Africa/Abidjan'"),
    ("reviews-of-completed-bookings", "UPDATE reviews SET created_at = '2001-01-01'"),
    ("reviews-of-attended-events", "UPDATE event_attendances SET status = 'maybe'"),
    (
        "reviews-are-about-the-booking",
        "UPDATE reviews SET artist_id = (SELECT max(id::text)::uuid FROM artists) WHERE artist_id IS NOT NULL",
    ),
    (
        "nobody-reviews-themselves",
        "UPDATE artists SET user_id = (SELECT reviewer_id FROM reviews WHERE artist_id = artists.id LIMIT 1)",
    ),
    ("disputes-of-disputed-bookings", "DELETE FROM booking_history WHERE to_status = 'disputed'"),
    ("disputes-raised-by-a-party", "UPDATE disputes SET raised_by = (SELECT max(id::text)::uuid FROM users)"),
    (
        "open-disputes-hold-the-booking",
        "UPDATE disputes SET status = 'open', resolved_at = NULL, refund_amount = NULL WHERE id = (
            SELECT min(d.id::text)::uuid FROM disputes d JOIN bookings b ON b.id = d.booking_id WHERE b.status <> 'disputed')",
    ),
    ("trust-score-is-the-last-of-its-history", "UPDATE trust_scores SET score = 1"),
    ("trust-score-is-shown", "UPDATE trust_scores SET score = 1"),
    ("messages-of-participants", "UPDATE messages SET sender_id = (SELECT min(id::text)::uuid FROM users)"),
    (
        "messages-while-taking-part",
        "UPDATE conversation_participants SET joined_at = now() + interval '90 years', left_at = NULL",
    ),
    (
        "own-messages-are-not-read",
        "UPDATE messages m SET sender_id = r.user_id FROM message_reads r WHERE r.message_id = m.id",
    ),
    ("booking-conversations-with-a-party", "DELETE FROM conversation_participants"),
    ("notifications-after-joining", "UPDATE notifications SET created_at = '2001-01-01'"),
    (
        "emails-to-reserved-domains",
        "UPDATE users SET email = 'somebody@gmail.com' WHERE id = (SELECT min(id::text)::uuid FROM users)",
    ),
    ("audited-status-is-the-status", "UPDATE bookings SET status = 'inquiry' WHERE status = 'offered'"),
    (
        "audit-log-tells-the-row",
        "UPDATE refunds SET reason = 'Nobody asked' WHERE id = (SELECT min(id::text)::uuid FROM refunds)",
    ),
    (
        "no-secrets-in-the-audit-log",
        "UPDATE audit_logs SET new_values = new_values || '{\"password_hash\": \"$argon2id$\"}' WHERE table_name = 'users'",
    ),
    (
        "crew-of-the-same-organization",
        "UPDATE crew_members SET organization_id = (SELECT max(id::text)::uuid FROM organizations), user_id = NULL",
    ),
    (
        "equipment-of-the-same-organization",
        "UPDATE equipment SET organization_id = (SELECT max(id::text)::uuid FROM organizations), code = NULL",
    ),
    (
        "no-double-booking-of-crew",
        "ALTER TABLE project_event_roles DROP CONSTRAINT ex_project_event_roles_one_place_at_once; UPDATE project_event_roles SET starts_at = '2026-01-10 08:00+00', ends_at = '2026-01-10 18:00+00'",
    ),
    ("groups-belong-to-a-variant", "DELETE FROM project_variants"),
    (
        "customers-of-the-same-organization",
        "UPDATE customers SET organization_id = (SELECT max(id::text)::uuid FROM organizations), customer_number = NULL",
    ),
    (
        "calendar-entries-of-their-owner",
        "UPDATE calendar_connections SET user_id = (SELECT max(id::text)::uuid FROM users)",
    ),
    ("calendar-times-of-the-booking", "UPDATE calendar_events SET starts_at = '2001-01-01'"),
    ("derived-numbers-equal-their-rows", "UPDATE artists SET follower_count = follower_count + 1"),
    ("search-index-is-up-to-date", "UPDATE artists SET artist_name = 'Somebody Else'"),
    ("last-message-is-the-last", "UPDATE conversations SET last_message_at = now() + interval '90 years'"),
    ("updated-after-made", "UPDATE bookings SET updated_at = '2001-01-01'"),
];

async fn violations(pool: &PgPool) -> Vec<String> {
    let findings = check::run_all(pool, |_check| {}).await.unwrap();
    findings.iter().map(|finding| format!("{}: {:?}", finding.check.name, finding.examples)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_stories_cohere_at_scale_1_and_10_and_every_check_finds_its_violation() {
    let db = testdb::reference().await.unwrap();
    let pool = db.conn().get_postgres_connection_pool();
    let mut settings = Settings::new(date!(2026 - 06 - 15));
    load::run(pool, &settings.plan().unwrap(), &Options::default(), |_| {}).await.unwrap();
    assert_eq!(violations(pool).await, Vec::<String>::new());

    assert!(check::all().count() >= 40);
    for check in check::all() {
        let plant = PLANTS.iter().find(|(name, _)| *name == check.name);
        let (_, sql) = plant.unwrap_or_else(|| panic!("add a violation for \"{}\" to PLANTS", check.name));
        let mut transaction = pool.begin().await.unwrap();
        sqlx::raw_sql("SET LOCAL session_replication_role = replica")
            .execute(&mut *transaction)
            .await
            .unwrap();
        sqlx::raw_sql(AssertSqlSafe(*sql)).execute(&mut *transaction).await.unwrap();
        let found = check::run(&mut transaction, check).await.unwrap();
        assert!(found.is_some(), "\"{}\" does not find: {sql}", check.name);
        transaction.rollback().await.unwrap();
    }
    assert!(PLANTS.iter().all(|(name, _)| check::all().any(|check| check.name == *name)));

    settings.scale = 10;
    load::run(pool, &settings.plan().unwrap(), &Options::default(), |_| {}).await.unwrap();
    assert_eq!(violations(pool).await, Vec::<String>::new());
    // The accounts of the basic seed go beside them.
    basic::seed(db.conn(), datetime!(2026-06-15 09:00 UTC)).await.unwrap();
    assert_eq!(violations(pool).await, Vec::<String>::new());
}
