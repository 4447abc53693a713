//! `organization_kind`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// What an organization does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "organization_kind", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum OrganizationKind {
    /// Acts for artists.
    Agency,
    /// Books artists and sells tickets.
    Promoter,
    /// Runs venues.
    VenueOperator,
    /// Puts shows on stage.
    Production,
    /// Publishes recordings.
    Label,
    /// Books for its own people.
    Corporate,
    /// None of these.
    Other,
}
