//! `gst_registration_type`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// How somebody is registered for the Indian goods and services tax.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "gst_registration_type", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum GstRegistrationType {
    /// With a GSTIN.
    Registered,
    /// Below the threshold.
    Unregistered,
    /// Under the composition scheme: a flat rate, no input credit.
    Composition,
    /// Not asked, or not in India.
    None,
}
