//! `crypto_chain`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A block chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "crypto_chain", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum CryptoChain {
    /// Bitcoin.
    Bitcoin,
    /// Ethereum.
    Ethereum,
    /// Polygon.
    Polygon,
    /// Base.
    Base,
    /// Arbitrum.
    Arbitrum,
    /// BNB Smart Chain.
    BinanceSmartChain,
    /// Solana.
    Solana,
    /// Tron.
    Tron,
}
