-- Commission, invoices, payments, refunds, payouts, crypto, escrow and the ledger.

-- refuse 23514 ck_commission_rules_artist_percent_within_percentage
UPDATE commission_rules SET artist_percent = percentage + 0.01 WHERE name = 'Tickets';

-- accept ck_commission_rules_artist_percent_within_percentage
UPDATE commission_rules SET artist_percent = percentage WHERE name = 'Tickets';

-- refuse 23514 ck_commission_rules_effective_to_after_effective_from
UPDATE commission_rules SET effective_to = effective_from - 1 WHERE name = 'Tickets';

-- accept ck_commission_rules_effective_to_after_effective_from
UPDATE commission_rules SET effective_to = effective_from WHERE name = 'Tickets';

-- refuse 23514 ck_commission_rules_maximum_amount_after_minimum_amount
UPDATE commission_rules SET minimum_amount = 10, maximum_amount = 9.99 WHERE name = 'Tickets';

-- accept ck_commission_rules_maximum_amount_after_minimum_amount
UPDATE commission_rules SET minimum_amount = 10, maximum_amount = 10 WHERE name = 'Tickets';

-- refuse 23P01 ex_commission_rules_effective
INSERT INTO commission_rules (name, applies_to, category, percentage, currency, effective_from)
SELECT 'Shows of newcomers, again', applies_to, category, 6, currency, effective_from + 30
FROM commission_rules WHERE name = 'Shows of newcomers';

-- accept ex_commission_rules_effective
INSERT INTO commission_rules (name, applies_to, category, percentage, currency, effective_from, active)
SELECT 'Shows of stars', applies_to, 'international'::artist_category, 6, currency, effective_from, true
FROM commission_rules WHERE name = 'Shows of newcomers'
UNION ALL
SELECT 'Shows of newcomers, a draft', applies_to, category, 6, currency, effective_from, false
FROM commission_rules WHERE name = 'Shows of newcomers';

-- refuse 23P01 ex_commission_rules_effective_any_category
INSERT INTO commission_rules (name, applies_to, percentage, currency, effective_from)
SELECT 'Tickets, again', applies_to, 6, currency, effective_from + 30 FROM commission_rules WHERE name = 'Tickets';

-- accept ex_commission_rules_effective_any_category
UPDATE commission_rules SET effective_to = effective_from + 29 WHERE name = 'Tickets';
INSERT INTO commission_rules (name, applies_to, percentage, currency, effective_from)
SELECT 'Tickets, later', applies_to, 6, currency, effective_from + 30 FROM commission_rules WHERE name = 'Tickets';

-- refuse 23514 ck_invoices_cancelled_at_when_cancelled
UPDATE invoices SET status = 'cancelled' WHERE invoice_number = 'BL-2041';

-- refuse 23514 ck_invoices_cancelled_at_when_cancelled
UPDATE invoices SET cancelled_at = now() WHERE invoice_number = 'BL-2041';

-- accept ck_invoices_cancelled_at_when_cancelled
UPDATE invoices SET status = 'cancelled', cancelled_at = now() WHERE invoice_number = 'BL-2041';

-- refuse 23514 ck_invoices_customer_of_an_organization
UPDATE invoices SET organization_id = NULL WHERE invoice_number = 'HN-12';

-- accept ck_invoices_customer_of_an_organization
INSERT INTO invoices (invoice_number, organization_id, customer_id, currency)
SELECT 'HN-13', organization_id, customer_id, currency FROM invoices WHERE invoice_number = 'HN-12';

-- refuse 23514 ck_invoices_discount_within_total
UPDATE invoices SET discount_amount = subtotal_amount + tax_amount + 0.01 WHERE invoice_number = 'BL-2041';

-- accept ck_invoices_discount_within_total
UPDATE invoices SET discount_amount = subtotal_amount + tax_amount WHERE invoice_number = 'BL-2041';

-- refuse 23514 ck_invoices_due_at_after_issued_at
UPDATE invoices SET due_at = issued_at - interval '1 second' WHERE invoice_number = 'BL-2041';

-- accept ck_invoices_due_at_after_issued_at
UPDATE invoices SET due_at = issued_at WHERE invoice_number = 'BL-2041';

-- refuse 23514 ck_invoices_issued_at_unless_draft
UPDATE invoices SET status = 'issued' WHERE invoice_number = 'HN-12';

-- accept ck_invoices_issued_at_unless_draft
UPDATE invoices SET status = 'issued', issued_at = now() WHERE invoice_number = 'HN-12';

-- refuse 23514 ck_invoices_one_issuer_at_most
UPDATE invoices SET organization_id = (SELECT id FROM organizations WHERE slug = 'harbour-nights')
WHERE invoice_number = 'MI-2041';

-- accept ck_invoices_one_issuer_at_most
UPDATE invoices SET organization_id = (SELECT id FROM organizations WHERE slug = 'harbour-nights'), issuer_user_id = NULL
WHERE invoice_number = 'MI-2041';

-- refuse 23514 ck_invoices_one_recipient
UPDATE invoices SET recipient_user_id = NULL WHERE invoice_number = 'BL-2041';

-- refuse 23514 ck_invoices_one_recipient
UPDATE invoices SET recipient_organization_id = (SELECT id FROM organizations WHERE slug = 'harbour-nights')
WHERE invoice_number = 'BL-2041';

-- accept ck_invoices_one_recipient
UPDATE invoices
SET recipient_user_id = NULL, recipient_organization_id = (SELECT id FROM organizations WHERE slug = 'harbour-nights')
WHERE invoice_number = 'BL-2041';

-- refuse 23514 ck_invoices_paid_at_after_issued_at
UPDATE invoices SET paid_at = issued_at - interval '1 second' WHERE invoice_number = 'MI-2041';

-- accept ck_invoices_paid_at_after_issued_at
UPDATE invoices SET paid_at = issued_at WHERE invoice_number = 'MI-2041';

-- refuse 23514 ck_invoices_paid_at_when_paid
UPDATE invoices SET status = 'paid' WHERE invoice_number = 'BL-2041';

-- accept ck_invoices_paid_at_when_paid
UPDATE invoices SET status = 'paid', paid_at = now() WHERE invoice_number = 'BL-2041';

-- refuse 23514 ck_invoices_pdf_url_form
UPDATE invoices SET pdf_url = 'file:///invoices/BL-2041.pdf' WHERE invoice_number = 'BL-2041';

-- accept ck_invoices_pdf_url_form
UPDATE invoices SET pdf_url = 'https://files.example.com/invoices/BL-2041.pdf' WHERE invoice_number = 'BL-2041';

-- refuse 23514 ck_invoices_recipient_is_another
UPDATE invoices SET recipient_organization_id = organization_id, customer_id = NULL WHERE invoice_number = 'ML-88';

-- accept ck_invoices_recipient_is_another
UPDATE invoices
SET recipient_organization_id = (SELECT id FROM organizations WHERE slug = 'harbour-nights'), customer_id = NULL
WHERE invoice_number = 'ML-88';

-- refuse 23514 ck_invoices_user_recipient_is_another
UPDATE invoices SET issuer_user_id = recipient_user_id WHERE invoice_number = 'BL-2041';

-- accept ck_invoices_user_recipient_is_another
UPDATE invoices SET issuer_user_id = (SELECT id FROM users WHERE email = 'teacher@example.com')
WHERE invoice_number = 'BL-2041';

-- refuse 23514 currency_fixed_invoices
UPDATE invoices SET currency = 'USD' WHERE invoice_number = 'HN-12';

-- accept currency_fixed_invoices
UPDATE invoices SET currency = 'GBP', notes = 'In pounds' WHERE invoice_number = 'HN-12';

-- refuse 23514 currency_invoice_lines_invoice_id
INSERT INTO invoice_lines (invoice_id, position, description, unit_price, currency)
SELECT id, 9, 'In another currency', 10, 'USD' FROM invoices WHERE invoice_number = 'HN-12';

-- refuse 23514 currency_invoice_lines_invoice_id
UPDATE invoice_lines SET invoice_id = (SELECT id FROM invoices WHERE invoice_number = 'BL-2041'), position = 9
WHERE invoice_id = (SELECT id FROM invoices WHERE invoice_number = 'HN-12');

-- accept currency_invoice_lines_invoice_id
INSERT INTO invoice_lines (invoice_id, position, description, unit_price, currency)
SELECT id, 9, 'In the same currency', 10, currency FROM invoices WHERE invoice_number = 'HN-12';

-- refuse 23514 ck_invoice_lines_tax_code_form
UPDATE invoice_lines SET tax_code = '998' WHERE description = 'Crew of four';

-- accept ck_invoice_lines_tax_code_form
UPDATE invoice_lines SET tax_code = '998596' WHERE description = 'Crew of four';

-- refuse 23514 ck_payments_authorized_at_after_initiated_at
UPDATE payments SET authorized_at = initiated_at - interval '1 second' WHERE idempotency_key = 'completed deposit';

-- accept ck_payments_authorized_at_after_initiated_at
UPDATE payments SET authorized_at = initiated_at WHERE idempotency_key = 'completed deposit';

-- refuse 23514 ck_payments_captured_at_after_initiated_at
UPDATE payments SET captured_at = initiated_at - interval '1 second' WHERE idempotency_key = 'completed deposit';

-- accept ck_payments_captured_at_after_initiated_at
UPDATE payments SET captured_at = initiated_at WHERE idempotency_key = 'completed deposit';

-- refuse 23514 ck_payments_captured_at_when_captured
UPDATE payments SET status = 'captured' WHERE idempotency_key = 'confirmed deposit';

-- accept ck_payments_captured_at_when_captured
UPDATE payments SET status = 'captured', captured_at = now() WHERE idempotency_key = 'confirmed deposit';

-- refuse 23514 ck_payments_fee_within_amount
UPDATE payments SET fee_amount = amount + 0.01 WHERE idempotency_key = 'completed deposit';

-- accept ck_payments_fee_within_amount
UPDATE payments SET fee_amount = amount WHERE idempotency_key = 'completed deposit';

-- refuse 23514 ck_payments_for_something
UPDATE payments SET booking_id = NULL WHERE idempotency_key = 'completed deposit';

-- accept ck_payments_for_something
UPDATE payments SET booking_id = NULL WHERE idempotency_key = 'completed balance' AND invoice_id IS NOT NULL;

-- refuse 23514 ck_payments_kind_fits_subject
UPDATE payments SET kind = 'deposit' WHERE idempotency_key = 'ticket raintree-sessions fan';

-- refuse 23514 ck_payments_kind_fits_subject
UPDATE payments SET kind = 'ticket' WHERE idempotency_key = 'completed deposit';

-- accept ck_payments_kind_fits_subject
UPDATE payments SET kind = 'platform_fee' WHERE idempotency_key = 'ticket raintree-sessions fan';

-- refuse 23514 ck_payments_one_subject_at_most
UPDATE payments SET event_id = (SELECT id FROM events WHERE slug = 'raintree-sessions')
WHERE idempotency_key = 'ticket raintree-sessions fan';

-- accept ck_payments_one_subject_at_most
UPDATE payments SET event_id = (SELECT id FROM events WHERE slug = 'raintree-sessions'), ticket_id = NULL
WHERE idempotency_key = 'ticket raintree-sessions fan';

-- refuse 23514 ck_payments_payee_is_another
UPDATE payments SET payee_id = payer_id WHERE idempotency_key = 'completed deposit';

-- accept ck_payments_payee_is_another
UPDATE payments SET payee_id = payer_id, payer_id = payee_id WHERE idempotency_key = 'completed deposit';

-- refuse 23514 ck_payments_provider_payment_id_of_a_provider
UPDATE payments SET provider_id = NULL WHERE idempotency_key = 'completed deposit';

-- accept ck_payments_provider_payment_id_of_a_provider
UPDATE payments SET provider_id = NULL, provider_payment_id = NULL WHERE idempotency_key = 'completed deposit';

-- refuse 23514 ck_payments_refunded_at_after_captured_at
UPDATE payments SET refunded_at = captured_at - interval '1 second' WHERE idempotency_key = 'refunded deposit';

-- accept ck_payments_refunded_at_after_captured_at
UPDATE payments SET refunded_at = captured_at WHERE idempotency_key = 'refunded deposit';

-- refuse 23514 ck_payments_refunded_within_amount
UPDATE payments SET refunded_amount = amount + 0.01 WHERE idempotency_key = 'completed deposit';

-- Two refunds, each within the payment, together more than it.
-- refuse 23514 ck_payments_refunded_within_amount
INSERT INTO refunds (payment_id, amount, currency, idempotency_key)
SELECT id, amount, currency, 'first' FROM payments WHERE idempotency_key = 'completed deposit';
INSERT INTO refunds (payment_id, amount, currency, idempotency_key)
SELECT id, 0.01, currency, 'second' FROM payments WHERE idempotency_key = 'completed deposit';

-- accept ck_payments_refunded_within_amount
INSERT INTO refunds (payment_id, amount, currency, idempotency_key)
SELECT id, amount / 2, currency, part FROM payments, (VALUES ('first'), ('second')) AS parts (part)
WHERE idempotency_key = 'completed deposit';
SELECT FROM payments WHERE idempotency_key = 'completed deposit' AND refunded_amount = amount;

-- refuse 23514 currency_fixed_payments
UPDATE payments SET currency = 'USD' WHERE idempotency_key = 'confirmed deposit';

-- accept currency_fixed_payments
UPDATE payments SET currency = 'INR', amount = amount + 1 WHERE idempotency_key = 'confirmed deposit';

-- refuse 23514 amount_fixed_payments
UPDATE payments SET amount = amount - 1 WHERE idempotency_key = 'completed deposit';

-- accept amount_fixed_payments
UPDATE payments SET amount = amount - 1 WHERE idempotency_key = 'confirmed deposit';

-- accept transition_refunds_status
INSERT INTO refunds (payment_id, amount, currency, status, idempotency_key)
SELECT id, 1, currency, 'failed', 'again' FROM payments WHERE idempotency_key = 'completed deposit';
UPDATE refunds SET status = 'initiated' WHERE idempotency_key = 'again';

-- refuse 23514 ck_refunds_processed_at_after_initiated_at
UPDATE refunds SET processed_at = initiated_at - interval '1 second' WHERE idempotency_key = 'refund refunded';

-- accept ck_refunds_processed_at_after_initiated_at
UPDATE refunds SET processed_at = initiated_at WHERE idempotency_key = 'refund refunded';

-- refuse 23514 ck_refunds_processed_at_when_captured
UPDATE refunds SET processed_at = NULL WHERE idempotency_key = 'refund refunded';

-- accept ck_refunds_processed_at_when_captured
INSERT INTO refunds (payment_id, amount, currency, status, processed_at, idempotency_key)
SELECT id, 1, currency, 'captured', now(), 'one' FROM payments WHERE idempotency_key = 'completed deposit';

-- refuse 23514 ck_refunds_status_of_a_refund
INSERT INTO refunds (payment_id, amount, currency, status, idempotency_key)
SELECT id, 1, currency, 'authorized', 'one' FROM payments WHERE idempotency_key = 'completed deposit';

-- refuse 23514 ck_refunds_status_of_a_refund
UPDATE refunds SET status = 'refunded' WHERE idempotency_key = 'refund refunded';

-- accept ck_refunds_status_of_a_refund
INSERT INTO refunds (payment_id, amount, currency, status, idempotency_key)
SELECT id, 1, currency, 'failed', 'one' FROM payments WHERE idempotency_key = 'completed deposit';

-- refuse 23514 currency_refunds_payment_id
INSERT INTO refunds (payment_id, amount, currency, idempotency_key)
SELECT id, 1, 'USD', 'one' FROM payments WHERE idempotency_key = 'completed deposit';

-- accept currency_refunds_payment_id
INSERT INTO refunds (payment_id, amount, currency, idempotency_key)
SELECT id, 1, currency, 'one' FROM payments WHERE idempotency_key = 'completed deposit';

-- refuse 23514 refund_of_captured_payment
INSERT INTO refunds (payment_id, amount, currency, idempotency_key)
SELECT id, 1, currency, 'one' FROM payments WHERE idempotency_key = 'confirmed deposit';

-- accept refund_of_captured_payment
INSERT INTO refunds (payment_id, amount, currency, idempotency_key, status)
SELECT id, 1, currency, 'one', 'failed' FROM payments WHERE idempotency_key = 'confirmed deposit';

-- refuse 23514 ck_payouts_paid_at_after_initiated_at
UPDATE payouts SET paid_at = initiated_at - interval '1 second' WHERE idempotency_key = 'payout completed';

-- accept ck_payouts_paid_at_after_initiated_at
UPDATE payouts SET paid_at = initiated_at WHERE idempotency_key = 'payout completed';

-- refuse 23514 ck_payouts_paid_at_when_paid
UPDATE payouts SET paid_at = NULL WHERE idempotency_key = 'payout completed';

-- refuse 23514 ck_payouts_paid_at_when_paid
UPDATE payouts SET paid_at = now() WHERE idempotency_key = 'payout scheduled';

-- accept ck_payouts_paid_at_when_paid
UPDATE payouts SET status = 'processing' WHERE idempotency_key = 'payout scheduled';
UPDATE payouts SET status = 'paid', paid_at = now() WHERE idempotency_key = 'payout scheduled';

-- refuse 23514 ck_payouts_provider_payout_id_of_a_provider
UPDATE payouts SET provider_id = NULL WHERE idempotency_key = 'payout completed';

-- accept ck_payouts_provider_payout_id_of_a_provider
UPDATE payouts SET provider_id = NULL, provider_payout_id = NULL WHERE idempotency_key = 'payout completed';

-- refuse 23514 payouts_within_captured
UPDATE payouts SET status = 'processing', amount = amount + 0.01 WHERE idempotency_key = 'payout scheduled';

-- Commission and tax withheld count as spent.
-- refuse 23514 payouts_within_captured
UPDATE payouts SET withheld_amount = withheld_amount + 0.01 WHERE idempotency_key = 'payout completed';

-- What was given back is not there to be paid out.
-- refuse 23514 payouts_within_captured
INSERT INTO refunds (payment_id, amount, currency, idempotency_key)
SELECT id, 0.01, currency, 'one' FROM payments WHERE idempotency_key = 'scheduled deposit';
UPDATE payouts SET status = 'processing' WHERE idempotency_key = 'payout scheduled';

-- Captured in one currency, paid out in another.
-- refuse 23514 payouts_within_captured
INSERT INTO payouts (payee_id, booking_id, status, amount, currency, idempotency_key)
SELECT payee_id, booking_id, 'processing', 1, 'USD', 'one' FROM payouts WHERE idempotency_key = 'payout scheduled';

-- accept payouts_within_captured
UPDATE payouts SET status = 'processing' WHERE idempotency_key = 'payout scheduled';

-- refuse 23514 ck_crypto_wallets_address_form
UPDATE crypto_wallets SET address = '0x00 00' WHERE address = '0x00000000000000000000000000000000000000A1';

-- accept ck_crypto_wallets_address_form
UPDATE crypto_wallets SET address = '0x00000000000000000000000000000000000000A9'
WHERE address = '0x00000000000000000000000000000000000000A1';

-- refuse 23514 ck_crypto_wallets_default_is_in_use
UPDATE crypto_wallets SET archived_at = now() WHERE is_default;

-- accept ck_crypto_wallets_default_is_in_use
UPDATE crypto_wallets SET archived_at = now(), is_default = false WHERE is_default;

-- refuse 23514 ck_crypto_wallets_one_owner
UPDATE crypto_wallets SET organization_id = (SELECT id FROM organizations WHERE slug = 'monsoon-live');

-- refuse 23514 ck_crypto_wallets_one_owner
UPDATE crypto_wallets SET user_id = NULL;

-- accept ck_crypto_wallets_one_owner
UPDATE crypto_wallets SET organization_id = (SELECT id FROM organizations WHERE slug = 'monsoon-live'), user_id = NULL
WHERE address = '0x00000000000000000000000000000000000000A1';

-- refuse 23505 uq_crypto_wallets_default
INSERT INTO crypto_wallets (user_id, chain, address, is_default)
SELECT user_id, chain, '0x00000000000000000000000000000000000000C3', true FROM crypto_wallets;

-- accept uq_crypto_wallets_default
INSERT INTO crypto_wallets (user_id, chain, address, is_default)
SELECT user_id, other.chain, right(address, 2) || '000000000000000000000000C3', other.is_default
FROM crypto_wallets, (VALUES ('ethereum'::crypto_chain, false), ('polygon', true)) AS other (chain, is_default);

-- refuse 23514 ck_crypto_payments_asset_form
UPDATE crypto_payments SET asset = 'usdc';

-- accept ck_crypto_payments_asset_form
UPDATE crypto_payments SET asset = 'ETH';

-- refuse 23514 ck_crypto_payments_confirmed_at_after_detected_at
UPDATE crypto_payments SET confirmed_at = detected_at - interval '1 second';

-- accept ck_crypto_payments_confirmed_at_after_detected_at
UPDATE crypto_payments SET confirmed_at = detected_at;

-- refuse 23514 ck_crypto_payments_confirmed_at_when_confirmed
UPDATE crypto_payments SET confirmed_at = NULL;

-- accept ck_crypto_payments_confirmed_at_when_confirmed
UPDATE crypto_payments SET status = 'refunded', confirmed_at = NULL;

-- refuse 23514 ck_crypto_payments_confirmed_has_confirmations
UPDATE crypto_payments SET confirmations = required_confirmations - 1;

-- accept ck_crypto_payments_confirmed_has_confirmations
UPDATE crypto_payments SET confirmations = required_confirmations;

-- refuse 23514 ck_crypto_payments_seen_has_tx_hash
UPDATE crypto_payments SET tx_hash = NULL;

-- accept ck_crypto_payments_seen_has_tx_hash
INSERT INTO crypto_payments
    (payment_id, chain, asset, to_address, crypto_amount, rate, fiat_amount, currency, expires_at)
SELECT payment.id, chain, asset, to_address, 1, rate, 1, payment.currency, expires_at
FROM crypto_payments, payments AS payment WHERE payment.idempotency_key = 'scheduled deposit';

-- refuse 23514 ck_crypto_payments_to_address_form
UPDATE crypto_payments SET to_address = 'lena''s wallet';

-- accept ck_crypto_payments_to_address_form
UPDATE crypto_payments SET to_address = 'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq';

-- refuse 23514 ck_crypto_payments_tx_hash_form
UPDATE crypto_payments SET tx_hash = '0xshort';

-- accept ck_crypto_payments_tx_hash_form
UPDATE crypto_payments SET tx_hash = repeat('5', 64);

-- refuse 23514 currency_crypto_payments_payment_id
UPDATE crypto_payments SET currency = 'USD';

-- accept currency_crypto_payments_payment_id
UPDATE crypto_payments SET payment_id = (SELECT id FROM payments WHERE idempotency_key = 'scheduled deposit');

-- refuse 23514 chain_crypto_payments_wallet_id
UPDATE crypto_payments SET chain = 'bitcoin';

-- accept chain_crypto_payments_wallet_id
UPDATE crypto_payments SET chain = 'bitcoin', wallet_id = NULL;

-- refuse 23514 chain_fixed_crypto_wallets
UPDATE crypto_wallets SET chain = 'bitcoin';

-- accept chain_fixed_crypto_wallets
UPDATE crypto_wallets SET chain = chain, label = 'At home';

-- refuse 23514 currency_escrow_accounts_booking_id
INSERT INTO escrow_accounts (booking_id, balance, currency)
SELECT id, 0, 'USD' FROM bookings WHERE status = 'confirmed';

-- accept currency_escrow_accounts_booking_id
INSERT INTO escrow_accounts (booking_id, balance, currency)
SELECT id, 0, currency FROM bookings WHERE status = 'confirmed';

-- refuse 23514 ck_escrow_accounts_closed_is_empty
INSERT INTO escrow_accounts (booking_id, status, balance, currency, closed_at)
SELECT id, 'closed', 0.01, currency, now() FROM bookings WHERE status = 'confirmed';

-- accept ck_escrow_accounts_closed_is_empty
UPDATE escrow_accounts SET status = 'closed', closed_at = now() WHERE status = 'released' AND balance = 0;

-- refuse 23514 ck_escrow_accounts_released_at_after_funded_at
UPDATE escrow_accounts SET released_at = funded_at - interval '1 second' WHERE status = 'released';

-- accept ck_escrow_accounts_released_at_after_funded_at
UPDATE escrow_accounts SET released_at = funded_at WHERE status = 'released';

-- refuse 23514 currency_fixed_escrow_accounts
UPDATE escrow_accounts SET currency = 'USD' WHERE status = 'released';

-- accept currency_fixed_escrow_accounts
UPDATE escrow_accounts SET currency = 'INR', release_due_at = now() WHERE status = 'released';

-- refuse 23514 ck_ledger_accounts_code_form
UPDATE ledger_accounts SET code = 'Platform Bank' WHERE code = 'platform:bank-inr';

-- accept ck_ledger_accounts_code_form
UPDATE ledger_accounts SET code = 'platform:bank:inr' WHERE code = 'platform:bank-inr';

-- refuse 23514 ck_ledger_accounts_escrow_is_liability
UPDATE ledger_accounts SET kind = 'asset' WHERE code = 'escrow:completed';

-- accept ck_ledger_accounts_escrow_is_liability
UPDATE ledger_accounts SET kind = 'asset' WHERE code = 'platform:tax-withheld-inr' AND escrow_account_id IS NULL;

-- refuse 23514 ck_ledger_accounts_one_owner_at_most
UPDATE ledger_accounts SET user_id = (SELECT id FROM users WHERE email = 'admin@example.com')
WHERE code = 'escrow:completed';

-- accept ck_ledger_accounts_one_owner_at_most
UPDATE ledger_accounts SET user_id = (SELECT id FROM users WHERE email = 'admin@example.com')
WHERE code = 'platform:bank-inr';

-- refuse 23514 ck_ledger_accounts_parent_is_another
UPDATE ledger_accounts SET parent_id = id WHERE code = 'platform:bank-inr';

-- accept ck_ledger_accounts_parent_is_another
UPDATE ledger_accounts SET parent_id = (SELECT id FROM ledger_accounts WHERE code = 'platform:bank-inr')
WHERE code = 'platform:commission-inr';

-- refuse 23514 currency_fixed_ledger_accounts
UPDATE ledger_accounts SET currency = 'USD' WHERE code = 'platform:bank-inr';

-- accept currency_fixed_ledger_accounts
UPDATE ledger_accounts SET currency = 'INR', name = 'The bank' WHERE code = 'platform:bank-inr';

-- refuse 23514 currency_ledger_accounts_escrow_account_id
INSERT INTO ledger_accounts (code, name, kind, currency, escrow_account_id)
SELECT 'escrow:another', 'Another', 'liability', 'USD', id FROM escrow_accounts WHERE status = 'released';

-- accept currency_ledger_accounts_escrow_account_id
UPDATE ledger_accounts SET escrow_account_id = NULL WHERE code = 'escrow:completed';
INSERT INTO ledger_accounts (code, name, kind, currency, escrow_account_id)
SELECT 'escrow:another', 'Another', 'liability', currency, id FROM escrow_accounts WHERE status = 'released';

-- refuse 23514 ck_ledger_entries_amount_not_zero
INSERT INTO ledger_entries (transaction_id, account_id, amount, currency, description)
SELECT gen_random_uuid(), id, 0, currency, 'Nothing' FROM ledger_accounts WHERE code = 'platform:bank-inr';

-- accept ck_ledger_entries_amount_not_zero
WITH moved AS (SELECT gen_random_uuid() AS id)
INSERT INTO ledger_entries (transaction_id, account_id, amount, currency, description)
SELECT moved.id, account.id, CASE account.code WHEN 'platform:bank-inr' THEN 0.001 ELSE -0.001 END, currency, 'A mite'
FROM ledger_accounts AS account, moved WHERE code IN ('platform:bank-inr', 'platform:commission-inr');

-- refuse 23514 ck_ledger_entries_one_movement_at_most
INSERT INTO ledger_entries (transaction_id, account_id, amount, currency, description, payment_id, payout_id)
SELECT gen_random_uuid(), account.id, 1, account.currency, 'Both', payments.id, payouts.id
FROM ledger_accounts AS account, payments, payouts
WHERE account.code = 'platform:bank-inr' AND payments.idempotency_key = 'completed deposit'
    AND payouts.idempotency_key = 'payout completed';

-- accept ck_ledger_entries_one_movement_at_most
WITH moved AS (SELECT gen_random_uuid() AS id)
INSERT INTO ledger_entries (transaction_id, account_id, amount, currency, description, payment_id)
SELECT moved.id, account.id, sign.amount, account.currency, 'A payment', payments.id
FROM moved, (VALUES (1), (-1)) AS sign (amount), ledger_accounts AS account, payments
WHERE account.code = 'platform:bank-inr' AND payments.idempotency_key = 'completed deposit';

-- refuse 23514 ck_ledger_entries_reverses_another
WITH entry AS (SELECT gen_random_uuid() AS id)
INSERT INTO ledger_entries (id, transaction_id, account_id, amount, currency, description, reverses_id)
SELECT entry.id, gen_random_uuid(), account.id, 1, account.currency, 'Reverses itself', entry.id
FROM ledger_accounts AS account, entry WHERE code = 'platform:bank-inr';

-- accept ck_ledger_entries_reverses_another
WITH moved AS (SELECT gen_random_uuid() AS id)
INSERT INTO ledger_entries (transaction_id, account_id, amount, currency, description, reverses_id)
SELECT moved.id, account_id, -amount, currency, 'Reversed', entry.id
FROM ledger_entries AS entry, moved WHERE description = 'Ticket sold';

-- refuse 23514 ledger_transaction_balanced
INSERT INTO ledger_entries (transaction_id, account_id, amount, currency, description)
SELECT gen_random_uuid(), id, 1, currency, 'From nowhere' FROM ledger_accounts WHERE code = 'platform:bank-inr';

-- Each currency for itself: a rupee is no pound.
-- refuse 23514 ledger_transaction_balanced
WITH moved AS (SELECT gen_random_uuid() AS id)
INSERT INTO ledger_entries (transaction_id, account_id, amount, currency, description)
SELECT moved.id, account.id, CASE currency WHEN 'INR' THEN 1 ELSE -1 END, currency, 'Exchanged'
FROM ledger_accounts AS account, moved WHERE code IN ('platform:bank-inr', 'platform:bank-gbp');

-- A transaction that was balanced takes no further entry.
-- refuse 23514 ledger_transaction_balanced
INSERT INTO ledger_entries (transaction_id, account_id, amount, currency, description)
SELECT transaction_id, account_id, amount, currency, 'Once more' FROM ledger_entries
WHERE description = 'Ticket sold' AND amount > 0;

-- Two statements of one transaction: the balance is looked at when it ends.
-- accept ledger_transaction_balanced
INSERT INTO ledger_entries (transaction_id, account_id, amount, currency, description)
SELECT '00000000-0000-4000-8000-000000000001', id, 1, currency, 'Moved' FROM ledger_accounts
WHERE code = 'platform:bank-inr';
INSERT INTO ledger_entries (transaction_id, account_id, amount, currency, description)
SELECT '00000000-0000-4000-8000-000000000001', id, -1, currency, 'Moved' FROM ledger_accounts
WHERE code = 'platform:commission-inr';

-- refuse 23514 currency_ledger_entries_account_id
INSERT INTO ledger_entries (transaction_id, account_id, amount, currency, description)
SELECT gen_random_uuid(), id, 1, 'USD', 'In dollars' FROM ledger_accounts WHERE code = 'platform:bank-inr';

-- accept currency_ledger_entries_account_id
WITH moved AS (SELECT gen_random_uuid() AS id)
INSERT INTO ledger_entries (transaction_id, account_id, amount, currency, description)
SELECT moved.id, account.id, sign.amount, currency, 'In its currency'
FROM moved, (VALUES (1), (-1)) AS sign (amount), ledger_accounts AS account WHERE code LIKE 'platform:bank-%';

-- refuse 23514 ledger_account_active
UPDATE ledger_accounts SET is_active = false WHERE code = 'platform:bank-inr';
INSERT INTO ledger_entries (transaction_id, account_id, amount, currency, description)
SELECT gen_random_uuid(), id, 1, currency, 'Too late' FROM ledger_accounts WHERE code = 'platform:bank-inr';

-- accept ledger_account_active
UPDATE ledger_accounts SET is_active = false WHERE code = 'platform:bank-inr';
UPDATE ledger_accounts SET is_active = true WHERE code = 'platform:bank-inr';
INSERT INTO ledger_entries (transaction_id, account_id, amount, currency, description)
SELECT '00000000-0000-4000-8000-000000000001', id, sign.amount, currency, 'In time'
FROM (VALUES (1), (-1)) AS sign (amount), ledger_accounts WHERE code = 'platform:bank-inr';

-- refuse 23514 append_only_ledger_entries
UPDATE ledger_entries SET amount = amount + 1 WHERE description = 'Ticket sold';

-- refuse 23514 append_only_ledger_entries
DELETE FROM ledger_entries WHERE description = 'Ticket sold';

-- refuse 23514 append_only_ledger_entries
TRUNCATE ledger_entries;

-- What is wrong is reversed by entries of the opposite sign.
-- accept append_only_ledger_entries
INSERT INTO ledger_entries (transaction_id, account_id, amount, currency, description, reverses_id)
SELECT '00000000-0000-4000-8000-000000000001', account_id, -amount, currency, 'Sold by mistake', id
FROM ledger_entries WHERE description = 'Ticket sold';

-- An entry is reversed once.
-- refuse 23505 uq_ledger_entries_reverses_id
INSERT INTO ledger_entries (transaction_id, account_id, amount, currency, description, reverses_id)
SELECT '00000000-0000-4000-8000-000000000001', account_id, -amount, currency, 'Reversed', id
FROM ledger_entries, (VALUES (1), (2)) AS times (ordinal) WHERE description = 'Ticket sold';

-- accept uq_ledger_entries_reverses_id
INSERT INTO ledger_entries (transaction_id, account_id, amount, currency, description, reverses_id)
SELECT '00000000-0000-4000-8000-000000000001', account_id, -amount, currency, 'Reversed', id
FROM ledger_entries WHERE description = 'Ticket sold';

-- refuse 23514 transition_refunds_status
UPDATE refunds SET status = 'initiated' WHERE idempotency_key = 'refund refunded';

-- accept transition_refunds_status
INSERT INTO refunds (payment_id, amount, currency, idempotency_key)
SELECT id, 1, currency, 'one' FROM payments WHERE idempotency_key = 'completed deposit';
UPDATE refunds SET status = 'captured', processed_at = now() WHERE idempotency_key = 'one';

-- Paid already, says the payer.
-- refuse 42501 policy:payments
SELECT set_config('backline.user_id', id::text, true) FROM users WHERE email = 'fan@example.com';
SET LOCAL ROLE backline_app;
INSERT INTO payments (event_id, payer_id, kind, amount, currency, status, captured_at, idempotency_key)
SELECT id, current_user_id(), 'other', 10, 'INR', 'captured', now(), 'one' FROM events WHERE slug = 'raintree-sessions';

-- From the purse of another.
-- refuse 42501 policy:payments
SELECT set_config('backline.user_id', me.id::text, true), set_config('test.other', other.id::text, true)
FROM users AS me, users AS other WHERE me.email = 'fan@example.com' AND other.email = 'organizer@example.com';
SET LOCAL ROLE backline_app;
INSERT INTO payments (event_id, payer_id, kind, amount, currency, idempotency_key)
SELECT id, current_setting('test.other')::uuid, 'other', 10, 'INR', 'one' FROM events WHERE slug = 'raintree-sessions';

-- accept policy:payments
SELECT set_config('backline.user_id', id::text, true) FROM users WHERE email = 'fan@example.com';
SET LOCAL ROLE backline_app;
INSERT INTO payments (event_id, payer_id, kind, amount, currency, idempotency_key)
SELECT id, current_user_id(), 'other', 10, 'INR', 'one' FROM events WHERE slug = 'raintree-sessions';

-- refuse 42501 policy:payouts
SELECT set_config('backline.user_id', id::text, true) FROM users WHERE email = 'artist@example.com';
SET LOCAL ROLE backline_app;
INSERT INTO payouts (payee_id, amount, currency, status, idempotency_key)
VALUES (current_user_id(), 10, 'INR', 'processing', 'one');

-- accept policy:payouts
SELECT set_config('backline.user_id', id::text, true) FROM users WHERE email = 'artist@example.com';
SET LOCAL ROLE backline_app;
INSERT INTO payouts (payee_id, amount, currency, idempotency_key) VALUES (current_user_id(), 10, 'INR', 'one');

-- The payee gives nothing back on behalf of the payer.
-- refuse 42501 policy:refunds
SELECT set_config('backline.user_id', id::text, true) FROM users WHERE email = 'artist@example.com';
SET LOCAL ROLE backline_app;
INSERT INTO refunds (payment_id, amount, currency, initiated_by, idempotency_key)
SELECT id, 1, currency, current_user_id(), 'one' FROM payments WHERE idempotency_key = 'completed deposit';

-- accept policy:refunds
SELECT set_config('backline.user_id', id::text, true) FROM users WHERE email = 'organizer@example.com';
SET LOCAL ROLE backline_app;
INSERT INTO refunds (payment_id, amount, currency, initiated_by, idempotency_key)
SELECT id, 1, currency, current_user_id(), 'one' FROM payments WHERE idempotency_key = 'completed deposit';

-- refuse 42501 policy:ledger_entries
SET LOCAL ROLE backline_app;
INSERT INTO ledger_entries (transaction_id, account_id, amount, currency, description)
VALUES (gen_random_uuid(), gen_random_uuid(), 1, 'INR', 'From nowhere');
