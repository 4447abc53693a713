//! `organization_kind`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Organization kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "organization_kind", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum OrganizationKind {
    /// Agency.
    Agency,
    /// Promoter.
    Promoter,
    /// Venue operator.
    VenueOperator,
    /// Production.
    Production,
    /// Label.
    Label,
    /// Corporate.
    Corporate,
    /// Other.
    Other,
}
