//! `kyc_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::StateMachine;

/// How far the check of a paper has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "kyc_status", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum KycStatus {
    /// Handed in.
    Submitted,
    /// Being looked at.
    InReview,
    /// It is what it says.
    Accepted,
    /// Turned down.
    Rejected,
    /// Its day has passed.
    Expired,
}

impl StateMachine for KycStatus {
    const TYPE: &'static str = "kyc_status";

    fn next(self) -> &'static [Self] {
        match self {
            Self::Submitted => &[Self::InReview, Self::Accepted, Self::Rejected, Self::Expired],
            Self::InReview => &[Self::Accepted, Self::Rejected, Self::Expired],
            Self::Accepted => &[Self::Rejected, Self::Expired],
            Self::Rejected => &[Self::InReview],
            Self::Expired => &[],
        }
    }
}
