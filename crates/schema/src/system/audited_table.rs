//! `audited_table`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Audited table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "audited_table", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum AuditedTable {
    /// Users.
    Users,
    /// User roles.
    UserRoles,
    /// Api keys.
    ApiKeys,
    /// Kyc documents.
    KycDocuments,
    /// Tax profiles.
    TaxProfiles,
    /// Organization members.
    OrganizationMembers,
    /// Bookings.
    Bookings,
    /// Contracts.
    Contracts,
    /// Payments.
    Payments,
    /// Refunds.
    Refunds,
    /// Payouts.
    Payouts,
    /// Disputes.
    Disputes,
}
