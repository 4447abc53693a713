//! The books balance: entries sum to zero and stay, nothing is given back or paid on that was not taken in, an invoice is
//! the sum of its lines, and an amount is in its parent's currency.

use crate::ddl::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (function, name, comment) in functions() {
            run(manager, function).await?;
            run(manager, Comment::on_function(&format!("{name}()"), comment)).await?;
        }
        for trigger in triggers() {
            run(manager, trigger).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for trigger in triggers().iter().rev() {
            run(manager, trigger.dropped().as_str()).await?;
        }
        run(manager, DropFunction("sum_invoice_lines()")).await?;
        run(manager, DropFunction("refuse_another_value()")).await?;
        run(manager, DropFunction("check_parent_value()")).await?;
        run(manager, DropFunction("require_captured_money()")).await?;
        run(manager, DropFunction("count_refund()")).await?;
        run(manager, DropFunction("check_ledger_entry()")).await?;
        run(manager, DropFunction("check_ledger_balance()")).await
    }
}

fn functions() -> [(Function, &'static str, &'static str); 7] {
    [
        (
            check_ledger_balance(),
            "check_ledger_balance",
            "The entries of a transaction sum to zero in each currency.",
        ),
        (check_ledger_entry(), "check_ledger_entry", "An entry goes to an open account, in its currency."),
        (
            count_refund(),
            "count_refund",
            "Keeps payments.refunded_amount, and so refunds within their payment.",
        ),
        (
            require_captured_money(),
            "require_captured_money",
            "What is paid on for a booking was captured for it, in the same currency.",
        ),
        (
            check_parent_value(),
            "check_parent_value",
            "A row has its parent's value. Arguments: the column, the parent's table, the column that names the parent.",
        ),
        (
            refuse_another_value(),
            "refuse_another_value",
            "A value is chosen once, as other rows stand on it. Argument: the column.",
        ),
        (
            sum_invoice_lines(),
            "sum_invoice_lines",
            "Keeps subtotal_amount and tax_amount of the invoices whose lines changed.",
        ),
    ]
}

fn triggers() -> Vec<Trigger> {
    let entries = |name: &str, when: &str, call: &str| Trigger::new(Money::LedgerEntries, name, when, call);
    let mut triggers = vec![
        entries("check_ledger_balance", "AFTER INSERT", "check_ledger_balance()").deferred(),
        entries("check_ledger_entry", "BEFORE INSERT", "check_ledger_entry()"),
        entries("refuse_rewriting", "BEFORE UPDATE OR DELETE", "refuse_rewriting()"),
        entries("refuse_truncating", "BEFORE TRUNCATE", "refuse_rewriting()").for_each_statement(),
        Trigger::new(Money::Refunds, "count_refund", "AFTER INSERT OR UPDATE OR DELETE", "count_refund()"),
        Trigger::new(
            Money::Payouts,
            "require_captured_money",
            "BEFORE INSERT OR UPDATE",
            "require_captured_money()",
        )
        .only_when("NEW.booking_id IS NOT NULL AND NEW.status IN ('processing', 'paid')"),
    ];
    for (table, column, parent, key) in [
        (Money::Refunds, "currency", "payments", "payment_id"),
        (Money::CryptoPayments, "currency", "payments", "payment_id"),
        (Money::CryptoPayments, "chain", "crypto_wallets", "wallet_id"),
        (Money::Disputes, "currency", "bookings", "booking_id"),
        (Money::EscrowAccounts, "currency", "bookings", "booking_id"),
        (Money::InvoiceLines, "currency", "invoices", "invoice_id"),
        (Money::NegotiationRounds, "currency", "negotiations", "negotiation_id"),
        (Money::LedgerAccounts, "currency", "escrow_accounts", "escrow_account_id"),
    ] {
        // An account's currency is fixed below.
        let fixed = matches!(table, Money::EscrowAccounts | Money::LedgerAccounts);
        let changed = if fixed { key.to_owned() } else { format!("{column}, {key}") };
        let when = format!("BEFORE INSERT OR UPDATE OF {changed}");
        let call = [column, parent, key].map(quote::literal).join(", ");
        let (name, call) = (format!("check_{column}"), format!("check_parent_value({call})"));
        triggers.push(Trigger::new(table, &name, &when, &call));
    }
    for (event, tables) in [
        ("INSERT", "NEW TABLE AS changed"),
        ("DELETE", "OLD TABLE AS changed"),
        ("UPDATE", "OLD TABLE AS replaced NEW TABLE AS changed"),
    ] {
        let (name, when) = (format!("sum_invoice_lines_{}", event.to_lowercase()), format!("AFTER {event}"));
        triggers
            .push(Trigger::new(Money::InvoiceLines, &name, &when, "sum_invoice_lines()").referencing(tables));
    }
    for (table, column, once) in [
        (Money::Payments, "currency", None),
        (Money::Payments, "amount", Some("OLD.status IN ('captured', 'refunded')")),
        (Money::Invoices, "currency", None),
        (Money::Negotiations, "currency", None),
        (Money::EscrowAccounts, "currency", None),
        (Money::LedgerAccounts, "currency", None),
        (Money::CryptoWallets, "chain", None),
        (Money::Bookings, "currency", Some("OLD.status NOT IN ('inquiry', 'offered', 'negotiating')")),
    ] {
        let name = format!("refuse_another_{column}");
        let call = format!("refuse_another_value({})", quote::literal(column));
        let differs = format!("OLD.{column} <> NEW.{column}");
        let condition = once.map_or(differs.clone(), |once| format!("{differs} AND {once}"));
        triggers.push(Trigger::new(table, &name, "BEFORE UPDATE", &call).only_when(&condition));
    }
    triggers
}

/// At the end of the transaction, with its owner's rights: row level security must not hide half of the entries.
fn check_ledger_balance() -> Function {
    Function::trigger(
        "check_ledger_balance",
        "DECLARE
    off_by text;
BEGIN
    SELECT string_agg(format('%s %s', total, code), ', ') INTO off_by
    FROM (
        SELECT currency AS code, sum(amount) AS total FROM ledger_entries
        WHERE transaction_id = NEW.transaction_id GROUP BY currency
    ) AS totals
    WHERE total <> 0;
    IF off_by IS NOT NULL THEN
        RAISE EXCEPTION 'ledger transaction \"%\" is off by %', NEW.transaction_id, off_by
            USING ERRCODE = '23514', CONSTRAINT = 'ledger_transaction_balanced', SCHEMA = TG_TABLE_SCHEMA,
                TABLE = TG_TABLE_NAME, COLUMN = 'amount', HINT = 'debits are positive, credits negative';
    END IF;
    RETURN NULL;
END",
    )
    .security_definer()
}

fn check_ledger_entry() -> Function {
    Function::trigger(
        "check_ledger_entry",
        "DECLARE
    account record;
BEGIN
    SELECT code, currency, is_active INTO account FROM ledger_accounts WHERE id = NEW.account_id;
    IF account.currency <> NEW.currency THEN
        RAISE EXCEPTION 'ledger account \"%\" is in %, the entry in %', account.code, account.currency, NEW.currency
            USING ERRCODE = '23514', CONSTRAINT = 'currency_ledger_entries_account_id', SCHEMA = TG_TABLE_SCHEMA,
                TABLE = TG_TABLE_NAME, COLUMN = 'currency';
    ELSIF NOT account.is_active THEN
        RAISE EXCEPTION 'ledger account \"%\" is closed', account.code
            USING ERRCODE = '23514', CONSTRAINT = 'ledger_account_active', SCHEMA = TG_TABLE_SCHEMA,
                TABLE = TG_TABLE_NAME, COLUMN = 'account_id';
    END IF;
    RETURN NEW;
END",
    )
    .security_definer()
}

/// Changing the payment's row makes concurrent refunds wait for each other at every isolation level; its check
/// `ck_payments_refunded_within_amount` refuses what is too much.
fn count_refund() -> Function {
    Function::trigger(
        "count_refund",
        "DECLARE
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
            RAISE EXCEPTION 'payment \"%\" is \"%\", there is nothing to give back', NEW.payment_id, payment.status
                USING ERRCODE = '23514', CONSTRAINT = 'refund_of_captured_payment', SCHEMA = TG_TABLE_SCHEMA,
                    TABLE = TG_TABLE_NAME, COLUMN = 'payment_id';
        END IF;
    END IF;
    RETURN NULL;
END",
    )
    .security_definer()
}

/// Changing the booking's row makes concurrent payouts for it wait for each other at every isolation level.
fn require_captured_money() -> Function {
    Function::trigger(
        "require_captured_money",
        "DECLARE
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
        RAISE EXCEPTION 'payouts of % % for booking \"%\", of which only % are captured',
                spent, NEW.currency, NEW.booking_id, captured
            USING ERRCODE = '23514', CONSTRAINT = 'payouts_within_captured', SCHEMA = TG_TABLE_SCHEMA,
                TABLE = TG_TABLE_NAME, COLUMN = 'amount',
                HINT = 'capture the booking''s payments first; commission and tax withheld count as spent';
    END IF;
    RETURN NEW;
END",
    )
    .security_definer()
}

fn check_parent_value() -> Function {
    Function::trigger(
        "check_parent_value",
        "DECLARE
    value text := to_jsonb(NEW) ->> TG_ARGV[0];
    parent_value text;
BEGIN
    EXECUTE format('SELECT %I FROM %I WHERE id = $1', TG_ARGV[0], TG_ARGV[1])
        INTO parent_value USING (to_jsonb(NEW) ->> TG_ARGV[2])::uuid;
    IF parent_value <> value THEN
        RAISE EXCEPTION 'the % of \"%\" is %, that of its row of \"%\" %',
                TG_ARGV[0], TG_TABLE_NAME, value, TG_ARGV[1], parent_value
            USING ERRCODE = '23514', CONSTRAINT = format('%s_%s_%s', TG_ARGV[0], TG_TABLE_NAME, TG_ARGV[2]),
                SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME, COLUMN = TG_ARGV[0];
    END IF;
    RETURN NEW;
END",
    )
    .security_definer()
}

fn refuse_another_value() -> Function {
    Function::trigger(
        "refuse_another_value",
        "BEGIN
    RAISE EXCEPTION 'the % of \"%\" stays %', TG_ARGV[0], TG_TABLE_NAME, to_jsonb(OLD) ->> TG_ARGV[0]
        USING ERRCODE = '23514', CONSTRAINT = format('%s_fixed_%s', TG_ARGV[0], TG_TABLE_NAME),
            SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME, COLUMN = TG_ARGV[0], HINT = 'make another row instead';
END",
    )
}

/// The invoices are locked before their lines are read, so that two who add lines at once both count.
fn sum_invoice_lines() -> Function {
    Function::trigger(
        "sum_invoice_lines",
        "DECLARE
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
END",
    )
    .security_definer()
}

#[derive(DeriveIden)]
enum Money {
    Bookings,
    CryptoPayments,
    CryptoWallets,
    Disputes,
    EscrowAccounts,
    InvoiceLines,
    Invoices,
    LedgerAccounts,
    LedgerEntries,
    NegotiationRounds,
    Negotiations,
    Payments,
    Payouts,
    Refunds,
}
