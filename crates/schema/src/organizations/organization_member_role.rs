//! `organization_member_role`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Organization member role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(
    rs_type = "Enum",
    db_type = "Enum",
    enum_name = "organization_member_role",
    rename_all = "snake_case"
)]
#[serde(rename_all = "snake_case")]
pub enum OrganizationMemberRole {
    /// Owner.
    Owner,
    /// Admin.
    Admin,
    /// Manager.
    Manager,
    /// Member.
    Member,
    /// Viewer.
    Viewer,
}
