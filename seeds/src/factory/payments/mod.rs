//! Money.

pub(super) mod commission_rules;
pub(super) mod crypto_payments;
pub(super) mod crypto_wallets;
pub(super) mod escrow_accounts;
pub(super) mod invoice_lines;
pub(super) mod invoices;
pub(super) mod ledger_accounts;
pub(super) mod ledger_entries;
pub(super) mod payment_providers;
#[expect(clippy::module_inception, reason = "a file is called as its table")]
pub(super) mod payments;
pub(super) mod payouts;
pub(super) mod refunds;

pub use commission_rules::CommissionRuleFactory;
pub use crypto_payments::CryptoPaymentFactory;
pub use crypto_wallets::CryptoWalletFactory;
pub use escrow_accounts::EscrowAccountFactory;
pub use invoice_lines::InvoiceLineFactory;
pub use invoices::InvoiceFactory;
pub use ledger_accounts::LedgerAccountFactory;
pub use ledger_entries::LedgerEntryFactory;
pub use payment_providers::PaymentProviderFactory;
pub use payments::PaymentFactory;
pub use payouts::PayoutFactory;
pub use refunds::RefundFactory;
