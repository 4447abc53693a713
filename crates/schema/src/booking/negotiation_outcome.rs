//! `negotiation_outcome`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::StateMachine;

/// What came of a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "negotiation_outcome", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum NegotiationOutcome {
    /// Not answered yet.
    Pending,
    /// Agreed to.
    Accepted,
    /// Answered with another proposal.
    Countered,
    /// Turned down.
    Rejected,
    /// Taken back by who made it.
    Withdrawn,
    /// Not settled in time.
    Expired,
}

impl StateMachine for NegotiationOutcome {
    const TYPE: &'static str = "negotiation_outcome";

    fn next(self) -> &'static [Self] {
        match self {
            Self::Pending => {
                &[Self::Accepted, Self::Countered, Self::Rejected, Self::Withdrawn, Self::Expired]
            }
            Self::Accepted | Self::Countered | Self::Rejected | Self::Withdrawn | Self::Expired => &[],
        }
    }
}
