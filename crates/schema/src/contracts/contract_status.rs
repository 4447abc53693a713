//! `contract_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::StateMachine;

/// How far a contract has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "contract_status", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ContractStatus {
    /// Being written.
    Draft,
    /// Lies before both parties.
    Sent,
    /// The artist's signature is missing.
    SignedByPromoter,
    /// The promoter's signature is missing.
    SignedByArtist,
    /// Both parties signed.
    Signed,
    /// Holds no more.
    Voided,
    /// Everything in it was done.
    Completed,
}

impl StateMachine for ContractStatus {
    const TYPE: &'static str = "contract_status";

    fn next(self) -> &'static [Self] {
        match self {
            Self::Draft => &[Self::Sent, Self::Voided],
            Self::Sent => &[Self::Draft, Self::SignedByPromoter, Self::SignedByArtist, Self::Voided],
            Self::SignedByPromoter | Self::SignedByArtist => &[Self::Signed, Self::Voided],
            Self::Signed => &[Self::Completed, Self::Voided],
            Self::Voided | Self::Completed => &[],
        }
    }
}
