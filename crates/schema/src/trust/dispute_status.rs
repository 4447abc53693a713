//! `dispute_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::StateMachine;

/// How far a dispute has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "dispute_status", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum DisputeStatus {
    /// Nobody has looked at it yet.
    Open,
    /// Somebody looks into it.
    Investigating,
    /// Settled: money goes back.
    ResolvedRefund,
    /// Settled: no money goes back.
    ResolvedNoRefund,
    /// Beyond the first who looked into it.
    Escalated,
}

impl StateMachine for DisputeStatus {
    const TYPE: &'static str = "dispute_status";

    fn next(self) -> &'static [Self] {
        match self {
            Self::Open => {
                &[Self::Investigating, Self::ResolvedRefund, Self::ResolvedNoRefund, Self::Escalated]
            }
            Self::Investigating => &[Self::ResolvedRefund, Self::ResolvedNoRefund, Self::Escalated],
            Self::ResolvedRefund => &[],
            Self::ResolvedNoRefund => &[Self::Escalated],
            Self::Escalated => &[Self::ResolvedRefund, Self::ResolvedNoRefund],
        }
    }
}
