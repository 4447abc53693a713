//! `application_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Application status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "application_status", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ApplicationStatus {
    /// Submitted.
    Submitted,
    /// Shortlisted.
    Shortlisted,
    /// Offered.
    Offered,
    /// Accepted.
    Accepted,
    /// Rejected.
    Rejected,
    /// Withdrawn.
    Withdrawn,
    /// Expired.
    Expired,
}
