//! `user_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::StateMachine;

/// Whether an account can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "user_status", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum UserStatus {
    /// Can be used.
    Active,
    /// Closed by the platform, for a time.
    Suspended,
    /// Given up; the row stays for its history.
    Deleted,
    /// The address is not proved yet.
    PendingVerification,
}

impl StateMachine for UserStatus {
    const TYPE: &'static str = "user_status";

    fn next(self) -> &'static [Self] {
        match self {
            Self::Active => &[Self::Suspended, Self::Deleted],
            Self::Suspended => &[Self::Active, Self::Deleted],
            Self::Deleted => &[],
            Self::PendingVerification => &[Self::Active, Self::Suspended, Self::Deleted],
        }
    }
}
