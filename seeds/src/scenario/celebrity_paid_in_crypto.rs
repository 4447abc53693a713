//! A celebrity appears, and is paid in a stable coin: the transfer is seen, confirmed block by block, and only then counts as
//! paid. For wallets, confirmations and agents.
//!
//! Source: the celebrity-booking document.

use backline_schema::prelude::*;
use backline_seed::scenario::{Check, Failure, Scenario, Stage, expect, require};
use rust_decimal::Decimal;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, Set};
use serde_json::json;

use super::booking_happy_path::{agree, reach};
use super::story::{Attempt, PLACES, Parties, Refusal, add, change, context};
use crate::basic::row::row;
use crate::factory::{Context, Factory as _, PaymentFactory};

/// See the module.
#[derive(Debug, Clone, Default)]
pub struct CelebrityPaidInCrypto;

impl CelebrityPaidInCrypto {
    /// 25,000 USDC for an appearance.
    #[must_use]
    pub fn new() -> Self {
        Self
    }
}

/// An appearance and its payment.
#[derive(Debug, Clone)]
pub struct CryptoAppearance {
    /// Who appears, and for whom.
    pub parties: Parties,
    /// The celebrity and their agent.
    pub celebrity: celebrities::Model,
    /// Scheduled.
    pub booking: bookings::Model,
    /// The celebrity's, verified.
    pub wallet: crypto_wallets::Model,
    /// Captured.
    pub payment: payments::Model,
    /// Confirmed.
    pub transfer: crypto_payments::Model,
    /// What the organizer thought of it.
    pub rating: celebrity_ratings::Model,
    /// How it was refused to confirm the transfer too early.
    pub too_early: Refusal,
}

const FEE: i64 = 25_000;

impl Scenario for CelebrityPaidInCrypto {
    type Handles = CryptoAppearance;
    const NAME: &'static str = "celebrity-paid-in-crypto";
    const TABLES: &'static [&'static str] = &[
        "artists",
        "audit_logs",
        "booking_history",
        "bookings",
        "celebrities",
        "celebrity_ratings",
        "crypto_payments",
        "crypto_wallets",
        "organization_members",
        "organizations",
        "payments",
        "promoters",
        "search_index",
        "users",
        "venues",
    ];
    const NEEDS: &'static [&'static str] = PLACES;

    async fn tell(&self, stage: &Stage) -> Result<CryptoAppearance, Failure> {
        let context = context(stage);
        let parties = Parties::meet(&context, "USD").await?;
        let celebrity = row!(celebrities {
            artist_id: parties.artist.id,
            profession: "Film actor",
            agency: "An agency",
            agent_name: "An agent",
            agent_email: context.next("celebrities").email("agent"),
            appearance_fee: Decimal::from(FEE),
            currency: "USD",
            security_requirements: "Two guards, and a way out at the back",
        });
        let celebrity = add(&context, celebrity).await?;
        let booking = parties.booking().with_fee(FEE).offered().insert(&context).await?;
        let booking = agree(&context, booking, Decimal::from(FEE)).await?;

        let wallet = row!(crypto_wallets {
            user_id: parties.artist_user.id,
            chain: CryptoChain::Ethereum,
            address: format!("0x{}", &context.next("crypto_wallets").hexadecimal()[..40]),
            label: "For appearances",
            is_default: true,
            verified_at: context.in_days(-30),
        });
        let wallet = add(&context, wallet).await?;
        let payment = PaymentFactory::new()
            .for_booking(&booking)
            .full()
            .with_amount(FEE)
            .with_method(PaymentMethod::Crypto)
            .paid_by(&parties.organizer)
            .paid_to(&parties.artist_user)
            .insert(&context)
            .await?;
        let transfer = add(&context, transfer(&context, &payment, &wallet)).await?;
        let transfer = see(&context, transfer, 1, CryptoPaymentStatus::Detected).await?;

        let attempt = Attempt::begin(stage, &context).await?;
        let tried = see(&attempt.context(), transfer.clone(), 3, CryptoPaymentStatus::Confirmed).await;
        let too_early = attempt.refused(tried).await?;

        let transfer = see(&context, transfer, 12, CryptoPaymentStatus::Confirmed).await?;
        let now = context.now();
        let payment = change(&context, payment, |row: &mut payments::ActiveModel| {
            row.status = Set(PaymentStatus::Captured);
            row.captured_at = Set(Some(now));
        })
        .await?;
        let booking = reach(&context, booking, BookingStatus::PaidDeposit).await?;
        let booking = reach(&context, booking, BookingStatus::Scheduled).await?;
        let rating = row!(celebrity_ratings {
            celebrity_id: celebrity.artist_id,
            user_id: parties.organizer.id,
            rating: 5,
            review: "Answers the phone",
        });
        let rating = add(&context, rating).await?;
        Ok(CryptoAppearance { parties, celebrity, booking, wallet, payment, transfer, rating, too_early })
    }
}

fn transfer(
    context: &Context<'_>,
    payment: &payments::Model,
    wallet: &crypto_wallets::Model,
) -> crypto_payments::ActiveModel {
    row!(crypto_payments {
        payment_id: payment.id,
        wallet_id: wallet.id,
        chain: wallet.chain,
        asset: "USDC",
        to_address: wallet.address.as_str(),
        crypto_amount: Decimal::from(FEE),
        rate: Decimal::ONE,
        fiat_amount: payment.amount,
        currency: "USD",
        expires_at: context.now() + time::Duration::hours(1),
        metadata: json!({}),
    })
}

/// The transfer is under so many blocks.
async fn see(
    context: &Context<'_>,
    transfer: crypto_payments::Model,
    confirmations: i32,
    status: CryptoPaymentStatus,
) -> Result<crypto_payments::Model, Failure> {
    let (now, hash) = (context.now(), format!("0x{}", context.next("crypto_payments").hexadecimal()));
    change(context, transfer, |row: &mut crypto_payments::ActiveModel| {
        row.status = Set(status);
        row.confirmations = Set(confirmations);
        if status == CryptoPaymentStatus::Detected {
            row.tx_hash = Set(Some(hash));
            row.block_number = Set(Some(19_000_000));
            row.detected_at = Set(Some(now));
        } else {
            row.confirmed_at = Set(Some(now));
        }
    })
    .await
}

impl Check for CryptoAppearance {
    async fn check(&self, db: &DatabaseConnection) -> Result<(), Failure> {
        let transfer =
            crypto_payments::Entity::find().filter(crypto_payments::Column::PaymentId.eq(self.payment.id));
        let transfer = transfer.one(db).await?.ok_or("no transfer")?;
        expect("the transfer", transfer.status, CryptoPaymentStatus::Confirmed)?;
        require("it has enough confirmations", transfer.confirmations >= transfer.required_confirmations)?;
        expect("where it went", &transfer.to_address, &self.wallet.address)?;
        let payment = payments::Entity::find_by_id(self.payment.id).one(db).await?.ok_or("no payment")?;
        expect(
            "the payment",
            (payment.status, payment.method),
            (PaymentStatus::Captured, PaymentMethod::Crypto),
        )?;
        expect(
            "coins times rate",
            (transfer.crypto_amount * transfer.rate).normalize(),
            payment.amount.normalize(),
        )?;
        let celebrity =
            celebrities::Entity::find_by_id(self.celebrity.artist_id).one(db).await?.ok_or("gone")?;
        expect("the celebrity's rating", (celebrity.average_rating, celebrity.rating_count), (5.into(), 1))?;
        let expected = Refusal::by("23514", "ck_crypto_payments_confirmed_has_confirmations");
        expect("confirming too early", &self.too_early, &expected)
    }
}
