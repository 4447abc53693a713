//! `application_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::StateMachine;

/// How far an application has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "application_status", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ApplicationStatus {
    /// Handed in.
    Submitted,
    /// Among the few.
    Shortlisted,
    /// A booking was offered.
    Offered,
    /// The artist took the offer.
    Accepted,
    /// Turned down.
    Rejected,
    /// Taken back by who made it.
    Withdrawn,
    /// Not settled in time.
    Expired,
}

impl StateMachine for ApplicationStatus {
    const TYPE: &'static str = "application_status";

    fn next(self) -> &'static [Self] {
        match self {
            Self::Submitted => &[
                Self::Shortlisted,
                Self::Offered,
                Self::Accepted,
                Self::Rejected,
                Self::Withdrawn,
                Self::Expired,
            ],
            Self::Shortlisted => {
                &[Self::Offered, Self::Accepted, Self::Rejected, Self::Withdrawn, Self::Expired]
            }
            Self::Offered => &[Self::Accepted, Self::Rejected, Self::Withdrawn, Self::Expired],
            Self::Accepted => &[Self::Withdrawn],
            Self::Rejected => &[Self::Shortlisted],
            Self::Withdrawn => &[Self::Submitted],
            Self::Expired => &[],
        }
    }
}
