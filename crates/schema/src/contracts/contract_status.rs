//! `contract_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Contract status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "contract_status", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ContractStatus {
    /// Draft.
    Draft,
    /// Sent.
    Sent,
    /// Signed by promoter.
    SignedByPromoter,
    /// Signed by artist.
    SignedByArtist,
    /// Signed.
    Signed,
    /// Voided.
    Voided,
    /// Completed.
    Completed,
}
