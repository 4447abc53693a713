//! `contract_role`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// The part of somebody who signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "contract_role", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ContractRole {
    /// Who books.
    Promoter,
    /// Who performs.
    Artist,
    /// Who lends the place.
    Venue,
    /// Who acts for the artist.
    Agent,
    /// Who saw the others sign.
    Witness,
}
