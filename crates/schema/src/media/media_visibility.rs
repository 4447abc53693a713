//! `media_visibility`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Who may see a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "media_visibility", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum MediaVisibility {
    /// Everyone.
    Public,
    /// Whoever has the address.
    Unlisted,
    /// Members of the organization.
    Organization,
    /// Its owner.
    Private,
}
