//! `signature_type`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// How a contract was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "signature_type", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum SignatureType {
    /// A name, typed.
    Typed,
    /// Drawn with finger or mouse.
    Drawn,
    /// A scan.
    Uploaded,
    /// A digital certificate.
    Certificate,
}
