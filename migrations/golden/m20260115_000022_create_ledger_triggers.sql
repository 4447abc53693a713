CREATE FUNCTION check_ledger_balance() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
DECLARE
    off_by text;
BEGIN
    SELECT string_agg(format('%s %s', total, code), ', ') INTO off_by
    FROM (
        SELECT currency AS code, sum(amount) AS total FROM ledger_entries
        WHERE transaction_id = NEW.transaction_id GROUP BY currency
    ) AS totals
    WHERE total <> 0;
    IF off_by IS NOT NULL THEN
        RAISE EXCEPTION 'ledger transaction "%" is off by %', NEW.transaction_id, off_by
            USING ERRCODE = '23514', CONSTRAINT = 'ledger_transaction_balanced', SCHEMA = TG_TABLE_SCHEMA,
                TABLE = TG_TABLE_NAME, COLUMN = 'amount', HINT = 'debits are positive, credits negative';
    END IF;
    RETURN NULL;
END
$body$;
COMMENT ON FUNCTION check_ledger_balance() IS 'The entries of a transaction sum to zero in each currency.';
CREATE FUNCTION check_ledger_entry() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
DECLARE
    account record;
BEGIN
    SELECT code, currency, is_active INTO account FROM ledger_accounts WHERE id = NEW.account_id;
    IF account.currency <> NEW.currency THEN
        RAISE EXCEPTION 'ledger account "%" is in %, the entry in %', account.code, account.currency, NEW.currency
            USING ERRCODE = '23514', CONSTRAINT = 'currency_ledger_entries_account_id', SCHEMA = TG_TABLE_SCHEMA,
                TABLE = TG_TABLE_NAME, COLUMN = 'currency';
    ELSIF NOT account.is_active THEN
        RAISE EXCEPTION 'ledger account "%" is closed', account.code
            USING ERRCODE = '23514', CONSTRAINT = 'ledger_account_active', SCHEMA = TG_TABLE_SCHEMA,
                TABLE = TG_TABLE_NAME, COLUMN = 'account_id';
    END IF;
    RETURN NEW;
END
$body$;
COMMENT ON FUNCTION check_ledger_entry() IS 'An entry goes to an open account, in its currency.';
CREATE FUNCTION count_refund() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
DECLARE
    payment record;
BEGIN
    IF TG_OP IN ('UPDATE', 'DELETE') AND OLD.status NOT IN ('failed', 'cancelled') THEN
        IF TG_OP = 'UPDATE' AND NEW.status NOT IN ('failed', 'cancelled')
            AND (NEW.payment_id, NEW.amount) = (OLD.payment_id, OLD.amount) THEN
            RETURN NULL;
        END IF;
        UPDATE payments SET refunded_amount = refunded_amount - OLD.amount WHERE id = OLD.payment_id;
    END IF;
    IF TG_OP IN ('INSERT', 'UPDATE') AND NEW.status NOT IN ('failed', 'cancelled') THEN
        UPDATE payments SET refunded_amount = refunded_amount + NEW.amount WHERE id = NEW.payment_id
        RETURNING status INTO payment;
        IF payment.status NOT IN ('captured', 'refunded') THEN
            RAISE EXCEPTION 'payment "%" is "%", there is nothing to give back', NEW.payment_id, payment.status
                USING ERRCODE = '23514', CONSTRAINT = 'refund_of_captured_payment', SCHEMA = TG_TABLE_SCHEMA,
                    TABLE = TG_TABLE_NAME, COLUMN = 'payment_id';
        END IF;
    END IF;
    RETURN NULL;
END
$body$;
COMMENT ON FUNCTION count_refund() IS 'Keeps payments.refunded_amount, and so refunds within their payment.';
CREATE FUNCTION require_captured_money() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
DECLARE
    captured numeric;
    spent numeric;
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.status IN ('processing', 'paid')
        AND (NEW.booking_id, NEW.amount, NEW.commission_amount, NEW.withheld_amount, NEW.currency)
            IS NOT DISTINCT FROM (OLD.booking_id, OLD.amount, OLD.commission_amount, OLD.withheld_amount, OLD.currency) THEN
        RETURN NEW;
    END IF;
    UPDATE bookings SET updated_at = now() WHERE id = NEW.booking_id;
    SELECT coalesce(sum(amount - refunded_amount), 0) INTO captured FROM payments
    WHERE booking_id = NEW.booking_id AND currency = NEW.currency AND status IN ('captured', 'refunded');
    SELECT coalesce(sum(amount + commission_amount + withheld_amount), 0) INTO spent FROM payouts
    WHERE booking_id = NEW.booking_id AND currency = NEW.currency AND status IN ('processing', 'paid')
        AND id <> NEW.id;
    spent := spent + NEW.amount + NEW.commission_amount + NEW.withheld_amount;
    IF spent > captured THEN
        RAISE EXCEPTION 'payouts of % % for booking "%", of which only % are captured',
                spent, NEW.currency, NEW.booking_id, captured
            USING ERRCODE = '23514', CONSTRAINT = 'payouts_within_captured', SCHEMA = TG_TABLE_SCHEMA,
                TABLE = TG_TABLE_NAME, COLUMN = 'amount',
                HINT = 'capture the booking''s payments first; commission and tax withheld count as spent';
    END IF;
    RETURN NEW;
END
$body$;
COMMENT ON FUNCTION require_captured_money() IS 'What is paid on for a booking was captured for it, in the same currency.';
CREATE FUNCTION check_parent_value() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
DECLARE
    value text := to_jsonb(NEW) ->> TG_ARGV[0];
    parent_value text;
BEGIN
    EXECUTE format('SELECT %I FROM %I WHERE id = $1', TG_ARGV[0], TG_ARGV[1])
        INTO parent_value USING (to_jsonb(NEW) ->> TG_ARGV[2])::uuid;
    IF parent_value <> value THEN
        RAISE EXCEPTION 'the % of "%" is %, that of its row of "%" %',
                TG_ARGV[0], TG_TABLE_NAME, value, TG_ARGV[1], parent_value
            USING ERRCODE = '23514', CONSTRAINT = format('%s_%s_%s', TG_ARGV[0], TG_TABLE_NAME, TG_ARGV[2]),
                SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME, COLUMN = TG_ARGV[0];
    END IF;
    RETURN NEW;
END
$body$;
COMMENT ON FUNCTION check_parent_value() IS 'A row has its parent''s value. Arguments: the column, the parent''s table, the column that names the parent.';
CREATE FUNCTION refuse_another_value() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $body$
BEGIN
    RAISE EXCEPTION 'the % of "%" stays %', TG_ARGV[0], TG_TABLE_NAME, to_jsonb(OLD) ->> TG_ARGV[0]
        USING ERRCODE = '23514', CONSTRAINT = format('%s_fixed_%s', TG_ARGV[0], TG_TABLE_NAME),
            SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME, COLUMN = TG_ARGV[0], HINT = 'make another row instead';
END
$body$;
COMMENT ON FUNCTION refuse_another_value() IS 'A value is chosen once, as other rows stand on it. Argument: the column.';
CREATE FUNCTION sum_invoice_lines() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
DECLARE
    changed_ids uuid[];
BEGIN
    SELECT array_agg(DISTINCT invoice_id) INTO changed_ids FROM changed;
    IF TG_OP = 'UPDATE' THEN
        SELECT array_agg(DISTINCT id) INTO changed_ids
        FROM (SELECT unnest(changed_ids) AS id UNION SELECT invoice_id FROM replaced) AS ids;
    END IF;
    PERFORM FROM invoices WHERE id = ANY (changed_ids) ORDER BY id FOR NO KEY UPDATE;
    UPDATE invoices SET subtotal_amount = sums.subtotal, tax_amount = sums.tax
    FROM (
        SELECT ids.id, coalesce(sum(line.line_total), 0) AS subtotal, coalesce(sum(line.tax_amount), 0) AS tax
        FROM unnest(changed_ids) AS ids (id) LEFT JOIN invoice_lines AS line ON line.invoice_id = ids.id
        GROUP BY ids.id
    ) AS sums
    WHERE invoices.id = sums.id AND (invoices.subtotal_amount, invoices.tax_amount) <> (sums.subtotal, sums.tax);
    RETURN NULL;
END
$body$;
COMMENT ON FUNCTION sum_invoice_lines() IS 'Keeps subtotal_amount and tax_amount of the invoices whose lines changed.';
CREATE CONSTRAINT TRIGGER "check_ledger_balance" AFTER INSERT ON "ledger_entries" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_ledger_balance();
CREATE TRIGGER "check_ledger_entry" BEFORE INSERT ON "ledger_entries" FOR EACH ROW EXECUTE FUNCTION check_ledger_entry();
CREATE TRIGGER "refuse_rewriting" BEFORE UPDATE OR DELETE ON "ledger_entries" FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();
CREATE TRIGGER "refuse_truncating" BEFORE TRUNCATE ON "ledger_entries" FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();
CREATE TRIGGER "count_refund" AFTER INSERT OR UPDATE OR DELETE ON "refunds" FOR EACH ROW EXECUTE FUNCTION count_refund();
CREATE TRIGGER "require_captured_money" BEFORE INSERT OR UPDATE ON "payouts" FOR EACH ROW WHEN (NEW.booking_id IS NOT NULL AND NEW.status IN ('processing', 'paid')) EXECUTE FUNCTION require_captured_money();
CREATE TRIGGER "check_currency" BEFORE INSERT OR UPDATE OF currency, payment_id ON "refunds" FOR EACH ROW EXECUTE FUNCTION check_parent_value('currency', 'payments', 'payment_id');
CREATE TRIGGER "check_currency" BEFORE INSERT OR UPDATE OF currency, payment_id ON "crypto_payments" FOR EACH ROW EXECUTE FUNCTION check_parent_value('currency', 'payments', 'payment_id');
CREATE TRIGGER "check_chain" BEFORE INSERT OR UPDATE OF chain, wallet_id ON "crypto_payments" FOR EACH ROW EXECUTE FUNCTION check_parent_value('chain', 'crypto_wallets', 'wallet_id');
CREATE TRIGGER "check_currency" BEFORE INSERT OR UPDATE OF currency, booking_id ON "disputes" FOR EACH ROW EXECUTE FUNCTION check_parent_value('currency', 'bookings', 'booking_id');
CREATE TRIGGER "check_currency" BEFORE INSERT OR UPDATE OF booking_id ON "escrow_accounts" FOR EACH ROW EXECUTE FUNCTION check_parent_value('currency', 'bookings', 'booking_id');
CREATE TRIGGER "check_currency" BEFORE INSERT OR UPDATE OF currency, invoice_id ON "invoice_lines" FOR EACH ROW EXECUTE FUNCTION check_parent_value('currency', 'invoices', 'invoice_id');
CREATE TRIGGER "check_currency" BEFORE INSERT OR UPDATE OF currency, negotiation_id ON "negotiation_rounds" FOR EACH ROW EXECUTE FUNCTION check_parent_value('currency', 'negotiations', 'negotiation_id');
CREATE TRIGGER "check_currency" BEFORE INSERT OR UPDATE OF escrow_account_id ON "ledger_accounts" FOR EACH ROW EXECUTE FUNCTION check_parent_value('currency', 'escrow_accounts', 'escrow_account_id');
CREATE TRIGGER "sum_invoice_lines_insert" AFTER INSERT ON "invoice_lines" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION sum_invoice_lines();
CREATE TRIGGER "sum_invoice_lines_delete" AFTER DELETE ON "invoice_lines" REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION sum_invoice_lines();
CREATE TRIGGER "sum_invoice_lines_update" AFTER UPDATE ON "invoice_lines" REFERENCING OLD TABLE AS replaced NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION sum_invoice_lines();
CREATE TRIGGER "refuse_another_currency" BEFORE UPDATE ON "payments" FOR EACH ROW WHEN (OLD.currency <> NEW.currency) EXECUTE FUNCTION refuse_another_value('currency');
CREATE TRIGGER "refuse_another_amount" BEFORE UPDATE ON "payments" FOR EACH ROW WHEN (OLD.amount <> NEW.amount AND OLD.status IN ('captured', 'refunded')) EXECUTE FUNCTION refuse_another_value('amount');
CREATE TRIGGER "refuse_another_currency" BEFORE UPDATE ON "invoices" FOR EACH ROW WHEN (OLD.currency <> NEW.currency) EXECUTE FUNCTION refuse_another_value('currency');
CREATE TRIGGER "refuse_another_currency" BEFORE UPDATE ON "negotiations" FOR EACH ROW WHEN (OLD.currency <> NEW.currency) EXECUTE FUNCTION refuse_another_value('currency');
CREATE TRIGGER "refuse_another_currency" BEFORE UPDATE ON "escrow_accounts" FOR EACH ROW WHEN (OLD.currency <> NEW.currency) EXECUTE FUNCTION refuse_another_value('currency');
CREATE TRIGGER "refuse_another_currency" BEFORE UPDATE ON "ledger_accounts" FOR EACH ROW WHEN (OLD.currency <> NEW.currency) EXECUTE FUNCTION refuse_another_value('currency');
CREATE TRIGGER "refuse_another_chain" BEFORE UPDATE ON "crypto_wallets" FOR EACH ROW WHEN (OLD.chain <> NEW.chain) EXECUTE FUNCTION refuse_another_value('chain');
CREATE TRIGGER "refuse_another_currency" BEFORE UPDATE ON "bookings" FOR EACH ROW WHEN (OLD.currency <> NEW.currency AND OLD.status NOT IN ('inquiry', 'offered', 'negotiating')) EXECUTE FUNCTION refuse_another_value('currency');
-- down
DROP TRIGGER "refuse_another_currency" ON "bookings";
DROP TRIGGER "refuse_another_chain" ON "crypto_wallets";
DROP TRIGGER "refuse_another_currency" ON "ledger_accounts";
DROP TRIGGER "refuse_another_currency" ON "escrow_accounts";
DROP TRIGGER "refuse_another_currency" ON "negotiations";
DROP TRIGGER "refuse_another_currency" ON "invoices";
DROP TRIGGER "refuse_another_amount" ON "payments";
DROP TRIGGER "refuse_another_currency" ON "payments";
DROP TRIGGER "sum_invoice_lines_update" ON "invoice_lines";
DROP TRIGGER "sum_invoice_lines_delete" ON "invoice_lines";
DROP TRIGGER "sum_invoice_lines_insert" ON "invoice_lines";
DROP TRIGGER "check_currency" ON "ledger_accounts";
DROP TRIGGER "check_currency" ON "negotiation_rounds";
DROP TRIGGER "check_currency" ON "invoice_lines";
DROP TRIGGER "check_currency" ON "escrow_accounts";
DROP TRIGGER "check_currency" ON "disputes";
DROP TRIGGER "check_chain" ON "crypto_payments";
DROP TRIGGER "check_currency" ON "crypto_payments";
DROP TRIGGER "check_currency" ON "refunds";
DROP TRIGGER "require_captured_money" ON "payouts";
DROP TRIGGER "count_refund" ON "refunds";
DROP TRIGGER "refuse_truncating" ON "ledger_entries";
DROP TRIGGER "refuse_rewriting" ON "ledger_entries";
DROP TRIGGER "check_ledger_entry" ON "ledger_entries";
DROP TRIGGER "check_ledger_balance" ON "ledger_entries";
DROP FUNCTION sum_invoice_lines();
DROP FUNCTION refuse_another_value();
DROP FUNCTION check_parent_value();
DROP FUNCTION require_captured_money();
DROP FUNCTION count_refund();
DROP FUNCTION check_ledger_entry();
DROP FUNCTION check_ledger_balance();
