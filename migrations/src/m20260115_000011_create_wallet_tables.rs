//! Crypto: wallets, and payments that arrive over a chain.

use crate::ddl::ForeignKeyAction::{Restrict, SetNull};
use crate::ddl::*;
use sea_orm_migration::prelude::ConditionalStatement;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, labels) in ENUMS {
            create_enum(manager, name, labels).await?;
        }
        crypto_wallets().create(manager).await?;
        crypto_payments().create(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, [CryptoPayments::Table]).await?;
        drop_tables(manager, [CryptoWallets::Table]).await?;
        drop_enums(manager, &ENUMS.map(|(name, _)| name)).await
    }
}

const ENUMS: [(&str, &[&str]); 2] = [
    (
        "crypto_chain",
        &["bitcoin", "ethereum", "polygon", "base", "arbitrum", "binance_smart_chain", "solana", "tron"],
    ),
    ("crypto_payment_status", &["pending", "detected", "confirmed", "failed", "expired", "refunded"]),
];

fn crypto_wallets() -> NewTable {
    table(CryptoWallets::Table, "A user's or an organization's addresses on chains; never a key.")
        .col(uuid_key(CryptoWallets::Id))
        .col(uuid_null(CryptoWallets::UserId))
        .col(uuid_null(CryptoWallets::OrganizationId))
        .col(enumeration(CryptoWallets::Chain, "crypto_chain"))
        .col(text(CryptoWallets::Address).comment("As the chain writes it, checksum capitals included."))
        .col(text_null(CryptoWallets::Label))
        .col(boolean(CryptoWallets::IsDefault).default(false).comment("Where payouts on this chain go."))
        .col(timestamptz_null(CryptoWallets::VerifiedAt).comment("When its owner signed a message with it."))
        .col(timestamptz_null(CryptoWallets::ArchivedAt))
        .references(CryptoWallets::UserId, Users::Table, Users::Id, Restrict)
        .references(CryptoWallets::OrganizationId, Organizations::Table, Organizations::Id, Restrict)
        .check_sql("one_owner", "num_nonnulls(user_id, organization_id) = 1")
        .check_sql("address_form", "address ~ '^[A-Za-z0-9]{20,128}$'")
        .check_not_blank(CryptoWallets::Label)
        .check_sql("default_is_in_use", "NOT is_default OR archived_at IS NULL")
        .unique([CryptoWallets::Chain, CryptoWallets::Address])
        .index_as(
            Index::create()
                .unique()
                .name("uq_crypto_wallets_default")
                .col(Expr::cust("COALESCE(user_id, organization_id)"))
                .col(CryptoWallets::Chain)
                .and_where(Expr::cust("is_default")),
        )
        .timestamps()
}

fn crypto_payments() -> NewTable {
    table(CryptoPayments::Table, "The chain's side of a payment: what was sent, and how sure it is.")
        .col(uuid_key(CryptoPayments::Id))
        .col(uuid(CryptoPayments::PaymentId))
        .col(uuid_null(CryptoPayments::WalletId).comment("The sender's, where it is known."))
        .col(enumeration(CryptoPayments::Chain, "crypto_chain"))
        .col(text(CryptoPayments::Asset).comment("The token's ticker: BTC, ETH, USDC."))
        .col(text(CryptoPayments::ToAddress).comment("Made for this payment alone."))
        .col(text_null(CryptoPayments::TxHash).comment("Absent until the chain has seen it."))
        .col(enumeration(CryptoPayments::Status, "crypto_payment_status").default("pending"))
        .col(decimal_len(CryptoPayments::CryptoAmount, 38, 18).comment("Whole units of the asset."))
        .col(
            decimal_len_null(CryptoPayments::NetworkFee, 38, 18)
                .comment("Of the chain's own coin; borne by the sender."),
        )
        .col(
            decimal_len(CryptoPayments::Rate, 28, 10)
                .comment("Units of currency for one of the asset, when it was quoted."),
        )
        .col(amount(CryptoPayments::FiatAmount).comment("What the sender was asked for."))
        .col(currency(CryptoPayments::Currency))
        .col(integer(CryptoPayments::Confirmations).default(0).comment("Blocks on top of its own."))
        .col(integer(CryptoPayments::RequiredConfirmations).default(12))
        .col(big_integer_null(CryptoPayments::BlockNumber))
        .col(timestamptz(CryptoPayments::ExpiresAt).comment("The quoted rate holds until then."))
        .col(timestamptz_null(CryptoPayments::DetectedAt))
        .col(timestamptz_null(CryptoPayments::ConfirmedAt))
        .col(json_object(CryptoPayments::Metadata))
        .references_without_index(CryptoPayments::PaymentId, Payments::Table, Payments::Id, Restrict)
        .references(CryptoPayments::WalletId, CryptoWallets::Table, CryptoWallets::Id, SetNull)
        .references(CryptoPayments::Currency, Currencies::Table, Currencies::CurrencyCode, Restrict)
        .check_sql("asset_form", "asset ~ '^[A-Z0-9]{2,12}$'")
        .check_sql("to_address_form", "to_address ~ '^[A-Za-z0-9]{20,128}$'")
        .check_sql("tx_hash_form", "tx_hash ~ '^(0x)?[A-Za-z0-9]{32,128}$'")
        .check_positive(CryptoPayments::CryptoAmount)
        .check_not_negative(CryptoPayments::NetworkFee)
        .check_positive(CryptoPayments::Rate)
        .check_positive(CryptoPayments::FiatAmount)
        .check_not_negative(CryptoPayments::Confirmations)
        .check_between(CryptoPayments::RequiredConfirmations, 0, 1000)
        .check_not_negative(CryptoPayments::BlockNumber)
        .check_sql(
            "seen_has_tx_hash",
            "status NOT IN ('detected', 'confirmed', 'refunded') OR tx_hash IS NOT NULL",
        )
        .check_sql(
            "confirmed_has_confirmations",
            "status <> 'confirmed' OR confirmations >= required_confirmations",
        )
        .check_sql("confirmed_at_when_confirmed", "status <> 'confirmed' OR confirmed_at IS NOT NULL")
        .check_order(CryptoPayments::DetectedAt, CryptoPayments::ConfirmedAt)
        .unique([CryptoPayments::PaymentId])
        .unique([CryptoPayments::Chain, CryptoPayments::TxHash])
        .index([CryptoPayments::Status])
        .timestamps()
}

#[derive(DeriveIden)]
enum CryptoPayments {
    Table,
    Id,
    PaymentId,
    WalletId,
    Chain,
    Asset,
    ToAddress,
    TxHash,
    Status,
    CryptoAmount,
    NetworkFee,
    Rate,
    FiatAmount,
    Currency,
    Confirmations,
    RequiredConfirmations,
    BlockNumber,
    ExpiresAt,
    DetectedAt,
    ConfirmedAt,
    Metadata,
}

#[derive(DeriveIden)]
enum CryptoWallets {
    Table,
    Id,
    UserId,
    OrganizationId,
    Chain,
    Address,
    Label,
    IsDefault,
    VerifiedAt,
    ArchivedAt,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Organizations {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Payments {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Currencies {
    Table,
    CurrencyCode,
}
