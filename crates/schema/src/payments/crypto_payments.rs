//! `crypto_payments`: the chain's side of a payment: what was sent, and how sure it is.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

use super::{CryptoChain, CryptoPaymentStatus};

/// The chain's side of a payment: what was sent, and how sure it is.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "crypto_payments")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The payment.
    pub payment_id: Uuid,
    /// The sender's, where it is known.
    pub wallet_id: Option<Uuid>,
    /// The block chain.
    pub chain: CryptoChain,
    /// The token's ticker: BTC, ETH, USDC.
    #[sea_orm(column_type = "Text")]
    pub asset: String,
    /// Made for this payment alone.
    #[sea_orm(column_type = "Text")]
    pub to_address: String,
    /// Absent until the chain has seen it.
    #[sea_orm(column_type = "Text")]
    pub tx_hash: Option<String>,
    /// How far it has come.
    pub status: CryptoPaymentStatus,
    /// Whole units of the asset.
    #[sea_orm(column_type = "Decimal(Some((38, 18)))")]
    pub crypto_amount: Decimal,
    /// Of the chain's own coin; borne by the sender.
    #[sea_orm(column_type = "Decimal(Some((38, 18)))")]
    pub network_fee: Option<Decimal>,
    /// Units of currency for one of the asset, when it was quoted.
    #[sea_orm(column_type = "Decimal(Some((28, 10)))")]
    pub rate: Decimal,
    /// What the sender was asked for.
    #[sea_orm(column_type = "Decimal(Some((16, 3)))")]
    pub fiat_amount: Decimal,
    /// ISO 4217 code of every amount in the row.
    #[sea_orm(column_type = "Char(Some(3))", save_as = "bpchar")]
    pub currency: String,
    /// Blocks on top of its own.
    pub confirmations: i32,
    /// How many blocks must follow it.
    pub required_confirmations: i32,
    /// The block that holds it.
    pub block_number: Option<i64>,
    /// The quoted rate holds until then.
    pub expires_at: OffsetDateTime,
    /// When it was noticed.
    pub detected_at: Option<OffsetDateTime>,
    /// When it was confirmed.
    pub confirmed_at: Option<OffsetDateTime>,
    /// Whatever has no column of its own; a JSON object.
    #[sea_orm(column_type = "JsonBinary")]
    pub metadata: Json,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// Where its keys lead.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `payment_id`.
    #[sea_orm(
        belongs_to = "super::payments::Entity",
        from = "Column::PaymentId",
        to = "super::payments::Column::Id",
        on_delete = "Restrict"
    )]
    Payment,
    /// By `wallet_id`.
    #[sea_orm(
        belongs_to = "super::crypto_wallets::Entity",
        from = "Column::WalletId",
        to = "super::crypto_wallets::Column::Id",
        on_delete = "SetNull"
    )]
    Wallet,
    /// By `currency`.
    #[sea_orm(
        belongs_to = "crate::geography::currencies::Entity",
        from = "Column::Currency",
        to = "crate::geography::currencies::Column::CurrencyCode",
        on_delete = "Restrict"
    )]
    Currency,
}

impl Related<super::payments::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Payment.def()
    }
}

impl Related<super::crypto_wallets::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Wallet.def()
    }
}

impl Related<crate::geography::currencies::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Currency.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}
