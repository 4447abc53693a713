//! `media_type`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A sort of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "media_type", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum MediaType {
    /// A picture.
    Image,
    /// A recording.
    Audio,
    /// A film.
    Video,
    /// A paper.
    Document,
    /// None of these.
    Other,
}
