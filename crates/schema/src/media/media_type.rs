//! `media_type`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Media type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "media_type", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum MediaType {
    /// Image.
    Image,
    /// Audio.
    Audio,
    /// Video.
    Video,
    /// Document.
    Document,
    /// Other.
    Other,
}
