//! `review_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::StateMachine;

/// Whether a review can be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "review_status", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ReviewStatus {
    /// Waits for a moderator.
    Pending,
    /// Everyone may see it.
    Published,
    /// Taken out of sight, for now.
    Hidden,
    /// Taken out of sight for good.
    Removed,
}

impl StateMachine for ReviewStatus {
    const TYPE: &'static str = "review_status";

    fn next(self) -> &'static [Self] {
        match self {
            Self::Pending => &[Self::Published, Self::Hidden, Self::Removed],
            Self::Published => &[Self::Hidden, Self::Removed],
            Self::Hidden => &[Self::Published, Self::Removed],
            Self::Removed => &[],
        }
    }
}
