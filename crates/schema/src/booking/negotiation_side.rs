//! `negotiation_side`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// One of the two who negotiate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "negotiation_side", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum NegotiationSide {
    /// Who books.
    Promoter,
    /// Who performs.
    Artist,
}
