//! `organization_member_role`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// What a member may do in an organization, the most first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(
    rs_type = "Enum",
    db_type = "Enum",
    enum_name = "organization_member_role",
    rename_all = "snake_case"
)]
#[serde(rename_all = "snake_case")]
pub enum OrganizationMemberRole {
    /// May do everything, also give it away.
    Owner,
    /// May do everything else.
    Admin,
    /// Books and signs.
    Manager,
    /// Works on what there is.
    Member,
    /// Reads.
    Viewer,
}
