//! `artist_category`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// How large an artist is; decides the commission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "artist_category", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ArtistCategory {
    /// At the beginning.
    Budding,
    /// Known in their country.
    MidScale,
    /// Known everywhere.
    International,
    /// By agreement.
    Custom,
}
