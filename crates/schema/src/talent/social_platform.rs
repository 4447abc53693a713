//! `social_platform`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Where an artist has a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "social_platform", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum SocialPlatform {
    /// Their own site.
    Website,
    /// At <https://instagram.com>.
    Instagram,
    /// At <https://facebook.com>.
    Facebook,
    /// At <https://youtube.com>.
    Youtube,
    /// At <https://x.com>.
    X,
    /// At <https://tiktok.com>.
    Tiktok,
    /// At <https://open.spotify.com>.
    Spotify,
    /// At <https://music.apple.com>.
    AppleMusic,
    /// At <https://soundcloud.com>.
    Soundcloud,
    /// At <https://bandcamp.com>.
    Bandcamp,
    /// At <https://linkedin.com>.
    Linkedin,
    /// None of these.
    Other,
}
