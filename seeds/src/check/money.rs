//! Payments, refunds, payouts, escrow, the ledger, invoices.

use super::{Check, check};

pub(super) const CHECKS: &[Check] = &[
    check(
        "ledger-transactions-sum-to-zero",
        "The entries of a ledger transaction sum to zero in each currency.",
        "SELECT transaction_id || ' ' || currency FROM ledger_entries GROUP BY transaction_id, currency
        HAVING sum(amount) <> 0",
    ),
    check(
        "ledger-entries-in-their-accounts-currency",
        "An entry has the currency of its account.",
        "SELECT e.id::text FROM ledger_entries e JOIN ledger_accounts a ON a.id = e.account_id
        WHERE e.currency <> a.currency",
    ),
    check(
        "captured-payments-are-booked",
        "What was captured for a booking is credited to its escrow.",
        "SELECT p.id::text FROM payments p JOIN escrow_accounts s ON s.booking_id = p.booking_id
        WHERE p.kind IN ('deposit', 'balance', 'full') AND p.status IN ('captured', 'refunded') AND NOT EXISTS (
            SELECT FROM ledger_entries e JOIN ledger_accounts a ON a.id = e.account_id
            WHERE e.payment_id = p.id AND a.escrow_account_id = s.id AND e.amount = -p.amount)",
    ),
    check(
        "escrow-holds-what-came-and-did-not-go",
        "An escrow's balance is what was captured less what was given back and paid out.",
        "SELECT s.id::text FROM escrow_accounts s WHERE s.balance <> COALESCE((
            SELECT sum(amount - refunded_amount) FROM payments p
            WHERE p.booking_id = s.booking_id AND kind IN ('deposit', 'balance', 'full')
                AND p.status IN ('captured', 'refunded')), 0)
            - COALESCE((SELECT sum(amount + commission_amount + withheld_amount) FROM payouts o
                WHERE o.booking_id = s.booking_id AND o.status = 'paid'), 0)",
    ),
    check(
        "released-escrows-are-empty",
        "Nothing is left in an escrow that was released or given back.",
        "SELECT id::text FROM escrow_accounts WHERE status IN ('released', 'refunded') AND balance <> 0",
    ),
    check(
        "payouts-after-capture",
        "Nothing is paid out before it was captured, nor more than was.",
        "SELECT o.id::text FROM payouts o WHERE o.status = 'paid' AND o.booking_id IS NOT NULL AND (
            o.amount + o.commission_amount + o.withheld_amount > COALESCE((
                SELECT sum(p.amount - p.refunded_amount) FROM payments p
                WHERE p.booking_id = o.booking_id AND p.captured_at <= o.paid_at), 0))",
    ),
    check(
        "payouts-of-completed-bookings",
        "Artists are paid for shows that were played.",
        "SELECT o.id::text FROM payouts o JOIN bookings b ON b.id = o.booking_id
        WHERE o.status = 'paid' AND (b.completed_at IS NULL OR o.paid_at < b.completed_at)",
    ),
    check(
        "payout-shares-are-the-fee",
        "What was paid for a booking is what the artist, the platform and the state got, where nothing was given back.",
        "SELECT o.booking_id::text FROM payouts o WHERE o.status = 'paid' AND o.booking_id IS NOT NULL
        GROUP BY o.booking_id, o.currency
        HAVING sum(o.amount + o.commission_amount + o.withheld_amount) <> (
            SELECT COALESCE(sum(amount - refunded_amount), 0) FROM payments p
            WHERE p.booking_id = o.booking_id AND p.status IN ('captured', 'refunded'))
        AND EXISTS (SELECT FROM escrow_accounts s WHERE s.booking_id = o.booking_id AND s.status IN ('released', 'closed'))",
    ),
    check(
        "refunded-amounts-are-their-refunds",
        "What a payment says was given back is what its refunds say.",
        "SELECT p.id::text FROM payments p WHERE p.refunded_amount <> COALESCE((
            SELECT sum(amount) FROM refunds r WHERE r.payment_id = p.id AND r.status NOT IN ('failed', 'cancelled')), 0)",
    ),
    check(
        "refunds-after-capture",
        "Nothing is given back before it came.",
        "SELECT r.id::text FROM refunds r JOIN payments p ON p.id = r.payment_id
        WHERE p.captured_at IS NULL OR r.processed_at < p.captured_at",
    ),
    check(
        "payment-currency-of-its-booking",
        "A booking is paid in its currency.",
        "SELECT p.id::text FROM payments p JOIN bookings b ON b.id = p.booking_id WHERE p.currency <> b.currency",
    ),
    check(
        "deposit-and-balance-are-the-fee",
        "What was captured for a booking is no more than its fee.",
        "SELECT b.id::text FROM bookings b JOIN payments p ON p.booking_id = b.id AND p.status IN ('captured', 'refunded')
            AND p.kind IN ('deposit', 'balance', 'full')
        GROUP BY b.id HAVING sum(p.amount) > b.final_amount OR b.final_amount IS NULL",
    ),
    check(
        "paid-deposit-means-a-deposit",
        "A booking whose deposit is paid has a captured payment.",
        "SELECT b.id::text FROM bookings b WHERE b.status IN ('paid_deposit', 'scheduled') AND b.deposit_amount > 0
            AND NOT EXISTS (SELECT FROM payments p WHERE p.booking_id = b.id AND p.status = 'captured')",
    ),
    check(
        "refunded-bookings-are-given-back",
        "Of a booking that is refunded no captured money is left.",
        "SELECT b.id::text FROM bookings b JOIN payments p ON p.booking_id = b.id
        WHERE b.status = 'refunded' AND p.status = 'captured' AND p.refunded_amount < p.amount",
    ),
    check(
        "invoice-sums-are-their-lines",
        "An invoice's subtotal and tax are those of its lines.",
        "SELECT i.id::text FROM invoices i LEFT JOIN invoice_lines l ON l.invoice_id = i.id
        GROUP BY i.id HAVING i.subtotal_amount <> COALESCE(sum(l.line_total), 0)
            OR i.tax_amount <> COALESCE(sum(l.tax_amount), 0)",
    ),
    check(
        "crypto-payments-are-their-payments",
        "A crypto payment is worth what its payment says.",
        "SELECT c.id::text FROM crypto_payments c JOIN payments p ON p.id = c.payment_id
        WHERE c.fiat_amount <> p.amount OR c.currency <> p.currency OR p.method <> 'crypto'",
    ),
    check(
        "fees-within-payments",
        "Providers keep less than a tenth of what they carry.",
        "SELECT id::text FROM payments WHERE fee_amount * 10 > amount",
    ),
];
