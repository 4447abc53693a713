//! Payments in coins.

use async_trait::async_trait;
use backline_schema::prelude::*;
use rust_decimal::Decimal;
use sea_orm::Set;

use crate::factory::{Context, Draft, Error, Factory, PaymentFactory, Presets, Source};

/// Makes [`crypto_payments`]: by default all of a new payment in ether, for which nothing has come yet.
#[derive(Debug, Clone, Default)]
pub struct CryptoPaymentFactory {
    row: Draft<crypto_payments::ActiveModel>,
}

impl CryptoPaymentFactory {
    /// Nothing has come yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How this payment is made: all of it.
    #[must_use]
    pub fn of_payment(mut self, payment: &payments::Model) -> Self {
        self.row.payment_id = Set(payment.id);
        self.row.fiat_amount.set_if_unset(payment.amount);
        self.row.currency.set_if_unset(payment.currency.clone());
        self
    }

    /// To this wallet.
    #[must_use]
    pub fn to_wallet(mut self, wallet: &crypto_wallets::Model) -> Self {
        self.row.wallet_id = Set(Some(wallet.id));
        self.row.chain.set_if_unset(wallet.chain);
        self.row.to_address.set_if_unset(wallet.address.clone());
        self
    }

    /// One coin is worth so much.
    #[must_use]
    pub fn with_rate(mut self, rate: impl Into<Decimal>) -> Self {
        self.row.rate = Set(rate.into());
        self
    }

    /// Seen on the chain.
    #[must_use]
    pub fn detected(mut self) -> Self {
        self.row.status = Set(CryptoPaymentStatus::Detected);
        self
    }

    /// Deep enough in the chain.
    #[must_use]
    pub fn confirmed(mut self) -> Self {
        self.row.status = Set(CryptoPaymentStatus::Confirmed);
        self
    }

    /// Did not go through.
    #[must_use]
    pub fn failed(mut self) -> Self {
        self.row.status = Set(CryptoPaymentStatus::Failed);
        self
    }

    /// Nothing came in time.
    #[must_use]
    pub fn expired(mut self) -> Self {
        self.row.status = Set(CryptoPaymentStatus::Expired);
        self
    }

    /// Sent back.
    #[must_use]
    pub fn refunded(mut self) -> Self {
        self.row.status = Set(CryptoPaymentStatus::Refunded);
        self
    }
}

#[async_trait]
impl Factory for CryptoPaymentFactory {
    type Entity = crypto_payments::Entity;

    fn draft(&mut self) -> &mut crypto_payments::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> crypto_payments::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("crypto_payments");
        row.id.set_if_unset(unique.id());
        row.chain.set_if_unset(CryptoChain::Ethereum);
        row.asset.set_if_unset_with(|| "ETH".to_owned());
        row.to_address.set_if_unset_with(|| format!("0x{}", &unique.hexadecimal()[..40]));
        row.rate.set_if_unset(Decimal::from(250_000));
        row.status.set_if_unset(CryptoPaymentStatus::Pending);
        let status = row.status.try_as_ref().copied().unwrap_or(CryptoPaymentStatus::Pending);
        if matches!(
            status,
            CryptoPaymentStatus::Detected | CryptoPaymentStatus::Confirmed | CryptoPaymentStatus::Refunded
        ) {
            row.tx_hash.set_if_unset_with(|| Some(format!("0x{}", unique.hexadecimal())));
            row.detected_at.set_if_unset(Some(source.in_days(-1)));
        }
        if matches!(status, CryptoPaymentStatus::Confirmed | CryptoPaymentStatus::Refunded) {
            row.confirmations.set_if_unset(12);
            row.confirmed_at.set_if_unset(Some(source.now()));
        }
        let expires_in = if status == CryptoPaymentStatus::Expired { -1 } else { 1 };
        row.expires_at.set_if_unset(source.in_days(expires_in));
        row
    }

    async fn complete(
        &self,
        row: &mut crypto_payments::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.payment_id.is_not_set() {
            let factory = PaymentFactory::new().full().with_method(PaymentMethod::Crypto);
            let payment = factory.insert(context).await?;
            row.payment_id = Set(payment.id);
            row.fiat_amount.set_if_unset(payment.amount);
            row.currency.set_if_unset(payment.currency);
        }
        if let (Some(fiat), Some(rate)) = (row.fiat_amount.try_as_ref(), row.rate.try_as_ref()) {
            row.crypto_amount.set_if_unset((*fiat / *rate).round_dp(18));
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<CryptoPaymentFactory> {
    Presets::of(CryptoPaymentFactory::new)
        .and("detected", CryptoPaymentFactory::detected)
        .and("confirmed", CryptoPaymentFactory::confirmed)
        .and("failed", CryptoPaymentFactory::failed)
        .and("expired", CryptoPaymentFactory::expired)
        .and("refunded", CryptoPaymentFactory::refunded)
}
