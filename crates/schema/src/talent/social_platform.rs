//! `social_platform`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Social platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "social_platform", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum SocialPlatform {
    /// Website.
    Website,
    /// Instagram.
    Instagram,
    /// Facebook.
    Facebook,
    /// Youtube.
    Youtube,
    /// X.
    X,
    /// Tiktok.
    Tiktok,
    /// Spotify.
    Spotify,
    /// Apple music.
    AppleMusic,
    /// Soundcloud.
    Soundcloud,
    /// Bandcamp.
    Bandcamp,
    /// Linkedin.
    Linkedin,
    /// Other.
    Other,
}
