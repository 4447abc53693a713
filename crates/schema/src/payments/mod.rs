//! The money: payments, refunds, payouts, invoices, escrow and the double-entry ledger.

pub mod commission_rules;
pub mod crypto_payments;
pub mod crypto_wallets;
pub mod escrow_accounts;
pub mod invoice_lines;
pub mod invoices;
pub mod ledger_accounts;
pub mod ledger_entries;
pub mod payment_providers;
#[expect(clippy::module_inception, reason = "the domain is called as its first table")]
pub mod payments;
pub mod payouts;
pub mod refunds;

mod commission_target;
mod crypto_chain;
mod crypto_payment_status;
mod escrow_status;
mod invoice_status;
mod ledger_account_kind;
mod payment_kind;
mod payment_method;
mod payment_status;
mod payout_status;

pub use commission_target::CommissionTarget;
pub use crypto_chain::CryptoChain;
pub use crypto_payment_status::CryptoPaymentStatus;
pub use escrow_status::EscrowStatus;
pub use invoice_status::InvoiceStatus;
pub use ledger_account_kind::LedgerAccountKind;
pub use payment_kind::PaymentKind;
pub use payment_method::PaymentMethod;
pub use payment_status::PaymentStatus;
pub use payout_status::PayoutStatus;
