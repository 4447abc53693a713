//! `contract_role`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Contract role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "contract_role", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ContractRole {
    /// Promoter.
    Promoter,
    /// Artist.
    Artist,
    /// Venue.
    Venue,
    /// Agent.
    Agent,
    /// Witness.
    Witness,
}
